/** @file t-SNE as the paper has it, all pairs in plain loops: what the kernel is held to. */
import type { Affinities } from '../../src/core/tsne/affinities.ts';

/** P as a full matrix [count][count]. */
export function denseAffinities({ count, starts, columns, weights }: Affinities): number[][] {
  const matrix = Array.from({ length: count }, () => Array<number>(count).fill(0));
  for (let row = 0; row < count; row++)
    for (let entry = starts[row]!; entry < starts[row + 1]!; entry++)
      matrix[row]![columns[entry]!] = weights[entry]!;
  return matrix;
}

function studentWeights(positions: Float64Array): number[][] {
  const count = positions.length / 2;
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: count }, (_, j) => {
      const dx = positions[2 * i]! - positions[2 * j]!;
      const dy = positions[2 * i + 1]! - positions[2 * j + 1]!;
      return i === j ? 0 : 1 / (1 + dx * dx + dy * dy);
    }),
  );
}

/** Equation 5 of van der Maaten and Hinton 2008 without the factor 4, attraction times `exaggeration`; x and y by turns. */
export function referenceGradient(
  p: number[][],
  positions: Float64Array,
  exaggeration: number,
): Float64Array {
  const count = positions.length / 2;
  const weights = studentWeights(positions);
  const z = weights.flat().reduce((sum, weight) => sum + weight, 0);
  const gradient = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const weight = weights[i]![j]!;
      const force = (exaggeration * p[i]![j]! - weight / z) * weight;
      gradient[2 * i]! += force * (positions[2 * i]! - positions[2 * j]!);
      gradient[2 * i + 1]! += force * (positions[2 * i + 1]! - positions[2 * j + 1]!);
    }
  }
  return gradient;
}

/** Sum of p log (p / q). */
export function referenceDivergence(p: number[][], positions: Float64Array): number {
  const weights = studentWeights(positions);
  const z = weights.flat().reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  p.forEach((row, i) =>
    row.forEach((value, j) => (sum += value > 0 ? value * Math.log(value / (weights[i]![j]! / z)) : 0)),
  );
  return sum;
}

/** Squared Euclidean distance of two rows. */
export function referenceDistance(
  vectors: Float32Array,
  dimension: number,
  row: number,
  other: number,
): number {
  let sum = 0;
  for (let i = 0; i < dimension; i++)
    sum += (vectors[row * dimension + i]! - vectors[other * dimension + i]!) ** 2;
  return sum;
}

/** All other rows by squared distance, nearest first. */
export function referenceNeighbours(vectors: Float32Array, dimension: number, row: number): number[] {
  const distance = (other: number): number => referenceDistance(vectors, dimension, row, other);
  return Array.from({ length: vectors.length / dimension }, (_, other) => other)
    .filter((other) => other !== row)
    .sort((a, b) => distance(a) - distance(b));
}

/** Gradient descent with momentum, gains (+0.2 against the motion, * 0.8 along it) and steps of 5 at most. */
export class ReferenceOptimizer {
  readonly #p: number[][];
  readonly #settings: { readonly rate: number; readonly momentum: number };
  readonly #velocity: Float64Array;
  readonly #gains: Float64Array;
  positions: Float64Array;
  /** Steps along one axis that were cut at the limit. */
  limited = 0;

  constructor(
    p: number[][],
    start: Float64Array,
    settings: { readonly rate: number; readonly momentum: number },
  ) {
    this.#p = p;
    this.#settings = settings;
    this.positions = start.slice();
    this.#velocity = new Float64Array(start.length);
    this.#gains = new Float64Array(start.length).fill(1);
  }

  step(exaggeration: number): void {
    const gradient = referenceGradient(this.#p, this.positions, exaggeration);
    const { rate, momentum } = this.#settings;
    gradient.forEach((slope, at) => {
      const speed = this.#velocity[at]!;
      const along = Math.sign(slope) === Math.sign(speed);
      this.#gains[at] = along ? Math.max(0.01, this.#gains[at]! * 0.8) : this.#gains[at]! + 0.2;
      const wanted = momentum * speed - rate * this.#gains[at] * slope;
      if (Math.abs(wanted) > 5) this.limited++;
      this.#velocity[at] = Math.max(-5, Math.min(5, wanted));
      this.positions[at]! += this.#velocity[at];
    });
    const mean = [0, 1].map(
      (side) =>
        this.positions.reduce((sum, value, at) => sum + (at % 2 === side ? value : 0), 0) /
        (this.positions.length / 2),
    );
    this.positions = this.positions.map((value, at) => value - mean[at % 2]!);
  }
}
