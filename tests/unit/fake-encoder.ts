/** @file What an Encoder stands on, without network, storage or model: a manifest, a store and scripted workers. */
import type { Manifest } from '../../src/core/formats/manifest.ts';
import type { EncoderEnvironment } from '../../src/features/setup/encoder.svelte.ts';
import { StoreError } from '../../src/store/errors.ts';
import type {
  EncodeInput,
  EncoderService,
  LoadInput,
  LoadReport,
} from '../../src/workers/encoder/encoder-service.ts';
import type { EncoderRemote } from '../../src/workers/launch.ts';
import type { CallContext } from '../../src/workers/rpc/protocol.ts';
import { launchFake, type FakeWorker } from './fake-worker.ts';

export const INT8 = 'onnx/model_quantized.onnx';
export const FOUR_BIT = 'onnx/model_q4.onnx';

export class CodedError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export class FakeStore {
  online = true;
  readonly stored = new Set<string>();
  /** Stored files whose bytes changed. */
  readonly damaged = new Set<string>();
  /** Paths that were downloaded, in order. */
  readonly downloaded: string[] = [];

  has(path: string): Promise<boolean> {
    return Promise.resolve(this.stored.has(path));
  }

  async ensure(paths: readonly string[], { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    for (const path of paths) {
      await Promise.resolve();
      signal?.throwIfAborted();
      if (this.stored.has(path)) continue;
      if (!this.online) throw new StoreError('offline', path, 'could not be fetched');
      this.stored.add(path);
      this.downloaded.push(path);
    }
  }

  read(path: string): Promise<ArrayBuffer[]> {
    if (!this.stored.has(path)) return Promise.reject(new StoreError('missing', path, 'is not stored'));
    return Promise.resolve([new TextEncoder().encode(path).buffer]);
  }

  verify(path: string): Promise<string[]> {
    return Promise.resolve(this.damaged.has(path) || !this.stored.has(path) ? ['a shard'] : []);
  }

  repair(path: string, options: { signal?: AbortSignal } = {}): Promise<void> {
    if (this.damaged.delete(path)) this.stored.delete(path);
    return this.ensure([path], options);
  }
}

/** What the workers do, in the order in which they are launched; the last one's ways go on. */
export interface Ways {
  load?: (input: LoadInput) => void | Promise<void>;
  encode?: (input: EncodeInput, worker: FakeWorker) => void | Promise<void>;
}

export class FakeEncoders {
  readonly store = new FakeStore();
  readonly workers: FakeWorker[] = [];
  /** What each worker was told to load. */
  readonly loads: string[] = [];
  readonly ways: Ways[] = [];

  environment(facts: Partial<EncoderEnvironment> = {}): EncoderEnvironment {
    return {
      manifest: MANIFEST,
      store: this.store,
      adapter: { found: true, fallback: false, description: 'a graphics card' },
      suspending: true,
      setting: 'automatic',
      launch: () => this.#launch(),
      loaderUrl: (runtime) => `https://example.org/runtimes/${runtime}.mjs`,
      ...facts,
    };
  }

  #launch(): EncoderRemote {
    const index = this.workers.length;
    const ways = () => this.ways[Math.min(index, this.ways.length - 1)] ?? {};
    const { loads, workers } = this;
    const service = {
      async load(input: LoadInput): Promise<LoadReport> {
        const runtime = /(\w+)\.mjs$/.exec(input.runtime.loaderUrl)?.[1] ?? '';
        loads.push(`${input.device} ${runtime} ${input.modelFile}`);
        await ways().load?.(input);
        return { milliseconds: 1200, selfTestCosine: 0.9999 };
      },
      async encode(input: EncodeInput, { signal }: CallContext): Promise<Float32Array> {
        await ways().encode?.(input, workers[index]!);
        signal.throwIfAborted();
        return Float32Array.from(input.texts, (text) => text.length);
      },
    };
    const { worker, remote } = launchFake(service as unknown as EncoderService);
    this.workers.push(worker);
    return remote;
  }
}

const MODEL = {
  dimension: 1,
  maxTokens: 128,
  files: { 'config.json': {}, 'tokenizer.json': {}, [INT8]: {}, [FOUR_BIT]: {} },
  devices: { wasm: INT8, webgpu: FOUR_BIT },
  selfTest: { titles: [], vectors: {} },
};

export const MANIFEST = {
  models: { base: MODEL, tuned: MODEL },
  runtimes: { plain: 'runtimes/plain.wasm', jspi: 'runtimes/jspi.wasm', asyncify: 'runtimes/asyncify.wasm' },
} as unknown as Manifest;
