/** @file Dot products, unit length, and how well one ranking keeps the neighbours of another. */
import { VectorError } from './vector-error.ts';

/** Dot product of two vectors of the same length; the cosine if both have unit length. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    throw new VectorError('shape', `A dot product needs equal lengths, not ${a.length} and ${b.length}.`);
  }
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** The vector scaled to unit length, as a copy; a vector of zeros stays one. */
export function normalise(vector: Float32Array): Float32Array<ArrayBuffer> {
  const length = Math.sqrt(dot(vector, vector));
  return Float32Array.from(vector, (value) => (length > 0 ? value / length : 0));
}

/** A row number, and the dot product of the row with what was asked for. */
export interface NearRow {
  readonly row: number;
  readonly product: number;
}

/** The `k` greatest dot products of `query` with `rows` [n * dimension], the greatest first, ties by row. Sorts all of them. */
export function nearestRows(
  query: ArrayLike<number>,
  rows: Float32Array,
  dimension: number,
  k: number,
): NearRow[] {
  const scores: number[] = [];
  for (let start = 0; start < rows.length; start += dimension) {
    scores.push(dot(query, rows.subarray(start, start + dimension)));
  }
  const order = scores.map((_, row) => row).sort((a, b) => scores[b]! - scores[a]! || a - b);
  return order.slice(0, k).map((row) => ({ row, product: scores[row]! }));
}

/**
 * Recall@k of an approximation: the mean share of each query's k nearest exact rows that are among its k nearest
 * approximate rows. Sorts all rows for each query: for build scripts and tests.
 * @param exact float32 [n * dimension]
 * @param approximate the same rows after rounding, dequantised, [n * dimension]
 * @param queries float32 [m * dimension], m > 0
 * @returns 0..1
 */
export function recallAtK(
  exact: Float32Array,
  approximate: Float32Array,
  queries: Float32Array,
  dimension: number,
  k: number,
): number {
  if (
    exact.length !== approximate.length ||
    exact.length % dimension !== 0 ||
    queries.length % dimension !== 0
  ) {
    throw new VectorError(
      'shape',
      `Rows and queries must be [n * ${dimension}], and both sets of rows alike.`,
    );
  }
  let found = 0;
  let wanted = 0;
  for (let start = 0; start < queries.length; start += dimension) {
    const query = queries.subarray(start, start + dimension);
    const truth = nearestRows(query, exact, dimension, k);
    const guess = new Set(nearestRows(query, approximate, dimension, k).map(({ row }) => row));
    found += truth.filter(({ row }) => guess.has(row)).length;
    wanted += truth.length;
  }
  return wanted === 0 ? 1 : found / wanted;
}
