/** @file The Library's list of what is stored: check, repair, save to disk, remove; and what Normalize keeps. */
import { describe, expect, it } from 'vitest';
import { KeptCoding } from '../../src/features/library/kept-coding.svelte.ts';
import { diskName, groupFiles, licenceOf } from '../../src/features/library/file-facts.ts';
import { Storage } from '../../src/features/library/storage.svelte.ts';
import { AssetStore } from '../../src/store/asset-store.ts';
import { MemoryBackend } from '../../src/store/backend.ts';
import { memoryRecords } from '../../src/store/coding-records.ts';
import { memoryHeads } from '../../src/store/own-heads.ts';
import { kindOf } from '../../src/store/records.ts';
import { coded } from './normalize-fixture.ts';
import { BASE, FakeServer, noise, serve } from './store-fixture.ts';

const MODEL = 'models/tuned/onnx/model_q4.onnx';
const CODER = 'data/coding/titles.npy';
const DATA = 'data/postings.parquet';
const RUNTIME = 'runtimes/plain.wasm';
const files = {
  [MODEL]: noise(2500, 1),
  [CODER]: noise(700, 2),
  [DATA]: noise(300, 3),
  [RUNTIME]: noise(90, 4),
};

async function setUp() {
  const served = await serve(files);
  const server = new FakeServer(served);
  const backend = new MemoryBackend();
  const store = new AssetStore({
    manifest: served.manifest,
    backend,
    base: BASE,
    fetch: server.fetch,
    locks: null,
  });
  await store.ensure(Object.keys(files));
  const saved: [string, Blob][] = [];
  const storage = new Storage((name, blob) => saved.push([name, blob]));
  await storage.refresh(store);
  server.requests.length = 0;
  const shardOf = (path: string, at: number) =>
    store.manifest.files.find((file) => file.path === path)!.shards[at]!.sha256;
  const damage = (path: string, at: number) =>
    backend.setMany([[`shard/${shardOf(path, at)}`, noise(at === 2 ? 500 : 1000, 99).buffer]]);
  return { store, server, backend, storage, saved, shardOf, damage };
}

describe('stored files', () => {
  it('stand by kind, with size, date and licence', async () => {
    const { store, storage } = await setUp();
    const groups = groupFiles(storage.files);
    expect(groups.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['Models', 2500],
      ['Runtimes', 90],
      ['Data', 300],
      ['Coder', 700],
    ]);
    const [model] = groups[0]!.files;
    expect(Math.abs(Date.now() - model!.stored.getTime())).toBeLessThan(60_000);
    expect(licenceOf(model!, store.manifest)).toBe(store.manifest.models.tuned.licence);
    expect(storage.room).toMatch(/^4 kB in 4 files of the app\./);
  });

  it.each([
    ['models/coding/heads.onnx', 'coder', 'MIT'],
    ['data/coding/titles.npy', 'coder', 'CC-BY-4.0'],
    ['runtimes/plain.wasm', 'runtime', 'MIT'],
    ['data/roles.npy', 'data', 'CC-BY-4.0'],
  ] as const)('%s is of the kind %s under %s', async (path, kind, licence) => {
    const { store } = await setUp();
    const manifest = { ...store.manifest, corpus: { ...store.manifest.corpus, licence: 'CC-BY-4.0' } };
    expect(kindOf(path)).toBe(kind);
    expect(licenceOf({ path, kind: kindOf(path) }, manifest)).toBe(licence);
  });

  it('are verified by the user, and a check repairs nothing by itself', async () => {
    const { store, server, storage, damage } = await setUp();
    await damage(MODEL, 1);
    await storage.verify(store, MODEL);
    await storage.verify(store, DATA);
    expect(storage.checks).toEqual({
      [MODEL]: { state: 'damaged', text: 'damaged: 1 of 3 parts' },
      [DATA]: { state: 'good', text: 'good' },
    });
    expect(server.requests).toEqual([]);
    await storage.verifyAll(store);
    expect(storage.outcome).toMatch(/^1 of 4 files are not as they should be/);
  });

  it('that are damaged or lost a part are fetched again, that part only', async () => {
    const { store, server, backend, storage, damage, shardOf } = await setUp();
    await damage(MODEL, 1);
    await backend.deleteMany([`shard/${shardOf(MODEL, 2)}`]);
    await storage.refresh(store);
    expect(storage.files.find(({ path }) => path === MODEL)?.complete).toBe(false);
    await storage.repair(store, MODEL);
    expect(server.requests.map(({ name }) => name)).toEqual([shardOf(MODEL, 1), shardOf(MODEL, 2)]);
    expect(storage.checks[MODEL]).toEqual({ state: 'good', text: 'good, fetched again' });
    expect(storage.files.find(({ path }) => path === MODEL)?.complete).toBe(true);
  });

  it('that cannot be fetched again say why and leave the others', async () => {
    const { store, server, storage, damage } = await setUp();
    await damage(MODEL, 0);
    server.fault = () => new Response('no', { status: 503 });
    await storage.repair(store, MODEL);
    expect(storage.checks[MODEL]?.state).toBe('failed');
    expect(storage.checks[MODEL]?.text).toMatch(/^models\/tuned\/onnx\/model_q4\.onnx: .*status 503/);
    await storage.verify(store, DATA);
    expect(storage.checks[DATA]?.state).toBe('good');
  });

  it('are handed to the user as they are', async () => {
    const { store, storage, saved } = await setUp();
    await storage.download(store, MODEL);
    expect(saved[0]![0]).toBe('tuned-model_q4.onnx');
    expect(new Uint8Array(await saved[0]![1].arrayBuffer())).toEqual(files[MODEL]);
    expect(diskName('data/vectors/base-title.npy')).toBe('vectors-base-title.npy');
  });

  it('that were evicted are not handed over, and the page says so', async () => {
    const { store, backend, storage, saved } = await setUp();
    await backend.destroy();
    await storage.download(store, MODEL);
    expect(saved).toEqual([]);
    expect(storage.outcome).toMatch(/^models\/tuned\/onnx\/model_q4\.onnx: is not stored in this browser/);
  });

  it('are removed one by one', async () => {
    const { store, storage } = await setUp();
    await storage.verify(store, MODEL);
    await storage.remove(store, MODEL);
    expect(storage.outcome).toMatch(/^models\/tuned\/onnx\/model_q4\.onnx was removed\./);
    expect(storage.files.map(({ path }) => path)).toEqual([CODER, DATA, RUNTIME]);
    expect(storage.checks).toEqual({});
    expect(await store.has(DATA)).toBe(true);
  });
});

