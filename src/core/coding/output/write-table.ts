/**
 * @file A table as CSV, TSV, JSON Lines, XLSX or Parquet, as a stream.
 *
 * Codes and dates: "11-2011" (a marketing manager) in a CSV that is opened in Excel by a double click becomes November 2011, and nothing in
 * the file can forbid it. XLSX and Parquet say of each column that it is text. For CSV the caller chooses: plain codes, which pandas, R and
 * SQL read as they are, or `="11-2011"`, which Excel reads as a text and others as these ten characters.
 */
import Papa from 'papaparse';
import { defuse } from '../../formats/csv-export.ts';
import { FormatError } from '../../formats/format-error.ts';
import { writeParquet } from './write-parquet.ts';
import { writeXlsx } from './write-xlsx.ts';

export const TABLE_FORMATS = ['csv', 'tsv', 'jsonl', 'xlsx', 'parquet'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

export interface WriteOptions {
  /** Whether to defuse formulas in CSV, TSV and XLSX, column names included; true if absent. */
  readonly defuse?: boolean;
  /** Whether CSV and TSV begin with one, which Excel needs to read UTF-8; false if absent. */
  readonly byteOrderMark?: boolean;
  /** How CSV and TSV hold the codes of `codeColumns`: as they are, the default, or as formulas that Excel reads as texts. */
  readonly codes?: 'plain' | 'excel-text';
  /** Columns of codes, by name. */
  readonly codeColumns?: readonly string[];
}

type Rows = AsyncIterable<readonly (readonly string[])[]>;

/** Only what can stand in a formula as it is: a code is never more, and what else may be in its column is left alone. */
const PLAIN_CODE = /^\d[\d.-]*$/u;

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

async function* mapped(rows: Rows, change: (text: string, column: number) => string): Rows {
  for await (const batch of rows) yield batch.map((cells) => cells.map(change));
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
  const { byteOrderMark = false, codes = 'plain', codeColumns = [] } = options;
  const whole = checked(columns, rows);
  if (format === 'jsonl') return jsonLines(columns, whole);
  if (format === 'parquet') return writeParquet(columns, whole);
  const safe = (text: string) => (options.defuse === false ? text : defuse(text));
  if (format === 'xlsx') return writeXlsx(columns.map(safe), mapped(whole, safe));
  const isCode = columns.map((name) => codes === 'excel-text' && codeColumns.includes(name));
  const cell = (text: string, column: number) =>
    isCode[column] && PLAIN_CODE.test(text) ? `="${text}"` : safe(text);
  const delimiter = format === 'tsv' ? '\t' : ',';
  return delimited(columns.map(safe), mapped(whole, cell), { delimiter, byteOrderMark });
}
