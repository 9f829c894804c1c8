import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import Papa from 'papaparse';
import readXlsxFile from 'read-excel-file/universal';
import { describe, expect, it } from 'vitest';
import { answerOf } from '../../src/core/coding/answer.ts';
import { officialCode } from '../../src/core/coding/groups/groups.ts';
import { pictureOf } from '../../src/core/coding/output/picture.ts';
import { renamedColumns, RESULT_COLUMNS, resultCells } from '../../src/core/coding/output/result-columns.ts';
import { runRecord, runRecordJson, type RunFacts } from '../../src/core/coding/output/run-record.ts';
import { detailOf, parseCode, readsAsDate } from '../../src/core/coding/output/soc-code.ts';
import { writeParquet } from '../../src/core/coding/output/write-parquet.ts';
import {
  defusesFormulas,
  TABLE_FORMATS,
  writeTable,
  type WriteOptions,
} from '../../src/core/coding/output/write-table.ts';
import { zipStream } from '../../src/core/coding/output/zip-stream.ts';
import type { CodedJob, CodedTitle } from '../../src/core/coding/types.ts';
import { undefuse } from '../../src/core/formats/csv-export.ts';

const job: CodedJob = {
  title: 'Marketing Lead',
  source: 'model',
  steps: [
    { detail: 'detailed', code: '11-2021.00', confidence: 0.62 },
    { detail: 'soc', code: '11-2021', confidence: 0.64 },
    { detail: 'broad', code: '11-202', confidence: 0.71 },
    { detail: 'minor', code: '11-2', confidence: 0.9 },
    { detail: 'major', code: '11', confidence: 0.96 },
  ],
  alternatives: [
    { code: '11-2021.00', confidence: 0.62, titles: ['Head of Marketing'] },
    { code: '13-1161.00', confidence: 0.24, titles: [] },
  ],
  nearest: [
    { title: 'Marketing Manager', code: '11-2021.00', cosine: 0.9 },
    { title: 'Brand Manager', code: '11-2021.00', cosine: 0.8 },
  ],
  level: { name: 'Manager', confidence: 0.8 },
  area: { name: 'Marketing', confidence: 0.95 },
};
const coded: CodedTitle = {
  raw: 'Marketing Lead $42/hr Nights',
  clean: 'Marketing Lead',
  kept: [],
  removed: [
    { kind: 'pay', text: '$42/hr', start: 15, end: 21 },
    { kind: 'shift', text: 'Nights', start: 22, end: 28 },
  ],
  reason: null,
  jobs: [job],
};
const names = {
  title: (code: string) =>
    ({ '11-202': 'Marketing and sales', '11-2': 'Marketing managers', '11': 'Management' })[code] ?? '',
};
const cellsOf = (title: CodedTitle, threshold: number) => {
  const cells = resultCells(title, { threshold, names });
  return Object.fromEntries(RESULT_COLUMNS.map((name, i) => [name.replace('rolemap_', ''), cells[i]]));
};

async function bytesOf(
  format: (typeof TABLE_FORMATS)[number],
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  options?: WriteOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  return joined(writeTable(format, columns, batches(rows), options));
}
async function* batches(rows: readonly (readonly string[])[], size = 3) {
  await Promise.resolve();
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}
async function joined(pieces: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> {
  const all: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of pieces) all.push(piece);
  return new Uint8Array(await new Blob(all).arrayBuffer());
}
const textOf = async (...args: Parameters<typeof bytesOf>) =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(await bytesOf(...args));
const sheetOf = async (...args: Parameters<typeof bytesOf> extends [unknown, ...infer Rest] ? Rest : never) =>
  (await readXlsxFile(new Blob([await bytesOf('xlsx', ...args)])))[0]!.data;

