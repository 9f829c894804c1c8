import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { InterruptedError } from '../../src/cli/errors.ts';
import { RESULT_COLUMNS } from '../../src/core/coding/output/result-columns.ts';
import { writeParquet } from '../../src/core/coding/output/write-parquet.ts';
import { FakeEncoder, inFolder, run, type RunSettings } from './cli-fakes.ts';

const CSV = 'id,title,town\n1,Nurse,Leeds\n2,Sales Manager,York\n3,Nurse,"Hull, East"\n4,,Bath\n';

/** Rows by column, of a CSV with a header. */
function rowsOf(csv: string): Record<string, string>[] {
  return Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true }).data;
}

/** Runs `normalize` on a file of this content, in a folder of its own. */
function normalize(
  content: string | Uint8Array,
  args: (path: (name: string) => string) => readonly string[],
  check: (
    ran: Awaited<ReturnType<typeof run>>,
    path: (name: string) => string,
    again: () => ReturnType<typeof run>,
  ) => unknown,
  { name = 'titles.csv', ...settings }: RunSettings & { readonly name?: string } = {},
): Promise<void> {
  return inFolder(async (folder) => {
    const path = (file: string) => join(folder, file);
    writeFileSync(path(name), content);
    const start = () => run(['normalize', path(name), ...args(path)], settings);
    await check(await start(), path, start);
  });
}

