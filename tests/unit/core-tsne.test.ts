/** The t-SNE engine against plain loops: neighbours, probabilities, forces, divergence; repeatability; what it makes of clusters. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  conditionalProbabilities,
  jointProbabilities,
  neighboursFor,
  usablePerplexity,
} from '../../src/core/tsne/affinities.ts';
import { TSNE_KERNELS } from '../../src/core/tsne/kernel-bytes.ts';
import { MapKernel } from '../../src/core/tsne/map-kernel.ts';
import { findNeighbours, searchNeighbours } from '../../src/core/tsne/nearest-neighbours.ts';
import { principalAxes, scaledStart, startPositions } from '../../src/core/tsne/principal-axes.ts';
import { runToEnd } from '../../src/core/tsne/run-to-end.ts';
import { DEFAULT_SETTINGS, phaseAt, type TsneSettings } from '../../src/core/tsne/schedule.ts';
import { compileKernels, Tsne, type TsneInput } from '../../src/core/tsne/tsne.ts';
import { clusteredVectors, vectors } from './core-samples.ts';
import {
  denseAffinities,
  referenceDistance,
  referenceDivergence,
  referenceGradient,
  referenceNeighbours,
  ReferenceOptimizer,
} from './core-tsne-reference.ts';

const MODULES = compileKernels(TSNE_KERNELS);
const DIMENSION = 16;

/** A map that is ready for its first step. */
function makeMap(input: TsneInput, settings: Partial<TsneSettings> = {}): Tsne {
  return runToEnd(Tsne.prepare(MODULES, input, settings));
}

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
    findNeighbours(MODULES.neighbours, sample(count, seed), DIMENSION, neighboursFor(usable, count)),
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
        const { indices, distances } = findNeighbours(MODULES.neighbours, data, DIMENSION, k);
        for (let row = 0; row < count; row++) {
          const found = [...indices.subarray(row * k, (row + 1) * k)];
          const expected = referenceNeighbours(data, DIMENSION, row).slice(0, k);
          // Rounding may swap two that are equally near: at each place the distance has to be right, and the index to belong to it.
          found.forEach((other, place) => {
            const distance = distances[row * k + place]!;
            expect(distance).toBeCloseTo(referenceDistance(data, DIMENSION, row, expected[place]!), 5);
            expect(distance).toBeCloseTo(referenceDistance(data, DIMENSION, row, other), 5);
          });
          expect(new Set(found).size).toBe(k);
          expect(found).not.toContain(row);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('of rows that fit no block of 16, and of equal rows', () => {
    const data = clusteredVectors(9, 20, 4);
    data.copyWithin(20, 0, 20);
    const { indices, distances } = findNeighbours(MODULES.neighbours, data, 20, 3);
    expect(indices[0]).toBe(1);
    expect(indices[3]).toBe(0);
    expect(distances[0]).toBeCloseTo(0, 6);
  });

  test('of many equal rows are shared out', () => {
    const data = sample(300, 3);
    for (let row = 1; row < 200; row++) data.copyWithin(row * DIMENSION, 0, DIMENSION);
    const { indices } = findNeighbours(MODULES.neighbours, data, DIMENSION, 10);
    const chosen = new Map<number, number>();
    for (const other of indices.subarray(0, 2000)) chosen.set(other, (chosen.get(other) ?? 0) + 1);
    expect(chosen.size).toBe(200);
    expect(Math.max(...chosen.values())).toBeLessThanOrEqual(20);
  });

  test('are found a few rows at a time', () => {
    expect([...searchNeighbours(MODULES.neighbours, sample(600, 1), DIMENSION, 5)]).toEqual([
      256 / 600,
      512 / 600,
      1,
    ]);
  });

  test.each([
    [160, 10, 3, /no rows of 10, or that is no multiple of 4/],
    [161, 16, 3, /161 values are no rows of 16/],
    [160, 16, 10, /10 rows have no 10 neighbours/],
    [160, 16, 0, /no 0 neighbours/],
  ])('of %i values in rows of %i, %i each, are refused', (length, dimension, k, message) => {
    const data = new Float32Array(length).fill(0.25);
    expect(() => findNeighbours(MODULES.neighbours, data, dimension, k)).toThrow(message);
  });

  test.each([NaN, 0, 3])('of a vector with the entry %s are refused', (value) => {
    const data = sample(20, 1);
    data.fill(value, 5 * DIMENSION, 6 * DIMENSION);
    expect(() => findNeighbours(MODULES.neighbours, data, DIMENSION, 3)).toThrow('Row 5 is no unit vector');
  });
});

