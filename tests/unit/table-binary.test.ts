/** @file Reading of Parquet and XLSX, and refusal of workbooks that burst. */
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import writeXlsxFile, { type SheetData } from 'write-excel-file/universal';
import { openTable } from '../../src/core/tables/open-table.ts';
import { storedZip } from '../../src/core/tables/stored-zip.ts';
import { readAll, readCells, tableFile } from './fixtures/tables/table-file.ts';

async function workbook(rows: SheetData): Promise<Uint8Array<ArrayBuffer>> {
  const blob = await writeXlsxFile(rows, { dateFormat: 'yyyy-mm-dd' }).toBlob();
  return new Uint8Array(await blob.arrayBuffer());
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A workbook of one sheet with these `<row>` elements. */
function handmade(sheetData: string): Uint8Array<ArrayBuffer> {
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relations = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"';
  const parts = {
    'xl/workbook.xml': `<workbook ${main} xmlns:r="${office}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships ${relations}><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet ${main}><sheetData>${sheetData}</sheetData></worksheet>`,
  };
  return storedZip(Object.entries(parts).map(([path, xml]) => ({ path, bytes: utf8(xml) })));
}

/** Overwrites the unpacked size of the first entry of an archive's directory. */
function claim(archive: Uint8Array<ArrayBuffer>, unpacked: number): Uint8Array<ArrayBuffer> {
  const bytes = archive.slice();
  const view = new DataView(bytes.buffer);
  const directory = view.getUint32(bytes.length - 22 + 16, true);
  view.setUint32(directory + 24, unpacked, true);
  return bytes;
}

describe('Parquet', () => {
  const titles = Array.from({ length: 250 }, (_, index) => `Nurse ${index} 🧑‍⚕️`);
  const columnData = [
    { name: 'job_title', data: titles, type: 'STRING' as const },
    { name: 'count', data: titles.map((_, index) => BigInt(index) * 10n ** 15n), type: 'INT64' as const },
    {
      name: 'seen',
      data: titles.map((_, index) => new Date(index * 86_400_000)),
      type: 'TIMESTAMP' as const,
    },
    {
      name: 'note',
      data: titles.map((_, index) => (index % 2 === 0 ? null : { a: [index] })),
      type: 'JSON' as const,
    },
  ];
  const codecs = [
    { codec: 'SNAPPY' as const },
    { codec: 'UNCOMPRESSED' as const },
    { codec: 'GZIP' as const, compressors: { GZIP: (input: Uint8Array) => gzipSync(input) } },
  ];

  it.each(codecs)('is read over row groups with $codec', async (codec) => {
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 100, ...codec }));
    const table = await openTable(tableFile('a.bin', bytes));
    expect(table).toMatchObject({ format: 'parquet', encoding: null, header: null, titleColumn: 0 });
    expect(table.columns).toEqual(['job_title', 'count', 'seen', 'note']);
    expect(table.preview).toHaveLength(20);
    const whole = await readAll(table);
    expect(whole.rows.map(({ cells }) => cells[0])).toEqual(titles);
    expect(whole.rows[249]).toEqual({
      row: 250,
      cells: [titles[249], '249000000000000000', '1970-09-07T00:00:00.000Z', '{"a":[249]}'],
    });
    expect(whole.rows[0]!.cells[3]).toBe('');
    expect(whole.bytes).toHaveLength(3);
    expect(whole.bytes.at(-1)).toBe(bytes.length);
    expect(await readCells(table)).toHaveLength(250);
  });

  it('gives days without a time and decimals with their places', async () => {
    const schema = [
      { name: 'root', num_children: 3 },
      { name: 'title', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      { name: 'day', type: 'INT32', converted_type: 'DATE', repetition_type: 'REQUIRED' },
      {
        name: 'pay',
        type: 'INT32',
        converted_type: 'DECIMAL',
        scale: 2,
        precision: 9,
        repetition_type: 'REQUIRED',
      },
    ] as const;
    const data = [
      { name: 'title', data: ['Cook'] },
      { name: 'day', data: [new Date('2024-02-29')] },
      { name: 'pay', data: [11.1] },
    ];
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData: data, schema: [...schema] }));
    expect(await readCells(await openTable(tableFile('a.parquet', bytes)))).toEqual([
      ['Cook', '2024-02-29', '11.10'],
    ]);
  });

  it('says so when it is damaged or has no rows', async () => {
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData }));
    await expect(openTable(tableFile('cut.parquet', bytes.slice(0, 500)))).rejects.toThrow(
      /^cut\.parquet is not a Parquet/u,
    );
    const none = new Uint8Array(
      parquetWriteBuffer({ columnData: [{ name: 'title', data: [], type: 'STRING' }] }),
    );
    await expect(openTable(tableFile('none.parquet', none))).rejects.toThrow(/^none\.parquet holds no rows/u);
  });
});

