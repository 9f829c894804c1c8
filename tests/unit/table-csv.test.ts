/** @file Reading of CSV: nothing is torn, lost or swallowed, wherever the file is cut into pieces. */
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { toCsv } from '../../src/core/formats/csv-export.ts';
import { openTable } from '../../src/core/tables/open-table.ts';
import {
  LONGEST_QUOTED_RECORD,
  MOST_LINES_IN_RECORD,
  RecordSplitter,
} from '../../src/core/tables/record-splitter.ts';
import type { Delimiter, Encoding } from '../../src/core/tables/table-types.ts';
import { encode, readAll, readCells, tableFile } from './fixtures/tables/table-file.ts';

const nasty = fc.constantFrom(
  '"',
  '""',
  '\n',
  '\r\n',
  '\r',
  ',',
  ';',
  '\t',
  ' ',
  '=1+1',
  "'=",
  'é',
  '漢',
  '🧑‍🚒',
  'Nurse',
);
const cell = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(nasty, { maxLength: 6 }).map((parts) => parts.join('')),
);
/** Tables of two to four columns. */
const grid = fc
  .integer({ min: 2, max: 4 })
  .chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
  );
const delimiter = fc.constantFrom<Delimiter>(',', ';', '\t', '|');
const pieceSize = fc.integer({ min: 1, max: 9 });
const asIs = { format: 'csv', encoding: 'utf-8', header: false } as const;

async function problemsOf(text: string, name = 'titles.csv') {
  return (await readAll(await openTable(tableFile(name, text)))).problems;
}

describe('a CSV written by another program', () => {
  it('gives every cell back, with any delimiter, cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(grid, delimiter, pieceSize, async (rows, character, size) => {
        // Ours takes an apostrophe away where it keeps a formula from running.
        fc.pre(rows.flat().every((text) => !/^'+[=+\-@\t\r]/u.test(text)));
        // A file of nothing but blank cells is refused: tests/unit/table-lines.test.ts.
        fc.pre(rows.flat().some((text) => text.trim() !== ''));
        const csv = Papa.unparse(rows, { delimiter: character });
        const choice = { ...asIs, delimiter: character };
        const table = await openTable(tableFile('a.csv', csv), choice, { pieceSize: size });
        const whole = await readAll(table);
        expect(whole.rows.map(({ cells }) => cells)).toEqual(rows);
        expect(whole.rows.map(({ row }) => row)).toEqual(rows.map((_, index) => index + 1));
        expect(whole.problems).toEqual([]);
      }),
    );
  });

  it('gives the same rows and problems for any text and any size of pieces, and when it is read again', async () => {
    const soup = fc.array(nasty, { maxLength: 60 }).map((parts) => `a,b\n${parts.join('')}\nx,y`);
    await fc.assert(
      fc.asyncProperty(soup, pieceSize, async (text, size) => {
        const file = tableFile('a.csv', text);
        const choice = { ...asIs, delimiter: ',' } as const;
        const table = await openTable(file, choice, { pieceSize: size });
        const { rows, problems } = await readAll(table);
        const again = await readAll(table);
        const { rows: atOnce, problems: problemsAtOnce } = await readAll(await openTable(file, choice));
        expect({ rows, problems }).toEqual({ rows: atOnce, problems: problemsAtOnce });
        expect({ rows, problems }).toEqual({ rows: again.rows, problems: again.problems });
      }),
    );
  });

  it('loses no character of a record to the cutting', () => {
    fc.assert(
      fc.property(fc.array(nasty, { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        const records = new RecordSplitter('a.csv', ',').push(text, true);
        const without = (string: string) => string.replace(/[\r\n]/gu, '');
        expect(records.map((record) => without(record.text)).join('')).toBe(without(text));
      }),
    );
  });

  it('counts bytes up to the size of the file', async () => {
    const file = tableFile('a.csv', 'title,city\nNurse,Leeds\nCook,York\n');
    const table = await openTable(file, {}, { pieceSize: 10 });
    expect((await readAll(table)).bytes).toEqual([10, 20, 30, file.size]);
  });

  it('stops when it is aborted', async () => {
    const table = await openTable(tableFile('a.csv', 'title\nNurse\nCook\n'), {}, { pieceSize: 4 });
    const controller = new AbortController();
    const read = async () => {
      for await (const { bytes } of table.batches(controller.signal)) if (bytes === 8) controller.abort();
    };
    await expect(read()).rejects.toThrow(/abort/iu);
  });
});

