/** @file Names and official codes of the SOC 2018 groups above the occupations, from the prefix of an O*NET-SOC code. */
import { BROAD_11_TO_27 } from './broad-11-to-27.ts';
import { BROAD_29_TO_43 } from './broad-29-to-43.ts';
import { BROAD_45_TO_55 } from './broad-45-to-55.ts';
import { MAJOR_GROUPS } from './major.ts';
import { MINOR_GROUPS } from './minor.ts';

// Maps, so that a prefix such as "constructor" finds nothing.
const TITLES: ReadonlyMap<string, string> = new Map(
  [MAJOR_GROUPS, MINOR_GROUPS, BROAD_11_TO_27, BROAD_29_TO_43, BROAD_45_TO_55].flatMap((groups) =>
    Object.entries(groups),
  ),
);

/** Broad occupations that have a second prefix: the physicians outgrew 29-1211 to 29-1219, and go on in 29-1221. */
const SECOND_PREFIXES: ReadonlyMap<string, string> = new Map([['29-122', '29-121']]);

/** Minor groups whose code has a fourth digit: SOC 2018 gave a new code where it drew the group anew. */
const MINOR_CODES: ReadonlyMap<string, string> = new Map([
  ['15-1', '15-1200'],
  ['31-1', '31-1100'],
  ['51-5', '51-5100'],
]);

/**
 * Title of a major group ("15"), minor group ("15-1") or broad occupation ("15-125") of SOC 2018.
 * @param prefix The first two, four or six characters of an O*NET-SOC code.
 * @returns Empty where no group has the prefix, so also for the code of an occupation.
 */
export function groupTitle(prefix: string): string {
  return TITLES.get(SECOND_PREFIXES.get(prefix) ?? prefix) ?? '';
}

/**
 * SOC 2018 code of a group: "15-0000" for "15", "15-1200" for "15-1", "15-1250" for "15-125".
 * Two prefixes, "29-121" and "29-122", are of one broad occupation and have one code, "29-1210".
 * @param prefix The first two, four or six characters of an O*NET-SOC code.
 * @returns The text itself where it is no such prefix: an occupation ("15-1252", "15-1252.00") or an unknown group.
 */
export function officialCode(prefix: string): string {
  if (groupTitle(prefix) === '') return prefix;
  const code = MINOR_CODES.get(prefix) ?? SECOND_PREFIXES.get(prefix) ?? prefix;
  return code.length === 2 ? `${code}-0000` : code.padEnd('15-1252'.length, '0');
}
