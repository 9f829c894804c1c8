import { describe, expect, it } from 'vitest';
import { joinShards } from '../../src/core/formats/shards.ts';
import { AssetStore } from '../../src/store/asset-store.ts';
import { MemoryBackend } from '../../src/store/backend.ts';
import { defaultDigest, digestInJavaScript } from '../../src/store/digest.ts';
import { StoreError } from '../../src/store/errors.ts';
import type { Progress } from '../../src/store/progress.ts';
import { BASE, FakeServer, noise, serve, streamOf, type Fault } from './store-fixture.ts';

const PATH = 'models/tuned/onnx/big.onnx';
const BYTES = noise(2500, 7);

async function setUp(files: Record<string, Uint8Array<ArrayBuffer>> = { [PATH]: BYTES }) {
  const served = await serve(files);
  const server = new FakeServer(served);
  const backend = new MemoryBackend();
  const open = (more: { stallMilliseconds?: number; now?: () => number } = {}) =>
    new AssetStore({
      manifest: served.manifest,
      backend,
      base: BASE,
      fetch: server.fetch,
      locks: null,
      ...more,
    });
  const shardsOf = (path: string) => served.manifest.files.find((file) => file.path === path)!.shards;
  return { served, server, backend, open, store: open(), shardsOf };
}

async function failure(work: Promise<unknown>): Promise<StoreError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StoreError);
  return error as StoreError;
}

/** A fault for the first `times` requests. */
function first(times: number, fault: Fault): Fault {
  let count = 0;
  return (bytes, init) => (count++ < times ? fault(bytes, init) : undefined);
}

const wrongByte: Fault = (bytes) => {
  const changed = bytes.slice();
  changed[3]! ^= 1;
  return new Response(streamOf(changed));
};

