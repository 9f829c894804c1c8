import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BinaryCoder, fitCodes, type CodeVariant } from '../../src/core/search/codes/binary-coder.ts';
import { createCodeScanner } from '../../src/core/search/codes/code-scanner.ts';
import { Rotation } from '../../src/core/search/codes/rotation.ts';
import { CODE_KERNEL } from '../../src/core/search/kernel/kernel-bytes.ts';
import { bitCount, RowMask } from '../../src/core/search/row-mask.ts';
import { dequantize, quantize } from '../../src/core/vectors/quantize.ts';
import { dot, nearestRows } from '../../src/core/vectors/similarity.ts';
import { uniform } from '../../src/core/random.ts';
import { findsNearestCodes } from './core-kernel-codes-check.ts';
import { clusteredVectors, vectors } from './core-samples.ts';

function randomBytes(count: number, seed: number): Uint8Array<ArrayBuffer> {
  const random = uniform(seed);
  return Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
}

describe('masks of rows', () => {
  it('hold what was added, and count it', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (kept) => {
        const mask = RowMask.where(kept.length, (row) => kept[row]!);
        expect(kept.map((_, row) => mask.has(row))).toEqual(kept);
        expect(mask.size).toBe(kept.filter(Boolean).length);
        const odd = RowMask.where(kept.length, (row) => row % 2 === 1);
        expect(mask.and(odd).size).toBe(kept.filter((keep, row) => keep && row % 2 === 1).length);
      }),
    );
    expect([0, 1, 0xffffffff, 0x80000001].map(bitCount)).toEqual([0, 1, 32, 2]);
    expect(() => new RowMask(3).add(3)).toThrow(expect.objectContaining({ code: 'row' }));
    expect(() => new RowMask(3).and(new RowMask(4))).toThrow(expect.objectContaining({ code: 'shape' }));
  });
});

describe('scans over codes', () => {
  it('find the nearest rows in order, whatever the codes, the planes and the mask', () => {
    fc.assert(findsNearestCodes(), { numRuns: 150 });
  });

  it.each([1, 4])(
    'agree over several blocks, with %i planes, nearest rows last and under a mask',
    (planes) => {
      const rows = 140_000;
      const codes = randomBytes(rows * 48, 3);
      const query = { bytes: randomBytes(48 * (1 + planes), 5), planes };
      // Rows that come nearer and nearer make every one of them a candidate.
      for (let row = 120_000; row < rows; row++) {
        const same = Math.floor(((row - 120_000) / 20_000) * 48);
        codes.set(query.bytes.subarray(0, same), row * 48);
      }
      const scanners = [CODE_KERNEL, undefined].map((kernel) => createCodeScanner({ bytes: 48, kernel }));
      for (const scanner of scanners)
        for (const half of [0, 1]) {
          scanner.append(codes.subarray((half * codes.length) / 2, ((half + 1) * codes.length) / 2));
        }
      expect(scanners.map(({ kernel }) => kernel)).toEqual(['simd', 'javascript']);
      const mask = RowMask.where(rows, (row) => row % 3 === 0 || row < 60_000);
      const searches = [{ wanted: 400 }, { wanted: 400, mask }, { wanted: 1, mask }, { wanted: 4096 }];
      for (const search of searches) {
        const [simd, plain] = scanners.map((scanner) => [
          ...scanner.nearest(query, search.wanted, search.mask),
        ]);
        expect(simd).toEqual(plain);
        expect(simd).toHaveLength(search.wanted);
      }
      expect([...scanners[0]!.nearest(query, 10, new RowMask(rows))]).toEqual([]);
    },
  );

  it('refuse what does not fit', () => {
    expect(() => createCodeScanner({ bytes: 40 })).toThrow(expect.objectContaining({ code: 'shape' }));
    expect(createCodeScanner({ bytes: 48, kernel: new Uint8Array(3) }).kernel).toBe('javascript');
    for (const kernel of [CODE_KERNEL, undefined]) {
      const scanner = createCodeScanner({ bytes: 48, kernel });
      expect(() => scanner.append(new Uint8Array(47))).toThrow(/not whole codes of 48/);
      scanner.append(new Uint8Array(96));
      const query = { bytes: new Uint8Array(96), planes: 1 };
      expect(() => scanner.nearest({ ...query, planes: 2 }, 1)).toThrow(/not coded for codes of 48/);
      expect(() => scanner.nearest(query, 0)).toThrow(/1 to 4096 rows, not 0/);
      expect(() => scanner.nearest(query, 4097)).toThrow(/not 4097/);
      expect(() => scanner.nearest(query, 1, new RowMask(3))).toThrow(/mask of 3 rows does not fit 2/);
    }
  });
});