describe('what Normalize keeps', () => {
  const facts = { fileName: 'vacancies.csv', rows: 3, distinct: 2, started: '2026-11-20T10:00:00Z' };

  async function kept() {
    const [records, heads] = [memoryRecords(), memoryHeads()];
    for (const column of ['title', 'job'])
      await records.begin({ fileSha256: 'a', settings: 's', column }, facts);
    await records.append({ fileSha256: 'a', settings: 's', column: 'title' }, [coded('Nurse')]);
    await records.begin({ fileSha256: 'b', settings: 's', column: 'x' }, { ...facts, fileName: 'other.csv' });
    const bytes = (length: number) => new Uint8Array(length);
    await heads.save({ network: bytes(900), description: bytes(100) });
    const coding = new KeptCoding({ records: () => records, heads: () => heads });
    await coding.refresh();
    return { records, heads, coding };
  }

  it('is listed by file, its runs together', async () => {
    const { coding } = await kept();
    expect(coding.files).toHaveLength(2);
    const file = coding.files.find(({ fileSha256 }) => fileSha256 === 'a');
    expect(file).toMatchObject({ fileName: 'vacancies.csv', titles: 1, corrections: 0, answers: 0 });
    expect(file?.bytes).toBeGreaterThan(0);
    expect(coding.headsBytes).toBe(1000);
  });

  it('goes file by file, and so do the own levels and areas', async () => {
    const { records, heads, coding } = await kept();
    await coding.forget(coding.files.find(({ fileSha256 }) => fileSha256 === 'a')!);
    expect(coding.outcome).toBe('Results and corrections of vacancies.csv were removed.');
    expect((await records.list()).map(({ fileSha256 }) => fileSha256)).toEqual(['b']);
    expect(coding.files.map(({ fileName }) => fileName)).toEqual(['other.csv']);
    await coding.removeHeads();
    expect([coding.headsBytes, await heads.read()]).toEqual([null, null]);
  });

  it('that cannot be listed says why', async () => {
    const records = { ...memoryRecords(), list: () => Promise.reject(new Error('storage blocked')) };
    const coding = new KeptCoding({ records: () => records, heads: memoryHeads });
    await coding.refresh();
    expect(coding.problem).toBe('storage blocked');
  });
});