describe('rolemap normalize', () => {
  it('writes every input column in its place and the results behind', () =>
    normalize(
      CSV,
      (path) => ['--column', 'title', '-o', path('coded.csv')],
      ({ code, out }, path) => {
        expect([code, out]).toEqual([0, '']);
        const text = readFileSync(path('coded.csv'), 'utf8');
        expect(text.split('\r\n')[0]).toBe(['id', 'title', 'town', ...RESULT_COLUMNS].join(','));
        const rows = rowsOf(text);
        expect(rows.map(({ id, title, town }) => [id, title, town])).toEqual([
          ['1', 'Nurse', 'Leeds'],
          ['2', 'Sales Manager', 'York'],
          ['3', 'Nurse', 'Hull, East'],
          ['4', '', 'Bath'],
        ]);
        expect(rows.map((row) => row['rolemap_answer'])).toEqual(['29-1141.00', '11-2000', '29-1141.00', '']);
        expect(rows.map((row) => row['rolemap_reason'])).toEqual(['', '', '', 'empty']);
        expect(rows.map((row) => row['rolemap_confidence'])).toEqual(['0.900', '0.700', '0.900', '']);
        expect(readdirSync(path('.')).sort()).toEqual(['coded.csv', 'coded.csv.run.json', 'titles.csv']);
      },
    ));

  it('encodes each distinct title once', () =>
    normalize(
      CSV,
      () => [],
      ({ texts, encoders }) => {
        expect(texts).toEqual(['Nurse', 'Sales Manager']);
        expect(encoders.map(({ file, disposed }) => [file.id, disposed])).toEqual([['tuned', true]]);
      },
    ));

  it('says which column it took, how far it is, and what came of it, line by line in a pipe', () =>
    normalize(
      CSV,
      (path) => ['-o', path('coded.csv')],
      ({ err }, path) => {
        expect(err.split('\n')).toEqual([
          'Titles are taken from the column "title". --column takes another.',
          `Reading: 0 %, 0 of ${CSV.length} bytes`,
          `Reading: 100 %, ${CSV.length} of ${CSV.length} bytes`,
          'Coding: 0 %, 0 of 3 distinct titles',
          'Coding: 100 %, 3 of 3 distinct titles',
          'Writing: 0 %, 0 of 4 rows',
          'Writing: 100 %, 4 of 4 rows',
          '4 rows, 3 distinct titles. In full detail 2 rows, coarser 1 row, without a code 1 row (threshold 0.6).',
          'Confidences are calibrated on synthetic titles.',
          `Written: ${path('coded.csv')}`,
          `Run record: ${path('coded.csv')}.run.json`,
          '',
        ]);
      },
    ));

  it('draws a bar on a terminal and takes it away', () =>
    normalize(
      CSV,
      () => [],
      ({ err, out }) => {
        expect(err).toContain('\r\u001b[KCoding [....................] 0 %, 0 of 3 distinct titles');
        expect(err).toContain(
          '\r\u001b[KCoding [####################] 100 %, 3 of 3 distinct titles\r\u001b[K',
        );
        expect(
          err.split('\r\u001b[K').filter((picture) => picture.startsWith('Coding') && picture.length > 79),
        ).toEqual([]);
        expect(out).not.toContain('\u001b');
      },
      { terminal: true },
    ));

  it('says nothing when quiet', () =>
    normalize(
      CSV,
      () => ['--quiet'],
      ({ code, err, out }) => {
        expect([code, err]).toEqual([0, '']);
        expect(rowsOf(out)).toHaveLength(4);
      },
    ));

  it('says the same each time', () =>
    normalize(
      CSV,
      () => [],
      async (first, _, again) =>
        expect(await again()).toMatchObject({ code: 0, out: first.out, err: first.err }),
    ));

  it('gives a title the result that it has alone, whatever is beside it', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('Nurse', 'Sales Manager', 'Head Nurse', 'Cook'), {
          minLength: 1,
          maxLength: 300,
        }),
        (titles) =>
          normalize(
            ['title', ...titles].join('\n'),
            () => ['-q'],
            ({ out }) => {
              const rows = rowsOf(out);
              expect(rows.map((row) => row['title'])).toEqual(titles);
              for (const row of rows)
                expect(row['rolemap_answer']).toBe(
                  row['title']!.includes('Nurse') ? '29-1141.00' : '11-2000',
                );
            },
          ),
      ),
      { numRuns: 10 },
    ));

  it('answers as finely as the threshold allows', () =>
    normalize(
      CSV,
      () => ['--threshold', '0.95', '-q'],
      ({ out }) => {
        expect(rowsOf(out).map((row) => row['rolemap_answer_detail'])).toEqual([
          'minor',
          'none',
          'minor',
          'none',
        ]);
        expect(rowsOf(out)[1]!['rolemap_reason']).toBe('not sure');
      },
    ));

  it('keeps a record of the run', () =>
    normalize(
      CSV,
      (path) => ['-o', path('coded.csv'), '--record', path('run.json')],
      (_, path) => {
        expect(existsSync(path('coded.csv.run.json'))).toBe(false);
        expect(JSON.parse(readFileSync(path('run.json'), 'utf8'))).toMatchObject({
          input: {
            file: 'titles.csv',
            rows: 4,
            titleColumn: 'title',
            descriptionColumn: null,
            sha256: expect.stringMatching(/^[0-9a-f]{64}$/u) as string,
          },
          app: { version: '1.2.3' },
          model: { id: 'tuned', sha256: 'a'.repeat(64) },
          device: 'wasm',
          threshold: 0.6,
          distinctTitles: 3,
          // Each look at the clock of the test takes half a second: one batch was encoded.
          stageSeconds: { clean: 0, encode: 0.5, coder: 0, heads: 0, keep: 0 },
          output: { format: 'csv', byteOrderMark: false },
          counts: { byDetail: { detailed: 2, minor: 1, none: 1 } },
        });
      },
    ));

  it('reads standard input and writes standard output', async () => {
    const { code, out } = await run(['normalize', '-'], { input: 'Nurse\nSales Manager\n' });
    expect(code).toBe(0);
    expect(rowsOf(out).map((row) => row['rolemap_answer'])).toEqual(['29-1141.00', '11-2000']);
  });

  it('does not wait for a keyboard', async () => {
    const { code, err } = await run(['normalize', '-']);
    expect(code).toBe(1);
    expect(err).toContain('Standard input is the keyboard');
  });

  it('begins with a byte order mark where asked, and only there', () =>
    normalize(
      CSV,
      () => ['--bom', '-q'],
      async ({ bytes }, path) => {
        expect([...bytes.subarray(0, 5)]).toEqual([0xef, 0xbb, 0xbf, 0x69, 0x64]);
        expect((await run(['normalize', path('titles.csv'), '-q'])).bytes[0]).toBe(0x69);
      },
    ));

  it('reads a CSV as it is told to', () =>
    normalize(
      Buffer.from('Caf\u00e9 Nurse;1\nCook;2\n', 'latin1'),
      () => ['--no-header', '--encoding', 'windows-1252', '--delimiter', ';', '--column', '1', '-q'],
      ({ out }) => expect(rowsOf(out).map((row) => row['Column 1'])).toEqual(['Café Nurse', 'Cook']),
    ));

  it.each(['tsv', 'jsonl', 'xlsx', 'parquet'])('writes %s by the ending, and reads it again', (format) =>
    normalize(
      CSV,
      (path) => ['-q', '-o', path(`coded.${format}`)],
      async ({ code }, path) => {
        expect(code).toBe(0);
        const { out } = await run(['normalize', path(`coded.${format}`), '-q']);
        const answers = rowsOf(out);
        expect(answers.map((row) => row['rolemap_answer'])).toEqual([
          '29-1141.00',
          '11-2000',
          '29-1141.00',
          '',
        ]);
        expect(answers.map((row) => row['rolemap_answer_2'])).toEqual([
          '29-1141.00',
          '11-2000',
          '29-1141.00',
          '',
        ]);
      },
    ),
  );

  it('reads Parquet', async () => {
    const pieces: Uint8Array[] = [];
    async function* rows() {
      await Promise.resolve();
      yield [['Nurse', 'x']];
    }
    for await (const piece of writeParquet(['job_title', 'note'], rows())) pieces.push(piece);
    await normalize(
      Buffer.concat(pieces),
      () => ['-q'],
      ({ out }) => {
        expect(rowsOf(out)[0]).toMatchObject({ job_title: 'Nurse', note: 'x', rolemap_answer: '29-1141.00' });
      },
      { name: 'titles.parquet' },
    );
  });
});

