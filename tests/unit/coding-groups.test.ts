/** The groups above the occupations are whole: each occupation of our data has its three, and no group is empty. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BROAD_11_TO_27 } from '../../src/core/coding/groups/broad-11-to-27.ts';
import { BROAD_29_TO_43 } from '../../src/core/coding/groups/broad-29-to-43.ts';
import { BROAD_45_TO_55 } from '../../src/core/coding/groups/broad-45-to-55.ts';
import { groupTitle, officialCode } from '../../src/core/coding/groups/groups.ts';
import { MAJOR_GROUPS } from '../../src/core/coding/groups/major.ts';
import { MINOR_GROUPS } from '../../src/core/coding/groups/minor.ts';

const CSV = join(import.meta.dirname, '../../public/data/title-data/occupations.csv');
const occupations = [
  ...readFileSync(CSV, 'utf8').matchAll(/^(\d\d-\d{4}\.\d\d),(?:"([^"]*)"|([^,]*)),/gm),
].map(([, code = '', quoted, plain]) => ({ code, title: quoted ?? plain ?? '' }));
const prefixes = (length: number): string[] => [
  ...new Set(occupations.map(({ code }) => code.slice(0, length))),
];

const BROAD_FILES = [
  { groups: BROAD_11_TO_27, first: '11', last: '27' },
  { groups: BROAD_29_TO_43, first: '29', last: '43' },
  { groups: BROAD_45_TO_55, first: '45', last: '55' },
];
const BROAD_GROUPS = BROAD_FILES.flatMap(({ groups }) => Object.entries(groups));
const LEVELS = [
  { name: 'major', length: 2, groups: Object.entries(MAJOR_GROUPS), count: 23 },
  { name: 'minor', length: 4, groups: Object.entries(MINOR_GROUPS), count: 98 },
  { name: 'broad', length: 6, groups: BROAD_GROUPS, count: 459 },
];

describe('the tables', () => {
  it('are checked against all 1,016 occupations', () => {
    expect(new Set(occupations.map(({ code }) => code)).size).toBe(1016);
  });

  it.each(LEVELS)('name each $name group of an occupation', ({ length }) => {
    expect(prefixes(length).filter((prefix) => groupTitle(prefix) === '')).toEqual([]);
  });

  it.each(LEVELS)('hold as many $name groups as SOC 2018, none twice and none empty', (level) => {
    const keys = level.groups.map(([prefix]) => prefix);
    expect(keys).toHaveLength(level.count);
    expect(new Set(keys).size).toBe(level.count);
    const used = new Set(prefixes(level.length));
    expect(keys.filter((prefix) => !used.has(prefix))).toEqual([]);
  });

  it.each(LEVELS)('give each $name group a title and a code of its own', ({ length, groups }) => {
    expect(new Set(groups.map(([, title]) => title)).size).toBe(groups.length);
    expect(new Set(prefixes(length).map(officialCode)).size).toBe(groups.length);
  });

  it('hold titles that are tidy', () => {
    const titles = LEVELS.flatMap(({ groups }) => groups.map(([, title]) => title));
    expect(titles.filter((title) => !/^[A-Z][A-Za-z/;,-]*(?: [A-Za-z/;,-]+)*$/.test(title))).toEqual([]);
    expect(titles.filter((title) => /[,;]$|[,;]\S/.test(title))).toEqual([]);
  });

  it.each(BROAD_FILES)(
    'hold the broad groups from $first to $last in one file',
    ({ groups, first, last }) => {
      const majors = Object.keys(groups).map((prefix) => prefix.slice(0, 2));
      expect([majors[0], majors.at(-1)]).toEqual([first, last]);
      expect(Object.keys(groups)).toEqual(Object.keys(groups).toSorted());
    },
  );
});

describe('a broad group of one occupation', () => {
  const inGroup = (prefix: string) =>
    occupations.filter(({ code }) => code.startsWith(prefix) && code.endsWith('.00'));
  const alone = BROAD_GROUPS.map(([prefix, title]) => ({ prefix, title, members: inGroup(prefix) })).filter(
    ({ members }) => members.length === 1,
  );

  it('has its title, or is a miscellaneous group', () => {
    expect(alone.length).toBeGreaterThan(200);
    const others = alone.filter(({ title, members }) => title !== members[0]?.title);
    expect(others.filter(({ title }) => !title.startsWith('Miscellaneous '))).toEqual([]);
  });

  it('never is called after an "All Other" occupation', () => {
    expect(BROAD_GROUPS.filter(([, title]) => title.includes('All Other'))).toEqual([]);
  });
});

describe('groupTitle', () => {
  it.each([
    ['15', 'Computer and Mathematical Occupations'],
    ['15-1', 'Computer Occupations'],
    ['15-125', 'Software and Web Developers, Programmers, and Testers'],
    ['29-121', 'Physicians'],
    ['29-122', 'Physicians'],
  ])('of %s is %s', (prefix, title) => {
    expect(groupTitle(prefix)).toBe(title);
  });

  it.each(['', '1', '15-', '12', '15-3', '15-126', '15-1252', '15-1252.00', '15-1250', 'constructor'])(
    'of %j is empty',
    (prefix) => {
      expect(groupTitle(prefix)).toBe('');
    },
  );
});

describe('officialCode', () => {
  it.each([
    ['15', '15-0000'],
    ['15-1', '15-1200'],
    ['15-2', '15-2000'],
    ['31-1', '31-1100'],
    ['51-5', '51-5100'],
    ['15-125', '15-1250'],
    ['29-121', '29-1210'],
    ['29-122', '29-1210'],
    ['15-1252', '15-1252'],
    ['15-1252.00', '15-1252.00'],
    ['99-1', '99-1'],
    ['', ''],
  ])('of %j is %j', (prefix, code) => {
    expect(officialCode(prefix)).toBe(code);
  });

  it('has the form of a SOC code, within the group above it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...occupations.map(({ code }) => code)),
        fc.constantFrom(2, 4, 6),
        (occupation, length) => {
          const code = officialCode(occupation.slice(0, length));
          expect(code).toMatch(/^\d\d-\d{3}0$/);
          expect(code.slice(0, Math.min(length, 4))).toBe(occupation.slice(0, Math.min(length, 4)));
        },
      ),
    );
  });

  it('of a minor group is not above the codes of its broad groups, nor one of theirs', () => {
    const broad = prefixes(6).map(officialCode);
    for (const prefix of prefixes(4)) {
      const code = officialCode(prefix);
      const below = broad.filter((other) => other.startsWith(prefix));
      expect(below.filter((other) => other <= code)).toEqual([]);
    }
  });
});