describe('a CSV of our own export', () => {
  it('gives back the cells that were made harmless', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), async (pairs) => {
        const csv = toCsv(
          pairs.map(([title, note]) => ({ title, note })),
          ['title', 'note'],
          { byteOrderMark: true },
        );
        const table = await openTable(tableFile('a.csv', csv), { delimiter: ',', header: true });
        expect(table.columns).toEqual(['title', 'note']);
        expect(await readCells(table)).toEqual(pairs);
      }),
    );
  });
});

describe('encodings', () => {
  const text = 'title;city\r\nIngénieur d’études – €;Orléans\r\nKöchin;Nürnberg\r\nCook;York\r\n';
  const cells = [
    ['Ingénieur d’études – €', 'Orléans'],
    ['Köchin', 'Nürnberg'],
    ['Cook', 'York'],
  ];

  it.each<Encoding>(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'])(
    'finds %s without a mark',
    async (encoding) => {
      const table = await openTable(tableFile('a.csv', encode(text, encoding)), {}, { pieceSize: 3 });
      expect(table).toMatchObject({ encoding, delimiter: ';', columns: ['title', 'city'] });
      expect(await readCells(table)).toEqual(cells);
    },
  );

  it.each<Encoding>(['utf-8', 'utf-16le', 'utf-16be'])(
    'finds %s by its mark and takes it away',
    async (encoding) => {
      const table = await openTable(
        tableFile('a.csv', encode(`\ufeff${text}`, encoding)),
        {},
        { pieceSize: 1 },
      );
      expect(table).toMatchObject({ encoding, columns: ['title', 'city'] });
      expect(await readCells(table)).toEqual(cells);
    },
  );

  it('reads text outside the basic plane in UTF-16 with any pieces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), pieceSize, async (emoji, size) => {
        const title = `${emoji.replace(/\s|"|\ufeff/gu, '')}🧑‍🚒`;
        const bytes = encode(`\ufefftitle\n${title}\n`, 'utf-16le');
        const table = await openTable(tableFile('a.txt', bytes), {}, { pieceSize: size });
        expect(await readCells(table)).toEqual([[title]]);
      }),
    );
  });

  it('takes the encoding that the user says, and lists rows that do not fit it', async () => {
    const file = tableFile('a.csv', encode('title,city\nKöchin,Bern\nCook,York\n', 'windows-1252'));
    const table = await openTable(file, { encoding: 'utf-8' });
    const { rows, problems } = await readAll(table);
    expect(rows[0]!.cells[0]).toBe('K\ufffdchin');
    expect(problems).toEqual([
      { row: 2, problem: expect.stringContaining('cannot be read as UTF-8') as string },
    ]);
  });
});

