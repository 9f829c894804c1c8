/** @file The exact nearest neighbours of unit vectors, a few rows at a time. */
import type { Neighbours } from './affinities.ts';
import { runToEnd } from './run-to-end.ts';
import { KernelMemory } from './wasm-memory.ts';

interface Exports {
  readonly memory: WebAssembly.Memory;
  nearest(
    vectors: number,
    count: number,
    dimension: number,
    first: number,
    last: number,
    k: number,
    distances: number,
    indices: number,
  ): void;
}

/** Rows that are searched between two looks at whether anybody still wants the answer. */
const ROWS_A_PASS = 256;
/** How far the squared length of a unit vector may be from 1. */
const LENGTH_TOLERANCE = 0.01;

function checkVectors(vectors: Float32Array, dimension: number): void {
  for (let row = 0; row * dimension < vectors.length; row++) {
    let length = 0;
    for (let i = row * dimension; i < (row + 1) * dimension; i++) length += vectors[i]! * vectors[i]!;
    if (!(Math.abs(length - 1) < LENGTH_TOLERANCE))
      throw new RangeError(`Row ${row} is no unit vector: its squared length is ${length}.`);
  }
}

/**
 * Finds the k nearest neighbours of every row; yields the share of the rows that is done, 0 to 1.
 * @param module the compiled kernel/neighbours.as.ts
 * @param vectors unit vectors [count * dimension], the dimension a multiple of 4
 * @throws RangeError for vectors of another shape or length, or a k that is not in 1..count - 1
 */
export function* searchNeighbours(
  module: WebAssembly.Module,
  vectors: Float32Array,
  dimension: number,
  k: number,
): Generator<number, Neighbours, void> {
  const count = vectors.length / dimension;
  if (!Number.isInteger(count) || dimension % 4 !== 0)
    throw new RangeError(
      `${vectors.length} values are no rows of ${dimension}, or that is no multiple of 4.`,
    );
  if (!(k >= 1 && k < count)) throw new RangeError(`${count} rows have no ${k} neighbours each.`);
  checkVectors(vectors, dimension);
  const memory = new KernelMemory<Exports>(module);
  const at = memory.put(vectors);
  const distances = memory.take(count * k * 4);
  const indices = memory.take(count * k * 4);
  for (let first = 0; first < count; first += ROWS_A_PASS) {
    const last = Math.min(count, first + ROWS_A_PASS);
    const offset = first * k * 4;
    memory.exports.nearest(at, count, dimension, first, last, k, distances + offset, indices + offset);
    yield last / count;
  }
  return {
    count,
    k,
    indices: memory.integers(indices, count * k).slice(),
    distances: memory.singles(distances, count * k).slice(),
  };
}

/** The same in one go. */
export function findNeighbours(
  module: WebAssembly.Module,
  vectors: Float32Array,
  dimension: number,
  k: number,
): Neighbours {
  return runToEnd(searchNeighbours(module, vectors, dimension, k));
}
