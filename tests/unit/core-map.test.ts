/** The map's figures against plain loops, its coordinates in few bytes, its labels, its pins. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extentOf, packMap, unpackMap } from '../../src/core/map/coordinates.ts';
import { dropPin, nearestPoints } from '../../src/core/map/drop-pin.ts';
import { majorGroupOf, type MapSet, type PointKind } from '../../src/core/map/map-set.ts';
import { CosinePercentiles, sharesWord, whatMoved, wordsOf } from '../../src/core/map/moved.ts';
import { placeLabels, type LabelWish } from '../../src/core/map/place-labels.ts';
import { cosine, measureSpace, type Space } from '../../src/core/map/togetherness.ts';
import { normalise } from '../../src/core/vectors/similarity.ts';
import { vectors } from './core-samples.ts';

const DIMENSION = 8;

/** Points of `groups` groups with the given kinds each. */
function setOf(groups: number, kinds: readonly PointKind[]): MapSet {
  return {
    groups: Array.from({ length: groups }, (_, at) => ({
      seed: `seed ${at}`,
      role: `role ${at}`,
      code: '11-1011.00',
    })),
    points: Array.from({ length: groups }, (_, group) =>
      kinds.map((kind, at) => ({ title: `${kind} ${at} of ${group}`, group, kind, strategy: '', level: '' })),
    ).flat(),
  };
}

function spaceOf(count: number, seed: number): Space {
  const rows = vectors(count, DIMENSION, seed);
  const unit = new Float32Array(rows.length);
  for (let at = 0; at < rows.length; at += DIMENSION)
    unit.set(normalise(rows.subarray(at, at + DIMENSION)), at);
  return { vectors: unit, dimension: DIMENSION };
}

/** A space in which every group has a direction of its own. */
function apart(set: MapSet): Space {
  const unit = new Float32Array(set.points.length * DIMENSION);
  set.points.forEach(({ group }, at) => (unit[at * DIMENSION + group] = 1));
  return { vectors: unit, dimension: DIMENSION };
}

/** Silhouette by middles, a title left out of its own, by the definition. */
function plainSilhouette(space: Space, set: MapSet): number {
  const row = (at: number) => [...space.vectors.subarray(at * DIMENSION, (at + 1) * DIMENSION)];
  const middle = (members: number[]) => {
    const sum = members.map(row).reduce((a, b) => a.map((value, i) => value + b[i]!));
    return sum.map((value) => value / Math.hypot(...sum));
  };
  const scores = set.points.map(({ group }, point) => {
    const distances = set.groups.map((_, other) => {
      const members = set.points.flatMap((one, at) => (one.group === other && at !== point ? [at] : []));
      return 1 - middle(members).reduce((sum, value, i) => sum + value * row(point)[i]!, 0);
    });
    const own = distances[group]!;
    const other = Math.min(...distances.filter((_, at) => at !== group));
    return (other - own) / Math.max(own, other);
  });
  return scores.reduce((sum, value) => sum + value, 0) / scores.length;
}

