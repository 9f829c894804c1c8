import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileRowStore, MemoryRowStore } from '../../src/core/search/corpus/row-store.ts';
import { MemoryFile, MemoryFolder } from '../../src/core/search/corpus/byte-file.ts';
import { readManifest, sameModel } from '../../src/core/search/corpus/corpus-manifest.ts';
import { npyHeader, openNpy } from '../../src/core/search/corpus/npy-pieces.ts';
import { StoredCorpus, type CorpusPlan } from '../../src/core/search/corpus/stored-corpus.ts';
import { readNpy, writeNpy } from '../../src/core/formats/npy.ts';
import { rowScale } from '../../src/core/vectors/quantize.ts';
import { DIMENSION, model, rowVectors } from './corpus-fixture.ts';

const PLAN: CorpusPlan = {
  name: 'Titles',
  created: '2026-11-22T10:00:00.000Z',
  source: { name: 'titles.csv', bytes: 100 },
  columns: ['title', 'place'],
  titleColumn: 0,
  filters: [1],
};
const BASE = model('base');

/** What a power cut leaves: the files as they were at one moment. */
function copyOf(folder: MemoryFolder): MemoryFolder {
  const copy = new MemoryFolder();
  for (const [name, file] of folder.files) copy.file(name).bytes = file.bytes.slice();
  return copy;
}

/** Rows with letters of several bytes, quotes and line ends. */
const cells = fc.array(
  fc.tuple(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.constantFrom('Leeds', 'Łódź', 'a\n"b')),
  {
    maxLength: 12,
  },
);

describe('rows by number', () => {
  it('are the same from memory and from a file', async () => {
    const bytes = Uint8Array.from({ length: 40 }, (_, i) => i * 7);
    const file = new MemoryFile('vectors');
    await file.write(0, bytes);
    const stores = [
      new MemoryRowStore(new Int8Array(bytes.slice().buffer), 4),
      new FileRowStore(file, 4, 10),
    ];
    for (const store of stores) {
      expect(store.count).toBe(10);
      expect([...(await store.rows([9, 0, 9]))]).toEqual(
        [36, 37, 38, 39, 0, 1, 2, 3, 36, 37, 38, 39].map((i) => ((i * 7) << 24) >> 24),
      );
      expect(await store.range(2, 5)).toEqual(await store.rows([2, 3, 4]));
      await expect((async () => store.rows([10]))()).rejects.toMatchObject({ code: 'row' });
      await expect((async () => store.range(9, 11))()).rejects.toMatchObject({ code: 'row' });
    }
    file.bytes = file.bytes.slice(0, 39);
    await expect(stores[1]!.rows([9])).rejects.toMatchObject({ code: 'damaged' });
  });
});