describe('delimiter and header', () => {
  it.each<Delimiter>([',', ';', '\t', '|'])('finds the delimiter %j outside quotes', async (character) => {
    const rows = [
      ['title', 'note', 'pay'],
      ['Nurse', 'a,b;c\td|e', '1'],
      ['Cook', 'a,b;c,d;e', '2'],
    ];
    const csv = Papa.unparse(rows, { delimiter: character, quotes: true });
    const table = await openTable(tableFile('a.csv', csv));
    expect(table.delimiter).toBe(character);
    expect(await readCells(table)).toEqual(rows.slice(1));
  });

  it('is not misled by decimal commas', async () => {
    const table = await openTable(tableFile('a.csv', 'title;pay\nNurse;1,5\nCook;2,5\nPorter;3,5\n'));
    expect(table).toMatchObject({ delimiter: ';', columns: ['title', 'pay'] });
  });

  it('reads one column of titles with commas as one column', async () => {
    const table = await openTable(
      tableFile('a.csv', 'job title\nManager, Sales\nNurse, Staff\nEngineer, Civil\n'),
    );
    expect(table).toMatchObject({ delimiter: null, columns: ['job title'] });
    expect(await readCells(table)).toEqual([['Manager, Sales'], ['Nurse, Staff'], ['Engineer, Civil']]);
  });

  it('knows a header by figures below words, and takes the word of the user', async () => {
    const text = 'Stelle,Lohn\nKoch,2100\nArzt,6000\n';
    expect(await openTable(tableFile('a.csv', text))).toMatchObject({
      header: true,
      columns: ['Stelle', 'Lohn'],
    });
    const table = await openTable(tableFile('a.csv', text), { header: false });
    expect(table).toMatchObject({ header: false, columns: ['Column 1', 'Column 2'] });
    expect((await readCells(table))[0]).toEqual(['Stelle', 'Lohn']);
  });

  it('takes a first row like the others for data', async () => {
    const table = await openTable(tableFile('a.csv', 'Nurse,Leeds\nCook,York\nPorter,Hull\n'));
    expect(table).toMatchObject({ header: false, titleColumn: 0 });
    expect(table.preview.map(({ row }) => row)).toEqual([1, 2, 3]);
  });

  it('makes names unique and names what has none', async () => {
    const table = await openTable(tableFile('a.csv', 'title,title,,title (2)\na,b,c,d\n'));
    expect(table.columns).toEqual(['title', 'title (2)', 'Column 3', 'title (2) (2)']);
  });

  it.each([
    ['id,JobTitle,company\n1,Nurse,Acme\n', 1],
    ['title,raw_job_title\nMs,Nurse\n', 1],
    ['id,employer,city,what\n1,Acme,Leeds,Staff nurse\n2,Bolt,York,Sales assistant\n', 3],
  ])('guesses the title column of %j', async (text, column) => {
    expect((await openTable(tableFile('a.csv', text))).titleColumn).toBe(column);
  });

  it('shows at most 20 rows first', async () => {
    const text = `title,city\n${'Nurse,Leeds\n'.repeat(30)}`;
    const table = await openTable(tableFile('a.csv', text));
    expect(table.preview).toHaveLength(20);
    expect(table.preview[0]).toEqual({ row: 2, cells: ['Nurse', 'Leeds'] });
  });
});

