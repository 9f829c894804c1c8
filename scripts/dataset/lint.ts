/** @file What is wrong with the written sources of the data set, and what they look like in numbers. */
import { createHash } from 'node:crypto';
import { isResidual } from '../../src/core/coding/occupation-names.ts';
import { groupBy } from '../../src/core/group-by.ts';
import { titleKey } from './splits.ts';
import type { Occupation, Role } from './sources.ts';

/** Occupations of the O*NET-SOC 2019 taxonomy. */
export const CODES = 1016;
/**
 * SHA-256 of the sorted lines "code<TAB>official title in lower case". It was taken when every code and title had been compared
 * with the taxonomy; a changed, missing or added code or title changes it.
 */
export const TAXONOMY_SHA256 = 'f637c07c1eecc5bd94e9e42eaf0b7508befccaba3a1148df941b51bc22413988';

/** Fewest and most of each list. */
export const SIZES = {
  roles: [3, 7],
  residualRoles: [1, 7],
  titles: [5, 9],
  descriptions: [2, 2],
  tasks: [8, 12],
  skills: [8, 15],
} as const;
/** Distinct titles of the whole data set, at least. */
export const FEWEST_TITLES = 32_000;
const LONGEST_TITLE = 60;
const ODD = /[^A-Za-z0-9À-ÖØ-öø-ÿ &/+#'.,-]/u;

export interface Finding {
  /** File, occupation and role where it stands. */
  readonly at: string;
  readonly problem: string;
}

export interface Report {
  readonly errors: readonly Finding[];
  readonly occupations: number;
  readonly roles: number;
  /** Titles that differ after cleaning and lower-casing. */
  readonly distinctTitles: number;
  readonly ambiguousTitles: number;
  /** Roles by number of titles. */
  readonly roleSizes: ReadonlyMap<number, number>;
  /** Pairs of titles of one role, and how many of them share no word. */
  readonly pairs: number;
  readonly pairsWithoutSharedWord: number;
  /** Mean Jaccard index of the word sets of two titles of one role (Jaccard 1901). */
  readonly meanOverlap: number;
  /** Roles in which one word stands in every title. */
  readonly rolesWithOneWordThroughout: number;
  /** Titles of one role that differ only in word order, plural or punctuation. */
  readonly nearDuplicates: readonly (readonly [string, string])[];
}

/** The taxonomy's digest of these occupations. */
export function taxonomyDigest(occupations: readonly Pick<Occupation, 'code' | 'title'>[]): string {
  const lines = occupations.map(({ code, title }) => `${code}\t${title.toLowerCase()}`).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** Words of a title, singular, without small words. */
function wordsOf(title: string): Set<string> {
  const words = title.toLowerCase().match(/[\p{L}\p{N}+#]+/gu) ?? [];
  return new Set(words.filter((word) => !SMALL.has(word)).map((word) => word.replace(/(?<=[a-z]{3})s$/, '')));
}
const SMALL = new Set(['of', 'and', 'the', 'in', 'for', 'to', 'a', 's']);

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared / (a.size + b.size - shared || 1);
}

/** Checks everything. The order of errors is that of the occupations. */
export function lint(occupations: readonly Occupation[]): Report {
  const errors: Finding[] = [...lintTaxonomy(occupations), ...lintSharedTitles(occupations)];
  for (const occupation of occupations) errors.push(...lintOccupation(occupation));
  const roles = occupations.flatMap((occupation) => occupation.roles);
  const keys = new Set(roles.flatMap(({ titles }) => titles.map(titleKey)));
  if (keys.size < FEWEST_TITLES)
    errors.push({ at: 'all files', problem: `${keys.size} distinct titles, at least ${FEWEST_TITLES}` });
  return {
    errors,
    occupations: occupations.length,
    roles: roles.length,
    distinctTitles: keys.size,
    ambiguousTitles: new Set(roles.flatMap(({ ambiguous }) => ambiguous ?? []).map(titleKey)).size,
    roleSizes: new Map(
      [...groupBy(roles, ({ titles }) => titles.length)].map(([size, all]) => [size, all.length]),
    ),
    ...overlapInRoles(roles),
  };
}

function lintTaxonomy(occupations: readonly Occupation[]): Finding[] {
  const found: Finding[] = [];
  for (const [code, same] of groupBy(occupations, ({ code }) => code))
    if (same.length > 1) found.push({ at: code, problem: 'stands twice' });
  if (occupations.length !== CODES)
    found.push({ at: 'all files', problem: `${occupations.length} occupations, ${CODES} expected` });
  else if (taxonomyDigest(occupations) !== TAXONOMY_SHA256)
    found.push({ at: 'all files', problem: 'a code or official title is not the taxonomy’s' });
  return found;
}

/** A title under two codes must be marked under both; a mark on a title of one code is stale. */
function lintSharedTitles(occupations: readonly Occupation[]): Finding[] {
  const places = occupations.flatMap(({ code, roles }) =>
    roles.flatMap(({ role, titles, ambiguous }) =>
      titles.map((title) => ({ code, role, title, marked: ambiguous?.includes(title) ?? false })),
    ),
  );
  const found: Finding[] = [];
  for (const same of groupBy(places, ({ title }) => titleKey(title)).values()) {
    const codes = [...new Set(same.map(({ code }) => code))];
    for (const { code, role, title, marked } of same) {
      const at = `${code} ${role}`;
      if (codes.length > 1 && !marked)
        found.push({
          at,
          problem: `"${title}" stands under ${codes.filter((other) => other !== code).join(', ')} too: take it out or mark it ambiguous`,
        });
      if (codes.length === 1 && marked)
        found.push({ at, problem: `"${title}" is marked ambiguous but stands under one code` });
    }
    if (same.length > codes.length)
      found.push({ at: same[0]!.code, problem: `"${same[0]!.title}" stands twice under one code` });
  }
  return found;
}

function lintOccupation({ code, title, roles, descriptions, tasks, skills }: Occupation): Finding[] {
  const found: Finding[] = [];
  const count = (what: keyof typeof SIZES, list: readonly unknown[], at = code): void => {
    const [least, most] = SIZES[what];
    if (list.length < least || list.length > most)
      found.push({ at, problem: `${list.length} ${what}, ${least} to ${most} expected` });
  };
  count(isResidual({ title }) ? 'residualRoles' : 'roles', roles);
  count('descriptions', descriptions);
  count('tasks', tasks);
  count('skills', skills);
  for (const [what, list] of Object.entries({ descriptions, tasks, skills }))
    for (const text of repeated(list)) found.push({ at: code, problem: `${what}: "${text}" stands twice` });
  if (new Set(roles.map(({ role }) => role)).size < roles.length)
    found.push({ at: code, problem: 'two roles have one name' });
  for (const role of roles) {
    const at = `${code} ${role.role}`;
    count('titles', role.titles, at);
    found.push(...role.titles.flatMap((text) => lintTitle(text, at)));
    for (const text of role.ambiguous ?? [])
      if (!role.titles.includes(text))
        found.push({ at, problem: `"${text}" is marked but is no title of it` });
  }
  return found;
}

function repeated(texts: readonly string[]): string[] {
  return [...groupBy(texts, (text) => text.trim().toLowerCase()).values()]
    .filter(({ length }) => length > 1)
    .map(([text]) => text!);
}

function lintTitle(title: string, at: string): Finding[] {
  const problems: string[] = [];
  const odd = ODD.exec(title);
  if (odd) problems.push(`holds the odd character "${odd[0]}"`);
  if (title.length > LONGEST_TITLE) problems.push(`has more than ${LONGEST_TITLE} characters`);
  if (title !== title.trim().replace(/\s+/g, ' ') || title === '') problems.push('has stray white space');
  if (cleanedAway(title)) problems.push('loses words when it is cleaned: it is no bare title');
  return problems.map((problem) => ({ at, problem: `"${title}" ${problem}` }));
}

function cleanedAway(title: string): boolean {
  return titleKey(title) !== title.toLowerCase().normalize('NFKC');
}

function overlapInRoles(roles: readonly Role[]) {
  let pairs = 0;
  let without = 0;
  let sum = 0;
  let throughout = 0;
  const near: (readonly [string, string])[] = [];
  for (const { titles } of roles) {
    const words = titles.map(wordsOf);
    if (titles.length > 1 && [...words[0]!].some((word) => words.every((set) => set.has(word)))) throughout++;
    for (let i = 0; i < titles.length; i++) {
      for (let j = i + 1; j < titles.length; j++) {
        const jaccard = overlap(words[i]!, words[j]!);
        pairs++;
        sum += jaccard;
        if (jaccard === 0) without++;
        if (jaccard === 1) near.push([titles[i]!, titles[j]!]);
      }
    }
  }
  return {
    pairs,
    pairsWithoutSharedWord: without,
    meanOverlap: sum / Math.max(1, pairs),
    rolesWithOneWordThroughout: throughout,
    nearDuplicates: near,
  };
}
