/** @file How well a space keeps titles of one job together, in all of its dimensions: what the map's picture cannot say. */
import type { MapSet, PointKind } from './map-set.ts';

/** Unit vectors [count * dimension]. */
export interface Space {
  readonly vectors: Float32Array;
  readonly dimension: number;
}

/** Figures of one kind of titles. Null where no title of the kind has a mate. */
export interface Together {
  /** Share of titles whose nearest other title is of their group. */
  readonly nearest: number;
  /** Mean share of a title's mates among its nearest titles, as many as it has mates and ten at most. */
  readonly purity: number;
  readonly titles: number;
}

export interface GroupFigures {
  readonly synonyms: Together | null;
  readonly variants: Together | null;
}

export interface SpaceFigures extends GroupFigures {
  /** Mean over the titles of (b - a) / max(a, b): a cosine distance to the middle of its group, b to the nearest other one. */
  readonly silhouette: number;
  /** Mean cosine of two titles of one group, and of two titles of different groups. */
  readonly withinCosine: number;
  readonly betweenCosine: number;
  /** In the order of `MapSet.groups`. */
  readonly groups: readonly GroupFigures[];
}

/** Neighbours that count at most. */
export const NEIGHBOURS = 10;

export function cosine({ vectors, dimension }: Space, a: number, b: number): number {
  let sum = 0;
  for (let i = 0; i < dimension; i++) sum += vectors[a * dimension + i]! * vectors[b * dimension + i]!;
  return sum;
}

/**
 * For one title among candidates (points): is its nearest one a mate (1 or 0), and which share of its nearest ones are mates, as many as it
 * has mates and `NEIGHBOURS` at most. Null without a mate.
 */
export function rateTitle(
  space: Space,
  set: MapSet,
  point: number,
  candidates: readonly number[],
): [number, number] | null {
  const { group } = set.points[point]!;
  const others = candidates.filter((other) => other !== point);
  const mates = others.filter((other) => set.points[other]!.group === group).length;
  if (mates === 0) return null;
  const scores = new Map(others.map((other) => [other, cosine(space, point, other)]));
  const depth = Math.min(mates, NEIGHBOURS);
  const near = others.sort((a, b) => scores.get(b)! - scores.get(a)! || a - b).slice(0, depth);
  const hits = near.filter((other) => set.points[other]!.group === group).length;
  return [set.points[near[0]!]!.group === group ? 1 : 0, hits / depth];
}

function mean(rated: readonly (readonly [number, number])[]): Together | null {
  if (rated.length === 0) return null;
  const sum = (side: 0 | 1) => rated.reduce((total, pair) => total + pair[side], 0) / rated.length;
  return { nearest: sum(0), purity: sum(1), titles: rated.length };
}

/**
 * Figures of the titles of one kind. Each looks among the seed titles and the titles of its own kind only: synonyms are not to be
 * found by way of a variant that the training's strategies could have made.
 */
function together(
  space: Space,
  set: MapSet,
  kind: PointKind,
): { whole: Together | null; groups: (Together | null)[] } {
  const candidates = set.points.flatMap((point, at) =>
    point.kind === 'seed' || point.kind === kind ? [at] : [],
  );
  const rated = set.groups.map((): [number, number][] => []);
  for (const point of candidates) {
    if (set.points[point]!.kind !== kind) continue;
    const result = rateTitle(space, set, point, candidates);
    if (result) rated[set.points[point]!.group]!.push(result);
  }
  return { whole: mean(rated.flat()), groups: rated.map(mean) };
}

/** The sum of the vectors of each group, and how many they are. */
function groupSums({ vectors, dimension }: Space, set: MapSet): { sums: Float64Array[]; counts: number[] } {
  const sums = set.groups.map(() => new Float64Array(dimension));
  const counts = set.groups.map(() => 0);
  set.points.forEach(({ group }, point) => {
    counts[group]!++;
    const sum = sums[group]!;
    for (let i = 0; i < dimension; i++) sum[i]! += vectors[point * dimension + i]!;
  });
  return { sums, counts };
}

const lengthSquared = (vector: Float64Array) => vector.reduce((sum, value) => sum + value * value, 0);

/** Mean cosines inside and between groups, from sums alone: the squared length of a sum holds all of its pairs twice. */
function meanCosines(
  sums: readonly Float64Array[],
  counts: readonly number[],
): { within: number; between: number } {
  const total = new Float64Array(sums[0]?.length ?? 0);
  let inside = 0;
  let insidePairs = 0;
  sums.forEach((sum, group) => {
    const count = counts[group]!;
    inside += (lengthSquared(sum) - count) / 2;
    insidePairs += (count * (count - 1)) / 2;
    for (let i = 0; i < sum.length; i++) total[i]! += sum[i]!;
  });
  const points = counts.reduce((sum, count) => sum + count, 0);
  const allPairs = (points * (points - 1)) / 2;
  const all = (lengthSquared(total) - points) / 2;
  return {
    within: insidePairs ? inside / insidePairs : 0,
    between: allPairs > insidePairs ? (all - inside) / (allPairs - insidePairs) : 0,
  };
}

/**
 * Silhouette by the middles of the groups (simplified silhouette, Hruschka et al. 2004), in cosine distance. A title does not count in the
 * middle of its own group; one that is alone in it has 0.
 */
function silhouette(space: Space, set: MapSet, sums: readonly Float64Array[]): number {
  const { vectors, dimension } = space;
  const lengths = sums.map((sum) => Math.sqrt(lengthSquared(sum)));
  let total = 0;
  set.points.forEach(({ group }, point) => {
    const products = sums.map((sum) => {
      let product = 0;
      for (let i = 0; i < dimension; i++) product += sum[i]! * vectors[point * dimension + i]!;
      return product;
    });
    const mates = Math.sqrt(Math.max(0, lengths[group]! ** 2 - 2 * products[group]! + 1));
    if (mates < 1e-6) return;
    const own = 1 - (products[group]! - 1) / mates;
    const other = Math.min(
      ...products.flatMap((product, at) => (at === group || !lengths[at] ? [] : [1 - product / lengths[at]])),
    );
    const greater = Math.max(own, other);
    if (greater > 0 && Number.isFinite(other)) total += (other - own) / greater;
  });
  return set.points.length ? total / set.points.length : 0;
}

/**
 * All figures of a space over a set.
 * @throws RangeError if there are not as many vectors as points
 */
export function measureSpace(space: Space, set: MapSet): SpaceFigures {
  if (space.vectors.length !== set.points.length * space.dimension)
    throw new RangeError(
      `${set.points.length} titles have ${space.vectors.length / space.dimension} vectors.`,
    );
  const synonyms = together(space, set, 'synonym');
  const variants = together(space, set, 'variant');
  const { sums, counts } = groupSums(space, set);
  const cosines = meanCosines(sums, counts);
  return {
    synonyms: synonyms.whole,
    variants: variants.whole,
    silhouette: silhouette(space, set, sums),
    withinCosine: cosines.within,
    betweenCosine: cosines.between,
    groups: set.groups.map((_, group) => ({
      synonyms: synonyms.groups[group]!,
      variants: variants.groups[group]!,
    })),
  };
}
