import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dequantize,
  magnitudePercentile,
  quantize,
  quantizeQuery,
  quantizeWithScale,
} from '../../src/core/vectors/quantize.ts';
import { dot, normalise, recallAtK } from '../../src/core/vectors/similarity.ts';
import { clusteredVectors, vectors } from './core-samples.ts';

const floats = (options: { minLength: number }) =>
  fc.float32Array({ ...options, maxLength: 300, noNaN: true, noDefaultInfinity: true });

describe('magnitudePercentile', () => {
  it('is the nearest rank of the sorted magnitudes', () => {
    fc.assert(
      fc.property(
        floats({ minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, fraction) => {
          const sorted = values.map(Math.abs).sort();
          const rank = Math.max(1, Math.ceil(fraction * values.length));
          expect(magnitudePercentile(values, fraction)).toBe(sorted[rank - 1]);
        },
      ),
    );
  });
});

describe('quantize', () => {
  it('uses the 99.99th percentile, so one outlier among many values is clipped and costs the others nothing', () => {
    const values = vectors(100, 384, 1);
    values[7] = 100;
    const { rows, scale } = quantize(values);
    expect(rows[7]).toBe(127);
    expect(scale * 127).toBeLessThan(2);
    expect(scale).toBe(magnitudePercentile(values, 0.9999) / 127);
  });

  it('stays in -127..127 and within half a step of every value that is not clipped', () => {
    fc.assert(
      fc.property(floats({ minLength: 1 }), (values) => {
        const small = values.map((value) => value / 3e38);
        const { rows, scale } = quantize(small);
        const back = dequantize(rows, scale);
        small.forEach((value, index) => {
          expect(Math.abs(rows[index]!)).toBeLessThanOrEqual(127);
          if (Math.abs(value) <= scale * 127)
            expect(Math.abs(back[index]! - value)).toBeLessThanOrEqual(scale * 0.5001);
        });
      }),
    );
  });

  it('takes rows of zeros, and rows whose percentile is zero', () => {
    expect([...quantize(new Float32Array(32)).rows]).toEqual(Array(32).fill(0));
    const sparse = new Float32Array(100_000);
    sparse[5] = -0.25;
    expect(quantize(sparse).rows[5]).toBe(-127);
  });

  it('says which value is not finite', () => {
    expect(() => quantize(Float32Array.of(1, NaN))).toThrow(/Value 1 .* not a finite number/);
    expect(() => quantize(Float32Array.of(Infinity))).toThrow(
      expect.objectContaining({ code: 'not-finite' }),
    );
    expect(() => quantizeWithScale(Float32Array.of(1, NaN), 1)).toThrow(/Value 1/);
    expect(() => quantizeQuery(Float32Array.of(0, NaN))).toThrow(
      expect.objectContaining({ code: 'not-finite' }),
    );
    expect(() => quantize(new Float32Array(0))).toThrow(expect.objectContaining({ code: 'shape' }));
  });

  it('keeps 99 % of the ten nearest neighbours', () => {
    const exact = clusteredVectors(2000, 384, 5);
    const queries = exact.subarray(0, 40 * 384);
    const { rows, scale } = quantize(exact);
    expect(recallAtK(exact, dequantize(rows, scale), queries, 384, 10)).toBeGreaterThanOrEqual(0.99);
  });
});

describe('quantizeQuery', () => {
  it('is a 14-bit integer vector within half a step', () => {
    fc.assert(
      fc.property(floats({ minLength: 16 }), (values) => {
        const small = values.map((value) => value / 3e38);
        const { values: whole, scale } = quantizeQuery(small);
        small.forEach((value, index) => {
          expect(Math.abs(whole[index]!)).toBeLessThanOrEqual(8191);
          expect(Math.abs(whole[index]! * scale - value)).toBeLessThanOrEqual(scale * 0.5001);
        });
      }),
    );
  });
});

describe('similarity', () => {
  it('normalises to unit length and keeps the direction', () => {
    const [vector] = [vectors(1, 384, 3)];
    const unit = normalise(vector);
    expect(dot(unit, unit)).toBeCloseTo(1, 6);
    expect(unit[5]! / unit[9]!).toBeCloseTo(vector[5]! / vector[9]!, 4);
    expect([...normalise(new Float32Array(3))]).toEqual([0, 0, 0]);
  });

  it('refuses unequal lengths', () => {
    expect(() => dot([1, 2], [1])).toThrow(expect.objectContaining({ code: 'shape' }));
    expect(() => recallAtK(new Float32Array(32), new Float32Array(16), new Float32Array(16), 16, 1)).toThrow(
      /Rows/,
    );
  });

  it('recall counts what the approximation lost', () => {
    const exact = Float32Array.of(1, 0, 0.9, 0, 0.1, 0);
    const wrong = Float32Array.of(1, 0, 0.1, 0, 0.9, 0);
    expect(recallAtK(exact, exact, Float32Array.of(1, 0), 2, 2)).toBe(1);
    expect(recallAtK(exact, wrong, Float32Array.of(1, 0), 2, 2)).toBe(0.5);
  });
});
