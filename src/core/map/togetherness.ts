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
  /**
   * Mean over the titles of (b - a) / max(a, b): a cosine distance to the middle of its group, b to the nearest other one. Null where no
   * title has a mate, or all are mates.
   */
  readonly silhouette: number | null;
  /** Mean cosine of two titles of one group, and of two titles of different groups; null where there are no such two. */
  readonly withinCosine: number | null;
  readonly betweenCosine: number | null;
  /** In the order of `MapSet.groups`. */
  readonly groups: readonly GroupFigures[];
}

/** Some rows of a space, in the order given. */
export function pickRows({ vectors, dimension }: Space, rows: readonly number[]): Space {
  const picked = new Float32Array(rows.length * dimension);
  rows.forEach((row, at) =>
    picked.set(vectors.subarray(row * dimension, (row + 1) * dimension), at * dimension),
  );
  return { vectors: picked, dimension };
}

/** Neighbours that count at most. */
export const NEIGHBOURS = 10;

/** Four sums at once: one alone would wait for itself at every step, which is most of the time that figures take. */
export function cosine({ vectors, dimension }: Space, a: number, b: number): number {
  const from = a * dimension;
  const shift = (b - a) * dimension;
  const end = from + dimension;
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let i = from;
  for (; i + 3 < end; i += 4) {
    s0 += vectors[i]! * vectors[i + shift]!;
    s1 += vectors[i + 1]! * vectors[i + 1 + shift]!;
    s2 += vectors[i + 2]! * vectors[i + 2 + shift]!;
    s3 += vectors[i + 3]! * vectors[i + 3 + shift]!;
  }
  for (; i < end; i++) s0 += vectors[i]! * vectors[i + shift]!;
  return s0 + s1 + (s2 + s3);
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
  const isMate = (other: number) => other !== point && set.points[other]!.group === group;
  let mates = 0;
  for (const other of candidates) if (isMate(other)) mates++;
  if (mates === 0) return null;
  const depth = Math.min(mates, NEIGHBOURS);
  const near = nearestOf(space, point, candidates, depth);
  return [isMate(near[0]!) ? 1 : 0, near.filter(isMate).length / depth];
}

/** The `depth` candidates of the greatest cosine with a point, itself left out; of equals the earlier one first. */
function nearestOf(space: Space, point: number, candidates: readonly number[], depth: number): number[] {
  const near: number[] = [];
  const scores: number[] = [];
  for (const other of candidates) {
    if (other === point) continue;
    const score = cosine(space, point, other);
    if (near.length === depth && !(score > scores[depth - 1]!)) continue;
    let at = near.length;
    while (at > 0 && (scores[at - 1]! < score || (scores[at - 1] === score && near[at - 1]! > other))) at--;
    near.splice(at, 0, other);
    scores.splice(at, 0, score);
    if (near.length > depth) {
      near.pop();
      scores.pop();
    }
  }
  return near;
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
  measured: readonly number[],
): { whole: Together | null; groups: (Together | null)[] } {
  const candidates = set.points.flatMap((point, at) =>
    point.kind === 'seed' || point.kind === kind ? [at] : [],
  );
  const rated = set.groups.map((): [number, number][] => []);
  for (const point of measured) {
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
): { within: number | null; between: number | null } {
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
    within: insidePairs ? inside / insidePairs : null,
    between: allPairs > insidePairs ? (all - inside) / (allPairs - insidePairs) : null,
  };
}

/**
 * Silhouette by the middles of the groups (simplified silhouette, Hruschka et al. 2004), in cosine distance. A title does not count in the
 * middle of its own group; one that is alone in it has 0.
 */
function silhouette(
  space: Space,
  set: MapSet,
  { sums, counts }: ReturnType<typeof groupSums>,
  measured: readonly number[],
): number | null {
  const filled = counts.filter((count) => count > 0).length;
  if (filled < 2 || !counts.some((count) => count > 1)) return null;
  const { vectors, dimension } = space;
  const lengths = sums.map((sum) => Math.sqrt(lengthSquared(sum)));
  let total = 0;
  for (const point of measured) {
    const { group } = set.points[point]!;
    if (counts[group] === 1) continue;
    const products = sums.map((sum) => {
      let product = 0;
      for (let i = 0; i < dimension; i++) product += sum[i]! * vectors[point * dimension + i]!;
      return product;
    });
    const mates = Math.sqrt(Math.max(0, lengths[group]! ** 2 - 2 * products[group]! + 1));
    if (mates < 1e-6) continue;
    const own = 1 - (products[group]! - 1) / mates;
    const other = products.reduce(
      (least, product, at) =>
        at === group || !lengths[at] ? least : Math.min(least, 1 - product / lengths[at]),
      Infinity,
    );
    const greater = Math.max(own, other);
    if (greater > 0 && Number.isFinite(other)) total += (other - own) / greater;
  }
  return total / measured.length;
}

/**
 * All figures of a space over a set; the mean cosines are those of all titles in any case.
 * @param measured points whose neighbours are looked at, among all points; all of them without
 * @throws RangeError if there are not as many vectors as points
 */
export function measureSpace(
  space: Space,
  set: MapSet,
  measured: readonly number[] = [...set.points.keys()],
): SpaceFigures {
  if (space.vectors.length !== set.points.length * space.dimension)
    throw new RangeError(
      `${set.points.length} titles have ${space.vectors.length / space.dimension} vectors.`,
    );
  const synonyms = together(space, set, 'synonym', measured);
  const variants = together(space, set, 'variant', measured);
  const sums = groupSums(space, set);
  const cosines = meanCosines(sums.sums, sums.counts);
  return {
    synonyms: synonyms.whole,
    variants: variants.whole,
    silhouette: silhouette(space, set, sums, measured),
    withinCosine: cosines.within,
    betweenCosine: cosines.between,
    groups: set.groups.map((_, group) => ({
      synonyms: synonyms.groups[group]!,
      variants: variants.groups[group]!,
    })),
  };
}
