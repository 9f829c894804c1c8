/**
 * @file A table as CSV, TSV, JSON Lines, XLSX or Parquet, as a stream.
 *
 * Codes and dates: "11-2011" (a marketing manager) in a CSV that is opened in Excel by a double click becomes November 2011, and nothing in
 * the file can forbid it. XLSX and Parquet say of each column that it is text. CSV and TSV hold plain codes, which pandas, R and SQL read
 * as they are; the run record says what Excel does with them.
 */
import Papa from 'papaparse';
import { defuse } from '../../formats/csv-export.ts';
import { FormatError } from '../../formats/format-error.ts';
import { writeParquet } from './write-parquet.ts';
import { writeXlsx } from './write-xlsx.ts';

export const TABLE_FORMATS = ['csv', 'tsv', 'jsonl', 'xlsx', 'parquet'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** Whether texts that a spreadsheet would run as formulas are made harmless in the format; in the others nothing runs them. */
export function defusesFormulas(format: TableFormat): boolean {
  return format === 'csv' || format === 'tsv' || format === 'xlsx';
}

export interface WriteOptions {
  /** Whether to defuse formulas in CSV, TSV and XLSX, column names included; true if absent. */
  readonly defuse?: boolean;
  /** Whether CSV and TSV begin with one, which Excel needs to read UTF-8; false if absent. */
  readonly byteOrderMark?: boolean;
}

type Rows = AsyncIterable<readonly (readonly string[])[]>;

/** @throws FormatError `bad-value` at a row with too few or too many cells */
async function* checked(columns: readonly string[], rows: Rows): Rows {
  let before = 0;
  for await (const batch of rows) {
    const wrong = batch.findIndex((cells) => cells.length !== columns.length);
    if (wrong >= 0)
      throw new FormatError(
        'bad-value',
        `Row ${before + wrong + 1} of the table has ${batch[wrong]!.length} cells for ${columns.length} columns.`,
      );
    before += batch.length;
    if (batch.length > 0) yield batch;
  }
}

async function* mapped(rows: Rows, change: (text: string) => string): Rows {
  for await (const batch of rows) yield batch.map((cells) => cells.map((text) => change(text)));
}

async function* delimited(
  columns: readonly string[],
  rows: Rows,
  { delimiter, byteOrderMark }: { readonly delimiter: string; readonly byteOrderMark: boolean },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const lines = (cells: readonly (readonly string[])[]) =>
    encoder.encode(Papa.unparse(cells as string[][], { delimiter, newline: '\r\n' }) + '\r\n');
  if (byteOrderMark) yield Uint8Array.of(0xef, 0xbb, 0xbf);
  yield lines([columns]);
  for await (const batch of rows) yield lines(batch);
}

/** An object a line, members in the order of the columns (an object of JavaScript would put numbers first). */
async function* jsonLines(columns: readonly string[], rows: Rows): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const keys = columns.map((name) => `${JSON.stringify(name)}:`);
  for await (const batch of rows) {
    const lines = batch.map(
      (cells) => `{${cells.map((text, column) => keys[column]! + JSON.stringify(text)).join(',')}}\n`,
    );
    yield encoder.encode(lines.join(''));
  }
}

/**
 * Writes a table in pieces; nothing is read before a piece is asked for. All cells are texts.
 * @param columns header, in order
 * @param rows batches of rows, each row with a cell a column
 * @throws FormatError `bad-value` at a row with too few or too many cells, or a column name twice in Parquet; `unsupported` for more
 *   than XLSX holds, which names CSV and Parquet as ways out
 */
export function writeTable(
  format: TableFormat,
  columns: readonly string[],
  rows: Rows,
  options: WriteOptions = {},
): AsyncIterable<Uint8Array<ArrayBuffer>> {
  const whole = checked(columns, rows);
  if (format === 'jsonl') return jsonLines(columns, whole);
  if (format === 'parquet') return writeParquet(columns, whole);
  const safe = (text: string) => (options.defuse === false ? text : defuse(text));
  if (format === 'xlsx') return writeXlsx(columns.map(safe), mapped(whole, safe));
  const delimiter = format === 'tsv' ? '\t' : ',';
  const byteOrderMark = options.byteOrderMark ?? false;
  return delimited(columns.map(safe), mapped(whole, safe), { delimiter, byteOrderMark });
}