describe('result columns', () => {
  it('write one title with its evidence', () => {
    expect(cellsOf(coded, 0.85)).toEqual({
      clean_title: 'Marketing Lead',
      removed: 'pay: $42/hr; shift: Nights',
      answer: '11-2000',
      answer_title: 'Marketing managers',
      answer_detail: 'minor',
      confidence: '0.900',
      onet_soc_2019: '11-2021.00',
      onet_soc_2019_title: '',
      soc_2018: '11-2021',
      soc_2018_title: '',
      broad_group: '11-2020',
      broad_group_title: 'Marketing and sales',
      minor_group: '11-2000',
      minor_group_title: 'Marketing managers',
      major_group: '11-0000',
      major_group_title: 'Management',
      confidence_detailed: '0.620',
      confidence_soc: '0.640',
      confidence_broad: '0.710',
      confidence_minor: '0.900',
      confidence_major: '0.960',
      source: 'model',
      reason: '',
      level: 'Manager',
      level_confidence: '0.800',
      area: 'Marketing',
      area_confidence: '0.950',
      nearest_titles: 'Marketing Manager (11-2021.00); Brand Manager (11-2021.00)',
      gap_to_runner_up: '0.380',
    });
  });

  it('say why there is no answer', () => {
    expect(cellsOf(coded, 0.99)).toMatchObject({
      answer: '',
      answer_title: '',
      answer_detail: 'none',
      confidence: '',
      reason: 'not sure',
      onet_soc_2019: '11-2021.00',
    });
    expect(cellsOf({ ...coded, reason: 'too-general', jobs: [] }, 0.5)).toMatchObject({
      clean_title: 'Marketing Lead',
      answer_detail: 'none',
      reason: 'too general',
      source: '',
    });
  });

  it('list each of several jobs in its place', () => {
    const unsure = { ...job, title: 'A|B', steps: job.steps.map((step) => ({ ...step, confidence: 0.1 })) };
    const cells = cellsOf({ ...coded, reason: 'several-jobs', jobs: [unsure, job] }, 0.6);
    expect(cells).toMatchObject({
      clean_title: 'A/B | Marketing Lead',
      answer: ' | 11-2021.00',
      answer_detail: 'none | detailed',
      confidence: ' | 0.620',
      // One of them has no code, so that the title has none.
      reason: 'not sure',
      onet_soc_2019_title: '',
    });
  });

  it('have code, title and confidence at each level of detail', () => {
    for (const [code, detail] of [
      ['onet_soc_2019', 'detailed'],
      ['soc_2018', 'soc'],
      ['broad_group', 'broad'],
      ['minor_group', 'minor'],
      ['major_group', 'major'],
    ])
      expect(RESULT_COLUMNS).toEqual(
        expect.arrayContaining(
          [code, `${code}_title`, `confidence_${detail}`].map((name) => `rolemap_${name}`),
        ),
      );
  });

  it('get out of the way of the columns of the file', () => {
    expect(new Set(RESULT_COLUMNS).size).toBe(RESULT_COLUMNS.length);
    expect(renamedColumns(['id', 'Rolemap_Answer', 'a_2'], ['a', 'rolemap_answer'])).toEqual([
      'a',
      'rolemap_answer_2',
    ]);
    const name = fc.constantFrom('a', 'A', 'a_2', 'a_2_2', 'b');
    fc.assert(
      fc.property(fc.array(name), fc.uniqueArray(name), (input, results) => {
        const all = [...new Set(input.map((text) => text.toLowerCase()))];
        const renamed = renamedColumns(input, results).map((text) => text.toLowerCase());
        expect(new Set([...all, ...renamed]).size).toBe(all.length + results.length);
      }),
    );
  });
});