describe('probabilities', () => {
  test('have the wanted perplexity in every row', () => {
    const neighbours = findNeighbours(MODULES.neighbours, sample(120, 3), DIMENSION, 45);
    const rows = conditionalProbabilities(neighbours, 15);
    for (let point = 0; point < 120; point++) {
      const row = rows.subarray(point * 45, (point + 1) * 45);
      const entropy = row.reduce((sum, value) => sum - (value > 0 ? value * Math.log(value) : 0), 0);
      expect(Math.exp(entropy)).toBeCloseTo(15, 2);
      expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    }
  });

  test('together are symmetric, sum to 1, and are half the sum of both conditional ones', () => {
    const neighbours = findNeighbours(MODULES.neighbours, sample(60, 5), DIMENSION, 12);
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
    const deviation = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / 300);
    expect(deviation / 1e-4).toBeCloseTo(1, 2);
  });

  test('of positions in any scale keeps their shape', () => {
    const start = scaledStart(Float64Array.from([10, 10, 30, 10, 20, 30]));
    expect((start[2]! - start[0]!) / (start[5]! - start[1]!)).toBeCloseTo(1, 1);
    expect(start.every((value) => Math.abs(value) < 1e-3)).toBe(true);
  });

  test('of positions on an upright line keeps their order', () => {
    const start = scaledStart(Float64Array.from([5, 40, 5, 10, 5, 30, 5, 20]));
    const heights = [1, 3, 5, 7].map((at) => start[at]!);
    expect(heights.toSorted((a, b) => a - b)).toEqual([heights[1], heights[3], heights[2], heights[0]]);
  });

  test.each([0, 0.1])('of points in one place (%s) spreads them', (place) => {
    const start = scaledStart(new Float64Array(20).fill(place));
    expect(new Set(start).size).toBe(20);
    expect(start.every((value) => Math.abs(value) < 1e-4)).toBe(true);
  });
});

describe('forces', () => {
  test.each([9, 50, 151])('by all pairs are those of the paper, %i points', (count) => {
    const affinities = affinitiesOf(count, count);
    const p = denseAffinities(affinities);
    for (const scale of [1e-4, 1, 40]) {
      const positions = scattered(count, 11, scale);
      const { x, y } = new MapKernel(MODULES.layout, affinities, positions).gradient(12, 0);
      expect(relativeError(interleave(x, y), referenceGradient(p, positions, 12))).toBeLessThan(1e-4);
    }
  });

  test('by a tree come near them, the nearer the smaller the angle', () => {
    const affinities = affinitiesOf(400, 2);
    const kernel = new MapKernel(MODULES.layout, affinities, scattered(400, 5, 30));
    const exact = kernel.gradient(1, 0);
    const errors = [0.7, 0.5, 0.2, 1e-6].map((angle) => {
      const { x, y } = kernel.gradient(1, angle);
      return relativeError(interleave(x, y), interleave(exact.x, exact.y));
    });
    expect(errors).toEqual(errors.toSorted((a, b) => b - a));
    expect(errors[1]).toBeLessThan(0.05);
    expect(errors[3]).toBeLessThan(1e-5);
    expect(Math.abs(kernel.gradient(1, 0.5).z / exact.z - 1)).toBeLessThan(0.01);
  });

  test.each([0, 0.1, -7.3])('by a tree of points in one place (%s) are none', (place) => {
    const affinities = affinitiesOf(40, 2);
    const positions = new Float64Array(80).fill(place);
    const { x, y, z } = new MapKernel(MODULES.layout, affinities, positions).gradient(1, 0.5);
    expect(Math.max(...x.map(Math.abs), ...y.map(Math.abs))).toBeLessThan(1e-12);
    expect(z).toBeCloseTo(40 * 39, 6);
  });

  test('by a tree of points that nearly coincide are those of all pairs', () => {
    const affinities = affinitiesOf(400, 2);
    const places = scattered(80, 3, 20);
    const noise = scattered(400, 4, 1e-13);
    const positions = Float64Array.from({ length: 800 }, (_, at) => {
      const group = (at >> 1) % 80;
      return places[2 * group + (at % 2)]! + noise[at]!;
    });
    const kernel = new MapKernel(MODULES.layout, affinities, positions);
    const exact = kernel.gradient(1, 0);
    const tree = kernel.gradient(1, 1e-6);
    expect(tree.z / exact.z).toBeCloseTo(1, 5);
    expect(relativeError(interleave(tree.x, tree.y), interleave(exact.x, exact.y))).toBeLessThan(1e-4);
  });
});

test('divergence is that of the paper', () => {
  const affinities = affinitiesOf(80, 9);
  const positions = scattered(80, 4, 3);
  const found = new MapKernel(MODULES.layout, affinities, positions).divergence();
  expect(found).toBeCloseTo(referenceDivergence(denseAffinities(affinities), positions), 4);
});

