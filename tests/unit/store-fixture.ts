/** @file A manifest, its bytes, and a server that can be told to fail, for the store's tests (Node and browser). */
import type { Manifest, ModelEntry, StoredFile } from '../../src/core/formats/manifest.ts';
import { shardRanges } from '../../src/core/formats/shards.ts';
import { defaultDigest } from '../../src/store/digest.ts';

export const BASE = 'https://example.test/sub/path/';

const digest = defaultDigest();

export interface Served {
  readonly manifest: Manifest;
  /** Shards by SHA-256. */
  readonly shards: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** `length` bytes that differ from seed to seed and from place to place. */
export function noise(length: number, seed: number): Uint8Array<ArrayBuffer> {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

function modelEntry(): ModelEntry {
  return {
    label: 'Model',
    technicalName: 'model',
    licence: 'MIT',
    dimension: 2,
    maxTokens: 128,
    pooling: 'mean',
    files: { 'onnx/model.onnx': { bytes: 1, sha256: '0'.repeat(64) } },
    devices: { wasm: 'onnx/model.onnx', webgpu: 'onnx/model.onnx' },
    selfTest: { titles: ['nurse'], vectors: { 'onnx/model.onnx': [[0.6, 0.8]] } },
  };
}

/** Files of the manifest beside those of the test, so that it is a whole manifest. */
const FILLERS = [
  'models/base/onnx/model.onnx',
  'models/tuned/onnx/model.onnx',
  'runtimes/plain.wasm',
  'runtimes/jspi.wasm',
  'runtimes/asyncify.wasm',
  'data/words.parquet',
  'data/table.parquet',
  'data/roles.parquet',
  'data/roles.npy',
  'data/vectors.npy',
  'data/coder.json',
  'data/heads.onnx',
];

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * A valid manifest with `files` (path -> bytes) cut into shards of `shardBytes`, and what a server has to serve. Files whose name
 * ends in .wasm are served as gzip, as the build does it.
 */
export async function serve(
  files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>,
  shardBytes = 1000,
): Promise<Served> {
  const shards = new Map<string, Uint8Array<ArrayBuffer>>();
  const stored: StoredFile[] = [];
  const fillers = Object.fromEntries(FILLERS.map((path, index) => [path, noise(10, 1000 + index)]));
  for (const [path, bytes] of Object.entries({ ...fillers, ...files })) {
    const own = [];
    for (const [start, end] of shardRanges(bytes.length, shardBytes)) {
      const piece = bytes.slice(start, end);
      const sha256 = await digest(piece.buffer);
      const sent = path.endsWith('.wasm') ? await gzip(piece) : piece;
      shards.set(sha256, sent);
      own.push({ sha256, bytes: piece.length, ...(sent === piece ? {} : { gzip: sent.length }) });
    }
    stored.push({ path, bytes: bytes.length, sha256: await digest(bytes.buffer), shards: own });
  }
  const manifest: Manifest = {
    schemaVersion: 1,
    version: 'test',
    files: stored,
    models: { base: modelEntry(), tuned: modelEntry() },
    runtimes: {
      plain: 'runtimes/plain.wasm',
      jspi: 'runtimes/jspi.wasm',
      asyncify: 'runtimes/asyncify.wasm',
    },
    corpus: {
      id: 'test',
      name: 'Test',
      synthetic: true,
      licence: 'MIT',
      origin: 'made here',
      rows: 3,
      lexical: 'data/words.parquet',
      table: 'data/table.parquet',
      vectors: [{ path: 'data/vectors.npy', model: 'base', field: 'title', rows: 3, scale: 0.01 }],
    },
    roles: { table: 'data/roles.parquet', vectors: 'data/roles.npy', rows: 3, scale: 0.01 },
    map: {
      vectors: (['base', 'tuned'] as const).map((space) => ({
        space,
        path: 'data/vectors.npy',
        rows: 3,
        scale: 0.01,
      })),
    },
    coding: {
      titles: 'data/table.parquet',
      vectors: 'data/vectors.npy',
      rows: 3,
      scale: 0.01,
      occupations: 'data/table.parquet',
      coder: 'data/coder.json',
      heads: 'data/heads.onnx',
      headsDescription: 'data/coder.json',
    },
  };
  return { manifest, shards };
}

export type Fault = (
  bytes: Uint8Array<ArrayBuffer>,
  init: RequestInit | undefined,
) => Response | undefined | Promise<Response | undefined>;

/** Answers like a static host; `fault` may answer in its place. */
export class FakeServer {
  /** Every request: the SHA-256 (or the path) and the cache mode. */
  readonly requests: { readonly name: string; readonly cache: RequestCache | undefined }[] = [];
  fault: Fault | null = null;
  readonly #shards: Map<string, Uint8Array<ArrayBuffer>>;

  constructor(served: Served) {
    this.#shards = new Map(served.shards);
  }

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const name = /store\/([0-9a-f]{64})\.bin$/.exec(url)?.[1] ?? url;
    this.requests.push({ name, cache: init?.cache });
    init?.signal?.throwIfAborted();
    const bytes = this.#shards.get(name);
    if (!bytes) return new Response('not found', { status: 404 });
    return (await this.fault?.(bytes, init)) ?? new Response(streamOf(bytes));
  };
}

/** The bytes in chunks of 256; then the end, or `error`. */
export function streamOf(
  bytes: Uint8Array<ArrayBuffer>,
  error?: Error,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let offset = 0;
  return new ReadableStream({
    pull(controller) {
      if (offset < bytes.length) controller.enqueue(bytes.slice(offset, (offset += 256)));
      else if (error) controller.error(error);
      else controller.close();
    },
  });
}