describe('the coding index of normalize', () => {
  it('wins over the model, whatever the capitals', () =>
    normalize(
      CSV,
      (path) => {
        writeFileSync(path('index.csv'), 'title,code\nsales  MANAGER,29-1171.00\nNurse,29\n');
        return ['--index', path('index.csv'), '-q'];
      },
      ({ code, out, err }) => {
        expect([code, err]).toEqual([0, '']);
        expect(rowsOf(out).map((row) => [row['rolemap_answer'], row['rolemap_source']])).toEqual([
          ['29-0000', 'index'],
          ['29-1171.00', 'index'],
          ['29-0000', 'index'],
          ['', ''],
        ]);
      },
    ));

  it('has its bad rows listed, which count with --strict', () =>
    normalize(
      CSV,
      (path) => {
        writeFileSync(path('index.csv'), 'title,code\nNurse,nonsense\n');
        return ['--index', path('index.csv'), '-q', '--strict'];
      },
      ({ code, out, err }, path) => {
        expect(code).toBe(3);
        expect(err).toContain(`${path('index.csv')}, row 2: "nonsense" is not an O*NET-SOC code.`);
        expect(rowsOf(out)).toHaveLength(4);
      },
    ));

  it('lists codes that do not exist, takes the others, and is named in the record', () =>
    normalize(
      CSV,
      (path) => {
        writeFileSync(path('index.csv'), 'title,code,reason\nsales manager,15-1131,\nNurse,,too general\n');
        return ['-o', path('coded.csv'), '--index', path('index.csv'), '-q'];
      },
      ({ code, err }, path) => {
        expect(code).toBe(0);
        expect(err).toContain(`${path('index.csv')}, row 2: There is no code "15-1131"`);
        const rows = rowsOf(readFileSync(path('coded.csv'), 'utf8'));
        expect(rows.map((row) => [row['rolemap_reason'], row['rolemap_source']])).toContainEqual([
          'too general',
          'index',
        ]);
        const record = JSON.parse(readFileSync(path('coded.csv.run.json'), 'utf8')) as Record<
          string,
          unknown
        >;
        expect(record).toMatchObject({
          codingIndex: {
            file: 'index.csv',
            titles: 1,
            sha256: expect.stringMatching(/^[0-9a-f]{64}$/u) as string,
          },
          output: { formulasDefused: true },
          counts: { notCoded: 0 },
        });
      },
    ));

  it('must be there and have the two columns', () =>
    normalize(
      CSV,
      (path) => ['--index', path('none.csv')],
      async ({ code, err }, path) => {
        expect(code).toBe(1);
        expect(err).toContain('none.csv cannot be read');
        writeFileSync(path('wrong.csv'), 'name,value\n');
        const wrong = await run(['normalize', path('titles.csv'), '--index', path('wrong.csv')]);
        expect(wrong.code).toBe(1);
        expect(wrong.err).toContain('has no column title, code');
      },
    ));
});

