/** @file Which titles a map shows when they are not those that came with the app: how a set is named, and how it is drawn from its titles. */
import { titleKey } from '../coding/title-key.ts';
import { groupBy } from '../group-by.ts';
import { uniform } from '../random.ts';
import { MOST_POINTS } from '../tsne/schedule.ts';
import type { MapPoint, MapSet, PointKind } from './map-set.ts';

/** Numbers of further seed titles that are offered. */
export const SEED_COUNTS = [20, 40, 80] as const;
export type SeedCount = (typeof SEED_COUNTS)[number];

/** Splits of the title data whose titles can be shown. */
export const SPLIT_SOURCES = [
  'test',
  'validation',
  'holdout-codes-test',
  'holdout-codes-val',
  'train',
] as const;
export type SplitSource = (typeof SPLIT_SOURCES)[number];

/** Where the titles of a map come from. */
export type MapSource =
  | { readonly kind: 'shipped' }
  | { readonly kind: 'seeds'; readonly count: SeedCount }
  | { readonly kind: 'split'; readonly split: SplitSource }
  | { readonly kind: 'adverts' }
  | { readonly kind: 'onet' }
  | SearchSource
  /** A file of the user's. */
  | { readonly kind: 'file' };

/** What the search finds for a query. */
export interface SearchSource {
  readonly kind: 'search';
  readonly title: string;
  readonly skills: string;
  /** Id of a posting whose likes were wanted, instead of a text. */
  readonly like: string;
  /** In a file of the user's, not in the shipped postings. */
  readonly own: boolean;
}

export const SHIPPED: MapSource = { kind: 'shipped' };

/** Whether other browsers have the same titles: a link to them can be followed anywhere. */
export function isEverywhere(source: MapSource): boolean {
  return source.kind !== 'file' && !(source.kind === 'search' && source.own);
}

/** The set in an address: `seeds.40`, `split.test`, `adverts`; empty for the shipped one. A search's query stands beside it. */
export function formatSource(source: MapSource): string {
  if (source.kind === 'shipped') return '';
  if (!isEverywhere(source)) return 'file';
  if (source.kind === 'seeds') return `seeds.${source.count}`;
  return source.kind === 'split' ? `split.${source.split}` : source.kind;
}

/** What `formatSource` wrote, a search with its query; the shipped set for anything else. */
export function parseSource(
  text: string,
  query: Pick<SearchSource, 'title' | 'skills' | 'like'> = { title: '', skills: '', like: '' },
): MapSource {
  const asked = query.title !== '' || query.skills !== '' || query.like !== '';
  const sources: readonly MapSource[] = [
    ...SEED_COUNTS.map((count) => ({ kind: 'seeds', count }) as const),
    ...SPLIT_SOURCES.map((split) => ({ kind: 'split', split }) as const),
    ...(['adverts', 'onet', 'file'] as const).map((kind) => ({ kind })),
    ...(asked ? [{ kind: 'search', ...query, own: false } as const] : []),
  ];
  return sources.find((source) => formatSource(source) === text) ?? SHIPPED;
}

/** Whether two sets are the same as far as an address can tell. */
export function sameSource(a: MapSource, b: MapSource): boolean {
  if (formatSource(a) !== formatSource(b)) return false;
  if (a.kind !== 'search' || b.kind !== 'search') return true;
  return a.title === b.title && a.skills === b.skills && a.like === b.like;
}

/** A title before it is drawn. */
export interface SourceTitle {
  readonly title: string;
  /** What its group is told apart by, for example a role with its code. */
  readonly key: string;
  /** What its group is called on the map. */
  readonly seed: string;
  readonly role: string;
  /** O*NET-SOC 2019 of the group; empty where unknown. */
  readonly code: string;
  readonly kind: PointKind;
  readonly strategy: string;
  readonly level: string;
}

export interface DrawnSet {
  readonly set: MapSet;
  /** Different titles that there are; more than the set has points where it is a sample. */
  readonly titles: number;
}

/** A set with fewer titles is a list, not a map; and trustworthiness of ten neighbours needs more than 20. */
export const FEWEST_TITLES = 30;

