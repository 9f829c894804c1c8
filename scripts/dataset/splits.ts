/**
 * @file Which split each role belongs to. The unit is the role with everything made from it (titles, variants, skills queries,
 * postings); roles that share a title after cleaning and lower-casing go together; 90 whole codes are held out.
 */
import { cleanTitle } from '../../src/core/titles/split-title.ts';
import { groupBy } from '../../src/core/group-by.ts';
import { Random, seedOf } from './random.ts';
import type { Occupation } from './sources.ts';

export const SPLITS = ['train', 'validation', 'test', 'holdout-codes-val', 'holdout-codes-test'] as const;
export type Split = (typeof SPLITS)[number];
/** The splits that nothing is chosen by: only final figures come from them. */
export const TEST_SPLITS: readonly Split[] = ['test', 'holdout-codes-test'];

/** The seed of the published splits: another one would make every published figure incomparable. */
export const SPLIT_SEED = 'rolemap-splits-1';
/** Whole codes held out. */
export const HELD_OUT = { 'holdout-codes-val': 30, 'holdout-codes-test': 60 } as const;
/** Share of the remaining roles in each of `validation` and `test`. */
const SHARE = 0.1;

/** What names a role in every file: "29-1141.00 ward nurse". */
export function roleId(code: string, role: string): string {
  return `${code} ${role}`;
}

const KEYS = new Map<string, string>();

/** The form in which two titles count as the same title. */
export function titleKey(title: string): string {
  let key = KEYS.get(title);
  if (key === undefined) KEYS.set(title, (key = cleanTitle(title).toLowerCase()));
  return key;
}

/** Which role may use a text as a title of its own, so that dressed-up titles of two roles never meet in two splits. */
export class TitleOwners {
  readonly #owners = new Map<string, Set<string>>();

  /** @param reserved keys (`titleKey`) that no role may claim: those of the gold labels */
  constructor(occupations: readonly Occupation[], reserved: Iterable<string> = []) {
    for (const { code, roles } of occupations)
      for (const { role, titles } of roles)
        for (const key of titles.map(titleKey))
          this.#owners.set(key, (this.#owners.get(key) ?? new Set()).add(roleId(code, role)));
    for (const key of reserved) if (!this.#owners.has(key)) this.#owners.set(key, new Set());
  }

  /** Gives the text to the role, unless it is reserved or only other roles have it. */
  claim(text: string, role: string): boolean {
    const key = titleKey(text);
    const owners = this.#owners.get(key);
    if (owners) return owners.has(role);
    this.#owners.set(key, new Set([role]));
    return true;
  }
}

/** Sets of roles that share a title, directly or through others, each in the order of the occupations. */
export function roleGroups(occupations: readonly Occupation[]): string[][] {
  const parent = new Map<string, string>();
  const find = (id: string): string => {
    let root = id;
    while (parent.get(root) !== root) root = parent.get(root)!;
    parent.set(id, root);
    return root;
  };
  const firstWith = new Map<string, string>();
  for (const { code, roles } of occupations) {
    for (const { role, titles } of roles) {
      const id = roleId(code, role);
      parent.set(id, id);
      for (const title of titles) {
        const key = titleKey(title);
        const other = firstWith.get(key);
        if (other === undefined) firstWith.set(key, id);
        else parent.set(find(id), find(other));
      }
    }
  }
  return [...groupBy(parent.keys(), find).values()];
}

function codeOf(id: string): string {
  return id.slice(0, 10);
}

/** A number in 0..1 that depends on the text alone, so that the edit of one occupation leaves the draws of others alone. */
function draw(text: string): number {
  return new Random(seedOf(text)).next();
}

function inDrawnOrder(items: readonly string[], seed: string): string[] {
  return items
    .map((item) => [draw(`${seed} ${item}`), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

/**
 * Draws whole codes, spread over the major groups by their size and at least one each; only codes whose roles share no title with
 * another code.
 */
function holdOut(groups: readonly (readonly string[])[], seed: string): Map<string, Split> {
  const mixed = new Set(
    groups.filter((group) => new Set(group.map(codeOf)).size > 1).flatMap((group) => group.map(codeOf)),
  );
  const codes = [...new Set(groups.flat().map(codeOf))].filter((code) => !mixed.has(code));
  const byMajor = groupBy(inDrawnOrder(codes, `${seed} hold out`), (code) => code.slice(0, 2));
  const majors = [...byMajor.keys()].sort();
  const held = new Map<string, Split>();
  for (const [split, count] of Object.entries(HELD_OUT) as [Split, number][]) {
    const quota = shareOut(
      count,
      majors.map((major) => byMajor.get(major)!.length),
    );
    majors.forEach((major, index) => {
      for (const code of byMajor.get(major)!.splice(0, quota[index])) held.set(code, split);
    });
  }
  return held;
}

/** `count` in whole numbers, one each and the rest by size (largest remainder). */
function shareOut(count: number, sizes: readonly number[]): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const rest = count - sizes.length;
  const exact = sizes.map((size) => (rest * size) / total);
  const quota = exact.map((value) => 1 + Math.floor(value));
  const byRemainder = exact.map((value, index) => [value - Math.floor(value), index] as const);
  byRemainder.sort(([a], [b]) => b - a);
  const left = count - quota.reduce((sum, value) => sum + value, 0);
  for (const [, index] of byRemainder.slice(0, left)) quota[index]!++;
  return quota;
}

/** Groups of more roles than this train: a held-out giant would be no fair sample. */
const LARGEST_HELD_GROUP = 4;

/**
 * The split of every role, by `roleId`. Deterministic, and nearly stable: outside the held-out codes, an occupation's splits depend on
 * its own roles and on those that share a title with them; a title that comes to be shared can move held-out codes. Each code gives a tenth of its roles to validation and a tenth to test, rounded up or down at random.
 */
export function splitRoles(
  occupations: readonly Occupation[],
  seed: string = SPLIT_SEED,
): ReadonlyMap<string, Split> {
  const groups = roleGroups(occupations);
  const held = holdOut(groups, seed);
  const groupOf = new Map(groups.flatMap((group) => group.map((id) => [id, group] as const)));
  const splits = new Map<string, Split>();
  for (const { code, roles } of occupations) {
    const ids = inDrawnOrder(
      roles.map(({ role }) => roleId(code, role)),
      seed,
    );
    const room = {
      validation: Math.floor(SHARE * ids.length + draw(`${seed} ${code} validation`)),
      test: Math.floor(SHARE * ids.length + draw(`${seed} ${code} test`)),
    };
    for (const id of ids.filter((other) => !splits.has(other))) {
      const group = groupOf.get(id)!;
      const split = held.get(code) ?? nextSplit(room, group.length);
      for (const member of group) splits.set(member, split);
    }
  }
  return splits;
}

function nextSplit(room: Record<'validation' | 'test', number>, size: number): Split {
  if (size > LARGEST_HELD_GROUP) return 'train';
  for (const split of ['validation', 'test'] as const) {
    if (room[split] <= 0) continue;
    room[split] -= size;
    return split;
  }
  return 'train';
}
