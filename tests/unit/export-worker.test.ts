/** The writer of tables in its worker: the file is read again there, results come in pieces, the table goes out as a Blob. */
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it, vi } from 'vitest';
import { inputKey, titleInput } from '../../src/core/coding/description.ts';
import { RESULT_COLUMNS, resultCells } from '../../src/core/coding/output/result-columns.ts';
import { openTable } from '../../src/core/tables/open-table.ts';
import { exportTable, type ExportInput } from '../../src/features/normalize/export-table.ts';
import { ExportService } from '../../src/workers/export/export-service.ts';
import { tableFileOf } from '../../src/workers/export/table-file.ts';
import { launchFake, type Launched } from './fake-worker.ts';
import { coded } from './normalize-fixture.ts';

const NAMES = new Map([['29-1141.00', 'Registered Nurses']]);
const CSV = 'id,title\n1,Nurse\n2,Lead\n3,Nurse\n4,not come to\n';
const NO_SIGNAL = new AbortController().signal;

async function inputOf(text: string | Blob, change: Partial<ExportInput> = {}): Promise<ExportInput> {
  const file = typeof text === 'string' ? new Blob([text]) : text;
  const choice = change.choice ?? {};
  const titles = change.titles ?? ['Nurse', 'Lead', 'not come to'];
  return {
    ...{ file, choice, titles, titleColumn: 1, threshold: 0.85, names: NAMES, format: 'csv' },
    table: await openTable(tableFileOf(file, 'titles.csv'), choice),
    codedAt: (place) => {
      const title = titles[place]!;
      return title === 'not come to' ? null : coded(title);
    },
    ...change,
  };
}

/** The table, and the worker that wrote it. */
async function written(input: ExportInput, signal = NO_SIGNAL) {
  const launched: Launched<ExportService>[] = [];
  const rows: number[] = [];
  const launch = () => {
    const one = launchFake(new ExportService());
    launched.push(one);
    return one.remote;
  };
  const result = await exportTable(input, launch, { signal, onRows: (count) => rows.push(count) }).catch(
    (error: unknown) => error as Error,
  );
  return { result, rows, launched };
}

async function textOf(input: ExportInput): Promise<string> {
  const { result } = await written(input);
  if (result instanceof Error) throw result;
  return result.text();
}

describe('an export', () => {
  it('has the cells of each row, and the rows that are not coded say so', async () => {
    const { result, rows, launched } = await written(await inputOf(CSV));
    const blob = result as Blob;
    expect(blob.type).toBe('text/csv;charset=utf-8');
    const table = await openTable(tableFileOf(blob, 'coded.csv'));
    expect(table.columns).toEqual(['id', 'title', ...RESULT_COLUMNS]);
    const options = { threshold: 0.85, names: { title: (code: string) => NAMES.get(code) ?? '' } };
    const nurse = resultCells(coded('Nurse'), options);
    expect(table.preview.map(({ cells }) => cells.slice(0, 2).join(' '))).toEqual([
      ...['1 Nurse', '2 Lead', '3 Nurse', '4 not come to'],
    ]);
    expect(table.preview[0]!.cells.slice(2)).toEqual(nurse);
    expect(table.preview[2]!.cells.slice(2)).toEqual(nurse);
    expect(table.preview[3]!.cells.filter(Boolean)).toEqual(['4', 'not come to', 'not coded yet']);
    expect(rows).toEqual([4]);
    expect(launched.map(({ worker }) => worker.terminated)).toEqual([true]);
  });

  it('reads the file as it was read on the page', async () => {
    const choice = { delimiter: ';', header: false } as const;
    const text = await textOf(await inputOf('1;Nurse\n2;Lead\n', { choice }));
    expect(text.split('\r\n').map((line) => line.split(',').slice(0, 3).join(','))).toEqual([
      ...['Column 1,Column 2,rolemap_clean_title', '1,Nurse,Nurse', '2,Lead,Lead', ''],
    ]);
  });

  it('tells the descriptions of a title apart', async () => {
    const titles = ['cares for children', 'heals animals'].map((text) => inputKey(titleInput('Nurse', text)));
    const codedAt = (place: number) => coded(place === 0 ? 'Nurse' : 'Partner');
    const text = 'text,title\ncares for children,Nurse\nheals animals,Nurse\nnothing said,Nurse\n';
    const lines = (await textOf(await inputOf(text, { titles, codedAt, descriptionColumn: 0 }))).split(
      '\r\n',
    );
    expect(lines.slice(1, 4).map((line) => line.split(',')[2])).toEqual(['Nurse', 'Partner', '']);
  });

  it('of JSONL and Parquet has the same cells', async () => {
    const lines = (await textOf(await inputOf(CSV, { format: 'jsonl' }))).trim().split('\n');
    expect(JSON.parse(lines[0]!)).toMatchObject({ id: '1', title: 'Nurse', rolemap_clean_title: 'Nurse' });
    const { result } = await written(await inputOf(CSV, { format: 'parquet' }));
    const file = await (result as Blob).arrayBuffer();
    expect((await parquetReadObjects({ file }))[1]).toMatchObject({ id: '2', rolemap_clean_title: 'Lead' });
  });

  it('of more than is held at once is whole, and says how far it is', async () => {
    const long = 'x'.repeat(2000);
    const count = 12_000;
    const text = `id,title\n${Array.from({ length: count }, (_, at) => `${long}${at},Nurse\n`).join('')}`;
    const { result, rows } = await written(await inputOf(text));
    const lines = (await (result as Blob).text()).split('\r\n');
    expect(lines).toHaveLength(count + 2);
    expect(lines.slice(1, -1).every((line, at) => line.startsWith(`${long}${at},Nurse,Nurse,`))).toBe(true);
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.at(-1)).toBe(count);
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
  });
});

describe('an export that does not come about', () => {
  it('because it was cancelled ends its worker', async () => {
    const abort = new AbortController();
    const input = await inputOf(CSV, {
      codedAt: (place) => {
        if (place === 1) abort.abort(new Error('given up'));
        return coded('Nurse');
      },
    });
    const { result, launched } = await written(input, abort.signal);
    expect(result).toEqual(new Error('given up'));
    expect(launched.map(({ worker }) => worker.terminated)).toEqual([true]);
  });

  it('because the file has other columns than before says so', async () => {
    const input = await inputOf(CSV);
    const { result, launched } = await written({ ...input, file: new Blob(['id,job\n1,Nurse\n']) });
    expect((result as Error).message).toBe('titles.csv has changed since it was opened. Open it again.');
    expect(launched[0]!.worker.terminated).toBe(true);
  });

  it('because the worker died says so', async () => {
    const { worker, remote } = launchFake(new ExportService());
    const input = await inputOf(CSV, {
      codedAt: () => {
        queueMicrotask(() => worker.crash());
        return coded('Nurse');
      },
    });
    const onRows = vi.fn();
    await expect(exportTable(input, () => remote, { signal: NO_SIGNAL, onRows })).rejects.toThrow(
      'out of memory',
    );
    expect(onRows).not.toHaveBeenCalled();
  });

  it('because nothing was begun says so', () => {
    expect(() => new ExportService().add({ coded: [] })).toThrow('The export was not begun.');
  });
});