describe('ensure', () => {
  it('stores a file in shards and reads it back', async () => {
    const { store, server, shardsOf } = await setUp();
    expect(await store.has(PATH)).toBe(false);
    expect(await store.missingBytes([PATH])).toBe(2500);
    await store.ensure([PATH]);
    expect(server.requests.map(({ name }) => name)).toEqual(shardsOf(PATH).map(({ sha256 }) => sha256));
    expect(await store.has(PATH)).toBe(true);
    expect(await store.missingBytes([PATH])).toBe(0);
    const read = await store.read(PATH);
    expect(read.map((shard) => shard.byteLength)).toEqual([1000, 1000, 500]);
    expect(joinShards(read)).toEqual(BYTES);
  });

  it('unpacks a file that is served as gzip, and counts the bytes on the wire', async () => {
    const path = 'runtimes/big.wasm';
    const repetitive = Uint8Array.from({ length: 2500 }, (_, index) => index % 7);
    const { store, server, shardsOf } = await setUp({ [path]: repetitive });
    const wire = shardsOf(path).reduce((sum, { gzip }) => sum + gzip!, 0);
    expect(wire).toBeLessThan(500);
    expect(await store.missingBytes([path])).toBe(wire);
    const seen: Progress[] = [];
    server.fault = first(1, wrongByte);
    await store.ensure([path], { onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toMatchObject({ phase: 'done', receivedBytes: wire, totalBytes: wire });
    expect(joinShards(await store.read(path))).toEqual(repetitive);
    expect(await store.verify(path)).toEqual([]);
  });

  it('refuses gzip that does not unpack', async () => {
    const path = 'runtimes/big.wasm';
    const { store, server } = await setUp({ [path]: BYTES });
    server.fault = (bytes) => new Response(streamOf(noise(bytes.length, 3)));
    expect((await failure(store.ensure([path]))).code).toBe('wrong-bytes');
  });

  it('asks for nothing that is stored', async () => {
    const { store, server } = await setUp();
    await store.ensure([PATH]);
    await store.ensure([PATH]);
    expect(server.requests).toHaveLength(3);
  });

  it('gives copies: a transferred shard is still stored', async () => {
    const { store } = await setUp();
    await store.ensure([PATH]);
    const [shard] = await store.read(PATH);
    structuredClone(shard, { transfer: [shard!] });
    expect(shard!.byteLength).toBe(0);
    expect(joinShards(await store.read(PATH))).toEqual(BYTES);
  });

  it('goes on at the shard where an abort stopped it, also in a new store', async () => {
    const { store, server, open, shardsOf } = await setUp();
    const abort = new AbortController();
    server.fault = (bytes) => {
      if (server.requests.length === 2) abort.abort(new DOMException('Cancelled.', 'AbortError'));
      return new Response(streamOf(bytes));
    };
    await expect(store.ensure([PATH], { signal: abort.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(await store.has(PATH)).toBe(false);
    expect((await failure(store.read(PATH))).code).toBe('missing');

    server.fault = null;
    server.requests.length = 0;
    const reopened = open();
    expect(await reopened.missingBytes([PATH])).toBe(1500);
    await reopened.ensure([PATH]);
    expect(server.requests.map(({ name }) => name)).toEqual(
      shardsOf(PATH)
        .slice(1)
        .map(({ sha256 }) => sha256),
    );
    expect(joinShards(await reopened.read(PATH))).toEqual(BYTES);
  });

  it('downloads a shard that two files share once', async () => {
    const shared = noise(1000, 1);
    const tail = noise(10, 2);
    const files = { 'data/a.npy': shared, 'data/b.npy': new Uint8Array([...shared, ...tail]) };
    const { store, server } = await setUp(files);
    expect(await store.missingBytes(['data/a.npy', 'data/b.npy'])).toBe(1010);
    await store.ensure(['data/a.npy', 'data/b.npy']);
    expect(server.requests).toHaveLength(2);
    await store.remove('data/a.npy');
    expect(await store.has('data/a.npy')).toBe(false);
    expect(joinShards(await store.read('data/b.npy'))).toEqual(files['data/b.npy']);
  });

  it('refuses a path that the manifest does not name', async () => {
    const { store } = await setUp();
    expect(await failure(store.ensure(['models/other.onnx']))).toMatchObject({ code: 'unknown-file' });
  });
});

describe('a bad answer', () => {
  const html = '<!DOCTYPE html><html><body>app</body></html>';
  const cases: readonly (readonly [string, Fault, string, RegExp])[] = [
    ['a wrong byte', wrongByte, 'wrong-bytes', /SHA-256/],
    [
      'too many bytes',
      (bytes) => new Response(streamOf(new Uint8Array([...bytes, ...bytes]))),
      'wrong-bytes',
      /length/,
    ],
    [
      'index.html, called so',
      () => new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8' } }),
      'html-page',
      /web page/,
    ],
    [
      'index.html, called a binary',
      () => new Response(`\n${html}`, { headers: { 'content-type': 'application/octet-stream' } }),
      'html-page',
      /web page/,
    ],
    [
      'an end too early',
      (bytes) => new Response(streamOf(bytes.slice(0, 300))),
      'cut-short',
      /ended after 300 bytes of 1 kB/,
    ],
    [
      'a broken connection',
      (bytes) => new Response(streamOf(bytes.slice(0, 300), new TypeError('network error'))),
      'cut-short',
      /broke off/,
    ],
    ['a missing file', () => new Response('no', { status: 404 }), 'http-status', /404/],
    ['no answer', () => Promise.reject(new TypeError('Failed to fetch')), 'offline', /did not answer/],
  ];

  it.each(cases)('%s: one retry past the caches heals it', async (_name, fault) => {
    const { store, server } = await setUp();
    server.fault = first(1, fault);
    await store.ensure([PATH]);
    expect(server.requests.map(({ cache }) => cache)).toEqual(['default', 'reload', 'default', 'default']);
    expect(joinShards(await store.read(PATH))).toEqual(BYTES);
  });

  it.each(cases)(
    '%s twice: an error that names the file and what to do, and nothing stored',
    async (_name, fault, code, says) => {
      const { store, server, backend } = await setUp();
      server.fault = fault;
      const error = await failure(store.ensure([PATH]));
      expect(error.code).toBe(code);
      expect(error.path).toBe(PATH);
      expect(error.problem).toMatch(says);
      expect(error.problem).toContain('part 1 of 3');
      expect(error.message).toContain(error.advice);
      expect(error.message.startsWith(`${PATH}: `)).toBe(true);
      expect(server.requests).toHaveLength(2);
      expect(await backend.keys()).toEqual([]);
    },
  );

  it('keeps the shards before it', async () => {
    const { store, server } = await setUp();
    server.fault = (bytes, init) => (server.requests.length >= 2 ? wrongByte(bytes, init) : undefined);
    expect((await failure(store.ensure([PATH]))).problem).toContain('part 2 of 3');
    expect(await store.missingBytes([PATH])).toBe(1500);
  });

  it('a connection that stands still is given up', async () => {
    const { open, server } = await setUp();
    server.fault = (bytes, init) =>
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(bytes.slice(0, 100));
            init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason));
          },
        }),
      );
    const error = await failure(open({ stallMilliseconds: 10 }).ensure([PATH]));
    expect(error).toMatchObject({ code: 'cut-short' });
    expect(error.problem).toContain('stood still');
    expect(server.requests).toHaveLength(2);
  });
});