describe('what normalize bears and refuses', () => {
  const RAGGED = `title,town\n${'Nurse,Leeds\n'.repeat(30)}${'Nurse,Leeds,x,y\n'.repeat(25)}`;

  it('goes on after bad rows and lists the first twenty', () =>
    normalize(
      RAGGED,
      () => ['-q'],
      ({ code, err, out }) => {
        const lines = err.trimEnd().split('\n');
        expect(code).toBe(0);
        expect(lines).toHaveLength(21);
        expect(lines[0]).toMatch(/^titles\.csv, row 32: /u);
        expect(lines[20]).toBe('titles.csv: 5 more problems like these.');
        expect(rowsOf(out)).toHaveLength(55);
      },
    ));

  it('exits with 3 after them where it shall be strict', () =>
    normalize(
      RAGGED,
      (path) => ['-q', '--strict', '-o', path('coded.csv')],
      async ({ code }, path) => {
        expect(code).toBe(3);
        expect(rowsOf(readFileSync(path('coded.csv'), 'utf8'))).toHaveLength(55);
        writeFileSync(path('good.csv'), CSV);
        expect((await run(['normalize', path('good.csv'), '-q', '--strict'])).code).toBe(0);
      },
    ));

  it('writes over nothing, unless told to', () =>
    normalize(
      CSV,
      (path) => ['-o', path('coded.csv'), '-q'],
      async ({ code }, path, again) => {
        expect(code).toBe(0);
        writeFileSync(path('coded.csv'), 'mine');
        expect(await again()).toMatchObject({
          code: 1,
          err: `rolemap: ${path('coded.csv')} is there already. Choose another name, or add --overwrite.\n`,
          texts: [],
        });
        expect(readFileSync(path('coded.csv'), 'utf8')).toBe('mine');
        const args = ['normalize', path('titles.csv'), '-q', '--overwrite', '-o'];
        expect((await run([...args, path('coded.csv')])).code).toBe(0);
        expect(rowsOf(readFileSync(path('coded.csv'), 'utf8'))).toHaveLength(4);
        expect(await run([...args, path('titles.csv')])).toMatchObject({ code: 1, texts: [] });
        expect(readFileSync(path('titles.csv'), 'utf8')).toBe(CSV);
      },
    ));

  it('refuses a record with the name of the output, and folders that are not there', () =>
    normalize(
      CSV,
      (path) => ['-o', path('a.csv'), '--record', path('a.csv')],
      async ({ code, err }, path) => {
        expect([code, err]).toEqual([1, expect.stringContaining('would be written twice')]);
        const { err: other } = await run(['normalize', path('titles.csv'), '-o', path('no/a.csv')]);
        expect(other).toContain(`There is no folder ${path('no')}`);
      },
    ));

  it.each([
    [['--column', 'titel'], 2, 'has no column "titel"; it has id, title, town. Did you mean title?'],
    [['--format', 'xls'], 2, 'Did you mean xlsx?'],
    [['--nonsense'], 2, 'There is no option --nonsense.'],
    [['--format', 'parquet'], 1, 'is not a Parquet file'],
  ])('refuses %j', (args, code, message) =>
    normalize(
      CSV,
      () => args,
      (ran) => {
        expect(ran).toMatchObject({ code, out: '', texts: [] });
        expect(ran.err).toContain(message);
      },
    ),
  );

  it('sends no workbook to a terminal', () =>
    normalize(
      CSV,
      () => ['--output-format', 'xlsx'],
      ({ code, out, err }) => {
        expect([code, out]).toEqual([2, '']);
        expect(err).toContain('A terminal cannot show xlsx');
      },
      { outputIsTerminal: true },
    ));

  it('refuses a file that is not there, a folder, an empty file', () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'empty.csv'), '');
      const messages = ['none.csv', '.', 'empty.csv'].map(async (name) => {
        const { code, err } = await run(['normalize', join(folder, name)]);
        return `${code} ${err.replaceAll(folder, '')}`;
      });
      expect(await Promise.all(messages)).toEqual([
        expect.stringContaining('1 rolemap: There is no file /none.csv.'),
        expect.stringContaining('is a folder, not a file'),
        expect.stringContaining('empty.csv is empty'),
      ]);
    }));
});