describe('codes', () => {
  it('are read in every form that people write', () => {
    const read = (text: string) => parseCode(text)?.code;
    expect(['15-1252.00', ' 15125200 ', '15–1252.00'].map(read)).toEqual(Array(3).fill('15-1252.00'));
    expect(['15-1252', '151252'].map(read)).toEqual(['15-1252', '15-1252']);
    expect(['15-1250', '15-125'].map(read)).toEqual(['15-125', '15-125']);
    expect(['15-1200', '15-1000', '15-1'].map(read)).toEqual(['15-1', '15-1', '15-1']);
    expect(['15-0000', '15'].map(read)).toEqual(['15', '15']);
    expect(['', 'Nov-11', '2011-11-01', '15-12', '1', 'constructor'].map(read)).toEqual(
      Array(6).fill(undefined),
    );
    for (const code of [
      '15-1252.00',
      '15-1252',
      '29-1215',
      '29-121',
      '15-125',
      '15-1',
      '31-1',
      '51-5',
      '15',
    ]) {
      expect(parseCode(officialCode(code))).toEqual({ code, detail: detailOf(code) });
    }
  });

  it('are known where a spreadsheet takes them for dates', () => {
    expect(['11-2011', '11-10', '13-1', '11-3031', '1/2', '3-4-2020'].filter(readsAsDate)).toHaveLength(6);
    const texts = ['11-1000', '13-1071', '15-0000', '11-2011.00', '="11-2011"', '', 'Nurse', '0.620'];
    expect(texts.filter(readsAsDate)).toEqual([]);
  });

  const codes = [
    ['11-2011', '11-1000'],
    ['13-1071', '11-2011.00'],
  ];
  const columns = ['rolemap_soc_2018', 'rolemap_answer'];

  it('never become dates where the format says that they are texts', async () => {
    const bytes = await bytesOf('parquet', columns, codes);
    const { children } = parquetSchema(parquetMetadata(bytes.buffer));
    expect(children.map(({ element }) => element.converted_type)).toEqual(['UTF8', 'UTF8']);

    expect(await sheetOf(columns, codes)).toEqual([columns, ...codes]);
  });

  it('are plain in a CSV, and the run record says what Excel does then', async () => {
    const csv = await textOf('csv', columns, codes);
    expect(csv).toBe('rolemap_soc_2018,rolemap_answer\r\n11-2011,11-1000\r\n13-1071,11-2011.00\r\n');
    expect(runRecord(facts, []).notes.join()).toContain('11-2011 for November 2011');
  });
});

