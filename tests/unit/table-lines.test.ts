/** @file Reading of lines: text, pasted lines and JSONL; files that are no tables. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/core/formats/format-error.ts';
import { openTable, pastedTable } from '../../src/core/tables/open-table.ts';
import { readAll, readCells, tableFile } from './fixtures/tables/table-file.ts';

describe('lines of text', () => {
  it('are titles as they stand, commas and quotes included', async () => {
    const table = await openTable(pastedTable('Manager, Sales\n"Chief" cook\n=1+1\n'));
    expect(table).toMatchObject({
      format: 'text',
      encoding: 'utf-8',
      delimiter: null,
      header: false,
      titleColumn: 0,
    });
    expect(table.columns).toEqual(['Column 1']);
    expect(await readCells(table)).toEqual([['Manager, Sales'], ['"Chief" cook'], ['=1+1']]);
  });

  it('give every line back with any pieces', async () => {
    const line = fc
      .string({ unit: 'grapheme' })
      .filter((text) => text.trim() !== '' && !/[\r\n\ufeff]/u.test(text));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        async (lines, pieceSize) => {
          const choice = { format: 'text', header: false } as const;
          const table = await openTable(pastedTable(lines.join('\r\n')), choice, { pieceSize });
          expect(await readCells(table)).toEqual(lines.map((text) => [text]));
        },
      ),
    );
  });

  it('may begin with the name of the column', async () => {
    const table = await openTable(tableFile('titles.txt', 'Job title\nNurse\nCook\n'));
    expect(table).toMatchObject({ header: true, columns: ['Job title'] });
    expect((await readAll(table)).rows[0]).toEqual({ row: 2, cells: ['Nurse'] });
  });

  it('pasted out of a spreadsheet are cells', async () => {
    const table = await openTable(pastedTable('Nurse\tLeeds\nCook\tYork\n'));
    expect(table).toMatchObject({ format: 'csv', delimiter: '\t' });
  });

  it('are cells below known names', async () => {
    const table = await openTable(tableFile('export.txt', 'id;job title\n1;Nurse\n2;Cook\n'));
    expect(table).toMatchObject({ format: 'csv', delimiter: ';', titleColumn: 1 });
  });

  it('pasted can be read as a stream too', async () => {
    const text = 'Nurse\nKöchin 🧑‍🍳\n';
    expect(await new Response(pastedTable(text).stream()).text()).toBe(text);
  });
});

describe('JSONL', () => {
  it('has the fields of all records as columns, nested values as JSON text', async () => {
    const text = '{"title":"Nurse","pay":1.5}\n{"title":null,"tags":["a",{"b":2}],"ok":true}\n';
    const table = await openTable(tableFile('a.dat', text), {}, { pieceSize: 5 });
    expect(table).toMatchObject({ format: 'jsonl', header: null, delimiter: null, titleColumn: 0 });
    expect(table.columns).toEqual(['title', 'pay', 'tags', 'ok']);
    expect(await readCells(table)).toEqual([
      ['Nurse', '1.5', '', ''],
      ['', '', '["a",{"b":2}]', 'true'],
    ]);
  });

  it('lists lines that are no JSON objects and goes on', async () => {
    const text = '{"title":"Nurse","n":1}\n{"title":\n[1]\n\n{"title":"Cook"}\n';
    const { rows, problems } = await readAll(await openTable(tableFile('a.jsonl', text)));
    expect(rows.map(({ row, cells }) => [row, cells[0]])).toEqual([
      [1, 'Nurse'],
      [5, 'Cook'],
    ]);
    expect(problems.map(({ row }) => row)).toEqual([2, 3, 4]);
  });

  it('lists fields that come up after the first 1,000 records', async () => {
    const text = `${'{"title":"Nurse","n":1}\n'.repeat(1000)}{"title":"Cook","late":1}\n`;
    const table = await openTable(tableFile('a.jsonl', text));
    expect(table.columns).toEqual(['title', 'n']);
    const { problems } = await readAll(table);
    expect(problems).toEqual([{ row: 1001, problem: 'a field that no record before had: late; left out' }]);
  });

  it('gives every text back', async () => {
    const record = fc.record({ title: fc.string({ unit: 'binary' }), note: fc.string({ unit: 'grapheme' }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        async (records, pieceSize) => {
          const text = records.map((value) => JSON.stringify(value)).join('\n');
          const table = await openTable(tableFile('a.jsonl', text), {}, { pieceSize });
          expect(await readCells(table)).toEqual(records.map(({ title, note }) => [title, note]));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('files that are no tables', () => {
  it.each([
    ['empty.csv', '', 'is empty'],
    ['blank.txt', ' \n\n', 'holds no rows'],
    ['header.csv', 'job title,city\n', 'holds no rows'],
    ['list.json', '[\n{"title":"Nurse"}]', 'one JSON document'],
    ['none.jsonl', 'Nurse\nCook\n', 'no line that is a JSON object'],
    ['photo.csv', 'ab\0\0cd\0', 'is not a table'],
    ['letter.pdf', '%PDF-1.7\n', 'is a PDF'],
  ])('%s is refused with its name', async (name, content, says) => {
    const refusal = await openTable(tableFile(name, content)).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(FormatError);
    expect((refusal as FormatError).message).toMatch(name);
    expect((refusal as FormatError).message).toContain(says);
  });

  it('and old workbooks and packed files say what to do', async () => {
    const old = Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1);
    await expect(openTable(tableFile('old.xls', old))).rejects.toThrow(/old\.xls .*Save the sheet as CSV/u);
    await expect(openTable(tableFile('a.csv.gz', Uint8Array.of(0x1f, 0x8b, 8)))).rejects.toThrow(
      /Unpack it/u,
    );
  });

  it('a file that was moved or grew shorter is named', async () => {
    const file = tableFile('a.csv', 'title\nNurse\nCook\n');
    const gone = { ...file, slice: () => Promise.reject(new Error('NotReadableError')) };
    const shorter = { ...file, slice: () => Promise.resolve(new ArrayBuffer(3)) };
    await expect(openTable(gone)).rejects.toThrow(/^a\.csv can no longer be read/u);
    await expect(openTable(shorter)).rejects.toThrow(/^a\.csv can no longer be read/u);
  });
});