describe('the optimiser', () => {
  test.each([1, 2, 5])('takes %i steps as plain loops do', (steps) => {
    const affinities = affinitiesOf(60, 4);
    const start = scattered(60, 6, 1);
    // A rate so high that some steps reach the limit of 5.
    const reference = new ReferenceOptimizer(denseAffinities(affinities), start, {
      rate: 3000,
      momentum: 0.5,
    });
    const kernel = new MapKernel(MODULES.layout, affinities, start);
    for (let step = 0; step < steps; step++) {
      reference.step(12);
      kernel.computeGradient(12, 0);
      kernel.move(3000, 0.5);
    }
    expect(reference.limited).toBeGreaterThan(0);
    expect(relativeError(kernel.positions(), reference.positions)).toBeLessThan(1e-3);
  });

  test('of a mirrored start gives the mirrored map', () => {
    const affinities = affinitiesOf(60, 4);
    const start = scattered(60, 6, 1);
    const [map, mirror] = [start, start.map((value) => -value)].map((positions) => {
      const kernel = new MapKernel(MODULES.layout, affinities, positions);
      for (let step = 0; step < 20; step++) {
        kernel.computeGradient(1, 0);
        kernel.move(50, 0.5);
      }
      return kernel.positions();
    });
    expect(
      relativeError(
        mirror!.map((value) => -value),
        map!,
      ),
    ).toBeLessThan(1e-3);
  });

  test('changes its phase after the early iterations', () => {
    expect(phaseAt(249, 400, DEFAULT_SETTINGS)).toEqual({ exaggeration: 3, momentum: 0.5, rate: 200 });
    expect(phaseAt(250, 400, DEFAULT_SETTINGS)).toEqual({ exaggeration: 1, momentum: 0.8, rate: 200 });
    expect(phaseAt(0, 8000, DEFAULT_SETTINGS).rate).toBeCloseTo(8000 / 3);
  });
});

describe('a map', () => {
  const data = sample(400, 21);
  const input = { vectors: data, dimension: DIMENSION };

  test.each([0, 3000])(
    'is the same to the last bit, in one go or in pieces; exact up to %i points',
    (exactLimit) => {
      const settings = { iterations: 60, early: 20, exactLimit };
      const whole = makeMap(input, settings);
      whole.step(1000);
      const pieces = makeMap(input, settings);
      while (!pieces.done) pieces.step(7);
      expect(pieces.iteration).toBe(60);
      expect(pieces.positions()).toEqual(whole.positions());
      expect(pieces.angle).toBe(exactLimit === 0 ? 0.5 : 0);
    },
  );

  test.each([0, 3000])('brings neighbours together; exact up to %i points', (exactLimit) => {
    const map = makeMap(input, { iterations: 400, exactLimit });
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

  test.each([0.25, -0.25])('of equal vectors has no NaN (%s)', (value) => {
    const same = new Float32Array(20 * DIMENSION).fill(value);
    const map = makeMap({ vectors: same, dimension: DIMENSION }, { iterations: 50 });
    map.step(50);
    expect(map.positions().every(Number.isFinite)).toBe(true);
    expect(map.divergence()).toBeGreaterThanOrEqual(0);
  });

  test('starts from given positions', () => {
    const start = scattered(400, 8, 5);
    const map = makeMap({ ...input, start }, { iterations: 5 });
    expect(relativeError(map.positions(), scaledStart(start))).toBeLessThan(1e-12);
  });

  test.each([
    [{ perplexity: 1 }, /perplexity must be above 1/],
    [{ iterations: 0 }, /iterations must be a whole number/],
    [{ exaggeration: 0.5 }, /exaggeration must be 1 or more/],
    [{ exaggeration: Infinity }, /exaggeration must be 1 or more/],
    [{ early: NaN }, /early iterations must be a whole number/],
    [{ exactLimit: NaN }, /exact limit must be 0 or more/],
    [{ angle: 0 }, /angle must be above 0/],
    [{ angle: 0.9 }, /at most 0.7/],
  ])('with %o is refused', (settings, message) => {
    expect(() => makeMap(input, settings)).toThrow(message);
  });

  test('of too few or too many points is refused', () => {
    expect(() => makeMap({ vectors: data.subarray(0, 5 * DIMENSION), dimension: DIMENSION })).toThrow(
      'A map holds 8 to 8000 points, not 5.',
    );
    const many = { vectors: new Float32Array(8001 * DIMENSION), dimension: DIMENSION };
    expect(() => makeMap(many)).toThrow('A map holds 8 to 8000 points, not 8001.');
    expect(() => makeMap({ ...input, start: new Float64Array(6) })).toThrow('3 positions for 400');
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