describe('a stored corpus', () => {
  it('gives every row back, whatever stands in it and however it was appended', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(cells, { minLength: 1, maxLength: 4 }), async (batches) => {
        const folder = new MemoryFolder();
        const corpus = await StoredCorpus.create(folder, PLAN);
        let read = 0;
        for (const batch of batches) await corpus.appendRows(batch, (read += batch.length));
        const all = batches.flat();
        const again = (await StoredCorpus.open(folder))!;
        expect(again.manifest).toEqual(corpus.manifest);
        expect(await again.cellRange(0, all.length + 5)).toEqual(all);
        const backwards = all.map((_, row) => row).reverse();
        expect(await again.cells(backwards)).toEqual([...all].reverse());
        const places = await again.filter(0);
        expect(Array.from(places.codes, (code) => places.values[code])).toEqual(
          all.map(([, place]) => place),
        );
        expect(places.mask(['Leeds']).size).toBe(all.filter(([, place]) => place === 'Leeds').length);
      }),
      { numRuns: 40 },
    );
  });

  it('goes on from the last commit, wherever a write was cut', async () => {
    const folder = new MemoryFolder();
    const corpus = await StoredCorpus.create(folder, PLAN);
    await corpus.appendRows([['Nurse', 'Leeds']], 1);
    await corpus.addModel(BASE);
    const before = copyOf(folder);
    await corpus.appendRows(
      [
        ['Baker', 'Lyon'],
        ['Cook', 'Leeds'],
      ],
      3,
    );
    const after = copyOf(folder);
    for (const cut of [...after.files.keys()]) {
      // All other files have their new bytes, but one of them none of it, or half: no manifest commits it.
      for (const share of [0, 0.5]) {
        const broken = copyOf(after);
        const [was, is] = [before.file(cut).bytes, after.file(cut).bytes];
        const kept = is.slice(0, was.length + Math.floor(share * (is.length - was.length)));
        broken.file(cut).bytes = kept;
        if (!cut.startsWith('manifest'))
          for (const name of ['manifest-0', 'manifest-1'])
            broken.file(name).bytes = before.file(name).bytes.slice();
        const again = (await StoredCorpus.open(broken))!;
        if (again.manifest.rows === 3) continue; // The manifest that was cut is the older one.
        expect(again.manifest.rows).toBe(1);
        await again.appendRows(
          [
            ['Welder', 'Paris'],
            ['Tailor', 'Lyon'],
          ],
          3,
        );
        expect(await again.cellRange(0, 9)).toEqual([
          ['Nurse', 'Leeds'],
          ['Welder', 'Paris'],
          ['Tailor', 'Lyon'],
        ]);
        const places = await again.filter(0);
        expect(Array.from(places.codes, (code) => places.values[code])).toEqual(['Leeds', 'Paris', 'Lyon']);
      }
    }
  });

  it('takes back what was written but not committed', async () => {
    const folder = new MemoryFolder();
    const corpus = await StoredCorpus.create(folder, PLAN);
    await corpus.appendRows([['Nurse', 'Leeds']], 1);
    const slot = folder.file('manifest-1');
    const write = slot.write.bind(slot);
    const other = folder.file('manifest-0');
    slot.write = other.write = () => Promise.reject(new Error('cut'));
    await expect(corpus.appendRows([['Baker', 'Lyon']], 2)).rejects.toThrow('cut');
    slot.write = write;
    other.write = MemoryFile.prototype.write.bind(other);
    await corpus.appendRows([['Cook', 'Oslo']], 2);
    const again = (await StoredCorpus.open(folder))!;
    expect(await again.cellRange(0, 9)).toEqual([
      ['Nurse', 'Leeds'],
      ['Cook', 'Oslo'],
    ]);
    expect((await again.filter(0)).values).toEqual(['Leeds', 'Oslo']);
  });

  it('keeps vectors of several models that arrive at the same time', async () => {
    const folder = new MemoryFolder();
    const corpus = await StoredCorpus.create(folder, PLAN);
    await corpus.appendRows(
      Array.from({ length: 30 }, (_, row) => [`Title ${row}`, 'Leeds']),
      30,
    );
    await corpus.finishRows();
    const models = [BASE, model('tuned')];
    for (const each of models) await corpus.addModel(each);
    const vectors = models.map((_, seed) => rowVectors(30, seed + 1));
    await Promise.all(
      models.map(async ({ id }, index) => {
        for (let first = 0; first < 30; first += 10)
          await corpus.appendVectors(
            id,
            vectors[index]!.subarray(first * DIMENSION, (first + 10) * DIMENSION),
          );
      }),
    );
    const again = (await StoredCorpus.open(folder))!;
    for (const [index, { id }] of models.entries()) {
      const stored = again.vectors(id)!;
      // The first batch decides the scale.
      expect(stored.scale).toBe(rowScale(vectors[index]!.subarray(0, 10 * DIMENSION)));
      const rows = await again.rowStore(id).range(0, 30);
      const errors = rows.map((value, at) => Math.abs(value - vectors[index]![at]! / stored.scale!));
      expect(Math.max(...errors.filter((_, at) => Math.abs(rows[at]!) < 127))).toBeLessThanOrEqual(0.5);
      expect(again.isReady(id)).toBe(true);
      expect(again.isReady(id, 29)).toBe(false);
      await again.buildCodes(id);
      expect(again.isReady(id, 29)).toBe(true);
      expect((await again.codes(id, 0, 30)).length).toBe((30 * DIMENSION) / 8);
    }
  });

  it('never mixes vectors', async () => {
    const folder = new MemoryFolder();
    const corpus = await StoredCorpus.create(folder, PLAN);
    await corpus.appendRows(
      [
        ['Nurse', 'Leeds'],
        ['Baker', 'Lyon'],
      ],
      2,
    );
    await corpus.addModel(BASE);
    await corpus.appendVectors('base', rowVectors(1, 1));
    await expect(corpus.buildCodes('base')).rejects.toMatchObject({ code: 'unfinished' });
    await expect(corpus.appendVectors('base', rowVectors(2, 1))).rejects.toThrow(
      /vectors for 3 rows.*holds 2/,
    );
    await expect(corpus.appendRounded('base', new Int8Array(DIMENSION), 9)).rejects.toMatchObject({
      code: 'mismatch',
    });
    await expect(corpus.appendVectors('other', rowVectors(1, 1))).rejects.toMatchObject({ code: 'missing' });
    expect((await corpus.addModel(BASE)).rows).toBe(1);
    const changed = { ...BASE, sha256: 'f'.repeat(64) };
    expect(await corpus.addModel(changed)).toMatchObject({ rows: 0, scale: null, slot: 0 });
    expect([sameModel(BASE, changed), sameModel(BASE, { ...BASE, label: 'x' })]).toEqual([false, true]);
  });

  it('of another version, or none, is not taken for one', async () => {
    const folder = new MemoryFolder();
    expect(await StoredCorpus.open(folder)).toBeNull();
    folder.file('manifest-0').bytes = new TextEncoder().encode('something else');
    expect(await readManifest(folder)).toBeNull();
    await StoredCorpus.create(folder, { ...PLAN, ...{ formatVersion: 1 } });
    const text = new TextDecoder().decode(folder.file('manifest-1').bytes);
    folder.file('manifest-1').bytes = new TextEncoder().encode(text.replace('Titles', 'Titled'));
    expect(await readManifest(folder)).toBeNull();
  });
});

