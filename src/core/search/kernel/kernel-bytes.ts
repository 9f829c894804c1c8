/**
 * @file The compiled kernels. A file of its own because the imports need the Vite plugin (scripts/vite/assemblyscript.ts): a
 * worker hands `KERNELS` to the search, a script that runs without Vite hands nothing and gets the same scores from JavaScript.
 */
import codes from './codes.as.ts?wasm';
import relaxed from './scan-relaxed.as.ts?wasm&relaxed';
import simd from './scan.as.ts?wasm';
import type { Kernels } from './scanner.ts';

export const KERNELS: Kernels = { relaxed, simd };

/** Of createCodeScanner. */
export const CODE_KERNEL: Uint8Array<ArrayBuffer> = codes;
