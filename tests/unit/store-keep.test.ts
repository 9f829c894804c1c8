import { describe, expect, it } from 'vitest';
import { AssetStore } from '../../src/store/asset-store.ts';
import { MemoryBackend, type Backend } from '../../src/store/backend.ts';
import { deploymentBase, deploymentName, isOwnCache } from '../../src/store/deployment.ts';
import { askPersistence, environment, storageReport } from '../../src/store/environment.ts';
import { LayeredBackend, openBackend } from '../../src/store/layered-backend.ts';
import type { LockSource } from '../../src/store/locks.ts';
import type { Progress } from '../../src/store/progress.ts';
import { joinShards } from '../../src/core/formats/shards.ts';
import { BASE, FakeServer, noise, serve, type Served } from './store-fixture.ts';

const A = 'models/tuned/onnx/a.onnx';
const B = 'data/b.npy';
const files = { [A]: noise(2500, 1), [B]: noise(700, 2) };

function openStore(served: Served, backend: Backend, server: FakeServer, locks: LockSource | null = null) {
  return new AssetStore({ manifest: served.manifest, backend, base: BASE, fetch: server.fetch, locks });
}

async function setUp(backend: Backend = new MemoryBackend()) {
  const served = await serve(files);
  const server = new FakeServer(served);
  return { served, server, backend, store: openStore(served, backend, server) };
}

/** Has room for `room` bytes of buffers. */
class SmallBackend extends MemoryBackend {
  room: number;
  constructor(room: number) {
    super();
    this.room = room;
  }
  override async setMany(entries: readonly (readonly [string, unknown])[]): Promise<void> {
    const size = entries.reduce(
      (sum, [, value]) => sum + (value instanceof ArrayBuffer ? value.byteLength : 0),
      0,
    );
    if (this.bytes + size > this.room) throw new DOMException('Full.', 'QuotaExceededError');
    await super.setMany(entries);
  }
}

describe('full or failing storage', () => {
  it('goes on in memory when the quota is full, and says how much room is needed', async () => {
    const lasting = new SmallBackend(1200);
    const { store, served, server } = await setUp(new LayeredBackend(lasting));
    expect(store.problem).toBeNull();
    await store.ensure([A]);
    expect(joinShards(await store.read(A))).toEqual(files[A]);
    expect(store.problem).toMatchObject({ reason: 'quota', bytesInMemory: 1500 });
    expect(store.problem?.message).toContain('make 2 kB of room');
    // The next session has what fitted, and asks for the rest only.
    const next = openStore(served, new LayeredBackend(lasting), server);
    expect(await next.has(A)).toBe(false);
    expect(await next.missingBytes([A])).toBe(1500);
    lasting.room = 10_000;
    await next.ensure([A]);
    expect(next.problem).toBeNull();
  });

  it('goes on in memory when the database stops working', async () => {
    class Broken extends MemoryBackend {
      override get = () => Promise.reject(new DOMException('gone', 'UnknownError'));
      override setMany = () => Promise.reject(new DOMException('gone', 'UnknownError'));
      override keys = () => Promise.reject(new DOMException('gone', 'UnknownError'));
    }
    const { store } = await setUp(new LayeredBackend(new Broken()));
    await store.ensure([B]);
    expect(joinShards(await store.read(B))).toEqual(files[B]);
    expect(store.problem).toMatchObject({ reason: 'failed', bytesInMemory: 700 });
    expect(store.problem?.message).toContain('gone');
  });

  it('opens in memory outside a secure context, and where there is no IndexedDB', async () => {
    const insecure = await openBackend('rolemap:/', { isSecureContext: false, indexedDB: {} });
    expect(insecure.problem()).toMatchObject({ reason: 'insecure' });
    expect(insecure.problem()?.message).toContain('http://localhost');
    const blocked = await openBackend('rolemap:/', { isSecureContext: true });
    expect(blocked.problem()).toMatchObject({ reason: 'unavailable' });
  });
});

