/** @file The titles of the default map: roles of the test splits, drawn by a seed. */
import { createHash } from 'node:crypto';
import { groupBy } from '../../src/core/group-by.ts';
import type { MapPoint, MapSet } from '../../src/core/map/map-set.ts';
import type { DataSet } from '../dataset/data-set.ts';
import { loadLabelRules } from '../dataset/labels.ts';
import { roleId, TEST_SPLITS } from '../dataset/splits.ts';

export const MAP_SEED = 101;
const GROUPS = 150;
const FEWEST = { synonyms: 2, variants: 2 } as const;
const MOST = { synonyms: 3, variants: 4 } as const;

/** What of the data set the map is drawn from: its rows of titles and variants. */
export interface MapSource {
  readonly titles: readonly Pick<DataSet['titles'][number], 'title' | 'role' | 'code' | 'split'>[];
  readonly variants: readonly Pick<
    DataSet['variants'][number],
    'seedTitle' | 'jitteredTitle' | 'role' | 'code' | 'strategy' | 'split'
  >[];
}

/** A role of the test splits with what hangs on its seed title. */
interface Candidate {
  readonly code: string;
  readonly role: string;
  readonly seed: string;
  readonly synonyms: readonly string[];
  readonly variants: readonly { readonly title: string; readonly strategy: string }[];
}

/** A place in an order that the seed shuffles. */
function place(seed: number, text: string): string {
  return createHash('sha256').update(`map ${seed} ${text}`).digest('hex');
}

function shuffled<T>(items: readonly T[], seed: number, key: (item: T) => string): T[] {
  const places = new Map(items.map((item) => [item, place(seed, key(item))] as const));
  return items.toSorted((a, b) => (places.get(a)! < places.get(b)! ? -1 : 1));
}

/** Every seed title of the test splits that has synonyms and variants enough; no title stands twice in a candidate. */
function candidates({ titles, variants }: MapSource): Candidate[] {
  const tested = new Set(TEST_SPLITS);
  const synonyms = groupBy(
    titles.filter(({ split }) => tested.has(split)),
    ({ code, role }) => roleId(code, role),
  );
  const bySeed = groupBy(
    variants.filter(({ split }) => tested.has(split)),
    ({ code, role, seedTitle }) => `${roleId(code, role)} ${seedTitle}`,
  );
  return [...bySeed.values()].map((group) => {
    const { code, role, seedTitle: seed } = group[0]!;
    const others = synonyms.get(roleId(code, role)) ?? [];
    return {
      code,
      role,
      seed,
      synonyms: others.map(({ title }) => title).filter((title) => title !== seed),
      variants: group.map(({ jitteredTitle, strategy }) => ({ title: jitteredTitle, strategy })),
    };
  });
}

/**
 * Draws the set: one seed title an occupation, its first synonyms and variants in the seed's order. A title that two groups would
 * share is left out of the later one.
 */
export function drawMapSet(data: MapSource, seed: number = MAP_SEED, most: number = GROUPS): MapSet {
  const rules = loadLabelRules();
  const usable = candidates(data).filter(
    ({ synonyms, variants }) => synonyms.length >= FEWEST.synonyms && variants.length >= FEWEST.variants,
  );
  const codes = new Set<string>();
  const chosen: Candidate[] = [];
  for (const candidate of shuffled(usable, seed, ({ code, seed: title }) => `${code} ${title}`)) {
    if (chosen.length === most || codes.has(candidate.code)) continue;
    codes.add(candidate.code);
    chosen.push(candidate);
  }
  const used = new Set<string>();
  const points: MapPoint[] = [];
  chosen.forEach((candidate, group) => {
    const add = (title: string, kind: MapPoint['kind'], strategy = '') => {
      if (used.has(title.toLowerCase())) return;
      used.add(title.toLowerCase());
      points.push({ title, group, kind, strategy, level: rules.level(title).label });
    };
    add(candidate.seed, 'seed');
    for (const title of shuffled(candidate.synonyms, seed, (text) => text).slice(0, MOST.synonyms))
      add(title, 'synonym');
    for (const { title, strategy } of shuffled(candidate.variants, seed, (variant) => variant.title).slice(
      0,
      MOST.variants,
    ))
      add(title, 'variant', strategy);
  });
  return { groups: chosen.map(({ seed: title, role, code }) => ({ seed: title, role, code })), points };
}
