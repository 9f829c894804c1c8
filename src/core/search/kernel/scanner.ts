/**
 * @file Exact scans over int8 rows: score[row] = sum of row[i] * query[i], as int32. Three kernels, relaxed SIMD, SIMD and
 * JavaScript, take the same 14-bit query and give the same integers, so a ranking does not depend on the browser.
 */
import type { QuantizedQuery } from '../../vectors/quantize.ts';
import { VectorError } from '../../vectors/vector-error.ts';
import { JavaScriptScanner } from './javascript-scanner.ts';
import { WasmScanner } from './wasm-scanner.ts';

export type KernelKind = 'relaxed' | 'simd' | 'javascript';

/** Bytes of the compiled kernels, see kernel-bytes.ts. */
export interface Kernels {
  readonly relaxed: Uint8Array<ArrayBuffer>;
  readonly simd: Uint8Array<ArrayBuffer>;
}

export interface Scanner {
  readonly kernel: KernelKind;
  readonly dimension: number;
  /** Rows held. */
  readonly count: number;
  /** Copies int8 rows [n * dimension] behind those already held. */
  append(rows: Int8Array): void;
  /** Writes the scores of rows 0..count-1 to `scores` (length at least count). */
  scan(query: QuantizedQuery, scores: Int32Array): void;
  /** A copy of one row, [dimension]. */
  row(index: number): Int8Array<ArrayBuffer>;
}

/** Beyond this a sum of 14-bit by 8-bit products could overflow an int32. */
const MAXIMUM_DIMENSION = 2048;

/** The best kernel that this engine runs, judged by validating the very modules (the relaxed one holds the relaxed operation). */
export function bestKernel(kernels: Kernels | undefined): KernelKind {
  if (kernels === undefined || typeof WebAssembly === 'undefined') return 'javascript';
  if (WebAssembly.validate(kernels.relaxed)) return 'relaxed';
  return WebAssembly.validate(kernels.simd) ? 'simd' : 'javascript';
}

/**
 * @param plan.dimension a multiple of 16, at most 2,048
 * @param plan.kernels without them JavaScript scans
 * @param plan.force a kernel to use whatever is best, for tests and comparisons
 * @throws VectorError `shape`; `kernel` if the forced kernel does not run here
 */
export function createScanner(plan: {
  readonly dimension: number;
  readonly kernels?: Kernels | undefined;
  readonly force?: KernelKind | undefined;
}): Scanner {
  const { dimension, kernels, force } = plan;
  if (!(dimension > 0 && dimension <= MAXIMUM_DIMENSION && dimension % 16 === 0)) {
    throw new VectorError(
      'shape',
      `The dimension must be a multiple of 16 up to ${MAXIMUM_DIMENSION}, not ${dimension}.`,
    );
  }
  const kind = force ?? bestKernel(kernels);
  if (kind === 'javascript') return new JavaScriptScanner(dimension);
  const bytes = kernels?.[kind];
  if (bytes === undefined || !WebAssembly.validate(bytes)) {
    throw new VectorError('kernel', `The ${kind} kernel does not run in this engine.`);
  }
  return new WasmScanner(kind, dimension, bytes);
}
