import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { joinShards } from '../../src/core/formats/shards.ts';
import { AssetStore } from '../../src/store/asset-store.ts';
import type { Backend } from '../../src/store/backend.ts';
import { askPersistence, environment, storageReport } from '../../src/store/environment.ts';
import { IndexedDbBackend } from '../../src/store/indexeddb-backend.ts';
import { openBackend } from '../../src/store/layered-backend.ts';
import type { Progress } from '../../src/store/progress.ts';
import { BASE, FakeServer, noise, serve, type Served } from '../unit/store-fixture.ts';

const DATABASE = 'rolemap:/browser-test/';
const PATH = 'models/tuned/onnx/big.onnx';
const BYTES = noise(70_000, 3);

let served: Served;
let server: FakeServer;

/** Deletes the database behind the store's back; rejects if an open connection of ours blocks that. */
function evict(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(DATABASE);
    request.onsuccess = () => resolve();
    request.onblocked = () => reject(new Error('A connection stays open.'));
    request.onerror = () => reject(new Error('The database could not be deleted.'));
  });
}

function open(backend: Backend): AssetStore {
  // digest and locks are the browser's own.
  return new AssetStore({ manifest: served.manifest, backend, base: BASE, fetch: server.fetch });
}

beforeEach(async () => {
  await evict();
  served = await serve({ [PATH]: BYTES }, 32_768);
  server = new FakeServer(served);
});

afterEach(evict);

describe('IndexedDB', () => {
  it('keeps files for the next visit', async () => {
    const store = open(await openBackend(DATABASE));
    await store.ensure([PATH]);
    expect(store.problem).toBeNull();
    const next = open(await openBackend(DATABASE));
    expect(await next.has(PATH)).toBe(true);
    expect(joinShards(await next.read(PATH))).toEqual(BYTES);
    expect(await next.verify(PATH)).toEqual([]);
    expect(await next.list()).toMatchObject([{ path: PATH, kind: 'model', bytes: 70_000, current: true }]);
    expect(server.requests).toHaveLength(3);
  });

  it('evicted storage reads as missing and is downloaded again', async () => {
    const store = open(await openBackend(DATABASE));
    await store.ensure([PATH]);
    await evict();
    await expect(store.read(PATH)).rejects.toMatchObject({ code: 'missing', path: PATH });
    expect(await store.has(PATH)).toBe(false);
    await store.ensure([PATH]);
    expect(joinShards(await store.read(PATH))).toEqual(BYTES);
    expect(store.problem).toBeNull();
    expect(server.requests).toHaveLength(6);
  });

  it('removeAll deletes the database, also while another tab has it open', async () => {
    const store = open(await openBackend(DATABASE));
    const other = open(await openBackend(DATABASE));
    await store.ensure([PATH]);
    expect(await other.has(PATH)).toBe(true);
    await store.removeAll();
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(DATABASE);
    expect(await other.has(PATH)).toBe(false);
  });

  it('heals a database that lacks its object store', async () => {
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.open(DATABASE);
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
      request.onerror = () => reject(new Error('The database could not be made.'));
    });
    const backend = new IndexedDbBackend(DATABASE);
    await backend.setMany([['a', 1]]);
    expect(await backend.get('a')).toBe(1);
  });

  it('a failed write of several values writes none', async () => {
    const backend = new IndexedDbBackend(DATABASE);
    await expect(
      backend.setMany([
        ['good', 1],
        ['not cloneable', () => 1],
      ]),
    ).rejects.toMatchObject({ name: 'DataCloneError' });
    expect(await backend.keys()).toEqual([]);
  });
});

describe('Web Locks', () => {
  it('of two tabs one downloads, the other waits and finds the file', async () => {
    const seen: Progress[] = [];
    const [first, second] = [open(await openBackend(DATABASE)), open(await openBackend(DATABASE))];
    // The first tab gets no byte before the second one waits: whichever is faster, they overlap.
    const waits = Promise.withResolvers<undefined>();
    server.fault = () => waits.promise;
    const one = first.ensure([PATH]);
    await expect.poll(() => server.requests).toHaveLength(1);
    const two = second.ensure([PATH], {
      onProgress(progress) {
        seen.push(progress);
        if (progress.phase === 'waiting') waits.resolve(undefined);
      },
    });
    await Promise.all([one, two]);
    expect(server.requests).toHaveLength(3);
    expect(seen[0]?.phase).toBe('waiting');
    expect(seen.at(-1)).toMatchObject({ phase: 'done', receivedBytes: 70_000, totalBytes: 70_000 });
  });

  it('are given back when a download fails', async () => {
    const backend = await openBackend(DATABASE);
    server.fault = () => new Response('no', { status: 500 });
    await expect(open(backend).ensure([PATH])).rejects.toMatchObject({ code: 'http-status' });
    server.fault = null;
    await open(backend).ensure([PATH]);
    expect(await open(backend).has(PATH)).toBe(true);
  });
});

describe('this browser', () => {
  it('offers all that the store uses', async () => {
    expect(environment().map(({ available }) => available)).toEqual([true, true, true, true]);
    const report = await storageReport();
    expect(report.quota).toBeGreaterThan(0);
    expect(typeof report.persisted).toBe('boolean');
    expect(typeof (await askPersistence())).toBe('boolean');
  });
});
