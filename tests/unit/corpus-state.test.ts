/** The user's corpora without a page: reading, estimate, embedding, pause, problems, over a worker of corpora in memory. */
import { describe, expect, it, vi } from 'vitest';
import { MemoryShelf } from '../../src/core/search/corpus/byte-file.ts';
import { BATCH_ROWS, Corpora } from '../../src/features/corpus/corpora.svelte.ts';
import { bytesOf } from '../../src/features/corpus/estimate.ts';
import type { CorpusPorts } from '../../src/features/corpus/ports.ts';
import {
  csv,
  DIMENSION,
  directRemote,
  MAPPING,
  model,
  rowVectors,
  sharedLocks,
  tab,
} from './corpus-fixture.ts';
import { arrive, launchFake } from './fake-worker.ts';

const MODELS = [model('base'), model('tuned')];

function corpora(ports: Partial<CorpusPorts> = {}, shelf = new MemoryShelf(), locks = sharedLocks()) {
  let seconds = 0;
  let ids = 0;
  const workers: ReturnType<typeof launchFake>['worker'][] = [];
  const state = new Corpora({
    launch: () => {
      const { worker, remote } = launchFake(tab({ shelf, locks }));
      workers.push(worker);
      return remote;
    },
    deployment: 'rolemap:/',
    models: () => MODELS,
    encode: (_, texts) => {
      seconds += 0.25;
      return Promise.resolve(rowVectors(texts.length, texts.length));
    },
    roomBytes: () => Promise.resolve(5_000_000),
    seconds: () => seconds,
    newId: () => `corpus-${++ids}`,
    ...ports,
  });
  return { state, workers };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

const table = (rows: number) => ({ name: 'Titles', file: csv(rows), mapping: MAPPING });

describe('own corpora', () => {
  it('state what embedding takes before it begins, then embed, and answer', async () => {
    const { state } = corpora();
    const rows = 2 * BATCH_ROWS + 10;
    const id = (await state.add(table(rows)))!;
    expect(state.problem).toBeNull();
    const { titles, titlesPerSecond, bytes, roomBytes, seconds } = state.estimate!;
    expect([titles, bytes, roomBytes]).toEqual([2 * rows, 2 * rows * DIMENSION, 5_000_000]);
    expect(titlesPerSecond).toBeGreaterThan(100);
    expect(seconds).toBeGreaterThan(1);
    expect(state.list![0]).toMatchObject({ id, ready: [], manifest: { rows, complete: true } });
    expect(await state.embed(id)).toBe(true);
    expect([state.work, state.estimate]).toEqual([null, null]);
    expect(state.list![0]!.ready).toEqual(['base', 'tuned']);
    const answer = await state.search(id, {
      queries: { tuned: rowVectors(1, 3) },
      k: 3,
      filters: { place: ['Lyon'] },
    });
    expect(answer.hits['tuned']).toHaveLength(3);
    expect(answer.hits['tuned']!.every(({ row }) => row % 3 === 1)).toBe(true);
    expect((await state.filterValues(id, 'place'))[0]).toEqual(['Leeds', Math.ceil(rows / 3)]);
  });

  it('keep what is done when they are paused, and go on there', async () => {
    const encoded: number[] = [];
    let state: Corpora | null = null;
    const encode: CorpusPorts['encode'] = (_, texts) => {
      encoded.push(texts.length);
      if (encoded.length === 8) state!.pause();
      return Promise.resolve(rowVectors(texts.length, 1));
    };
    ({ state } = corpora({ encode }));
    const rows = 4 * BATCH_ROWS;
    const id = (await state.add(table(rows)))!;
    expect(await state.embed(id)).toBe(false);
    expect([state.problem, state.work]).toEqual([null, null]);
    const kept = state.list![0]!.manifest.vectors.map((each) => each.rows);
    expect(Math.max(...kept)).toBeGreaterThan(0);
    expect(Math.min(...kept)).toBeLessThan(rows);
    const before = encoded.length;
    expect(await state.embed(id)).toBe(true);
    const again = encoded.slice(before).reduce((sum, count) => sum + count, 0);
    expect(again).toBe(2 * rows - kept.reduce((sum, count) => sum + count, 0));
    expect(state.list![0]!.ready).toHaveLength(2);
  });

  it('say what went wrong, and lose nothing that is committed', async () => {
    let calls = 0;
    const { state, workers } = corpora({
      encode: (_, texts) =>
        ++calls > 6
          ? Promise.reject(new Error('The model stopped.'))
          : Promise.resolve(rowVectors(texts.length, 1)),
    });
    const id = (await state.add(table(3 * BATCH_ROWS)))!;
    expect(await state.embed(id)).toBe(false);
    expect(state.problem).toBe('The model stopped.');
    state.dismiss();
    const kept = () => state.list![0]!.manifest.vectors.map((each) => each.rows);
    const before = kept();
    expect(Math.max(...before)).toBeGreaterThan(0);
    workers[0]!.crash();
    await arrive();
    await state.refresh();
    expect(state.problem).toBeNull();
    expect([workers.length, kept()]).toEqual([2, before]);
  });

  it('are worked on one at a time, and by one tab', async () => {
    const [shelf, locks] = [new MemoryShelf(), sharedLocks()];
    const { promise: held, resolve: release } = deferred();
    const encode = vi.fn<CorpusPorts['encode']>(async (_, texts) => {
      if (encode.mock.calls.length > 4) await held;
      return rowVectors(texts.length, 1);
    });
    const { state } = corpora({ encode }, shelf, locks);
    const { state: other } = corpora({}, shelf, locks);
    const id = (await state.add(table(30)))!;
    const embedding = state.embed(id);
    await vi.waitFor(() => expect(encode.mock.calls.length).toBeGreaterThan(5));
    expect(state.work).toMatchObject({ id, step: 'embedding', total: 60 });
    expect(await state.remove(id)).toBe(false);
    expect(state.problem).toMatch(/Another corpus is being worked on/);
    expect(await other.remove(id)).toBe(false);
    expect(other.problem).toMatch(/Another tab of Rolemap writes/);
    release();
    expect(await embedding).toBe(true);
    expect(await other.remove(id)).toBe(true);
    await state.refresh();
    expect(state.list).toEqual([]);
    expect(await state.embed(id)).toBe(false);
    expect(state.problem).toMatch(/another tab may have removed it/);
  });

  it('travel as files, or are refused with the reason', async () => {
    const direct = () => directRemote(tab());
    const { state } = corpora({ launch: direct });
    const id = (await state.add(table(40)))!;
    await state.embed(id);
    const files = (await state.export(id))!;
    const asFile = async ({ blob, name }: { blob: Blob; name: string }) =>
      new File([await blob.arrayBuffer()], name);
    const parts = { table: await asFile(files.table), vectors: await Promise.all(files.vectors.map(asFile)) };
    const { state: fresh } = corpora({ launch: direct });
    const taken = await fresh.importPair({ name: 'Taken', ...parts });
    expect(fresh.list).toMatchObject([
      { id: taken, ready: ['base', 'tuned'], manifest: { name: 'Taken', rows: 40 } },
    ]);
    const { state: strange } = corpora({ launch: direct, models: () => [] });
    expect(await strange.importPair({ name: 'Taken', ...parts })).toBeNull();
    expect(strange.problem).toMatch(/model file that is not here/);
    expect(strange.list).toEqual([]);
    const file = new File(['title\n'], 'empty.csv');
    expect(await strange.add({ name: 'E', file, mapping: { title: 0, kept: [], filters: [] } })).toBeNull();
    expect(strange.problem).toMatch(/empty.csv/);
  });

  it('count the room of codes where the rows are many', () => {
    expect(bytesOf(MODELS[0]!, 1000, 1000)).toBe(1000 * DIMENSION);
    expect(bytesOf(MODELS[0]!, 1000, 1_000_000)).toBe(1000 * (DIMENSION + DIMENSION / 8));
  });
});
