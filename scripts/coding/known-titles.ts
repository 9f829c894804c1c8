/** @file The titles that the coder knows: all titles of the roles and the official titles, with their codes. */
import { groupBy } from '../../src/core/group-by.ts';
import { prepareText } from '../../src/core/titles/prepare-text.ts';
import { dot } from '../../src/core/vectors/similarity.ts';
import { trainableOfficialTitles } from '../data/official-titles.ts';
import type { DataSet } from '../dataset/data-set.ts';
import { roleId, type Split } from '../dataset/splits.ts';

export interface KnownTitle {
  readonly title: string;
  readonly code: string;
  /** Roles of the title in this code; "" for an official title. */
  readonly roles: readonly string[];
}

/**
 * Each title once a code, in order of code.
 * @param without splits whose titles are left out, and with them the official titles that give one away; none for the shipped index
 */
export function knownTitles(data: DataSet, without: ReadonlySet<Split>): KnownTitle[] {
  const known = new Map<string, { title: string; code: string; roles: string[] }>();
  const add = (title: string, code: string, role: string): void => {
    const text = prepareText(title);
    const key = `${code} ${text}`;
    const entry = known.get(key);
    if (entry) entry.roles.push(role);
    else known.set(key, { title: text, code, roles: [role] });
  };
  for (const { title, code, role, split } of data.titles)
    if (!without.has(split)) add(title, code, roleId(code, role));
  const official = trainableOfficialTitles(data);
  for (const { code, title } of data.occupations)
    if (without.size === 0 || official.has(code)) add(title, code, '');
  return [...known.values()].sort((a, b) => (a.code < b.code ? -1 : Number(a.code > b.code)));
}

/**
 * The titles that keep a vector: of titles of one code that are nearly alike ("Nurse Manager", "Manager, Nurses") the first. The
 * others are still known by their words.
 * @param vectorOf unit vector of a title
 * @param alike cosine from which two titles say the same
 */
export function distinctTitles(
  titles: readonly KnownTitle[],
  vectorOf: (title: string) => Float32Array,
  alike: number,
): KnownTitle[] {
  return [...groupBy(titles, ({ code }) => code).values()].flatMap((group) => {
    const kept: KnownTitle[] = [];
    for (const candidate of group) {
      const vector = vectorOf(candidate.title);
      if (kept.every(({ title }) => dot(vectorOf(title), vector) < alike)) kept.push(candidate);
    }
    return kept;
  });
}
