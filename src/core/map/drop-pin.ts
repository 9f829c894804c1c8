/** @file Where a typed title belongs on a finished map: among its nearest titles. */
import { nearestRows } from '../vectors/similarity.ts';
import type { Space } from './togetherness.ts';

export interface PinNeighbour {
  readonly point: number;
  readonly cosine: number;
}

export interface DroppedPin {
  /** Nearest first. */
  readonly neighbours: readonly PinNeighbour[];
  readonly x: number;
  readonly y: number;
}

/** The points whose vectors are nearest to a unit vector [dimension], nearest first. */
export function nearestPoints(
  { vectors, dimension }: Space,
  vector: Float32Array,
  k: number,
): PinNeighbour[] {
  return nearestRows(vector, vectors, dimension, k).map(({ row, product }) => ({
    point: row,
    cosine: product,
  }));
}

/**
 * Drops a title on a map that is not made anew for it: at the mean of its nearest titles, each weighed by how much nearer it is than
 * the last of them (openTSNE places new points so before it optimises them).
 * @param positions x and y by turns [2 * count]
 * @param own point of the map that has this very title: the pin stands on it
 * @param k neighbours, 1 at least
 */
export function dropPin(
  space: Space,
  positions: ArrayLike<number>,
  vector: Float32Array,
  { own = -1, k = 5 }: { readonly own?: number; readonly k?: number } = {},
): DroppedPin {
  const neighbours = nearestPoints(space, vector, k);
  if (own >= 0) return { neighbours, x: positions[2 * own]!, y: positions[2 * own + 1]! };
  const last = neighbours.at(-1)!;
  let weights = 0;
  let x = 0;
  let y = 0;
  for (const { point, cosine } of neighbours) {
    const weight = cosine - last.cosine + 0.02;
    weights += weight;
    x += weight * positions[2 * point]!;
    y += weight * positions[2 * point + 1]!;
  }
  return { neighbours, x: x / weights, y: y / weights };
}
