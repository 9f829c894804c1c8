/** The t-SNE engine against plain loops: neighbours, probabilities, forces, divergence; repeatability; what it makes of clusters. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  conditionalProbabilities,
  jointProbabilities,
  neighboursFor,
  usablePerplexity,
} from '../../src/core/tsne/affinities.ts';
import { TSNE_KERNEL } from '../../src/core/tsne/kernel-bytes.ts';
import { principalAxes, scaledStart, startPositions } from '../../src/core/tsne/principal-axes.ts';
import { Tsne } from '../../src/core/tsne/tsne.ts';
import { compileKernel, findNeighbours, MapKernel } from '../../src/core/tsne/wasm-kernel.ts';
import { clusteredVectors, vectors } from './core-samples.ts';
import {
  denseAffinities,
  referenceDivergence,
  referenceGradient,
  referenceNeighbours,
} from './core-tsne-reference.ts';

const MODULE = compileKernel(TSNE_KERNEL);
const DIMENSION = 16;

function sample(count: number, seed: number): Float32Array {
  return clusteredVectors(count, DIMENSION, seed);
}

/** Positions in -scale..scale, x and y by turns. */
function scattered(count: number, seed: number, scale: number): Float64Array {
  return Float64Array.from(vectors(count, 2, seed), (value) => value * scale);
}

function affinitiesOf(count: number, seed: number, perplexity = 5) {
  const usable = usablePerplexity(perplexity, count);
  return jointProbabilities(
    findNeighbours(MODULE, sample(count, seed), DIMENSION, neighboursFor(usable, count)),
    usable,
  );
}

/** Length of the difference over the length of `expected`. */
function relativeError(found: Float64Array, expected: Float64Array): number {
  const length = (values: Float64Array): number => Math.hypot(...values);
  return length(found.map((value, at) => value - expected[at]!)) / length(expected);
}

function interleave(x: Float64Array, y: Float64Array): Float64Array {
  return Float64Array.from({ length: 2 * x.length }, (_, at) => (at % 2 ? y : x)[at >> 1]!);
}

