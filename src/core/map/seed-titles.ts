/** @file Further seed titles of the title data with what hangs on them: their synonyms, and their variants in the wild. */
import { titleKey } from '../coding/title-key.ts';
import { groupBy } from '../group-by.ts';
import type { MapGroup } from './map-set.ts';
import { shuffled, type SourceTitle } from './map-source.ts';

/** A row of the table of titles, of the splits that may be shown. */
export interface TitleRow {
  readonly title: string;
  readonly role: string;
  readonly code: string;
}

/** A row of the table of variants. */
export interface VariantRow {
  readonly seed: string;
  readonly variant: string;
  readonly strategy: string;
  readonly role: string;
  readonly code: string;
}

/** A role with fewer shows nothing of how its titles lie together; with more it hides the others. As the shipped map was drawn. */
const FEWEST = { synonyms: 2, variants: 2 } as const;
const MOST = { synonyms: 3, variants: 4 } as const;

export const roleKey = ({ code, role }: { readonly code: string; readonly role: string }) =>
  `${code} ${role}`;

/**
 * Titles of `count` roles, one seed title each, that are not on the shipped map already; roles, synonyms and variants in an order
 * that the seed decides.
 * @param shown groups of the shipped map
 * @returns fewer roles where there are no more
 */
export function drawSeeds(
  titles: readonly TitleRow[],
  variants: readonly VariantRow[],
  shown: readonly MapGroup[],
  { count, seed }: { readonly count: number; readonly seed: number },
): SourceTitle[] {
  const known = new Set(shown.map(roleKey));
  const synonyms = groupBy(titles, roleKey);
  const bySeed = groupBy(
    variants.filter((row) => !known.has(roleKey(row))),
    (row) => `${roleKey(row)} ${row.seed}`,
  );
  const drawn: SourceTitle[] = [];
  const taken = new Set<string>();
  for (const rows of shuffled([...bySeed.values()], seed)) {
    const { code, role, seed: name } = rows[0]!;
    const others = (synonyms.get(roleKey(rows[0]!)) ?? []).map(({ title }) => title);
    const mates = others.filter((title) => titleKey(title) !== titleKey(name));
    const key = roleKey(rows[0]!);
    if (taken.size === count) break;
    if (taken.has(key) || mates.length < FEWEST.synonyms || rows.length < FEWEST.variants) continue;
    taken.add(key);
    const group = { key, seed: name, role, code, level: '' };
    drawn.push(
      { ...group, title: name, kind: 'seed', strategy: '' },
      ...shuffled(mates, seed)
        .slice(0, MOST.synonyms)
        .map((title) => ({ ...group, title, kind: 'synonym' as const, strategy: '' })),
      ...shuffled(rows, seed)
        .slice(0, MOST.variants)
        .map(({ variant, strategy }) => ({ ...group, title: variant, kind: 'variant' as const, strategy })),
    );
  }
  return drawn;
}

/** All titles of some rows by role: the first of a role is its seed title, the others are its synonyms. */
export function titlesByRole(rows: readonly TitleRow[]): SourceTitle[] {
  return [...groupBy(rows, roleKey)].flatMap(([key, members]) =>
    members.map(({ title, role, code }, at): SourceTitle => ({
      ...{ title, key, seed: members[0]!.title, role, code },
      ...{ kind: at === 0 ? 'seed' : 'synonym', strategy: '', level: '' },
    })),
  );
}