describe('progress', () => {
  it('counts bytes over all files, with rate and time left', async () => {
    const { open, server } = await setUp({ 'data/a.npy': noise(2000, 1), 'data/b.npy': noise(1000, 2) });
    let clock = 0;
    // Every chunk of 256 bytes takes 256 ms: 1000 bytes a second.
    server.fault = (bytes) => {
      const chunks = streamOf(bytes).pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            clock += chunk.length;
            controller.enqueue(chunk);
          },
        }),
      );
      return new Response(chunks);
    };
    const seen: Progress[] = [];
    const paths = ['data/a.npy', 'data/b.npy'];
    await open({ now: () => clock }).ensure(paths, { onProgress: (progress) => seen.push(progress) });
    expect(seen.every(({ totalBytes }) => totalBytes === 3000)).toBe(true);
    const received = seen.map(({ receivedBytes }) => receivedBytes);
    expect(received).toEqual([...received].sort((a, b) => a - b));
    expect(received.length).toBeGreaterThan(8);
    const middle = seen.find(({ receivedBytes }) => receivedBytes >= 1500)!;
    expect(middle).toMatchObject({ path: 'data/a.npy', phase: 'downloading' });
    expect(middle.bytesPerSecond).toBeGreaterThan(800);
    expect(middle.bytesPerSecond).toBeLessThan(1300);
    expect(middle.secondsLeft).toBeCloseTo((3000 - middle.receivedBytes) / middle.bytesPerSecond, 6);
    expect(seen.at(-1)).toMatchObject({
      phase: 'done',
      path: 'data/b.npy',
      receivedBytes: 3000,
      secondsLeft: 0,
    });
  });

  it('starts with what is stored, and steps back to the last good shard on a retry', async () => {
    const { store, server } = await setUp();
    server.fault = (bytes, init) => (server.requests.length >= 2 ? wrongByte(bytes, init) : undefined);
    await failure(store.ensure([PATH]));
    server.requests.length = 0;
    server.fault = first(1, wrongByte);
    const seen: Progress[] = [];
    await store.ensure([PATH], { onProgress: (progress) => seen.push(progress) });
    expect(seen[0]).toMatchObject({ receivedBytes: 1000, totalBytes: 2500 });
    expect(seen.at(-1)).toMatchObject({ phase: 'done', receivedBytes: 2500 });
    expect(Math.max(...seen.map(({ receivedBytes }) => receivedBytes))).toBe(2500);
  });
});

describe('digest', () => {
  it('is the same by WebCrypto and in JavaScript, over several slices too', async () => {
    for (const length of [0, 1, 63, 64, 65, 2 ** 20, 2 ** 20 + 1, 3 * 2 ** 20]) {
      const { buffer } = noise(length, length);
      expect(await digestInJavaScript(buffer)).toBe(await defaultDigest()(buffer));
    }
    expect(await defaultDigest(null)(new TextEncoder().encode('abc').buffer)).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});
