/**
 * @file The nearest rows by binary codes. Two kernels, SIMD and JavaScript, give the same rows in the same order: by distance, equal
 * distances by row.
 */
import { VectorError } from '../../vectors/vector-error.ts';
import type { RowMask } from '../row-mask.ts';
import type { CodedQuery } from './binary-coder.ts';
import { JavaScriptCodeScanner } from './javascript-code-scanner.ts';
import { WasmCodeScanner } from './wasm-code-scanner.ts';

/** Bytes of the longest code: 2,048 dimensions. */
const MOST_BYTES = 256;

export interface CodeScanner {
  readonly kernel: 'simd' | 'javascript';
  /** Of a code. */
  readonly bytes: number;
  /** Rows held. */
  readonly count: number;
  /** Makes room for so many rows in all, so that appending them moves nothing. */
  reserve(rows: number): void;
  /** Copies codes [n * bytes] behind those already held. */
  append(codes: Uint8Array): void;
  /**
   * The `wanted` rows nearest to a query, the nearest first; fewer where fewer take part.
   * @param wanted 1 to 4,096
   * @param mask rows that take part, all without it
   * @throws VectorError `shape`
   */
  nearest(query: CodedQuery, wanted: number, mask?: RowMask): Uint32Array<ArrayBuffer>;
}

/**
 * @param plan.bytes of a code: a multiple of 16, at most 256
 * @param plan.kernel the compiled kernel (`CODE_KERNEL`); without it, or where it does not run, JavaScript scans
 * @throws VectorError `shape`
 */
export function createCodeScanner(plan: {
  readonly bytes: number;
  readonly kernel?: Uint8Array<ArrayBuffer> | undefined;
}): CodeScanner {
  const { bytes, kernel } = plan;
  if (!(bytes > 0 && bytes <= MOST_BYTES && bytes % 16 === 0)) {
    throw new VectorError(
      'shape',
      `A code must have a multiple of 16 bytes up to ${MOST_BYTES}, not ${bytes}.`,
    );
  }
  const runs = kernel !== undefined && typeof WebAssembly !== 'undefined' && WebAssembly.validate(kernel);
  return runs ? new WasmCodeScanner(bytes, kernel) : new JavaScriptCodeScanner(bytes);
}