describe('binary codes', () => {
  it('have a bit where a value is greater than its mean', () => {
    const { rows, scale } = quantize(vectors(50, 128, 4));
    const settings = fitCodes(dequantize(rows, scale), { dimension: 128, variant: 'centred' });
    const codes = new BinaryCoder(settings).encode(rows, scale);
    for (let at = 0; at < rows.length; at++) {
      const expected = rows[at]! * scale > settings.mean![at % 128]!;
      expect((codes[at >> 3]! >> (at & 7)) & 1).toBe(expected ? 1 : 0);
    }
    const plain = new BinaryCoder(fitCodes(dequantize(rows, scale), { dimension: 128, variant: 'sign' }));
    expect(plain.settings.mean).toBeNull();
    expect(
      plain.encode(
        Int8Array.from({ length: 128 }, (_, i) => (i === 9 ? 1 : -i)),
        1,
      ),
    ).toEqual(Uint8Array.from({ length: 16 }, (_, i) => (i === 1 ? 2 : 0)));
  });

  it.each(['sign', 'centred', 'rotated'] as const satisfies CodeVariant[])(
    'of kind %s bring nearly all true neighbours among few candidates',
    (variant) => {
      const { rows, scale } = quantize(clusteredVectors(2000, 384, 6));
      const values = dequantize(rows, scale);
      const coder = new BinaryCoder(fitCodes(values, { dimension: 384, variant }));
      const scanner = createCodeScanner({ bytes: coder.bytes, kernel: CODE_KERNEL });
      scanner.append(coder.encode(rows, scale));
      let found = 0;
      for (let query = 0; query < 20; query++) {
        const vector = values.subarray(query * 384, (query + 1) * 384);
        const candidates = new Set(scanner.nearest(coder.query(vector), 200));
        found += nearestRows(vector, values, 384, 10).filter(({ row }) => candidates.has(row)).length;
      }
      expect(found).toBeGreaterThanOrEqual(0.98 * 200);
      // What is stored decides the codes alone.
      const again = new BinaryCoder(JSON.parse(JSON.stringify(coder.settings)) as typeof coder.settings);
      expect(again.encode(rows, scale)).toEqual(coder.encode(rows, scale));
    },
  );

  it.each(['centred', 'rotated'] as const)(
    'of %s values of any number of dimensions fill whole pieces of 16 bytes',
    (variant) => {
      const { rows, scale } = quantize(clusteredVectors(300, 80, 3));
      const values = dequantize(rows, scale);
      const coder = new BinaryCoder(fitCodes(values, { dimension: 80, variant }));
      expect(coder.bytes).toBe(16);
      const scanner = createCodeScanner({ bytes: coder.bytes, kernel: CODE_KERNEL });
      scanner.append(coder.encode(rows, scale));
      for (const row of [0, 150, 299])
        expect([...scanner.nearest(coder.query(values.subarray(row * 80, (row + 1) * 80)), 5)]).toContain(
          row,
        );
    },
  );

  it('weigh a query by its values, and count bits alone where it has one bit', () => {
    const settings = fitCodes(new Float32Array(128), { dimension: 128, variant: 'sign', queryBits: 4 });
    const vector = Float32Array.from({ length: 128 }, (_, i) => (i % 2 === 0 ? 1 : -0.25));
    const { bytes, planes } = new BinaryCoder(settings).query(vector);
    expect([planes, bytes.length]).toEqual([4, 80]);
    const weight = (i: number) =>
      [0, 1, 2, 3].reduce((sum, p) => sum + (((bytes[16 * (1 + p) + (i >> 3)]! >> (i & 7)) & 1) << p), 0);
    expect(weight(0)).toBeGreaterThan(3 * weight(1));
    expect(bytes[0]).toBe(0b01010101);
    const one = new BinaryCoder({ ...settings, queryBits: 1 }).query(vector);
    expect(one.bytes.subarray(16)).toEqual(new Uint8Array(16).fill(255));
    expect(new BinaryCoder(settings).query(new Float32Array(128)).bytes).toEqual(new Uint8Array(80));
  });

  it('refuse settings, rows and queries that do not fit', () => {
    const sample = new Float32Array(128);
    expect(() => fitCodes(sample, { dimension: 100 })).toThrow(expect.objectContaining({ code: 'shape' }));
    expect(() => fitCodes(new Float32Array(0), { dimension: 128 })).toThrow(/not whole rows/);
    expect(() => fitCodes(sample, { dimension: 128, queryBits: 5 })).toThrow(/1 to 4 bits/);
    const coder = new BinaryCoder(fitCodes(sample, { dimension: 128 }));
    expect(() => coder.encode(new Int8Array(127), 1)).toThrow(/not whole rows/);
    expect(() => coder.query(new Float32Array(64))).toThrow(/64 dimensions/);
    expect(() => coder.query(new Float32Array(128).fill(NaN))).toThrow(
      expect.objectContaining({ code: 'not-finite' }),
    );
    expect(() => new BinaryCoder({ ...coder.settings, mean: null })).toThrow(/not complete/);
    expect(() => new Rotation(100, 1)).toThrow(expect.objectContaining({ code: 'shape' }));
  });

  it('are turned without a change of lengths and angles', () => {
    const rotation = new Rotation(384, 5);
    const values = clusteredVectors(2, 384, 8);
    const [a, b] = [values.subarray(0, 384), values.subarray(384)];
    expect(dot(rotation.apply(a), rotation.apply(b))).toBeCloseTo(dot(a, b), 5);
    expect(dot(rotation.apply(a), rotation.apply(a))).toBeCloseTo(1, 5);
    expect(new Rotation(384, 5).apply(a)).toEqual(rotation.apply(a));
    expect(new Rotation(384, 6).apply(a)).not.toEqual(rotation.apply(a));
  });
});
