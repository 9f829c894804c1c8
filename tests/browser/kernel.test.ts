import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KERNELS } from '../../src/core/search/kernel/kernel-bytes.ts';
import { createScanner } from '../../src/core/search/kernel/scanner.ts';
import { agreesWithReference } from '../unit/core-kernel-check.ts';

describe('scan kernels in Chromium', () => {
  it('takes relaxed SIMD by itself', () => {
    expect(createScanner({ dimension: 384, kernels: KERNELS }).kernel).toBe('relaxed');
  });

  it.each(['relaxed', 'simd'] as const)('%s gives exactly the integers of JavaScript', (kind) => {
    fc.assert(agreesWithReference(kind), { numRuns: 60 });
  });

  it('relaxed SIMD is exact at the extremes of both operands, over several blocks', () => {
    for (const row of [-128, 127]) {
      for (const query of [-8191, 8191]) {
        const scanner = createScanner({ dimension: 2048, kernels: KERNELS, force: 'relaxed' });
        for (const count of [1, 1023, 1, 1030]) scanner.append(new Int8Array(count * 2048).fill(row));
        const scores = new Int32Array(2055);
        scanner.scan({ values: new Int16Array(2048).fill(query), scale: 1 }, scores);
        expect(new Set(scores)).toEqual(new Set([2048 * row * query]));
      }
    }
  });
});
