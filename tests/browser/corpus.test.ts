/** The user's corpora in Chromium: real workers, the origin private file system, two tabs at once. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { launchCorpus, type CorpusRemote } from '../../src/workers/corpus/launch.ts';
import { findsNearestCodes } from '../unit/core-kernel-codes-check.ts';
import { csv, MAPPING, model, rowVectors } from '../unit/corpus-fixture.ts';

const MODELS = [model('base'), model('tuned')];
const ROWS = 600;
const open: CorpusRemote[] = [];

/** Each test has files of its own. */
async function tab(deployment: string): Promise<CorpusRemote> {
  const remote = launchCorpus();
  open.push(remote);
  await remote.call('start', { deployment });
  return remote;
}

async function fill(remote: CorpusRemote, id: string): Promise<void> {
  await remote.call('read', { id, name: 'Titles', file: csv(ROWS), mapping: MAPPING });
  await remote.call('addModels', { id, models: MODELS });
  for (const [seed, each] of MODELS.entries())
    await remote.call('append', { id, model: each.id, first: 0, vectors: rowVectors(ROWS, seed + 1) });
  await remote.call('finish', { id });
}

const ask = () => ({ queries: { base: rowVectors(1, 1), tuned: rowVectors(1, 2) }, k: 10 });

afterEach(async () => {
  for (const remote of open.splice(0)) {
    for (const { id } of await remote.call('list', undefined).catch(() => []))
      await remote.call('remove', { id }).catch(() => undefined);
    remote.terminate();
  }
});

describe('scans over codes in Chromium', () => {
  it('find the nearest rows as JavaScript does', () => {
    fc.assert(findsNearestCodes(), { numRuns: 60 });
  });
});

describe('a corpus in the origin private file system', () => {
  it('answers after its worker is gone, and in a second tab at the same time', async () => {
    const first = await tab('rolemap:/test-a/');
    await fill(first, 'a');
    const before = await first.call('search', { id: 'a', ...ask(), filters: { place: ['Lyon'] } });
    expect(before.hits['base']).toHaveLength(10);
    const second = await tab('rolemap:/test-a/');
    const both = await Promise.all(
      [first, second].map((remote) =>
        remote.call('search', { id: 'a', ...ask(), filters: { place: ['Lyon'] } }),
      ),
    );
    for (const answer of both) {
      expect(answer.hits).toEqual(before.hits);
      expect(answer.cells).toEqual(before.cells);
    }
    first.terminate();
    const third = await tab('rolemap:/test-a/');
    const [summary] = await third.call('list', undefined);
    expect(summary).toMatchObject({ id: 'a', ready: ['base', 'tuned'], manifest: { rows: ROWS } });
    expect((await third.call('search', { id: 'a', ...ask() })).hits['tuned']).toHaveLength(10);
  });

  it('goes on after its worker was ended between two batches', async () => {
    const first = await tab('rolemap:/test-b/');
    await first.call('read', { id: 'b', name: 'Titles', file: csv(ROWS), mapping: MAPPING });
    await first.call('addModels', { id: 'b', models: MODELS });
    await first.call('append', { id: 'b', model: 'base', first: 0, vectors: rowVectors(100, 1) });
    void first
      .call('append', { id: 'b', model: 'base', first: 100, vectors: rowVectors(100, 1) })
      .catch(() => undefined);
    first.terminate();
    const second = await tab('rolemap:/test-b/');
    // The browser lets go of the lock of a worker that has ended.
    await expect
      .poll(() =>
        second.call('addModels', { id: 'b', models: MODELS }).then(
          ({ base }) => base,
          () => -1,
        ),
      )
      .toBeGreaterThanOrEqual(100);
    const { base } = await second.call('addModels', { id: 'b', models: MODELS });
    await second.call('append', {
      id: 'b',
      model: 'base',
      first: base!,
      vectors: rowVectors(ROWS - base!, 3),
    });
    expect((await second.call('finish', { id: 'b' })).ready).toEqual(['base']);
  });

  it('is removed although another tab has it open, which then says so', async () => {
    const [first, second] = [await tab('rolemap:/test-c/'), await tab('rolemap:/test-c/')];
    await fill(first, 'c');
    await second.call('search', { id: 'c', ...ask() });
    await first.call('remove', { id: 'c' });
    expect(await second.call('list', undefined)).toEqual([]);
    await expect(second.call('open', { id: 'c' })).rejects.toMatchObject({ code: 'missing' });
  });

  it('is written by one tab at a time', async () => {
    const [first, second] = [await tab('rolemap:/test-d/'), await tab('rolemap:/test-d/')];
    await first.call('read', { id: 'd', name: 'Titles', file: csv(30), mapping: MAPPING });
    await expect(second.call('addModels', { id: 'd', models: MODELS })).rejects.toMatchObject({
      code: 'in-use',
    });
    await first.call('stop', { id: 'd' });
    expect(await second.call('addModels', { id: 'd', models: MODELS })).toEqual({ base: 0, tuned: 0 });
  });

  it('leaves as files and comes back', async () => {
    const first = await tab('rolemap:/test-e/');
    await fill(first, 'e');
    const files = await first.call('export', { id: 'e' });
    const table = new File([files.table.blob], files.table.name);
    const vectors = files.vectors.map(({ blob, name }) => new File([blob], name));
    const second = await tab('rolemap:/test-f/');
    const input = { id: 'f', name: 'Back', table, vectors, models: MODELS };
    expect((await second.call('importPair', input)).ready).toEqual(['base', 'tuned']);
    const answers = [
      await first.call('search', { id: 'e', ...ask() }),
      await second.call('search', { id: 'f', ...ask() }),
    ];
    expect(answers[1]!.hits).toEqual(answers[0]!.hits);
    const refusal = second.call('importPair', { ...input, id: 'g', models: [] });
    await expect(refusal).rejects.toMatchObject({ code: 'mismatch' });
    expect((await second.call('list', undefined)).map(({ id }) => id)).toEqual(['f']);
  });
});
