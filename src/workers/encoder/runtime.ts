/** @file Points transformers.js at bytes in memory: no CDN, no cache of its own, no request. */
import { env } from '@huggingface/transformers';
import { joinShards } from '../../core/formats/shards.ts';

export interface RuntimeFiles {
  /** File name in the model's folder -> its shards in order. */
  readonly files: Readonly<Record<string, readonly ArrayBuffer[]>>;
  readonly modelId: string;
  /** The onnxruntime-web loader (.mjs, part of the shell) and its WebAssembly module (from the store). */
  readonly runtime: { readonly loaderUrl: string; readonly wasm: readonly ArrayBuffer[] };
}

/** Must run before the first pipeline: transformers.js reads these settings once. */
export function configureRuntime(input: RuntimeFiles): void {
  const wasm = env.backends.onnx.wasm!;
  wasm.wasmPaths = { mjs: input.runtime.loaderUrl, wasm: input.runtime.loaderUrl.replace(/\.mjs$/, '.wasm') };
  wasm.wasmBinary = joinShards(input.runtime.wasm);
  wasm.numThreads = 1; // Two workers beat two threads, and need no cross-origin isolation.
  env.useWasmCache = false; // Its blob: loader would need a wider content security policy.
  env.allowLocalModels = true;
  env.allowRemoteModels = false;
  env.localModelPath = '/';
  env.useBrowserCache = false;
  env.useCustomCache = true;
  env.customCache = {
    match: (request: string) => Promise.resolve(answer(request, input)),
    put: () => Promise.resolve(),
  };
  // Optional files that a model folder may have or lack (generation_config.json and the like) are "not there".
  env.fetch = () => Promise.resolve(new Response(null, { status: 404, statusText: 'not in the store' }));
}

function answer(request: string, input: RuntimeFiles): Response | undefined {
  const prefix = `/${input.modelId}/`;
  const at = request.indexOf(prefix);
  const shards = at < 0 ? undefined : input.files[request.slice(at + prefix.length)];
  if (!shards) return undefined;
  const bytes = shards.reduce((sum, shard) => sum + shard.byteLength, 0);
  return new Response(new Blob([...shards]), { headers: { 'content-length': String(bytes) } });
}
