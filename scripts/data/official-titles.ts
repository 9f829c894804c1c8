/** @file Which official titles may be learnt from. */
import type { DataSet } from '../dataset/data-set.ts';

/** Words in the singular, sorted: "Human Resources Specialists" and "Human Resource Specialist" are one. */
function singularKey(title: string): string {
  const words = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .map((word) => word.replace(/ies$/, 'y').replace(/(?<=[a-z]{2})s$/, ''))
    .sort()
    .join(' ');
}

/** Codes whose official title is not the plural of a held-out title. */
export function trainableOfficialTitles(data: DataSet): ReadonlySet<string> {
  const held = new Set(
    data.titles.filter(({ split }) => split !== 'train').map(({ title }) => singularKey(title)),
  );
  const trains = data.occupations.filter(({ title }) => !held.has(singularKey(title)));
  return new Set(trains.map(({ code }) => code));
}