describe('figures of a space', () => {
  const set = setOf(6, ['seed', 'synonym', 'synonym', 'variant', 'variant', 'variant']);

  test('equal plain loops over all pairs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
        const space = spaceOf(set.points.length, seed);
        const figures = measureSpace(space, set);
        let inside = 0;
        let insidePairs = 0;
        let between = 0;
        let betweenPairs = 0;
        for (let a = 0; a < set.points.length; a++)
          for (let b = a + 1; b < set.points.length; b++) {
            const mates = set.points[a]!.group === set.points[b]!.group;
            if (mates) [inside, insidePairs] = [inside + cosine(space, a, b), insidePairs + 1];
            else [between, betweenPairs] = [between + cosine(space, a, b), betweenPairs + 1];
          }
        expect(figures.silhouette).toBeCloseTo(plainSilhouette(space, set), 5);
        expect(figures.withinCosine).toBeCloseTo(inside / insidePairs, 5);
        expect(figures.betweenCosine).toBeCloseTo(between / betweenPairs, 5);
        const variants = set.points.flatMap(({ kind }, at) => (kind === 'variant' ? [at] : []));
        const candidates = set.points.flatMap(({ kind }, at) => (kind === 'synonym' ? [] : [at]));
        const right = variants.filter((point) => {
          const best = candidates
            .filter((other) => other !== point)
            .reduce(
              (top, other) => (cosine(space, point, other) > cosine(space, point, top) ? other : top),
              point === candidates[0] ? candidates[1]! : candidates[0]!,
            );
          return set.points[best]!.group === set.points[point]!.group;
        });
        expect(figures.variants!.nearest).toBeCloseTo(right.length / variants.length, 10);
        expect(figures.variants!.titles).toBe(variants.length);
      }),
      { numRuns: 20 },
    );
  });

  test('are perfect where every job has a direction of its own', () => {
    const figures = measureSpace(apart(set), set);
    expect(figures.synonyms).toEqual({ nearest: 1, purity: 1, titles: 12 });
    expect(figures.variants).toEqual({ nearest: 1, purity: 1, titles: 18 });
    expect(figures.silhouette).toBeCloseTo(1, 6);
    expect([figures.withinCosine, figures.betweenCosine]).toEqual([1, 0]);
    expect(figures.groups[3]).toEqual({
      synonyms: { nearest: 1, purity: 1, titles: 2 },
      variants: { nearest: 1, purity: 1, titles: 3 },
    });
  });

  test('are missing, not zero, where no title has a mate', () => {
    const lonely = setOf(4, ['seed']);
    const figures = measureSpace(spaceOf(4, 1), lonely);
    expect([figures.synonyms, figures.variants]).toEqual([null, null]);
  });

  test('ask for one vector a title', () => {
    expect(() => measureSpace(spaceOf(3, 1), set)).toThrow('36 titles have 3 vectors.');
  });
});

describe('what moved', () => {
  const set: MapSet = {
    groups: ['nurse', 'welder'].map((seed) => ({ seed, role: seed, code: '29-1141.00' })),
    points: [
      ['Staff Nurse', 0],
      ['RN', 0],
      ['Welder', 1],
      ['Staff Welder', 1],
    ].map(([title, group]) => ({
      title: String(title),
      group: Number(group),
      kind: 'synonym',
      strategy: '',
      level: '',
    })),
  };
  const rows = (...directions: number[][]): Space => ({
    vectors: Float32Array.from(directions.flatMap((row) => [...normalise(Float32Array.from(row))])),
    dimension: 2,
  });
  // Before, "Staff Nurse" lies by "Staff Welder" and far from "RN".
  const before = rows([1, 0.1], [-1, 0.4], [0.2, 1], [1, 0]);
  const after = rows([0, 1], [0.1, 1], [1, 0], [1, 0.1]);

  test('names pairs drawn together, pushed apart, and titles whose neighbours got better', () => {
    const moved = whatMoved(before, after, set);
    expect(moved.together.map(({ a, b }) => [a, b])).toContainEqual([0, 1]);
    expect(moved.apart.map(({ a, b }) => [a, b])).toEqual([[0, 3]]);
    expect(moved.better.map(({ point }) => point)).toContain(0);
    expect(moved.worse).toEqual([]);
  });

  test('the other way round it is worse', () => {
    const moved = whatMoved(after, before, set);
    expect(moved.worse.map(({ point }) => point)).toContain(0);
    expect(moved.mateApart.length).toBeGreaterThan(0);
    expect(moved.better).toEqual([]);
  });

  test('idle words are no shared words', () => {
    expect(sharesWord(wordsOf('Head of Sales (m/f/d)'), wordsOf('Chief of Staff (m/f/d), 2nd shift'))).toBe(
      false,
    );
    expect(sharesWord(wordsOf('Sales lead'), wordsOf('Inside SALES rep'))).toBe(true);
  });

  test('percentiles count the pairs below', () => {
    const space = spaceOf(40, 3);
    const all: number[] = [];
    for (let a = 0; a < 40; a++) for (let b = a + 1; b < 40; b++) all.push(cosine(space, a, b));
    const percentiles = new CosinePercentiles(space, 40);
    for (const value of [-0.5, 0, 0.3, 0.8]) {
      const below = all.filter((other) => other < value).length / all.length;
      expect(Math.abs(percentiles.of(value) - below)).toBeLessThan(0.01);
    }
    const some = new CosinePercentiles(spaceOf(400, 3), 400, 20_000);
    const every = new CosinePercentiles(spaceOf(400, 3), 400);
    for (const value of [-0.3, 0, 0.4]) expect(Math.abs(some.of(value) - every.of(value))).toBeLessThan(0.02);
  });
});