describe('neighbours', () => {
  test('are those of a plain search', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 90 }), fc.integer({ min: 1, max: 1000 }), (count, seed) => {
        const data = sample(count, seed);
        const k = Math.min(count - 1, 7);
        const { indices, distances } = findNeighbours(MODULE, data, DIMENSION, k);
        for (let row = 0; row < count; row++) {
          const found = [...indices.subarray(row * k, (row + 1) * k)];
          const expected = referenceNeighbours(data, DIMENSION, row).slice(0, k);
          // Rounding may swap two that are equally near.
          const near = [...distances.subarray(row * k, (row + 1) * k)];
          expect(near).toEqual(near.toSorted((a, b) => a - b));
          expect(found.filter((other) => !expected.includes(other)).length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('of rows that fit no block of 16, and of equal rows', () => {
    const data = clusteredVectors(9, 20, 4);
    data.copyWithin(20, 0, 20);
    const { indices, distances } = findNeighbours(MODULE, data, 20, 3);
    expect(indices[0]).toBe(1);
    expect(indices[3]).toBe(0);
    expect(distances[0]).toBeCloseTo(0, 6);
  });

  test('progress is told, and a throw stops the search', () => {
    const shares: number[] = [];
    findNeighbours(MODULE, sample(600, 1), DIMENSION, 5, (share) => shares.push(share));
    expect(shares).toEqual([256 / 600, 512 / 600, 1]);
    const stop = (): never => {
      throw new Error('stopped');
    };
    expect(() => findNeighbours(MODULE, sample(600, 1), DIMENSION, 5, stop)).toThrow('stopped');
  });

  test.each([
    [10, 12, 3],
    [10, 16, 10],
    [10, 16, 0],
  ])('%i values of dimension %i with %i neighbours are refused', (count, dimension, k) => {
    const data = new Float32Array(count * DIMENSION + (dimension === 12 ? 1 : 0));
    expect(() => findNeighbours(MODULE, data, dimension, k)).toThrow(RangeError);
  });
});

describe('probabilities', () => {
  test('have the wanted perplexity in every row', () => {
    const neighbours = findNeighbours(MODULE, sample(120, 3), DIMENSION, 45);
    const rows = conditionalProbabilities(neighbours, 15);
    for (let point = 0; point < 120; point++) {
      const row = rows.subarray(point * 45, (point + 1) * 45);
      const entropy = row.reduce((sum, value) => sum - (value > 0 ? value * Math.log(value) : 0), 0);
      expect(Math.exp(entropy)).toBeCloseTo(15, 2);
      expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    }
  });

  test('together are symmetric, sum to 1, and are half the sum of both conditional ones', () => {
    const neighbours = findNeighbours(MODULE, sample(60, 5), DIMENSION, 12);
    const conditional = conditionalProbabilities(neighbours, 4);
    const p = denseAffinities(jointProbabilities(neighbours, 4));
    const given = (i: number, j: number): number => {
      const place = neighbours.indices.subarray(i * 12, (i + 1) * 12).indexOf(j);
      return place < 0 ? 0 : conditional[i * 12 + place]!;
    };
    for (let i = 0; i < 60; i++)
      for (let j = 0; j < 60; j++) {
        expect(p[i]![j]).toBe(p[j]![i]);
        expect(p[i]![j]).toBeCloseTo((given(i, j) + given(j, i)) / 120, 8);
      }
    expect(p.flat().reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  });
});

describe('start', () => {
  test('lies on the axes of greatest variance, the first with a standard deviation of 1e-4', () => {
    // A cloud that is long along (1, 1, 0, 0), less along (0, 0, 1, 0) and thin elsewhere.
    const noise = vectors(300, 4, 7);
    const data = Float32Array.from({ length: 1200 }, (_, at) => {
      const row = at >> 2;
      const [a, b, c] = [noise[row * 4]!, noise[row * 4 + 1]!, noise[row * 4 + 2]!];
      return [3 * a + 5, 3 * a, b, 0.01 * c][at % 4]!;
    });
    const [first, second] = principalAxes(data, 4);
    expect([...first].map((value) => Math.abs(value))).toEqual(
      [Math.SQRT1_2, Math.SQRT1_2, 0, 0].map((value) => expect.closeTo(value, 1) as number),
    );
    expect(Math.abs(second[2]!)).toBeGreaterThan(0.99);
    const start = startPositions(data, 4);
    const x = start.filter((_, at) => at % 2 === 0);
    expect(Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / 300)).toBeCloseTo(1e-4, 10);
  });

  test('of positions in any scale keeps their shape', () => {
    const start = scaledStart(Float64Array.from([10, 10, 30, 10, 20, 30]));
    expect(start[2]! - start[0]!).toBeCloseTo(start[5]! - start[1]!, 12);
    expect(start.every((value) => Math.abs(value) < 1e-3)).toBe(true);
  });

  test('of points in one place spreads them', () => {
    expect(new Set(scaledStart(new Float64Array(20))).size).toBe(20);
  });
});

describe('forces', () => {
  test.each([9, 50, 151])('by all pairs are those of the paper, %i points', (count) => {
    const affinities = affinitiesOf(count, count);
    const p = denseAffinities(affinities);
    for (const scale of [1e-4, 1, 40]) {
      const positions = scattered(count, 11, scale);
      const { x, y } = new MapKernel(MODULE, affinities, positions).gradient(12, 0);
      expect(relativeError(interleave(x, y), referenceGradient(p, positions, 12))).toBeLessThan(1e-4);
    }
  });

  test('by a tree come near them, the nearer the smaller the angle', () => {
    const affinities = affinitiesOf(400, 2);
    const kernel = new MapKernel(MODULE, affinities, scattered(400, 5, 30));
    const exact = kernel.gradient(1, 0);
    const errors = [0.8, 0.5, 0.2, 1e-6].map((angle) => {
      const { x, y } = kernel.gradient(1, angle);
      return relativeError(interleave(x, y), interleave(exact.x, exact.y));
    });
    expect(errors).toEqual(errors.toSorted((a, b) => b - a));
    expect(errors[1]).toBeLessThan(0.05);
    expect(errors[3]).toBeLessThan(1e-5);
    expect(Math.abs(kernel.gradient(1, 0.5).z / exact.z - 1)).toBeLessThan(0.01);
  });

  test('by a tree of points in one place are finite', () => {
    const affinities = affinitiesOf(40, 2);
    const { x, y, z } = new MapKernel(MODULE, affinities, new Float64Array(80)).gradient(1, 0.5);
    expect([...x, ...y].every((value) => value === 0)).toBe(true);
    expect(z).toBe(40 * 39);
  });
});

test('divergence is that of the paper', () => {
  const affinities = affinitiesOf(80, 9);
  const positions = scattered(80, 4, 3);
  const found = new MapKernel(MODULE, affinities, positions).divergence();
  expect(found).toBeCloseTo(referenceDivergence(denseAffinities(affinities), positions), 4);
});

describe('a map', () => {
  const data = sample(400, 21);
  const input = { vectors: data, dimension: DIMENSION };

  test.each([0, 3000])(
    'is the same to the last bit, in one go or in pieces; exact up to %i points',
    (exactLimit) => {
      const settings = { iterations: 60, early: 20, exactLimit };
      const whole = new Tsne(MODULE, input, settings);
      whole.step(1000);
      const pieces = new Tsne(MODULE, input, settings);
      while (!pieces.done) pieces.step(7);
      expect(pieces.iteration).toBe(60);
      expect(pieces.positions()).toEqual(whole.positions());
      expect(pieces.angle).toBe(exactLimit === 0 ? 0.5 : 0);
    },
  );

  test.each([0, 3000])('brings neighbours together; exact up to %i points', (exactLimit) => {
    const map = new Tsne(MODULE, input, { iterations: 400, exactLimit });
    const before = map.divergence();
    map.step(400);
    expect(map.divergence()).toBeLessThan(before / 2);
    const positions = map.positions();
    const kept = Array.from({ length: map.count }, (_, point) => {
      const nearest = nearestOnMap(positions, point, 5);
      const true5 = map.neighbours.indices.subarray(point * map.neighbours.k, point * map.neighbours.k + 5);
      return nearest.filter((other) => true5.includes(other)).length / 5;
    });
    expect(kept.reduce((sum, share) => sum + share, 0) / kept.length).toBeGreaterThan(0.5);
  });

  test('of equal vectors has no NaN', () => {
    const same = new Float32Array(20 * DIMENSION).fill(0.25);
    const map = new Tsne(MODULE, { vectors: same, dimension: DIMENSION }, { iterations: 50 });
    map.step(50);
    expect(map.positions().every(Number.isFinite)).toBe(true);
    expect(map.divergence()).toBeGreaterThanOrEqual(0);
  });

  test('starts from given positions', () => {
    const start = scattered(400, 8, 5);
    const map = new Tsne(MODULE, { ...input, start }, { iterations: 5 });
    expect(relativeError(map.positions(), scaledStart(start))).toBeLessThan(1e-12);
  });

  test.each([
    [{ perplexity: 1 }, /perplexity must be above 1/],
    [{ iterations: 0 }, /iterations must be a whole number/],
    [{ exaggeration: 0.5 }, /exaggeration must be 1 or more/],
    [{ angle: 0 }, /angle must be above 0/],
  ])('with %o is refused', (settings, message) => {
    expect(() => new Tsne(MODULE, input, settings)).toThrow(message);
  });

  test('of too few or too many points is refused', () => {
    expect(
      () => new Tsne(MODULE, { vectors: data.subarray(0, 5 * DIMENSION), dimension: DIMENSION }),
    ).toThrow('A map holds 8 to 8000 points, not 5.');
    expect(() => new Tsne(MODULE, { ...input, start: new Float64Array(6) })).toThrow('3 positions for 400');
  });
});

function nearestOnMap(positions: Float64Array, point: number, k: number): number[] {
  const distance = (other: number): number =>
    Math.hypot(
      positions[2 * point]! - positions[2 * other]!,
      positions[2 * point + 1]! - positions[2 * other + 1]!,
    );
  return Array.from({ length: positions.length / 2 }, (_, other) => other)
    .filter((other) => other !== point)
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, k);
}
