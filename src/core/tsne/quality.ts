/** @file How far a map can be believed: what it keeps of the neighbourhoods in all dimensions. */
import type { Neighbours } from './affinities.ts';

/** Squared distances on the map from one point to all. */
function mapDistances(positions: Float64Array, point: number): Float64Array {
  const x = positions[2 * point]!;
  const y = positions[2 * point + 1]!;
  return Float64Array.from(
    { length: positions.length / 2 },
    (_, other) => (positions[2 * other]! - x) ** 2 + (positions[2 * other + 1]! - y) ** 2,
  );
}

/** All other points, nearest first; of equal distances the earlier one first. */
function order(distances: ArrayLike<number>, point: number): Uint32Array {
  const others = Uint32Array.from({ length: distances.length - 1 }, (_, at) => (at < point ? at : at + 1));
  return others.sort((a, b) => distances[a]! - distances[b]! || a - b);
}

/** The k nearest on the map, nearest first [count * k]. @throws RangeError if k is not in 1..count - 1 */
export function mapNeighbours(positions: Float64Array, k: number): Uint32Array {
  const count = positions.length / 2;
  if (!(k >= 1 && k < count)) throw new RangeError(`${count} points have no ${k} neighbours each.`);
  const result = new Uint32Array(count * k);
  for (let point = 0; point < count; point++)
    result.set(order(mapDistances(positions, point), point).subarray(0, k), point * k);
  return result;
}

/** Mean share of the k nearest in all dimensions that are among the k nearest on the map. @throws RangeError if k is above `neighbours.k` */
export function neighbourRecall(neighbours: Neighbours, positions: Float64Array, k: number): number {
  if (k > neighbours.k) throw new RangeError(`Only ${neighbours.k} neighbours are known, not ${k}.`);
  const near = mapNeighbours(positions, k);
  let kept = 0;
  for (let point = 0; point < neighbours.count; point++) {
    const onMap = new Set(near.subarray(point * k, (point + 1) * k));
    const known = neighbours.indices.subarray(point * neighbours.k, point * neighbours.k + k);
    for (const other of known) if (onMap.has(other)) kept++;
  }
  return kept / (neighbours.count * k);
}

/** Neighbours by which trustworthiness is usually given, and is shown here. */
export const BELIEVED_NEIGHBOURS = 10;

/**
 * Trustworthiness (Venna and Kaski 2001): 1 less a penalty for every point that is near on the map and far in all dimensions, by how far.
 * @param vectors unit vectors [count * dimension]
 * @param k neighbours on the map
 * @throws RangeError if k is not below half of the points, where the measure is not defined
 */
export function trustworthiness(
  vectors: Float32Array,
  dimension: number,
  positions: Float64Array,
  k: number,
): number {
  const count = positions.length / 2;
  if (!(k < count / 2))
    throw new RangeError(`Trustworthiness of ${k} neighbours needs more than ${2 * k} points.`);
  const near = mapNeighbours(positions, k);
  let penalty = 0;
  for (let point = 0; point < count; point++) {
    const distances = new Float64Array(count);
    for (let other = 0; other < count; other++) {
      let cosine = 0;
      for (let i = 0; i < dimension; i++)
        cosine += vectors[point * dimension + i]! * vectors[other * dimension + i]!;
      distances[other] = -cosine;
    }
    const rank = new Uint32Array(count);
    order(distances, point).forEach((other, place) => (rank[other] = place + 1));
    for (const other of near.subarray(point * k, (point + 1) * k)) penalty += Math.max(0, rank[other]! - k);
  }
  return 1 - (2 / (count * k * (2 * count - 3 * k - 1))) * penalty;
}

/** Mean share of each point's k nearest that have its label; k = 1 is the accuracy of the nearest neighbour. @throws RangeError for another number of labels, or a k above `neighbours.k` */
export function labelPurity(neighbours: Neighbours, labels: readonly string[], k: number): number {
  if (!(k >= 1 && k <= neighbours.k))
    throw new RangeError(`Only ${neighbours.k} neighbours are known, not ${k}.`);
  if (labels.length !== neighbours.count)
    throw new RangeError(`${neighbours.count} points have ${labels.length} labels.`);
  let same = 0;
  for (let point = 0; point < neighbours.count; point++)
    for (let place = 0; place < k; place++)
      if (labels[neighbours.indices[point * neighbours.k + place]!] === labels[point]) same++;
  return same / (neighbours.count * k);
}
