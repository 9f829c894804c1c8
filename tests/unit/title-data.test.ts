/** @file The published title data set: manifest, rows, views, address. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  parseTitleDataManifest,
  readTitleTable,
  type TitleDataManifest,
} from '../../src/core/formats/title-data.ts';
import {
  nextSort,
  readTitleDataQuery,
  splitOptions,
  titleDataHash,
} from '../../src/features/library/title-data-query.ts';
import { parseHash } from '../../src/features/shell/route.svelte.ts';
import { TableView, type ViewRequest } from '../../src/workers/title-data/table-view.ts';
import { publish, TABLES, type Published } from './title-data-fixture.ts';

let published: Published;
let manifest: TitleDataManifest;

beforeAll(() => {
  published = publish();
  manifest = published.manifest;
});
afterAll(() => published.remove());

describe('the manifest', () => {
  const changed = (change: (copy: Record<string, unknown>, table: Record<string, unknown>) => void) => {
    const copy = JSON.parse(JSON.stringify(manifest)) as Record<string, unknown> & {
      tables: Record<string, unknown>[];
    };
    change(copy, copy.tables[1]!);
    return copy;
  };

  it('is read as it was published', () => {
    expect(parseTitleDataManifest(changed(() => undefined))).toEqual(manifest);
  });

  it('of another version asks for a reload', () => {
    expect(() => parseTitleDataManifest(changed((copy) => (copy['schemaVersion'] = 2)))).toThrow(
      expect.objectContaining({
        code: 'unsupported',
        message: expect.stringMatching(/version 2.*Reload/) as string,
      }),
    );
  });

  it.each<[string, Parameters<typeof changed>[0]]>([
    ['licence is not a text', (copy) => (copy['licence'] = '')],
    ['synthetic is not true', (copy) => (copy['synthetic'] = false)],
    ['card is not a plain file name', (copy) => (copy['card'] = '../index.html')],
    ['tables is not a list with entries', (copy) => (copy['tables'] = [])],
    ['tables name a table twice', (_, table) => (table['name'] = 'titles')],
    ['tables[1].rows is not a whole number', (_, table) => (table['rows'] = -1)],
    ['tables[1].columns name a column twice', (_, table) => (table['columns'] = [c('a'), c('a')])],
    ['tables[1].columns[0].meaning is not a text', (_, table) => (table['columns'] = [{ name: 'a' }])],
    ['tables[1].csv is not an object', (_, table) => (table['csv'] = [])],
    [
      'tables[1].parquet.path is not a plain file name',
      (_, table) => (table['parquet'] = { path: 'https://elsewhere.test/x', bytes: 1, sha256: 'a' }),
    ],
    [
      'tables[1].parquet.sha256 is not a SHA-256',
      (_, table) => (table['parquet'] = { path: 'a.parquet', bytes: 1, sha256: 'A'.repeat(64) }),
    ],
  ])('is refused where %s', (problem, change) => {
    expect(() => parseTitleDataManifest(changed(change))).toThrow(
      expect.objectContaining({ code: 'bad-value', message: expect.stringContaining(problem) as string }),
    );
  });
  const c = (name: string) => ({ name, meaning: '' });
});

describe('the rows of a table', () => {
  const read = (name: string, table = manifest.tables[0]!) =>
    readTitleTable(published.bytesOf(name).buffer, table);

  it('are those that were published, as text', async () => {
    for (const [index, { name, columns, rows }] of TABLES.entries()) {
      const expected = Array.from({ length: rows }, (_, row) =>
        columns.map(({ values }) => String(values[row])),
      );
      expect(await read(`${name}.parquet`, manifest.tables[index])).toEqual(expected);
    }
  });

  it('are refused, with the file named, where it is none or another one', async () => {
    const table = manifest.tables[0]!;
    await expect(read('titles.csv')).rejects.toMatchObject({
      code: 'not-this-format',
      message: expect.stringContaining('titles.parquet') as string,
    });
    await expect(read('occupations.parquet')).rejects.toMatchObject({
      code: 'missing-column',
      message: expect.stringContaining('titles.parquet has no column ambiguous, split') as string,
    });
    await expect(read('titles.parquet', { ...table, rows: 3 })).rejects.toMatchObject({
      code: 'bad-value',
      message: expect.stringContaining('120 rows, its manifest says 3') as string,
    });
  });

  it('are refused where the end of the file is whole and its middle is not', async () => {
    const bytes = published.bytesOf('titles.parquet');
    bytes.fill(0xff, 4, 200);
    await expect(readTitleTable(bytes.buffer, manifest.tables[0]!)).rejects.toMatchObject({
      code: 'not-this-format',
    });
  });
});

describe('a view', () => {
  const ALL: ViewRequest = { text: '', split: '', sort: null, start: 0, count: 1000 };
  const COLUMNS = ['title', 'level', 'split'];
  const view = new TableView(COLUMNS, [
    ['Night Nurse', 'Level 10', 'train'],
    ['baker', 'level 2', 'test'],
    ['NURSE MANAGER', 'Level 2', 'train'],
    ['Ｂaker’s Mate', '', 'test'],
  ]);
  const indices = (request: Partial<ViewRequest>) =>
    view.page({ ...ALL, ...request }).rows.map(({ index }) => index);

  it('filters by every word, in any column, in any case and width', () => {
    expect(indices({ text: '  nurse LEVEL ' })).toEqual([0, 2]);
    expect(indices({ text: 'baker' })).toEqual([1, 3]);
    expect(indices({ text: 'nurse test' })).toEqual([]);
  });

  it('finds no word across two cells', () => {
    expect(indices({ text: 'nurseLevel' })).toEqual([]);
    expect(indices({ text: 'bakerlevel' })).toEqual([]);
  });

  it('knows its splits, none in a table without', () => {
    expect(view.splits()).toEqual(['train', 'test']);
    expect(new TableView(['title'], [['a']]).splits()).toEqual([]);
    expect(indices({ split: 'test' })).toEqual([1, 3]);
  });

  it('knows the longest cell of each column, also of none', () => {
    expect(view.widths()).toEqual([13, 8, 5]);
    expect(new TableView(COLUMNS, []).widths()).toEqual([0, 0, 0]);
  });

  it('sorts digits by their value, in both directions', () => {
    expect(indices({ sort: { column: 'level', descending: false } })).toEqual([3, 1, 2, 0]);
    expect(indices({ sort: { column: 'level', descending: true } })).toEqual([0, 2, 1, 3]);
    expect(indices({ sort: { column: 'split', descending: true } })).toEqual([0, 2, 1, 3]);
    expect(indices({ sort: { column: 'nothing', descending: true } })).toEqual([0, 1, 2, 3]);
  });

  it('past its end shows the last page', () => {
    expect(view.page({ ...ALL, start: 40, count: 3 })).toMatchObject({ start: 3, matches: 4 });
    expect(view.page({ ...ALL, text: 'nothing', start: 3, count: 3 })).toEqual({
      start: 0,
      matches: 0,
      rows: [],
    });
  });

  it('agrees with a plain filter and sort, page by page', () => {
    const cell = fc.constantFrom('', 'a', 'B', 'b2', 'b10', 'É', 'e', 'a b');
    const rows = fc.array(fc.tuple(cell, cell, fc.constantFrom('train', 'test')), { maxLength: 40 });
    const sort = fc.option(fc.record({ column: fc.constantFrom(...COLUMNS), descending: fc.boolean() }));
    const split = fc.constantFrom('', 'train', 'test', 'gold');
    const text = fc.constantFrom('', ' ', 'a', 'b', 'B a', 'é', 'test 2');
    fc.assert(
      fc.property(rows, sort, split, text, fc.integer({ min: 1, max: 9 }), (all, by, of, words, count) => {
        const kept = all
          .map((cells, index) => ({ cells, index }))
          .filter(({ cells }) => of === '' || cells[2] === of)
          .filter(({ cells }) =>
            words
              .toLowerCase()
              .split(' ')
              .every((word) => cells.some((value) => value.toLowerCase().includes(word))),
          );
        if (by) {
          const at = COLUMNS.indexOf(by.column);
          const compare = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });
          kept.sort((a, b) => (by.descending ? -1 : 1) * compare(a.cells[at]!, b.cells[at]!));
        }
        const table = new TableView(COLUMNS, all);
        for (let start = 0; start === 0 || start < kept.length; start += count) {
          const page = table.page({ text: words, split: of, sort: by, start, count });
          expect(page).toEqual({ matches: kept.length, start, rows: kept.slice(start, start + count) });
        }
      }),
    );
  });
});

it('the splits to choose from are in the order of their use, in words', () => {
  const splits = ['gold', 'test', 'train', 'validation', 'holdout-codes-test', 'holdout-codes-val'];
  expect(splitOptions(splits)).toEqual([
    { split: 'train', name: 'train' },
    { split: 'validation', name: 'validation' },
    { split: 'test', name: 'test' },
    { split: 'holdout-codes-val', name: 'held-out occupations, validation' },
    { split: 'holdout-codes-test', name: 'held-out occupations, test' },
    { split: 'gold', name: 'gold' },
  ]);
  expect(splitOptions(['test']).map(({ split }) => split)).toEqual(['test']);
  expect(splitOptions([])).toEqual([]);
});

describe('the address', () => {
  it('gives back every query', () => {
    const query = fc.record({
      table: fc.string(),
      text: fc.string({ unit: 'grapheme' }),
      split: fc.string(),
      sort: fc.option(
        fc.record({
          column: fc.string({ minLength: 1 }).filter((name) => !name.startsWith('-')),
          descending: fc.boolean(),
        }),
      ),
      page: fc.integer({ min: 1, max: 1e6 }),
    });
    fc.assert(
      fc.property(query, (asked) => {
        const route = parseHash(titleDataHash(asked));
        expect(route).toMatchObject({ tab: 'library', path: 'library/titles' });
        expect(readTitleDataQuery(route.parameters)).toEqual(asked);
      }),
    );
  });

  it('is read as far as it goes', () => {
    const { path, parameters } = parseHash('#/library/titles?page=-3&sort=');
    expect(path).toBe('library/titles');
    expect(readTitleDataQuery(parameters)).toEqual({ table: '', text: '', split: '', sort: null, page: 1 });
    expect(readTitleDataQuery(new URLSearchParams('page=1.5')).page).toBe(1);
    expect(parseHash('#/library/elsewhere')).toMatchObject({ tab: 'library', path: 'library' });
    expect(parseHash('#/titles')).toMatchObject({ tab: 'search', path: 'search' });
  });

  it('a header sorts upwards, downwards, not at all; another header starts anew', () => {
    const up = nextSort(null, 'title');
    const down = nextSort(up, 'title');
    expect([up, down, nextSort(down, 'title')]).toEqual([
      { column: 'title', descending: false },
      { column: 'title', descending: true },
      null,
    ]);
    expect(nextSort(down, 'role')).toEqual({ column: 'role', descending: false });
  });
});
