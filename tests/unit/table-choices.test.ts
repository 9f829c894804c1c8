/** @file What is read of a table that says little about itself, what the user can correct, and which values were no text. */
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { kindOfParquet, notTextSentence } from '../../src/core/tables/not-text.ts';
import { openTable, pastedTable } from '../../src/core/tables/open-table.ts';
import { choiceOfCut, cutOf, CUTS, type Cut } from '../../src/features/normalize/cuts.ts';
import { readCells, tableFile } from './fixtures/tables/table-file.ts';

const allCuts = Object.keys(CUTS) as Cut[];

describe('how rows are cut', () => {
  it('can be corrected from one column to several, and back', async () => {
    // One column: the guess takes "Manager, Sales" for a title.
    const file = tableFile('titles.csv', 'title\n"Manager, Sales"\nNurse, Leeds\nCook\n');
    const found = await openTable(file);
    expect(cutOf(found)).toBe('none');
    expect(await readCells(found)).toEqual([['Manager, Sales'], ['Nurse, Leeds'], ['Cook']]);
    const cells = await openTable(file, choiceOfCut('comma'));
    expect(cutOf(cells)).toBe('comma');
    expect((await readCells(cells))[1]).toContain('Nurse');
    const lines = await openTable(file, { ...choiceOfCut('comma'), ...choiceOfCut('lines') });
    expect(cutOf(lines)).toBe('lines');
    expect((await readCells(lines))[0]).toEqual(['"Manager, Sales"']);
    expect(await readCells(await openTable(file, choiceOfCut('none')))).toEqual(await readCells(found));
  });

  it('of pasted lines too', async () => {
    const pasted = pastedTable('Nurse|Leeds\nCook|York\n');
    const lines = await openTable(pasted, { format: 'text' });
    expect(cutOf(lines)).toBe('lines');
    const cells = await openTable(pasted, { format: 'text', ...choiceOfCut('bar') });
    expect(await readCells(cells)).toEqual([
      ['Nurse', 'Leeds'],
      ['Cook', 'York'],
    ]);
  });

  it.each(allCuts)('stays as it was chosen: %s', async (cut) => {
    const table = await openTable(pastedTable('a,b;c\td|e\nf,g;h\ti|j\n'), choiceOfCut(cut));
    expect(cutOf(table)).toBe(cut);
  });

  it('is not asked where the format says it', async () => {
    expect(cutOf(await openTable(tableFile('a.jsonl', '{"title":"Nurse"}\n')))).toBeNull();
  });
});

describe('values that are not text', () => {
  it('are named in JSONL with all their kinds', async () => {
    const text =
      '{"title":"Nurse","pay":1.5,"tags":["a"]}\n{"title":null,"pay":{"low":1},"tags":null,"ok":true}\n';
    const table = await openTable(tableFile('a.jsonl', text));
    expect(table.notText).toEqual([
      { column: 'pay', kinds: ['numbers', 'nested values'] },
      { column: 'tags', kinds: ['lists'] },
      { column: 'ok', kinds: ['true or false'] },
    ]);
  });

  it('are named in Parquet by its schema', async () => {
    const columnData = [
      { name: 'title', data: ['Nurse'], type: 'STRING' as const },
      { name: 'pay', data: [1.5], type: 'DOUBLE' as const },
      { name: 'count', data: [1n], type: 'INT64' as const },
      { name: 'seen', data: [new Date(0)], type: 'TIMESTAMP' as const },
      { name: 'note', data: [{ a: 1 }], type: 'JSON' as const },
      { name: 'full time', data: [true], type: 'BOOLEAN' as const },
    ];
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData }));
    const { notText } = await openTable(tableFile('a.parquet', bytes));
    expect(notText.map(({ column, kinds }) => [column, ...kinds])).toEqual([
      ['pay', 'numbers'],
      ['count', 'numbers'],
      ['seen', 'dates'],
      ['note', 'nested values'],
      ['full time', 'true or false'],
    ]);
  });

  it('are known by every way of writing them in a schema', () => {
    const kind = (element: Parameters<typeof kindOfParquet>[0]['element'], children = 0) =>
      kindOfParquet({
        element,
        children: Array.from({ length: children }, () => ({
          element: { name: 'inner' },
          ...{ children: [], count: 1, path: [] },
        })),
        count: 1,
        path: [],
      });
    expect(kind({ name: 'a', type: 'BYTE_ARRAY', converted_type: 'UTF8' })).toBeNull();
    expect(kind({ name: 'a', type: 'BYTE_ARRAY' })).toBeNull();
    expect(kind({ name: 'a', type: 'INT32', converted_type: 'DATE' })).toBe('dates');
    expect(kind({ name: 'a', type: 'INT96' })).toBe('dates');
    expect(kind({ name: 'a', type: 'INT32', converted_type: 'DECIMAL' })).toBe('numbers');
    expect(kind({ name: 'a', converted_type: 'LIST' }, 1)).toBe('lists');
    expect(kind({ name: 'a', type: 'BYTE_ARRAY', repetition_type: 'REPEATED' })).toBe('lists');
    expect(kind({ name: 'a' }, 2)).toBe('nested values');
    expect(kind({ name: 'a', type: 'FIXED_LEN_BYTE_ARRAY', logical_type: { type: 'UUID' } })).toBeNull();
  });

  it('are said in one sentence', async () => {
    expect(notTextSentence((await openTable(pastedTable('Nurse\nCook\n'))).notText)).toBe('');
    expect(notTextSentence([{ column: 'pay', kinds: ['numbers'] }])).toBe(
      '“pay” (numbers) is not text in this file: it is read, and exported, as text.',
    );
    const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((column) => ({ column, kinds: ['dates' as const] }));
    expect(notTextSentence(many)).toBe(
      '“a” (dates), “b” (dates), “c” (dates), “d” (dates) and 2 more are not text in this file: they are read, and exported, as text.',
    );
  });
});
