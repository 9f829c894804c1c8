/** @file What the index of known titles says of a title, against the definitions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CANDIDATES, CodeIndex, FEATURES } from '../../src/core/coding/code-index.ts';
import { quantize } from '../../src/core/vectors/quantize.ts';
import { dot, normalise } from '../../src/core/vectors/similarity.ts';

const DIMENSION = 16;

function vectors(count: number, seed: number): Float32Array[] {
  let state = seed;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647 - 0.5;
  return Array.from({ length: count }, () => normalise(Float32Array.from({ length: DIMENSION }, random)));
}

function indexOf(codes: readonly string[], rows: readonly Float32Array[]): CodeIndex {
  const flat = Float32Array.from(rows.flatMap((row) => [...row]));
  const titles = codes.map((code, i) => `title ${i} of ${code}`);
  return new CodeIndex({ titles, codes, ...quantize(flat) }, undefined, DIMENSION);
}

describe('CodeIndex', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 });

  it('weighs each code by its nearest titles, their mean and all its titles', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 1e6 }), (counts, seed) => {
        const codes = counts.flatMap((count, code) =>
          Array.from({ length: count }, () => `1${code}-0000.00`),
        );
        const rows = vectors(codes.length, seed);
        const [query] = vectors(1, seed + 1);
        const index = indexOf(codes, rows);
        const found = index.candidates('title', query!);
        found.codes.forEach((code, place) => {
          const own = rows.filter((_, row) => codes[row] === index.codes[code]);
          const cosines = own.map((row) => dot(row, query!)).sort((a, b) => b - a);
          const best = cosines.slice(0, 3);
          const mean = normalise(
            own.reduce((sum, row) => sum.map((value, i) => value + row[i]!), new Float32Array(DIMENSION)),
          );
          const [nearest, top3, centroid] = found.features.subarray(place * FEATURES.length);
          // Int8 rows are off by about a hundredth in 16 dimensions.
          expect(nearest).toBeCloseTo(cosines[0]!, 1);
          expect(top3).toBeCloseTo(best.reduce((sum, value) => sum + value, 0) / best.length, 1);
          expect(centroid).toBeCloseTo(dot(mean, query!), 1);
        });
        const firsts = found.codes.map((_, place) => found.features[place * FEATURES.length]!);
        expect(firsts).toEqual([...firsts].sort((a, b) => b - a));
        expect(found.codes.length).toBe(Math.min(CANDIDATES, index.codes.length));
      }),
      { numRuns: 40 },
    );
  });

  it('counts votes among the ten nearest titles of all', () => {
    const codes = ['11-0000.00', '11-0000.00', '12-0000.00'];
    const found = indexOf(codes, vectors(3, 5)).candidates('title', vectors(1, 5)[0]!);
    const votes = found.codes.map((_, place) => found.features[place * FEATURES.length + 4]!);
    expect(votes.reduce((sum, vote) => sum + vote, 0)).toBeCloseTo(0.3, 9);
  });

  it('knows nothing of the rows that are left out', () => {
    const codes = ['11-0000.00', '11-0000.00', '12-0000.00'];
    const rows = vectors(3, 9);
    const index = indexOf(codes, rows);
    const found = index.candidates(`title 0 of 11-0000.00`, rows[0]!, [0]);
    const without = indexOf(codes.slice(1), rows.slice(1)).candidates('title 0 of 11-0000.00', rows[0]!);
    const of = (from: typeof found, place: number) => [
      ...from.features.subarray(place * FEATURES.length, place * FEATURES.length + 3),
    ];
    const place = found.codes.indexOf(0);
    of(found, place).forEach((value, i) =>
      expect(value).toBeCloseTo(of(without, without.codes.indexOf(0))[i]!, 1),
    );
    expect(found.nearest.map(({ title }) => title).slice(0, 2)).not.toContain('title 0 of 11-0000.00');
  });

  it('names the nearest titles of a code', () => {
    const rows = vectors(4, 11);
    const index = indexOf(['11-0000.00', '11-0000.00', '11-0000.00', '12-0000.00'], rows);
    expect(index.candidates('x', rows[2]!).titlesOf(0, 1)).toEqual(['title 2 of 11-0000.00']);
  });

  it('refuses titles that are not in the order of their codes', () => {
    expect(() => indexOf(['12-0000.00', '11-0000.00'], vectors(2, 3))).toThrow('in order of code');
  });
});