describe('XLSX', () => {
  it('gives numbers, dates, truth and text as text', async () => {
    const bytes = await workbook([
      ['Job title', 'Pay', 'Since', 'Full time'].map((value) => ({ value })),
      [
        { value: ' Köchin & "Chef" 🧑‍🍳 ' },
        { value: 0.1 },
        { value: new Date('2024-02-29'), type: Date },
        { value: true },
      ],
      [{ value: 'Nurse' }, { value: 1e15 }, null, { value: false }],
    ]);
    const table = await openTable(tableFile('a.dat', bytes));
    expect(table).toMatchObject({ format: 'xlsx', header: true, titleColumn: 0, encoding: null });
    expect((await readAll(table)).rows).toEqual([
      { row: 2, cells: [' Köchin & "Chef" 🧑‍🍳 ', '0.1', '2024-02-29', 'true'] },
      { row: 3, cells: ['Nurse', '1000000000000000', '', 'false'] },
    ]);
  });

  it('reads a sheet whose parts are large, twice', async () => {
    const rows = Array.from({ length: 12_000 }, (_, index) => [
      { value: `Title ${index}` },
      { value: index },
    ]);
    const table = await openTable(tableFile('a.xlsx', await workbook(rows)), { header: false });
    const cells = await readCells(table);
    expect(cells).toHaveLength(12_000);
    expect(cells[11_999]).toEqual(['Title 11999', '11999']);
    expect(await readCells(table)).toEqual(cells);
  });

  it('keeps the numbers of rows where rows are missing', async () => {
    const text = (address: string, value: string) =>
      `<c r="${address}" t="inlineStr"><is><t>${value}</t></is></c>`;
    const bytes = handmade(
      `<row r="3">${text('A3', 'title')}${text('B3', 'city')}</row>` +
        `<row r="4">${text('A4', 'Nurse')}</row><row r="7">${text('B7', 'York')}</row>`,
    );
    const { rows, problems } = await readAll(await openTable(tableFile('a.xlsx', bytes)));
    expect(rows).toEqual([
      { row: 4, cells: ['Nurse', ''] },
      { row: 7, cells: ['', 'York'] },
    ]);
    expect(problems).toEqual([{ row: 5, problem: '2 blank lines; left out' }]);
  });

  it('refuses a workbook that claims 1 GB, before it unpacks anything', async () => {
    const bytes = claim(await workbook([[{ value: 'Nurse' }]]), 1_000_000_000);
    const file = tableFile('bomb.xlsx', bytes);
    await expect(openTable(file)).rejects.toThrow(
      /^bomb\.xlsx is 1000 MB when unpacked.*Save the sheet as CSV/u,
    );
  });

  it('refuses a part that claims to grow more than 200 times', async () => {
    const bytes = claim(await workbook([[{ value: 'Nurse' }]]), 50_000_000);
    await expect(openTable(tableFile('bomb.xlsx', bytes))).rejects.toThrow(
      /grows more than 200 times.*as CSV/u,
    );
  });

  it('does not unpack more than the directory claims', async () => {
    const bytes = claim(await workbook([[{ value: 'Nurse' }]]), 10);
    await expect(openTable(tableFile('liar.xlsx', bytes))).rejects.toThrow(
      /^liar\.xlsx is not an XLSX workbook/u,
    );
  });

  it('refuses a sheet with a cell at its far end', async () => {
    const bytes = handmade('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>');
    await expect(openTable(tableFile('far.xlsx', bytes))).rejects.toThrow(/1048576 rows and 16384 columns/u);
  });

  it('refuses what is no workbook, and one without rows', async () => {
    const other = storedZip([{ path: 'readme.xml', bytes: utf8('<a/>') }]);
    await expect(openTable(tableFile('other.zip', other))).rejects.toThrow(
      /^other\.zip is not an XLSX workbook/u,
    );
    const cut = (await workbook([[{ value: 'Nurse' }]])).slice(0, 900);
    await expect(openTable(tableFile('cut.xlsx', cut))).rejects.toThrow(
      /^cut\.xlsx is not an XLSX workbook/u,
    );
    await expect(openTable(tableFile('none.xlsx', handmade('')))).rejects.toThrow(
      /^none\.xlsx holds no rows/u,
    );
  });
});
