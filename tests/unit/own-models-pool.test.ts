/** @file Pooling against a plain reference. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POOLINGS, type Pooling } from '../../src/core/models/model-settings.ts';
import { poolTokens } from '../../src/core/models/pool-tokens.ts';

type Sheet = readonly (readonly number[])[];

/** One text, token by token, in plain words. */
function plainPool(tokens: Sheet, pooling: Pooling, dimension: number): number[] {
  if (tokens.length === 0) return Array.from({ length: dimension }, () => 0);
  if (pooling === 'cls') return [...tokens[0]!];
  return Array.from({ length: dimension }, (_, i) => {
    const column = tokens.map((token) => token[i]!);
    return pooling === 'max' ? Math.max(...column) : column.reduce((a, b) => a + b) / column.length;
  });
}

const texts = fc
  .record({ rows: fc.integer({ min: 1, max: 4 }), tokens: fc.integer({ min: 1, max: 5 }) })
  .chain(({ rows, tokens }) =>
    fc.record({
      hidden: fc.array(
        fc.array(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 3 }), {
          minLength: tokens,
          maxLength: tokens,
        }),
        { minLength: rows, maxLength: rows },
      ),
      mask: fc.array(fc.array(fc.boolean(), { minLength: tokens, maxLength: tokens }), {
        minLength: rows,
        maxLength: rows,
      }),
    }),
  );

describe.each(POOLINGS)('%s pooling', (pooling) => {
  it('is that of each text alone, of the tokens that are kept', () => {
    fc.assert(
      fc.property(texts, fc.boolean(), ({ hidden, mask }, normalise) => {
        const flatMask = BigInt64Array.from(mask.flat(), (kept) => (kept ? 1n : 0n));
        const vectors = poolTokens(Float32Array.from(hidden.flat(2)), flatMask, hidden.length, 3, {
          pooling,
          normalise,
        });
        const expected = hidden.flatMap((tokens, row) => {
          const kept = tokens.filter((_, at) => mask[row]![at]);
          const vector = plainPool(kept, pooling, 3);
          const length = Math.hypot(...vector);
          return normalise && length > 0 ? vector.map((value) => value / length) : vector;
        });
        expect(vectors).toHaveLength(expected.length);
        vectors.forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 4));
      }),
    );
  });
});