describe('a run of normalize that does not come to its end', () => {
  const stopAt = (title: string, stop: () => void) => (text: string) => {
    if (text === title) stop();
  };

  it('leaves nothing behind when Ctrl-C stops it', () => {
    const controller = new AbortController();
    const beforeText = stopAt('Nurse', () => controller.abort(new InterruptedError()));
    return normalize(
      CSV,
      (path) => ['-o', path('coded.csv')],
      ({ code, err }, path) => {
        expect(code).toBe(130);
        expect(err).toContain('rolemap: Stopped. Nothing half-written is left.');
        expect(readdirSync(path('.'))).toEqual(['titles.csv']);
      },
      { signal: controller.signal, beforeText },
    );
  });

  it('leaves nothing behind when it fails while it writes', () =>
    normalize(
      // The last row is longer than a cell of a workbook may be.
      `title,note\nNurse,a\nNurse,${'x'.repeat(40_000)}\n`,
      (path) => ['-q', '-o', path('coded.xlsx')],
      ({ code, err }, path) => {
        expect(code).toBe(1);
        expect(err).toContain('an Excel cell holds at most 32767');
        expect(readdirSync(path('.'))).toEqual(['titles.csv']);
      },
    ));

  it('says why the model could not run', () => {
    const beforeText = stopAt('Nurse', () => {
      throw new Error('The model is damaged.');
    });
    return normalize(
      CSV,
      () => [],
      ({ code, err }) => {
        expect([code, err]).toEqual([1, expect.stringContaining('rolemap: The model is damaged.')]);
      },
      { beforeText },
    );
  });

  it('ends in peace when the reader of the pipe has enough', () => {
    const closed = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    const output = { isTerminal: false, columns: 80, write: () => Promise.reject(closed) };
    return normalize(
      CSV,
      () => ['-q'],
      ({ code, err }) => expect([code, err]).toEqual([0, '']),
      {
        environment: { output },
      },
    );
  });

  it('removes the copy of standard input', async () => {
    const before = process.env['TMPDIR'];
    await inFolder(async (folder) => {
      process.env['TMPDIR'] = folder;
      try {
        expect((await run(['normalize', '-', '-q'], { input: CSV })).code).toBe(0);
        expect((await run(['normalize', '-', '--column', 'none'], { input: CSV })).code).toBe(2);
        expect((await run(['normalize', '-'], { input: '' })).code).toBe(1);
        expect(readdirSync(folder)).toEqual([]);
      } finally {
        if (before === undefined) delete process.env['TMPDIR'];
        else process.env['TMPDIR'] = before;
      }
    });
  });
});

it('the fake encoder gives equal texts equal vectors', async () => {
  const vectors = await new FakeEncoder('tuned').encode(['Nurse', 'Cook', 'Nurse']);
  expect(vectors.subarray(0, 384)).toEqual(vectors.subarray(768));
  expect(vectors.subarray(0, 384)).not.toEqual(vectors.subarray(384, 768));
});
