/** @file Made-up vectors and postings for the tests of the search core: the same for the same seed. */
import type { Posting } from '../../src/core/search/types.ts';
import { normalise } from '../../src/core/vectors/similarity.ts';

/** Uniform numbers in -1..1: mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

/** Values in -1..1, [rows * dimension]. */
export function vectors(rows: number, dimension: number, seed: number): Float32Array<ArrayBuffer> {
  const next = generator(seed);
  return Float32Array.from({ length: rows * dimension }, next);
}

/** Unit vectors [rows * dimension], each near one of 40 centres, as titles are. */
export function clusteredVectors(rows: number, dimension: number, seed: number): Float32Array<ArrayBuffer> {
  const next = generator(seed);
  const centres = vectors(40, dimension, seed + 1);
  const result = new Float32Array(rows * dimension);
  for (let row = 0; row < rows; row++) {
    const centre = Math.floor(((next() + 1) / 2) * 40) % 40;
    const vector = Float32Array.from(
      { length: dimension },
      (_, i) => centres[centre * dimension + i]! + 0.7 * next(),
    );
    result.set(normalise(vector), row * dimension);
  }
  return result;
}

export function posting(row: number, fields: Partial<Posting> = {}): Posting {
  const empty = { title: `Title ${row}`, company: '', place: '', skills: '', description: '', code: '' };
  return { id: `p${row}`, ...empty, ...fields };
}