/** Web Locks as the specification has them, for one name: first come, first served. */
class FakeLocks implements LockSource {
  held = false;
  readonly #waiting: (() => void)[] = [];
  async request(
    _name: string,
    options: { ifAvailable?: boolean; signal?: AbortSignal },
    callback: (lock: object | null) => Promise<void>,
  ): Promise<void> {
    if (this.held && options.ifAvailable) {
      await callback(null);
      return;
    }
    if (this.held) {
      await new Promise<void>((resolve, reject) => {
        this.#waiting.push(resolve);
        options.signal?.addEventListener('abort', () => reject(options.signal?.reason as Error));
      });
    }
    this.held = true;
    try {
      await callback({});
    } finally {
      this.held = false;
      this.#waiting.shift()?.();
    }
  }
}

describe('two tabs', () => {
  it('one downloads, the other says that it waits and finds the file there', async () => {
    const { served, server, backend } = await setUp();
    const locks = new FakeLocks();
    const seen: Progress[] = [];
    const one = openStore(served, backend, server, locks).ensure([A]);
    const two = openStore(served, backend, server, locks).ensure([A], { onProgress: (p) => seen.push(p) });
    await Promise.all([one, two]);
    expect(server.requests).toHaveLength(3);
    expect(seen[0]).toMatchObject({ phase: 'waiting', path: A, receivedBytes: 0, secondsLeft: null });
    expect(seen.at(-1)).toMatchObject({ phase: 'done', receivedBytes: 2500 });
  });

  it('calls of one tab are queued, not waiting for another tab', async () => {
    const { served, server, backend } = await setUp();
    const store = openStore(served, backend, server, new FakeLocks());
    const seen: Progress[] = [];
    await Promise.all([store.ensure([A]), store.ensure([B], { onProgress: (p) => seen.push(p) })]);
    expect(seen[0]).toMatchObject({ phase: 'queued', path: B });
    expect(server.requests).toHaveLength(4);
  });

  it('a wait can be cancelled', async () => {
    const { served, server, backend } = await setUp();
    const locks = new FakeLocks();
    locks.held = true;
    const abort = new AbortController();
    const work = openStore(served, backend, server, locks).ensure([A], {
      signal: abort.signal,
      onProgress: ({ phase }) => {
        if (phase === 'waiting')
          queueMicrotask(() => abort.abort(new DOMException('Cancelled.', 'AbortError')));
      },
    });
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.requests).toHaveLength(0);
  });

  it('goes on without locks when the lock manager fails, but not past an error of the work', async () => {
    const { served, server, backend } = await setUp();
    const broken: LockSource = { request: () => Promise.reject(new DOMException('no', 'SecurityError')) };
    await openStore(served, backend, server, broken).ensure([B]);
    expect(server.requests).toHaveLength(1);
    server.fault = () => new Response('no', { status: 500 });
    await expect(openStore(served, backend, server, new FakeLocks()).ensure([A])).rejects.toMatchObject({
      code: 'http-status',
    });
    expect(server.requests).toHaveLength(3);
  });
});

