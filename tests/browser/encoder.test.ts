import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dot } from '../../src/core/vectors/similarity.ts';
import type { Manifest } from '../../src/core/formats/manifest.ts';
import { Encoder } from '../../src/features/setup/encoder.svelte.ts';
import type { AssetStore } from '../../src/store/asset-store.ts';
import { launchEncoder, type EncoderRemote } from '../../src/workers/launch.ts';
import { connect, type Remote } from '../../src/workers/rpc/connect.ts';
import fixture from '../fixtures/token-ids.json';
import {
  BASE_MODEL,
  FOUR_BIT_FILE,
  loaderUrl,
  loadInput,
  readRepositoryFile,
  readRuntime,
  WASM_FILE,
} from './support/model-files.ts';
import type { WatchedEncoderService } from './support/watched-encoder.worker.ts';

const TITLE = 'Registered Nurse';
const OTHERS = Array.from(
  { length: 32 },
  (_, i) => `Senior ${'very '.repeat(i % 7)}long title, number ${i} of a batch`,
);

/** A module of this origin: the runtime's loader, and what the development server sends for the worker's imports. */
function isScript(address: string): boolean {
  const { origin, pathname } = new URL(address);
  return origin === location.origin && /\.(m?js|ts)$/.test(pathname);
}

/** A title's vector alone and at the end of 32 others must be one and the same. */
async function expectBatchInvariance(
  encode: (texts: readonly string[]) => Promise<Float32Array>,
): Promise<void> {
  const alone = await encode([TITLE]);
  const among = await encode([...OTHERS, TITLE]);
  const first = await encode(OTHERS.slice(0, 1));
  expect(among).toHaveLength(33 * 384);
  expect(dot(alone, alone)).toBeCloseTo(1, 5);
  expect(dot(alone, among.subarray(32 * 384))).toBeGreaterThan(0.99999);
  expect(dot(first, among.subarray(0, 384))).toBeGreaterThan(0.99999);
  expect(dot(first, alone)).toBeLessThan(0.9);
}

describe('WASM with its own file', () => {
  let remote: Remote<WatchedEncoderService>;
  let selfTestCosine: number;

  beforeAll(async () => {
    // Written in one piece, which is how Vite knows a worker.
    const worker = new Worker(new URL('./support/watched-encoder.worker.ts', import.meta.url), {
      type: 'module',
    });
    remote = connect<WatchedEncoderService>(worker);
    const loaded = await remote.call('load', await loadInput({ modelFile: WASM_FILE }));
    selfTestCosine = loaded.selfTestCosine ?? -1;
  });
  afterAll(() => remote.terminate());

  it('reproduces the vectors of the manifest', () => {
    expect(selfTestCosine).toBeGreaterThan(0.999);
  });

  it('gives a title one vector, alone and among 32 others', () =>
    expectBatchInvariance((texts) => remote.call('encode', { texts })));

  it('cuts texts into the token ids that Python cuts them into', async () => {
    const texts = fixture.cases.map(({ text }) => text);
    const ids = await remote.call('tokenize', { texts });
    expect(fixture.cases.map(({ name }, i) => [name, ids[i]])).toEqual(
      fixture.cases.map(({ name, ids: expected }) => [name, expected]),
    );
  });

  it('reports progress batch by batch and stops between two when it is aborted', async () => {
    const abort = new AbortController();
    const seen: number[] = [];
    const onProgress = ({ done }: { done: number }) => {
      seen.push(done);
      if (seen.length === 2) abort.abort(new Error('enough'));
    };
    const texts = Array.from({ length: 32 * 6 }, () => 'Cook');
    await expect(remote.call('encode', { texts }, { onProgress, signal: abort.signal })).rejects.toThrow(
      'enough',
    );
    expect(seen).toEqual([32, 64]);
  });

  it('needs the network for nothing but its own loader script', async () => {
    const requests = await remote.call('requests', undefined);
    expect(requests.filter((address) => !isScript(address))).toEqual([]);
    const address = new URL('/public/models/base/config.json', location.href).href;
    await remote.call('request', { address });
    await vi.waitFor(async () => expect(await remote.call('requests', undefined)).toContain(address));
  });
});

describe('the self-test', () => {
  it('refuses a file whose vectors differ from the manifest, with code self-test', async () => {
    const [first = [], ...others] = BASE_MODEL.selfTest.vectors[WASM_FILE]!;
    const vectors = { [WASM_FILE]: [[...first].reverse(), ...others] };
    const remote = launchEncoder();
    const input = await loadInput({ modelFile: WASM_FILE, selfTest: { ...BASE_MODEL.selfTest, vectors } });
    await expect(remote.call('load', input)).rejects.toMatchObject({
      code: 'self-test',
      message: expect.stringMatching(/^Vectors of onnx\/model_quantized\.onnx are wrong on wasm/) as string,
    });
    remote.terminate();
  });
});

describe('WebGPU', () => {
  it('with the 4-bit file on the jspi runtime reproduces the vectors of the manifest', async () => {
    const remote = launchEncoder();
    const input = await loadInput({ modelFile: FOUR_BIT_FILE, device: 'webgpu', runtime: 'jspi' });
    const { selfTestCosine } = await remote.call('load', input);
    expect(selfTestCosine).toBeGreaterThanOrEqual(0.995);
    remote.terminate();
  });
});

describe('an encoder whose WebGPU fails', () => {
  const notStored = new Set<string>();
  /** Offline, with what an earlier visit on WebGPU has stored. */
  const store = {
    has: (path: string) => Promise.resolve(path !== `models/base/${WASM_FILE}`),
    ensure: (paths: readonly string[]) => {
      const missing = paths.find((path) => path === `models/base/${WASM_FILE}`);
      if (missing === undefined) return Promise.resolve();
      notStored.add(missing);
      return Promise.reject(new Error(`${missing}: no network.`));
    },
    read: async (path: string) => [
      path === 'plain' || path === 'jspi'
        ? await readRuntime(path)
        : await readRepositoryFile(`public/${path}`),
    ],
  };
  const manifest = { models: { base: BASE_MODEL }, runtimes: { plain: 'plain', jspi: 'jspi' } };

  it('serves from the stored 4-bit file on WASM in a fresh worker, batches included', async () => {
    const launched: EncoderRemote[] = [];
    const encoder = new Encoder('base', {
      manifest: manifest as unknown as Manifest,
      store: store as unknown as AssetStore,
      adapter: { found: true, fallback: false, description: 'a broken adapter' },
      suspending: true,
      setting: 'automatic',
      launch: () => {
        const remote = launchEncoder();
        launched.push(remote);
        return remote;
      },
      // The plain runtime's loader has no WebGPU in it.
      loaderUrl: () => loaderUrl('plain'),
    });
    await encoder.start();
    expect(encoder.active).toEqual({ device: 'wasm', runtime: 'plain', modelFile: FOUR_BIT_FILE });
    expect(encoder.notes[1]).toMatch(/^WebGPU with onnx\/model_q4\.onnx failed: /);
    expect(launched).toHaveLength(2);
    expect([...notStored]).toEqual([`models/base/${WASM_FILE}`]);
    await expectBatchInvariance((texts) => encoder.encode(texts));
    for (const remote of launched) remote.terminate();
  });
});
