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

/** All other rows by squared distance, nearest first, the earlier of two alike first. */
export function referenceNeighbours(vectors: Float32Array, dimension: number, row: number): number[] {
  const count = vectors.length / dimension;
  const distance = (other: number): number => {
    let sum = 0;
    for (let i = 0; i < dimension; i++)
      sum += (vectors[row * dimension + i]! - vectors[other * dimension + i]!) ** 2;
    return sum;
  };
  return Array.from({ length: count }, (_, other) => other)
    .filter((other) => other !== row)
    .sort((a, b) => distance(a) - distance(b) || a - b);
}