describe('tables', () => {
  const columns = ['title', '2', '1', 'constructor'];
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom(
      'constructor',
      '__proto__',
      '=1+1',
      "'=a",
      '@b',
      '-',
      ' x ',
      'a\nb',
      'a\r\nb',
      '"',
      'a,b;c\td',
      '<&>',
    ),
    fc.constantFrom('_x0041_', '\u0001', '\ufffe', '+44 20 7946 0000', '11-2011', '1e5', 'ünï💡'),
  );
  const table = fc.array(fc.tuple(text, text, text, text), { maxLength: 8 });

  it('give every text back from CSV, TSV and JSON Lines', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.boolean(), async (rows, byteOrderMark) => {
        for (const format of ['csv', 'tsv'] as const) {
          const file = await textOf(format, columns, rows, { byteOrderMark });
          expect(file.startsWith('\ufeff')).toBe(byteOrderMark);
          const parsed = Papa.parse<string[]>(file.replace(/^\ufeff/u, ''), {
            delimiter: format === 'csv' ? ',' : '\t',
            newline: '\r\n',
          }).data;
          expect(parsed.map((cells) => cells.map(undefuse))).toEqual([columns, ...rows, ['']]);
          expect(parsed.flat().filter((cell) => /^[=@]/u.test(cell))).toEqual([]);
        }
        const lines = (await textOf('jsonl', columns, rows)).split('\n').slice(0, -1);
        expect(
          lines.map((line) => columns.map((name) => (JSON.parse(line) as Record<string, string>)[name])),
        ).toEqual(rows);
      }),
      { numRuns: 60 },
    );
    expect(await textOf('jsonl', columns, [['a', 'b', 'c', 'd']])).toBe(
      '{"title":"a","2":"b","1":"c","constructor":"d"}\n',
    );
  });

  it('give every text back from Parquet, over row groups', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 4 }), async (rows, groupRows) => {
        const bytes = await joined(writeParquet(columns, batches(rows), groupRows));
        const metadata = parquetMetadata(bytes.buffer);
        expect(metadata.row_groups).toHaveLength(Math.ceil(rows.length / groupRows));
        expect(Number(metadata.num_rows)).toBe(rows.length);
        const read = await parquetReadObjects({ file: bytes.buffer });
        expect(read.map((row) => columns.map((name) => row[name] as string))).toEqual(rows);
      }),
      { numRuns: 40 },
    );
    await expect(bytesOf('parquet', ['a', 'b', 'a'], [])).rejects.toThrow('Two columns are named "a"');
  });

  it('give every text back from XLSX, as texts', async () => {
    // The reader trims and leaves escapes of control characters as they are, so that those are looked at below.
    const plain = text.filter((value) => value === value.trim() && !/[\p{Cc}\ufffe]|_x/u.test(value));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(plain, plain), { minLength: 1, maxLength: 8 }), async (rows) => {
        const whole: string[][] = rows.map((cells) => [...cells, 'end']);
        const read = await sheetOf(['a', 'b', 'c'], whole, { defuse: false });
        expect(read.map((cells) => cells.map((cell) => cell ?? ''))).toEqual([['a', 'b', 'c'], ...whole]);
      }),
      { numRuns: 30 },
    );
    expect(await sheetOf(['a'], [['=1+1'], ['-5']])).toEqual([['a'], ["'=1+1"], ['-5']]);
  });

  it('of XLSX escape what XML cannot hold', async () => {
    const bytes = await bytesOf('xlsx', ['a'], [['a\u0001b\r_x0041_']]);
    const xml = await sheetXml(bytes);
    expect(xml).toContain(
      '<c r="A2" s="1" t="inlineStr"><is><t xml:space="preserve">a_x0001_b_x000D__x005F_x0041_</t></is></c>',
    );
  });

  it('of XLSX name CSV and Parquet where a sheet is too small', async () => {
    async function* many() {
      await Promise.resolve();
      const batch = Array.from({ length: 65_536 }, () => ['']);
      for (let i = 0; i < 16; i++) yield batch;
    }
    await expect(joined(writeTable('xlsx', ['a'], many()))).rejects.toThrow(
      expect.objectContaining({
        code: 'unsupported',
        message: expect.stringMatching(/1048576 rows.*CSV or Parquet/u) as string,
      }),
    );
    await expect(bytesOf('xlsx', ['a'], [['x'.repeat(32_768)]])).rejects.toThrow(
      /Row 2, column a: .* 32768/u,
    );
    await expect(bytesOf('xlsx', Array<string>(16_385).fill('a'), [])).rejects.toThrow(/16384 columns/u);
  });

  it('name the row that does not fit', async () => {
    for (const format of TABLE_FORMATS) {
      await expect(bytesOf(format, ['a', 'b'], [['', ''], [''], ['', '']])).rejects.toThrow(
        'Row 2 of the table has 1 cells for 2 columns.',
      );
    }
  });

  it('are read no faster than they are taken, and let go where nobody reads on', async () => {
    for (const format of TABLE_FORMATS) {
      let given = 0;
      let isClosed = false;
      const source = async function* () {
        try {
          for (; given < 1000; given++) {
            await Promise.resolve();
            yield [
              [
                Array.from({ length: 200 }, (_, i) =>
                  Math.imul(given * 200 + i, 0x9e3779b1).toString(36),
                ).join(''),
              ],
            ];
          }
        } finally {
          isClosed = true;
        }
      };
      let taken = 0;
      for await (const piece of writeTable(format, ['a'], source())) {
        expect(piece.length).toBeGreaterThan(0);
        if (++taken === 30) break;
      }
      // Parquet comes in groups of 20,000 rows: all of this is one.
      if (format !== 'parquet') expect(given).toBeLessThan(1000);
      expect(isClosed).toBe(true);
    }
  });
});

/** The sheet of a workbook. */
async function sheetXml(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const view = new DataView(bytes.buffer);
  let at = view.getUint32(bytes.length - 6, true);
  for (;;) {
    const [length, size, start] = [
      view.getUint16(at + 28, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 42, true),
    ];
    const path = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + length));
    if (path === 'xl/worksheets/sheet1.xml') {
      const packed = bytes.slice(start + 30 + length, start + 30 + length + size);
      const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
      return new Response(stream).text();
    }
    at += 46 + length;
  }
}

describe('a ZIP stream', () => {
  it('hands on the error of its source', async () => {
    const content = (async function* () {
      await Promise.resolve();
      yield Uint8Array.of(1);
      throw new Error('The file was moved.');
    })();
    const zip = zipStream([{ path: 'a', content }], { name: 'It', remedy: '' });
    await expect(joined(zip)).rejects.toThrow('The file was moved.');
  });
});