describe('rows that are not as they should be', () => {
  it('widens a header that lacks a name most rows have a cell for', async () => {
    const table = await openTable(
      tableFile('a.csv', 'title,city\nNurse,Leeds,1\nCook,York,2\nPorter,Hull\n'),
    );
    expect(table.columns).toEqual(['title', 'city', 'Column 3']);
  });

  it('fills short rows, leaves out surplus cells and lists both', async () => {
    const table = await openTable(
      tableFile('a.csv', 'title,city,pay\nNurse\nCook,York,1,x,\nPorter,Hull,2\n'),
    );
    const { rows, problems } = await readAll(table);
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['Nurse', '', ''],
      ['Cook', 'York', '1'],
      ['Porter', 'Hull', '2'],
    ]);
    expect(problems).toEqual([
      { row: 2, problem: '1 cell for 3 columns; the missing ones are read as empty' },
      { row: 3, problem: '5 cells for 3 columns; the last 2 (1 with text) are left out' },
    ]);
  });

  it('leaves out blank lines and lists each run of them; those at the end are none', async () => {
    const table = await openTable(tableFile('a.csv', 'title,city\nNurse,Leeds\n\n  \nCook,York\n\n\n'));
    const { rows, problems } = await readAll(table);
    expect(rows.map(({ row }) => row)).toEqual([2, 5]);
    expect(problems).toEqual([{ row: 3, problem: '2 blank lines; left out' }]);
  });

  it('keeps blank lines of a single column in their place', async () => {
    const table = await openTable(tableFile('a.csv', 'title\nNurse\n\nCook\n\n'));
    const { rows, problems } = await readAll(table);
    expect(rows.map(({ row, cells }) => [row, cells[0]])).toEqual([
      [2, 'Nurse'],
      [3, ''],
      [4, 'Cook'],
    ]);
    expect(problems).toEqual([{ row: 3, problem: '1 blank line; kept, with empty text' }]);
  });

  it('keeps a row of empty cells', async () => {
    expect(await readCells(await openTable(tableFile('a.csv', 'title\tcity\n\t\nNurse\tHull\n')))).toEqual([
      ['', ''],
      ['Nurse', 'Hull'],
    ]);
  });

  const notClosed = 'a quote that is never closed; read as plain text';

  it('reads the line of a quote that is never closed as plain text and goes on after it', async () => {
    const rest = 'Porter,Hull\n'.repeat(20);
    const table = await openTable(tableFile('a.csv', `title,city\nNurse,Leeds\n"Cook,York\n${rest}`));
    const { rows, problems } = await readAll(table);
    expect(rows).toHaveLength(22);
    expect(rows[1]).toEqual({ row: 3, cells: ['"Cook', 'York'] });
    expect(rows[21]).toEqual({ row: 23, cells: ['Porter', 'Hull'] });
    expect(problems).toEqual([{ row: 3, problem: notClosed }]);
  });

  it('does not let it run into the next quoted cell', async () => {
    const table = await openTable(
      tableFile('a.csv', 'title,city\n"Cook,York\nNurse,Leeds\n"Porter, senior",Hull\n'),
    );
    const { rows, problems } = await readAll(table);
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['"Cook', 'York'],
      ['Nurse', 'Leeds'],
      ['Porter, senior', 'Hull'],
    ]);
    expect(problems).toEqual([{ row: 2, problem: notClosed }]);
  });

  it.each([
    ['many lines', 'Porter,Hull\n'.repeat(MOST_LINES_IN_RECORD + 1), MOST_LINES_IN_RECORD + 1],
    ['long lines', `${'x'.repeat(LONGEST_QUOTED_RECORD)},Hull\n`, 1],
  ])('gives up after %s even where the quote closes later', async (_, lines, number) => {
    const text = `title,city\n"Cook,York\n${lines}end",x\n`;
    const whole = await readAll(await openTable(tableFile('a.csv', text)));
    expect(whole.rows).toHaveLength(number + 2);
    expect(whole.problems).toEqual([{ row: 2, problem: notClosed }]);
  });

  it('keeps a cell of many lines below the limits whole', async () => {
    const lines = 'duties\n'.repeat(MOST_LINES_IN_RECORD - 1);
    const table = await openTable(tableFile('a.csv', `title,description\nCook,"${lines}"\nNurse,none\n`));
    expect(await readCells(table)).toEqual([
      ['Cook', lines],
      ['Nurse', 'none'],
    ]);
  });

  it('keeps quotes that are not doubled where the cell closes on its line', async () => {
    const text = 'title,city\n"Cook "sous" chef",York\n"Nurse" x,Hull\n"Porter" ,Hull\n';
    const { rows, problems } = await readAll(await openTable(tableFile('a.csv', text)));
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['Cook "sous" chef', 'York'],
      ['"Nurse" x', 'Hull'],
      ['Porter', 'Hull'],
    ]);
    expect(problems).toEqual([
      { row: 2, problem: 'a quote inside a quoted cell that is not doubled; kept as text' },
      { row: 3, problem: notClosed },
    ]);
  });

  it('reads line ends of all kinds in one file', async () => {
    expect(await readCells(await openTable(tableFile('a.csv', 'title,n\r\na,1\nb,2\rc,3')))).toEqual([
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ]);
  });

  it('has nothing to list in a clean file', async () => {
    expect(await problemsOf('title,city\nNurse,"Leeds, UK"\n"Cook ""sous""",York\n')).toEqual([]);
  });
});
