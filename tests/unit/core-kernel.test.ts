import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KERNELS } from '../../src/core/search/kernel/kernel-bytes.ts';
import { bestKernel, createScanner, type KernelKind } from '../../src/core/search/kernel/scanner.ts';
import { agreesWithReference } from './core-kernel-check.ts';

/** Node 20 has no relaxed SIMD; tests/browser/kernel.test.ts runs the same check on it in Chromium. */
const here: KernelKind[] = WebAssembly.validate(KERNELS.relaxed) ? ['relaxed', 'simd'] : ['simd'];

describe('scan kernels', () => {
  it('compiles a relaxed module that holds the relaxed operation, and a plain one that does not', () => {
    // i32x4.relaxed_dot_i8x16_i7x16_add_s: prefix 0xfd, opcode 0x113 as LEB128.
    const operation = '\xfd\x93\x02';
    expect(String.fromCharCode(...KERNELS.relaxed)).toContain(operation);
    expect(String.fromCharCode(...KERNELS.simd)).not.toContain(operation);
    expect(WebAssembly.validate(KERNELS.simd)).toBe(true);
  });

  it.each(here)('%s gives exactly the integers of JavaScript', (kind) => {
    fc.assert(agreesWithReference(kind), { numRuns: 60 });
  });

  it('scans more rows than one block, appended in uneven pieces, at the extremes of both operands', () => {
    for (const [row, query] of [
      [-128, -8192],
      [-128, 8191],
      [127, -8192],
      [127, 8191],
    ] as const) {
      const scanner = createScanner({ dimension: 384, kernels: KERNELS, force: 'simd' });
      for (const count of [1, 1023, 1, 1030]) scanner.append(new Int8Array(count * 384).fill(row));
      const scores = new Int32Array(2055);
      scanner.scan({ values: new Int16Array(384).fill(query), scale: 1 }, scores);
      expect(new Set(scores)).toEqual(new Set([384 * row * query]));
    }
  });

  it('chooses by what the engine validates', () => {
    const none = new Uint8Array(0);
    expect(bestKernel(undefined)).toBe('javascript');
    expect(bestKernel({ relaxed: none, simd: none })).toBe('javascript');
    expect(bestKernel({ relaxed: none, simd: KERNELS.simd })).toBe('simd');
    expect(bestKernel({ relaxed: KERNELS.simd, simd: KERNELS.simd })).toBe('relaxed');
    expect(createScanner({ dimension: 16 }).kernel).toBe('javascript');
  });

  it('refuses what it cannot scan', () => {
    for (const dimension of [0, 15, 40, 2064, NaN]) {
      expect(() => createScanner({ dimension })).toThrow(expect.objectContaining({ code: 'shape' }));
    }
    expect(() => createScanner({ dimension: 16, force: 'simd' })).toThrow(/simd kernel does not run/);
    for (const force of ['simd', 'javascript'] as const) {
      const scanner = createScanner({ dimension: 16, kernels: KERNELS, force });
      expect(() => scanner.append(new Int8Array(17))).toThrow(/not whole rows of 16/);
      scanner.append(new Int8Array(32));
      const query = { values: new Int16Array(16), scale: 1 };
      expect(() => scanner.scan(query, new Int32Array(1))).toThrow(/2 rows need as many scores/);
      expect(() => scanner.scan({ values: new Int16Array(8), scale: 1 }, new Int32Array(2))).toThrow(
        /8 dimensions/,
      );
      expect(() => scanner.row(2)).toThrow(expect.objectContaining({ code: 'row' }));
    }
  });
});
