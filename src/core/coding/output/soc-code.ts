/** @file SOC codes as people write them and as they are cut inside ("11-1"), and which texts a spreadsheet takes for dates. */
import { prefixOf } from '../steps.ts';
import type { Detail } from '../types.ts';

const DETAIL_OF_LENGTH: Readonly<Record<number, Detail>> = {
  10: 'detailed',
  7: 'soc',
  6: 'broad',
  4: 'minor',
  2: 'major',
};
const COARSENESS: Readonly<Record<Detail, number>> = { detailed: 0, soc: 1, broad: 2, minor: 3, major: 4 };

/** A code with its level of detail, cut to that level: "15-125" is a broad group. */
export interface CutCode {
  readonly code: string;
  readonly detail: Detail;
}

/** The level of detail of a cut code: "15-1252.00", "15-1252", "15-125", "15-1" or "15"; null for anything else. */
export function detailOf(cut: string): Detail | null {
  return /^\d\d(?:-\d(?:\d\d(?:\d(?:\.\d\d)?)?)?)?$/u.test(cut)
    ? (DETAIL_OF_LENGTH[cut.length] ?? null)
    : null;
}

/** A detailed or other code cut to a coarser level; null where the code is coarser than that itself. */
export function cutTo(cut: string, detail: Detail): string | null {
  const own = detailOf(cut);
  return own !== null && COARSENESS[own] <= COARSENESS[detail] ? prefixOf(cut, detail) : null;
}

/**
 * A code as people write it: "15-1252.00", "15-1252", "151252", "15-1250" (broad), "15-1200" (minor), "15-0000" or "15" (major), and the cut
 * forms. Null for anything else.
 */
export function parseCode(text: string): CutCode | null {
  const match = /^(\d\d)[-–]?(\d{4})(?:\.?(\d\d))?$/u.exec(text.trim());
  if (!match) {
    const cut = text.trim();
    const detail = detailOf(cut);
    return detail && { code: cut, detail };
  }
  const [, major = '', rest = '', extension] = match;
  if (extension !== undefined) return { code: `${major}-${rest}.${extension}`, detail: 'detailed' };
  if (rest === '0000') return { code: major, detail: 'major' };
  // No detailed occupation of SOC ends in 0, and no broad one in 00.
  if (rest.endsWith('00')) return { code: `${major}-${rest[0]!}`, detail: 'minor' };
  if (rest.endsWith('0')) return { code: prefixOf(`${major}-${rest}`, 'broad'), detail: 'broad' };
  return { code: `${major}-${rest}`, detail: 'soc' };
}

/**
 * Whether Excel would show the text of a CSV as a date: day and month, or month and year, with "-" or "/". "11-2011", a code of a manager,
 * is November 2011; the "11-1000" of its group is not, because Excel knows no year before 1900. Errs on the side of dates.
 */
export function readsAsDate(text: string): boolean {
  const match = /^\s*(\d{1,4})\s*[-/]\s*(\d{1,4})(?:\s*[-/]\s*\d{1,4})?\s*$/u.exec(text);
  if (!match) return false;
  const [first, second] = [Number(match[1]), Number(match[2])];
  const year = (value: number) => value >= 1900 && value <= 9999;
  const month = (value: number) => value >= 1 && value <= 12;
  const dayOrShortYear = (value: number) => value <= 99;
  return (
    (month(first) && (year(second) || dayOrShortYear(second))) ||
    (month(second) && (year(first) || dayOrShortYear(first)))
  );
}