test('coordinates come back within one step of 65,535', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.double({ min: -80, max: 80, noNaN: true }),
          fc.double({ min: -80, max: 80, noNaN: true }),
        ),
        { minLength: 1 },
      ),
      (places) => {
        const positions = Float64Array.from(places.flat());
        const { reach } = extentOf(positions);
        const back = unpackMap(JSON.parse(JSON.stringify(packMap(positions))) as ReturnType<typeof packMap>);
        back.forEach((value, at) =>
          expect(Math.abs(value - positions[at]!)).toBeLessThanOrEqual((2 * reach) / 65_535 + 1e-12),
        );
      },
    ),
  );
});

test('labels never lie over each other or outside, and the first of the list goes first', () => {
  const area = { width: 300, height: 200 };
  const wish = fc.record({
    text: fc.string(),
    x: fc.double({ min: 0, max: 300, noNaN: true }),
    y: fc.double({ min: 0, max: 200, noNaN: true }),
    width: fc.integer({ min: 5, max: 120 }),
    height: fc.constant(14),
    gap: fc.constantFrom(0, 6),
  });
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 30 }), (wishes: LabelWish[]) => {
      const placed = placeLabels(wishes, area);
      placed.forEach((a, at) => {
        expect(a.x - a.wish.width / 2).toBeGreaterThanOrEqual(0);
        expect(a.x + a.wish.width / 2).toBeLessThanOrEqual(area.width);
        for (const b of placed.slice(at + 1)) {
          const overlapX = Math.abs(a.x - b.x) < (a.wish.width + b.wish.width) / 2;
          const overlapY = Math.abs(a.y - b.y) < (a.wish.height + b.wish.height) / 2;
          expect(overlapX && overlapY).toBe(false);
        }
      });
      const order = placed.map((label) => wishes.indexOf(label.wish));
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }),
  );
});

test('a pin of a title of the map stands on it, another one among its nearest', () => {
  const space = spaceOf(20, 9);
  const positions = Float64Array.from({ length: 40 }, (_, at) => at * 3 - 50);
  const own = space.vectors.slice(5 * DIMENSION, 6 * DIMENSION);
  const pin = dropPin(space, positions, own, { own: 5 });
  expect(pin.neighbours[0]).toMatchObject({ point: 5 });
  expect([pin.x, pin.y]).toEqual([positions[10], positions[11]]);
  const other = normalise(Float32Array.from(own, (value, at) => value + (at === 0 ? 0.8 : 0)));
  const near = dropPin(space, positions, other);
  const xs = near.neighbours.map(({ point }) => positions[2 * point]!);
  expect(near.x).toBeGreaterThanOrEqual(Math.min(...xs));
  expect(near.x).toBeLessThanOrEqual(Math.max(...xs));
  expect(nearestPoints(space, other, 3).map(({ point }) => point)).toEqual(
    near.neighbours.slice(0, 3).map(({ point }) => point),
  );
});

test('every O*NET major group has a name', () => {
  expect(majorGroupOf('15-1252.00')).toBe('Computing');
  expect(majorGroupOf('99-0000.00')).toBe('Other');
});
