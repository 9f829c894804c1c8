/** @file The base model and the runtimes, as the store would hand them to an encoder worker. */
import manifest from '../../../public/models/manifest.json';
import type { Device, ModelEntry, RuntimeId, SelfTest } from '../../../src/core/formats/manifest.ts';
import type { LoadInput } from '../../../src/workers/encoder/encoder-service.ts';

export const WASM_FILE = 'onnx/model_quantized.onnx';
export const FOUR_BIT_FILE = 'onnx/model_q4.onnx';

/** The general model's entry in the manifest. */
export const BASE_MODEL = manifest.models.base as unknown as ModelEntry;

const { dimension, maxTokens, selfTest, files } = BASE_MODEL;
const SMALL_FILES = Object.keys(files).filter((name) => !name.endsWith('.onnx'));
const RUNTIME_SUFFIXES: Readonly<Record<RuntimeId, string>> = {
  plain: '',
  jspi: '.jspi',
  asyncify: '.asyncify',
};
const fetched = new Map<string, Promise<ArrayBuffer>>();

/** A copy of a file of the repository, which the caller may transfer. Fetched once a test file. */
export async function readRepositoryFile(path: string): Promise<ArrayBuffer> {
  let bytes = fetched.get(path);
  if (!bytes) fetched.set(path, (bytes = fetchFile(path)));
  return (await bytes).slice(0);
}

async function fetchFile(path: string): Promise<ArrayBuffer> {
  const response = await fetch(`/${path}`);
  // The development server answers an unknown path with a page.
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  if (!response.ok || isPage) throw new Error(`${path} could not be read (${response.status}).`);
  return response.arrayBuffer();
}

export function readRuntime(runtime: RuntimeId): Promise<ArrayBuffer> {
  return readRepositoryFile(
    `node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded${RUNTIME_SUFFIXES[runtime]}.wasm`,
  );
}

export function loaderUrl(runtime: RuntimeId): string {
  return new URL(`/runtimes/${runtime}.mjs`, location.href).href;
}

export interface LoadChoice {
  readonly modelFile: string;
  readonly device?: Device;
  readonly runtime?: RuntimeId;
  readonly selfTest?: SelfTest;
}

/** What `load` of an encoder worker takes. */
export async function loadInput(choice: LoadChoice): Promise<LoadInput> {
  const runtime = choice.runtime ?? 'plain';
  const loaded: Record<string, ArrayBuffer[]> = {};
  for (const name of [...SMALL_FILES, choice.modelFile])
    loaded[name] = [await readRepositoryFile(`public/models/base/${name}`)];
  return {
    modelId: 'base',
    files: loaded,
    modelFile: choice.modelFile,
    dimension,
    maxTokens,
    device: choice.device ?? 'wasm',
    runtime: { loaderUrl: loaderUrl(runtime), wasm: [await readRuntime(runtime)] },
    selfTest: choice.selfTest ?? selfTest,
  };
}
