/**
 * @file A fixed random rotation that costs little: three rounds of permutation, random signs and Walsh-Hadamard transforms of blocks
 * of 128. After Andoni et al. 2015, "Practical and Optimal LSH for Angular Distance", section 3.2 (H D3 H D2 H D1).
 */
import { uniform } from '../../random.ts';
import { VectorError } from '../../vectors/vector-error.ts';

const BLOCK = 128;
const ROUNDS = 3;

interface Round {
  readonly order: Uint16Array;
  /** 1 or -1, divided by the length that a transform gives to a vector of length 1. */
  readonly signs: Float32Array;
}

/** Fisher-Yates. */
function shuffled(count: number, random: () => number): Uint16Array {
  const order = Uint16Array.from({ length: count }, (_, i) => i);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

/** Unnormalised Walsh-Hadamard transform of one block, in place. */
function transform(values: Float32Array, start: number): void {
  for (let half = 1; half < BLOCK; half *= 2) {
    for (let i = start; i < start + BLOCK; i += 2 * half) {
      for (let j = i; j < i + half; j++) {
        const [a, b] = [values[j]!, values[j + half]!];
        values[j] = a + b;
        values[j + half] = a - b;
      }
    }
  }
}

export class Rotation {
  readonly dimension: number;
  readonly #rounds: readonly Round[];

  /** @param dimension a multiple of 128; throws VectorError `shape` */
  constructor(dimension: number, seed: number) {
    if (dimension % BLOCK !== 0) {
      throw new VectorError('shape', `A rotation needs a multiple of ${BLOCK} dimensions, not ${dimension}.`);
    }
    const random = uniform(seed);
    this.dimension = dimension;
    this.#rounds = Array.from({ length: ROUNDS }, () => ({
      order: shuffled(dimension, random),
      signs: Float32Array.from({ length: dimension }, () => (random() < 0.5 ? -1 : 1) / Math.sqrt(BLOCK)),
    }));
  }

  /** The rotated vector [dimension], of the same length. */
  apply(vector: Float32Array): Float32Array {
    let from = vector;
    for (const { order, signs } of this.#rounds) {
      const to = new Float32Array(this.dimension);
      for (let i = 0; i < to.length; i++) to[i] = from[order[i]!]! * signs[i]!;
      for (let start = 0; start < to.length; start += BLOCK) transform(to, start);
      from = to;
    }
    return from;
  }
}
