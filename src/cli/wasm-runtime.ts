/** @file onnxruntime-web in Node: the plain WASM build with one thread that the browser runs, out of the installed package. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as web from 'onnxruntime-web/wasm';

export { Tensor } from 'onnxruntime-web/wasm';

/** A session of a model file. */
export function createSession(model: Uint8Array): Promise<web.InferenceSession> {
  web.env.wasm.numThreads = 1;
  web.env.wasm.wasmBinary ??= readFileSync(
    createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'),
  );
  return web.InferenceSession.create(model, { executionProviders: ['wasm'] });
}