describe('upkeep', () => {
  it('verify finds a changed shard, repair fetches that one only', async () => {
    const { store, server, backend } = await setUp();
    await store.ensure([A, B]);
    expect(await store.verify(A)).toEqual([]);
    const second = store.manifest.files.find(({ path }) => path === A)!.shards[1]!;
    await backend.setMany([[`shard/${second.sha256}`, noise(1000, 99).buffer]]);
    expect(await store.verify(A)).toEqual([second.sha256]);
    server.requests.length = 0;
    await store.repair(A);
    expect(server.requests.map(({ name }) => name)).toEqual([second.sha256]);
    expect(joinShards(await store.read(A))).toEqual(files[A]);
  });

  it('an evicted shard reads as missing, and ensure brings it back', async () => {
    const { store, backend } = await setUp();
    await store.ensure([A]);
    const third = store.manifest.files.find(({ path }) => path === A)!.shards[2]!;
    await backend.deleteMany([`shard/${third.sha256}`]);
    expect(await store.has(A)).toBe(false);
    await expect(store.read(A)).rejects.toMatchObject({ code: 'missing', path: A });
    await store.ensure([A]);
    expect(joinShards(await store.read(A))).toEqual(files[A]);
  });

  it('a shard of another length is not read, and ensure fetches it again', async () => {
    const { store, server, backend } = await setUp();
    await store.ensure([A, B]);
    const second = store.manifest.files.find(({ path }) => path === A)!.shards[1]!;
    await backend.setMany([[`shard/${second.sha256}`, new ArrayBuffer(second.bytes - 1)]]);
    expect(await store.has(A), 'its key is there').toBe(true);
    await expect(store.read(A)).rejects.toMatchObject({ code: 'missing', path: A });
    expect(await store.has(A)).toBe(false);
    expect(await store.missingBytes([A, B])).toBe(second.bytes);
    server.requests.length = 0;
    await store.ensure([A]);
    expect(server.requests.map(({ name }) => name)).toEqual([second.sha256]);
    expect(joinShards(await store.read(A))).toEqual(files[A]);
    expect(joinShards(await store.read(B))).toEqual(files[B]);
  });

  it('after an update: lists old files as such, keeps common shards, prune removes the rest', async () => {
    const { store, backend } = await setUp();
    await store.ensure([A, B]);
    const changed = new Uint8Array([...files[A].slice(0, 2000), ...noise(100, 5)]);
    const served = await serve({ [A]: changed });
    const server = new FakeServer(served);
    const updated = openStore(served, backend, server);
    expect((await updated.list()).map(({ path, current }) => [path, current])).toEqual([
      [B, false],
      [A, false],
    ]);
    expect(await updated.has(A)).toBe(false);
    expect(await updated.missingBytes([A])).toBe(100);
    await updated.ensure([A]);
    expect(await updated.prune()).toBe(2);
    expect(await updated.list()).toMatchObject([{ path: A, kind: 'model', bytes: 2100, current: true }]);
    expect(joinShards(await updated.read(A))).toEqual(changed);
    expect((await backend.keys()).length).toBe(4);
  });

  it('removeAll leaves nothing of this deployment, and nothing else', async () => {
    const { store, backend } = await setUp();
    await store.ensure([A]);
    const names = [
      'workbox-precache-v2-https://example.test/sub/path/',
      'workbox-precache-v2-https://example.test/',
      'foreign',
    ];
    const caches = {
      keys: () => Promise.resolve([...names]),
      delete: (name: string) => Promise.resolve(names.splice(names.indexOf(name), 1).length > 0),
    };
    await store.removeAll(caches);
    expect(await backend.keys()).toEqual([]);
    expect(await store.list()).toEqual([]);
    expect(names).toEqual(['workbox-precache-v2-https://example.test/', 'foreign']);
  });
});

describe('names and facts', () => {
  it('names carry the path of the deployment', () => {
    expect(deploymentBase('https://h.test/sub/path/index.html?x=1#/search?q=a/b')).toBe(
      'https://h.test/sub/path/',
    );
    expect(deploymentBase('http://localhost:4173/')).toBe('http://localhost:4173/');
    expect(deploymentName('https://h.test/sub/path/')).toBe('rolemap:/sub/path/');
    expect(isOwnCache('workbox-precache-v2-https://h.test/sub/', 'https://h.test/')).toBe(false);
  });

  it('says what is missing', () => {
    const all = environment({
      isSecureContext: true,
      indexedDB: {},
      navigator: { serviceWorker: {}, locks: {} },
    });
    expect(all.map(({ available }) => available)).toEqual([true, true, true, true]);
    const none = environment({ navigator: {} });
    expect(none.map(({ available }) => available)).toEqual([false, false, false, false]);
    expect(none[0]?.meaning).toContain('localhost');
  });

  it('reports storage, also where the browser does not say', async () => {
    const storage = {
      estimate: () => Promise.resolve({ usage: 18_000_000, quota: 2_000_000_000 }),
      persisted: () => Promise.resolve(true),
      persist: () => Promise.resolve(false),
    };
    const report = await storageReport(storage);
    expect(report).toMatchObject({ usage: 18_000_000, quota: 2_000_000_000, persisted: true });
    expect(report.summary).toContain('18.0 MB of 2.0 GB');
    expect(await askPersistence(storage)).toBe(false);
    expect(await storageReport({})).toMatchObject({ usage: null, quota: null, persisted: null });
    expect(await askPersistence({ persist: () => Promise.reject(new TypeError('no')) })).toBeNull();
  });
});