const sha256 = 'a'.repeat(64);
const facts: RunFacts = {
  input: { file: 'vacancies.csv', sha256, rows: 10, titleColumn: 'title', descriptionColumn: null },
  app: { name: 'Rolemap', version: '0.1.0' },
  model: { id: 'tuned', file: 'onnx/model.onnx', sha256 },
  coderData: [{ file: 'coder.json', sha256 }],
  device: 'wasm',
  date: '2026-01-02T03:04:05Z',
  seconds: 12.5,
  secondsOf: 'the whole run',
  threshold: 0.85,
  calibration: { kind: 'synthetic', note: 'calibrated on synthetic titles' },
  codingIndex: null,
  output: { file: 'coded.csv', format: 'csv', formulasDefused: true, byteOrderMark: false },
};

describe('the run record', () => {
  it('counts rows by source, reason and detail', () => {
    const titles = [
      { coded, rows: 4 },
      { coded: { ...coded, reason: 'empty' as const, jobs: [] }, rows: 3 },
      { coded: { ...coded, jobs: [{ ...job, source: 'index' as const, steps: [] }] }, rows: 2 },
    ];
    const record = runRecord(facts, titles);
    expect(record.distinctTitles).toBe(3);
    expect(record.counts.bySource).toMatchObject({ model: 4, index: 2, correction: 0 });
    expect(record.counts.notCoded).toBe(1);
    expect(record.notes.join()).toContain('1 rows have no result');
    expect(record.counts.byReason).toMatchObject({ empty: 3, 'not-sure': 2, 'too-general': 0 });
    expect(record.counts.byDetail).toEqual({ detailed: 0, soc: 0, broad: 0, minor: 4, major: 0, none: 5 });
    expect(JSON.parse(runRecordJson(record))).toEqual(record);
  });

  it('says what the file needs to be read right', () => {
    const notes = (output: Partial<RunFacts['output']>) =>
      runRecord({ ...facts, output: { ...facts.output, ...output } }, []).notes.join('\n');
    expect(notes({})).toContain('synthetic titles');
    expect(TABLE_FORMATS.filter(defusesFormulas)).toEqual(['csv', 'tsv', 'xlsx']);
    expect(notes({ format: 'parquet' })).not.toContain('Excel');
    expect(notes({ formulasDefused: false, format: 'xlsx' })).not.toContain('apostrophe');
  });
});

describe('the picture', () => {
  const options = { threshold: 0.85, levels: ['Student', 'Manager'], areas: ['Marketing'] };
  const other: CodedJob = {
    ...job,
    steps: [{ detail: 'detailed', code: '29-1141.00', confidence: 0.9 }],
    level: { name: 'Chief', confidence: 1 },
    area: { name: 'Healthcare', confidence: 1 },
  };

  it('counts rows, and shares those of several jobs', () => {
    const picture = pictureOf(
      [
        { coded, rows: 5 },
        { coded: { ...coded, reason: 'several-jobs', jobs: [job, other] }, rows: 4 },
        { coded: { ...coded, jobs: [other] }, rows: 10 },
        { coded: { ...coded, reason: 'empty', jobs: [] }, rows: 1 },
      ],
      options,
    );
    expect(picture).toEqual({
      rows: 20,
      majorGroups: [
        { code: '29', rows: 12 },
        { code: '11', rows: 7 },
      ],
      levels: ['Manager', 'Chief'],
      areas: ['Marketing', 'Healthcare'],
      matrix: [
        [7, 0],
        [0, 12],
      ],
      statuses: { coded: 10, 'backed-off': 9, 'no-code': 1 },
    });
  });

  it('loses no row at any threshold', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), fc.double({ min: 0, max: 1, noNaN: true }), (counts, threshold) => {
        const titles = counts.map((rows, i) => ({ coded: i % 3 ? coded : { ...coded, jobs: [] }, rows }));
        const { rows, statuses, matrix } = pictureOf(titles, { ...options, threshold });
        expect(statuses.coded + statuses['backed-off'] + statuses['no-code']).toBe(rows);
        expect(matrix.flat().reduce((sum, count) => sum + count, 0)).toBe(
          titles.filter(({ coded: { jobs } }) => jobs.length > 0).reduce((sum, title) => sum + title.rows, 0),
        );
      }),
    );
    expect([0.5, 0.85, 0.99].map((threshold) => answerOf(coded, threshold).status)).toEqual([
      'coded',
      'backed-off',
      'no-code',
    ]);
  });
});
