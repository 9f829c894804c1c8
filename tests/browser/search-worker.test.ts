import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNpy } from '../../src/core/formats/npy.ts';
import { CorpusSearch } from '../../src/core/search/corpus-search.ts';
import type { Posting, SearchResults } from '../../src/core/search/types.ts';
import { quantize } from '../../src/core/vectors/quantize.ts';
import { launchSearch, type SearchRemote } from '../../src/workers/launch.ts';
import { clusteredVectors, posting } from '../unit/core-samples.ts';

const ROWS = 300;
const DIMENSION = 384;
const POSTINGS = Array.from({ length: ROWS }, (_, row) =>
  posting(row, { company: `Company ${row % 7}`, skills: 'skill', code: '29-1141.00' }),
);
const KEYS = (['base', 'tuned'] as const).flatMap((model) =>
  (['title', 'skills'] as const).map((field) => ({ model, field })),
);

/** Without descriptions, as the words file. */
const table = (postings: readonly Posting[], withDescription: boolean): ArrayBuffer => {
  const names = ['id', 'title', 'company', 'place', 'skills', 'code'] as const;
  const columns = (withDescription ? [...names, 'description' as const] : names).map((name) => ({
    name,
    data: postings.map((row) => row[name]),
    type: 'STRING' as const,
  }));
  return parquetWriteBuffer({ columnData: columns });
};

/** Cut in two, as the store hands over a file of several shards. */
const shards = (bytes: Uint8Array<ArrayBuffer>) => [bytes.slice(0, 1000).buffer, bytes.slice(1000).buffer];

let remote: SearchRemote;
/** The same data, searched in the page by plain JavaScript. */
const reference = new CorpusSearch();

beforeAll(async () => {
  remote = launchSearch();
  reference.appendPostings(POSTINGS);
  const words = table(POSTINGS, false);
  await remote.call('loadTable', { corpus: 'shipped', table: [words] }, { transfer: [words] });
  for (const [seed, key] of KEYS.entries()) {
    const { rows, scale } = quantize(clusteredVectors(ROWS, DIMENSION, seed + 1));
    reference.append({ ...key, rows, scale });
    const npy = shards(writeNpy(rows, { rows: ROWS, columns: DIMENSION }));
    await remote.call('loadVectors', { corpus: 'shipped', ...key, npy, scale }, { transfer: npy });
  }
});
afterAll(() => remote.terminate());

function query(seed: number): Float32Array {
  return clusteredVectors(1, DIMENSION, seed);
}

/** Everything that a ranking says, without the text. */
const ranks = ({ base, tuned }: SearchResults) =>
  [base, tuned].map((list) => list?.map(({ posting: { id }, ...hit }) => ({ id, ...hit })) ?? null);

describe('the search worker', () => {
  it('scans with relaxed SIMD in Chromium', async () => {
    expect(await remote.call('kernel', undefined as never)).toBe('relaxed');
  });

  it.each([
    ['a title under both models', { base: { title: query(91) }, tuned: { title: query(92) } }],
    ['skills under one model', { tuned: { skills: query(93) } }],
    [
      'both boxes, fused',
      { base: { title: query(94), skills: query(95) }, tuned: { title: query(96), skills: query(97) } },
    ],
  ])('ranks %s as JavaScript in the page does', async (_, queries) => {
    const found = await remote.call('search', { corpus: 'shipped', queries, k: 20 });
    expect(ranks(found)).toEqual(ranks(reference.search({ queries, k: 20 })));
    expect(found.tuned).toHaveLength(20);
    expect(found.tuned?.map((hit) => hit.posting.title)).toEqual(
      found.tuned?.map((hit) => `Title ${hit.row}`),
    );
  });

  it('finds the postings most like one', async () => {
    const found = await remote.call('similar', { corpus: 'shipped', row: 17, k: 5 });
    expect(ranks(found)).toEqual(ranks(reference.similar({ row: 17, k: 5 })));
    expect(found.base?.map(({ row }) => row)).not.toContain(17);
  });

  it('takes descriptions later, and gives a posting by its id', async () => {
    const before = await remote.call('posting', { corpus: 'shipped', id: 'p17' });
    expect(before?.posting.description).toBe('');
    const described = POSTINGS.map((row) => ({ ...row, description: `About ${row.title}` }));
    await remote.call('loadTable', { corpus: 'shipped', table: [table(described, true)] });
    const after = await remote.call('posting', { corpus: 'shipped', id: 'p17' });
    expect(after).toEqual({ row: 17, posting: described[17] });
    expect(await remote.call('posting', { corpus: 'shipped', id: 'none' })).toBeNull();
  });

  it("holds a user's rows apart, and lets go of them", async () => {
    const vectors = clusteredVectors(2, DIMENSION, 50);
    await remote.call('addPostings', { corpus: 'file', postings: [posting(0), posting(1)] });
    await remote.call('addVectors', { corpus: 'file', model: 'tuned', field: 'title', vectors });
    const request = {
      corpus: 'file' as const,
      queries: { tuned: { title: vectors.slice(DIMENSION) } },
      k: 5,
    };
    const found = await remote.call('search', request);
    expect(found.tuned?.map(({ row }) => row)).toEqual([1, 0]);
    await remote.call('clear', { corpus: 'file' });
    expect((await remote.call('search', request)).tuned).toBeNull();
    expect((await remote.call('search', { ...request, corpus: 'shipped' })).tuned).toHaveLength(5);
  });

  it('names the nearest roles, none before they are there', async () => {
    const vectors = clusteredVectors(3, DIMENSION, 60);
    const vector = vectors.slice(DIMENSION, 2 * DIMENSION);
    expect(await remote.call('nearestRoles', { vector, k: 2 })).toEqual([]);
    const { rows, scale } = quantize(vectors);
    const roles = parquetWriteBuffer({
      columnData: [
        { name: 'role', data: ['a', 'b', 'c'], type: 'STRING' },
        { name: 'code', data: ['1', '2', '3'], type: 'STRING' },
        { name: 'titles', data: ['A', 'B|Bee', 'C'], type: 'STRING' },
      ],
    });
    const npy = [writeNpy(rows, { rows: 3, columns: DIMENSION }).buffer];
    await remote.call('loadRoles', { table: [roles], npy, scale });
    const found = await remote.call('nearestRoles', { vector, k: 2 });
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({ role: 'b', titles: ['B', 'Bee'] });
    expect(found[0]!.cosine).toBeCloseTo(1, 1);
  });

  it('says which error it was', async () => {
    const damaged = { corpus: 'file' as const, table: [Uint8Array.of(1, 2, 3).buffer] };
    await expect(remote.call('loadTable', damaged)).rejects.toMatchObject({ code: 'not-this-format' });
    const request = { corpus: 'shipped' as const, row: ROWS, k: 1 };
    await expect(remote.call('similar', request)).rejects.toMatchObject({ code: 'row' });
  });
});