describe('.npy in pieces', () => {
  const open = (bytes: Uint8Array<ArrayBuffer>) =>
    openNpy({
      name: 'rows.npy',
      size: bytes.length,
      slice: (start, end) => Promise.resolve(bytes.slice(start, end).buffer),
      stream: () => new Blob([bytes]).stream(),
    });

  it('has the header that whole files have', async () => {
    for (const [rows, columns] of [
      [0, 384],
      [3, 4],
      [1_000_000, 1024],
    ] as const) {
      const header = npyHeader(rows, columns);
      expect(header.length % 64).toBe(0);
      if (rows < 10)
        expect(readNpy(new Uint8Array([...header, ...new Uint8Array(rows * columns)]))).toMatchObject({
          rows,
          columns,
        });
    }
    expect([...npyHeader(3, 4)]).toEqual([
      ...writeNpy(new Int8Array(12), { rows: 3, columns: 4 }).subarray(0, 128),
    ]);
    const values = Int8Array.from({ length: 12 }, (_, i) => i - 6);
    const npy = await open(writeNpy(values, { rows: 3, columns: 4 }));
    expect(npy).toMatchObject({ type: 'int8', rows: 3, columns: 4 });
    expect([...(await npy.int8(1, 3))]).toEqual([...values.subarray(4)]);
    const floats = Float32Array.from(values, (value) => value / 3);
    const read = await open(writeNpy(floats, { rows: 3, columns: 4 }));
    expect(await read.float32(0, 2)).toEqual(floats.subarray(0, 8));
  });

  it('refuses what it cannot read', async () => {
    const file = writeNpy(new Int8Array(12), { rows: 3, columns: 4 });
    await expect(open(file.slice(0, -1))).rejects.toThrow(/139 bytes instead of 140 for 3 x 4/);
    await expect(open(new Uint8Array(200))).rejects.toMatchObject({ code: 'not-this-format' });
    const text = String.fromCharCode(...file);
    for (const [from, to] of [
      ['|i1', '<i8'],
      ['False', 'True '],
      ['(3, 4)', '(12,) '],
    ] as const) {
      const bytes = Uint8Array.from(text.replace(from, to), (letter) => letter.charCodeAt(0));
      await expect(open(bytes)).rejects.toMatchObject({ code: 'unsupported' });
    }
  });
});