/**
 * How many of each stratum to take: its share of `most`, rounded by the greatest remainders, and one at least while that is
 * possible. Ties go to the earlier stratum.
 * @param sizes of the strata, above 0
 * @returns as many as `most`, or all where there are no more
 */
export function allot(sizes: readonly number[], most: number): number[] {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  if (all <= most) return [...sizes];
  const floor = sizes.length <= most ? 1 : 0;
  const share = (most - floor * sizes.length) / (all - floor * sizes.length);
  const wanted = sizes.map((size) => floor + (size - floor) * share);
  const taken = wanted.map(Math.floor);
  let left = most - taken.reduce((sum, count) => sum + count, 0);
  const byRemainder = [...sizes.keys()].sort(
    (a, b) => wanted[b]! - taken[b]! - (wanted[a]! - taken[a]!) || a - b,
  );
  for (const stratum of byRemainder) {
    if (left === 0) break;
    if (taken[stratum]! === sizes[stratum]!) continue;
    taken[stratum]!++;
    left--;
  }
  return taken;
}

/** A copy in an order that the seed alone decides (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = uniform(seed);
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [copy[last], copy[other]] = [copy[other]!, copy[last]!];
  }
  return copy;
}

/**
 * A sample of places in a list, stratified: every stratum keeps its share. The same seed gives the same sample.
 * @param strata of each place
 * @param first places that their stratum gives before the others: a seed title
 * @returns places, rising
 */
export function stratifiedSample(
  strata: readonly (string | number)[],
  most: number,
  seed: number,
  first: (place: number) => boolean = () => false,
): number[] {
  if (strata.length <= most) return [...strata.keys()];
  // Where there are more strata than places, chance decides which of them are there, not their order in the file.
  const order = shuffled([...strata.keys()], seed);
  const groups = [...groupBy(order, (place) => strata[place]!).values()];
  const counts = allot(
    groups.map(({ length }) => length),
    most,
  );
  const taken = groups.flatMap((places, group) => {
    const inOrder = [...places.filter(first), ...places.filter((place) => !first(place))];
    return inOrder.slice(0, counts[group]);
  });
  return taken.sort((a, b) => a - b);
}

/** Effective number of neighbours for a set of this size: what the shipped map has, and the usual 30 where there is more to see. */
export function perplexityFor(titles: number): number {
  return titles <= 1500 ? 20 : 30;
}

/** Characters of a title that the map keeps: no model reads more than 128 tokens, and a label has no room for more. */
const LONGEST_TITLE = 300;

/** Each title once, capitals and spaces aside, where it stands first; blank ones are left out. */
function distinctTitles(titles: readonly SourceTitle[]): SourceTitle[] {
  const seen = new Set<string>();
  return titles.flatMap((one) => {
    const title = one.title.trim().slice(0, LONGEST_TITLE);
    const key = titleKey(title);
    if (key === '' || seen.has(key)) return [];
    seen.add(key);
    return [{ ...one, title }];
  });
}

/**
 * The set of a map: each title once, at most `most` of them, stratified by their groups.
 * @throws RangeError with fewer than `FEWEST_TITLES` different titles
 */
export function drawSet(titles: readonly SourceTitle[], seed: number, most = MOST_POINTS): DrawnSet {
  const distinct = distinctTitles(titles);
  if (distinct.length < FEWEST_TITLES)
    throw new RangeError(
      `A map needs at least ${FEWEST_TITLES} different titles, and there ${distinct.length === 1 ? 'is' : 'are'} ${distinct.length}.`,
    );
  const places = stratifiedSample(
    distinct.map(({ key }) => key),
    most,
    seed,
    (place) => distinct[place]!.kind === 'seed',
  );
  const groups = groupBy(
    places.map((place) => distinct[place]!),
    ({ key }) => key,
  );
  const members = [...groups.values()];
  const points = members.flatMap((group, at) =>
    group.map(({ title, kind, strategy, level }): MapPoint => ({ title, group: at, kind, strategy, level })),
  );
  const named = members.map(([one]) => ({ seed: one!.seed, role: one!.role, code: one!.code }));
  return { set: { groups: named, points }, titles: distinct.length };
}
