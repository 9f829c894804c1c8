import { describe, expect, it } from 'vitest';
import { MemoryShelf } from '../../src/core/search/corpus/byte-file.ts';
import { ExactRows } from '../../src/core/search/corpus/row-search.ts';
import { CorpusIndex } from '../../src/core/search/corpus/corpus-index.ts';
import { pairFacts, writePairTable } from '../../src/core/search/corpus/corpus-pair.ts';
import { StoredCorpus } from '../../src/core/search/corpus/stored-corpus.ts';
import { writeNpy } from '../../src/core/formats/npy.ts';
import { dequantize } from '../../src/core/vectors/quantize.ts';
import { nearestRows } from '../../src/core/vectors/similarity.ts';
import {
  addCorpus,
  context,
  csv,
  DIMENSION,
  MAPPING,
  model,
  rowVectors,
  sharedLocks,
  tab,
} from './corpus-fixture.ts';

const MODELS = [model('base'), model('tuned')];
const ROWS = 1500;
const vector = (seed: number, row: number) =>
  rowVectors(ROWS, seed).subarray(row * DIMENSION, (row + 1) * DIMENSION);

async function fileOf(blob: Blob, name: string): Promise<File> {
  return new File([await blob.arrayBuffer()], name);
}

describe('searches in a corpus', () => {
  it.each([
    ['int8 rows in memory', undefined],
    ['codes in memory, int8 rows in the store', 1000],
  ])('by %s find what a scan of all rows finds, under any filter', async (_, exactRows) => {
    const shelf = new MemoryShelf();
    const service = tab({ shelf, ...(exactRows !== undefined && { exactRows }) });
    await addCorpus(service, { id: 'a', rows: ROWS, models: MODELS });
    const { bytes, models } = await service.open({ id: 'a' });
    expect(models).toEqual(['base', 'tuned']);
    expect(bytes).toBe(2 * ROWS * (exactRows === undefined ? DIMENSION : DIMENSION / 8));
    const corpus = (await StoredCorpus.open(await shelf.folder('a')))!;
    const queries = { base: vector(1, 7), tuned: vector(2, 7) };
    for (const filters of [undefined, { place: ['Lyon', 'Utrecht'] }]) {
      const answer = await service.search({ id: 'a', queries, k: 10, filters });
      expect(answer.filteredRows).toBe(filters ? 1000 : null);
      for (const [name, query] of Object.entries(queries)) {
        const rows = await corpus.rowStore(name).range(0, ROWS);
        const values = dequantize(rows, corpus.vectors(name)!.scale!);
        const near = nearestRows(query, values, DIMENSION, ROWS).filter(
          ({ row }) => !filters || row % 3 !== 0,
        );
        const hits = answer.hits[name]!;
        expect(hits.map(({ row }) => row)).toEqual(near.slice(0, 10).map(({ row }) => row));
        expect(hits.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        hits.forEach(({ cosine }, place) => expect(cosine).toBeCloseTo(near[place]!.product, 4));
        for (const { row, otherRanks } of hits) {
          const place = ['Leeds', 'Lyon', 'Utrecht'][row % 3];
          expect(answer.cells[row]).toEqual([`Nurse ${row}`, String(row), place]);
          const other = name === 'base' ? 'tuned' : 'base';
          const otherRank = answer.hits[other]!.find((hit) => hit.row === row)?.rank;
          if (otherRank !== undefined) expect(otherRanks[other]).toBe(otherRank);
        }
        expect(answer.timings[name]!.scanMilliseconds).toBeGreaterThanOrEqual(0);
      }
    }
    expect(await service.filterValues({ id: 'a', column: 'place' })).toEqual([
      ['Leeds', 500],
      ['Lyon', 500],
      ['Utrecht', 500],
    ]);
    await expect(service.filterValues({ id: 'a', column: 'id' })).rejects.toThrow(
      /cannot be filtered by "id"/,
    );
    await expect(service.search({ id: 'a', queries: { other: queries.base }, k: 1 })).rejects.toMatchObject({
      code: 'missing',
    });
  });

  it('are refused where the number of hits or the query is wrong', async () => {
    const index = new CorpusIndex();
    const rows = new ExactRows({ dimension: DIMENSION, scale: 1 });
    rows.append(new Int8Array(DIMENSION));
    index.add('base', rows);
    expect([index.models, index.bytes, index.rowsOf('base')]).toEqual([['base'], DIMENSION, rows]);
    await expect(index.search({ queries: { base: new Float32Array(DIMENSION) }, k: 0 })).rejects.toThrow(
      /not 0/,
    );
    await expect(index.search({ queries: { base: new Float32Array(3) }, k: 1 })).rejects.toMatchObject({
      code: 'shape',
    });
  });
});

describe('adding a corpus', () => {
  it('leaves out rows without a title, and says what is ready', async () => {
    const service = tab();
    const file = new File(['place,job title\nLeeds,Nurse (m/f)\nLyon,\nOslo,Cook\n'], 'x.csv');
    const mapping = { title: 1, kept: [], filters: [0] };
    const { manifest, ready } = await service.read({ id: 'a', name: 'X', file, mapping }, context());
    expect(manifest).toMatchObject({
      rows: 2,
      complete: true,
      columns: ['job title', 'place'],
      filters: [1],
    });
    expect(ready).toEqual([]);
    expect(await service.addModels({ id: 'a', models: MODELS })).toEqual({ base: 0, tuned: 0 });
    const texts = await service.texts({ id: 'a', first: 0, end: 10 });
    expect(texts[1]).toBe('Cook');
    await service.append({ id: 'a', model: 'base', first: 0, vectors: rowVectors(2, 1) });
    const append = service.append({ id: 'a', model: 'base', first: 1, vectors: rowVectors(1, 1) });
    await expect(append).rejects.toThrow(/Row 2 is not the next one/);
    expect((await service.finish({ id: 'a' }, context())).ready).toEqual(['base']);
    const none = new File(['job title,place\n,Lyon\n,Oslo\n'], 'none.csv');
    const input = { id: 'b', name: 'None', file: none, mapping: { title: 0, kept: [], filters: [] } };
    await expect(service.read(input, context())).rejects.toThrow(/none.csv has no row with a job title/);
  });

  it('goes on in the same table where reading was given up', async () => {
    const shelf = new MemoryShelf();
    const whole = 45_000;
    const file = csv(whole);
    const abort = new AbortController();
    const first = tab({ shelf });
    const reading = context(abort.signal);
    const progress = reading.progress.bind(reading);
    let reports = 0;
    const cut = {
      ...reading,
      progress: (value: { done: number; total: number }) => {
        progress(value);
        if (++reports === 1) abort.abort(new DOMException('Paused.', 'AbortError'));
      },
    };
    await expect(first.read({ id: 'a', name: 'T', file, mapping: MAPPING }, cut)).rejects.toThrow('Paused.');
    const second = tab({ shelf });
    const before = (await second.list())[0]!.manifest;
    expect(before.complete).toBe(false);
    const { manifest } = await second.read({ id: 'a', name: 'T', file, mapping: MAPPING }, context());
    expect(manifest).toMatchObject({ rows: whole, complete: true });
    const corpus = (await StoredCorpus.open(await shelf.folder('a')))!;
    const cells = await corpus.cellRange(0, whole);
    expect(cells.findIndex(([title], row) => title !== `Nurse ${row}`)).toBe(-1);
  });

  it('is for one tab at a time; others read what is committed', async () => {
    const [shelf, locks] = [new MemoryShelf(), sharedLocks()];
    const [one, two] = [tab({ shelf, locks }), tab({ shelf, locks })];
    await one.read({ id: 'a', name: 'T', file: csv(4), mapping: MAPPING }, context());
    await one.addModels({ id: 'a', models: [MODELS[0]!] });
    await one.append({ id: 'a', model: 'base', first: 0, vectors: rowVectors(2, 1) });
    expect((await two.list())[0]!.manifest.vectors[0]!.rows).toBe(2);
    await expect(two.addModels({ id: 'a', models: MODELS })).rejects.toMatchObject({ code: 'in-use' });
    await expect(two.remove({ id: 'a' })).rejects.toThrow(/Another tab of Rolemap writes/);
    one.stop({ id: 'a' });
    // The other tab goes on from the rows that this one has committed.
    expect(await two.addModels({ id: 'a', models: MODELS })).toEqual({ base: 2, tuned: 0 });
    await two.append({ id: 'a', model: 'base', first: 2, vectors: rowVectors(2, 1) });
    await two.finish({ id: 'a' }, context());
    expect((await one.open({ id: 'a' })).models).toEqual(['base']);
    await two.remove({ id: 'a' });
    expect(await one.list()).toEqual([]);
    await expect(one.open({ id: 'a' })).rejects.toMatchObject({ code: 'missing' });
  });
});

describe('a corpus as files', () => {
  async function exported(exactRows?: number) {
    const service = tab({ ...(exactRows !== undefined && { exactRows }) });
    await addCorpus(service, { id: 'a', rows: 300, models: MODELS });
    const files = await service.export({ id: 'a' }, context());
    return {
      service,
      table: await fileOf(files.table.blob, files.table.name),
      vectors: await Promise.all(files.vectors.map(({ blob, name }) => fileOf(blob, name))),
    };
  }

  it('comes back in another browser as it was', async () => {
    const { service, table, vectors } = await exported();
    expect([table.name, ...vectors.map(({ name }) => name)]).toEqual([
      'Titles.parquet',
      'Titles.base.npy',
      'Titles.tuned.npy',
    ]);
    for (const exactRows of [undefined, 100]) {
      const other = tab({ ...(exactRows !== undefined && { exactRows }) });
      const seen = context();
      const input = { id: 'b', name: 'Taken in', table, vectors: [...vectors].reverse(), models: MODELS };
      const { ready, manifest } = await other.importPair(input, seen);
      expect(ready).toEqual(['tuned', 'base']);
      expect(manifest).toMatchObject({ rows: 300, columns: ['job title', 'id', 'place'], filters: [2] });
      expect(seen.seen.at(-1)).toEqual({ done: 900, total: 900 });
      const ask = { queries: { base: vector(1, 3), tuned: vector(2, 3) }, k: 5 };
      const mine = await service.search({ id: 'a', ...ask });
      const theirs = await other.search({ id: 'b', ...ask });
      for (const { id } of MODELS) expect(theirs.hits[id]).toHaveLength(5);
      expect(theirs.hits['base']!.map(({ row, cosine }) => [row, cosine])).toEqual(
        mine.hits['base']!.map(({ row, cosine }) => [row, cosine]),
      );
      expect(theirs.cells).toEqual(mine.cells);
    }
  });

  it('may have float32 vectors, as Python makes them', async () => {
    const { table, vectors } = await exported();
    const floats = new File(
      [writeNpy(rowVectors(300, 1), { rows: 300, columns: DIMENSION })],
      vectors[0]!.name,
    );
    const other = tab();
    const input = { id: 'b', name: 'P', table, vectors: [floats], models: MODELS };
    expect((await other.importPair(input, context())).ready).toEqual(['base']);
    const { hits } = await other.search({
      id: 'b',
      queries: { base: rowVectors(300, 1).subarray(0, DIMENSION) },
      k: 1,
    });
    expect(hits['base']![0]!.row).toBe(0);
  });

  it('is refused, with nothing left behind, where the parts do not belong together', async () => {
    const { table, vectors } = await exported();
    const [base] = vectors as [File, File];
    const shelf = new MemoryShelf();
    const service = tab({ shelf });
    const refused = async (parts: Partial<Parameters<typeof service.importPair>[0]>, why: RegExp) => {
      const input = { id: 'b', name: 'B', table, vectors: [base], models: MODELS, ...parts };
      await expect(service.importPair(input, context())).rejects.toThrow(why);
      expect(shelf.folders.has('b')).toBe(false);
    };
    await refused(
      { vectors: [new File([await base.arrayBuffer()], 'mine.npy')] },
      /mine.npy does not belong to Titles.parquet, which names these vectors: Titles.base.npy/,
    );
    await refused(
      { models: [] },
      /Titles.base.npy was made by a model file that is not here \(The base model, SHA-256 base00000000.../,
    );
    await refused({ models: [{ ...MODELS[0]!, settings: 'first token' }] }, /was made with other settings/);
    const short = new File(
      [writeNpy(new Int8Array(10 * DIMENSION), { rows: 10, columns: DIMENSION })],
      base.name,
    );
    await refused({ vectors: [short] }, /has 10 rows, but Titles.parquet has 300/);
    const narrow = new File([writeNpy(new Int8Array(300), { rows: 300, columns: 1 })], base.name);
    await refused({ vectors: [narrow] }, /has 1 dimensions/);
    await refused({ vectors: [new File(['x'], base.name)] }, /is not a .npy file/);
    await refused({ table: new File(['id,title\n'], 'plain.parquet') }, /not a Parquet table, or is damaged/);
  });

  it('says in its table what Python has to know', async () => {
    const shelf = new MemoryShelf();
    const service = tab({ shelf });
    await addCorpus(service, { id: 'a', rows: 5, models: MODELS });
    const corpus = (await StoredCorpus.open(await shelf.folder('a')))!;
    const facts = pairFacts(corpus, 't');
    expect(facts).toMatchObject({ formatVersion: 1, rows: 5, titleColumn: 'job title', filters: ['place'] });
    expect(facts.vectors[0]).toMatchObject({ file: 't.base.npy', model: MODELS[0] });
    const pieces = [];
    for await (const piece of writePairTable(corpus, facts)) pieces.push(piece);
    const text = new TextDecoder('latin1').decode(await new Blob(pieces).arrayBuffer());
    expect(text).toContain(JSON.stringify(facts));
  });
});
