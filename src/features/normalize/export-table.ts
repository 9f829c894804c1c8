/** @file The input table with the results beside it, and the run record: read once more from the file, for only titles are kept. */
import {
  CODE_COLUMNS,
  renamedColumns,
  RESULT_COLUMNS,
  resultCells,
  type ResultOptions,
} from '../../core/coding/output/result-columns.ts';
import { writeTable, type TableFormat } from '../../core/coding/output/write-table.ts';
import type { CodedTitle } from '../../core/coding/types.ts';
import type { OpenTable } from '../../core/tables/table-types.ts';

export const FORMAT_NAMES: Readonly<Record<TableFormat, string>> = {
  csv: 'CSV',
  xlsx: 'XLSX',
  parquet: 'Parquet',
  tsv: 'TSV',
  jsonl: 'JSONL',
};

const TYPES: Readonly<Record<TableFormat, string>> = {
  csv: 'text/csv;charset=utf-8',
  tsv: 'text/tab-separated-values;charset=utf-8',
  jsonl: 'application/jsonl;charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

const REASON_COLUMN: (typeof RESULT_COLUMNS)[number] = 'rolemap_reason';
/** What stands there for a row that the run has not come to. */
const NOT_CODED = 'not coded yet';

export interface ExportInput {
  readonly table: OpenTable;
  readonly titleColumn: number;
  /** The result of a title; null where it is not coded yet: the reason says so. */
  readonly find: (title: string) => CodedTitle | null;
  readonly options: ResultOptions;
  readonly format: TableFormat;
}

/** "vacancies.csv" -> "vacancies-coded.xlsx". */
export function exportName(name: string, format: string): string {
  return `${name.replace(/\.[a-z0-9]{1,8}$/iu, '')}-coded.${format}`;
}

/**
 * Every input column in its place, then the results.
 * @param onRows called with the rows written so far
 * @throws FormatError where the file can be read no longer or the format cannot hold the table
 */
export async function exportTable(
  input: ExportInput,
  { signal, onRows }: { readonly signal: AbortSignal; readonly onRows: (rows: number) => void },
): Promise<Blob> {
  const { table, format } = input;
  const added = renamedColumns(table.columns);
  const codeColumns = added.filter((_, at) => CODE_COLUMNS.includes(RESULT_COLUMNS[at]!));
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const columns = [...table.columns, ...added];
  for await (const piece of writeTable(format, columns, rowsOf(input, signal, onRows), { codeColumns })) {
    signal.throwIfAborted();
    pieces.push(piece);
  }
  return new Blob(pieces, { type: TYPES[format] });
}

async function* rowsOf(
  { table, titleColumn, find, options }: ExportInput,
  signal: AbortSignal,
  onRows: (rows: number) => void,
): AsyncGenerator<string[][]> {
  const notCoded = RESULT_COLUMNS.map((column) => (column === REASON_COLUMN ? NOT_CODED : ''));
  // Equal titles have equal cells, and most files have many.
  const cells = new Map<CodedTitle, readonly string[]>();
  let written = 0;
  for await (const { rows } of table.batches(signal)) {
    yield rows.map((row) => {
      const coded = find(row.cells[titleColumn] ?? '');
      if (!coded) return [...row.cells, ...notCoded];
      const result = cells.get(coded) ?? resultCells(coded, options);
      cells.set(coded, result);
      return [...row.cells, ...result];
    });
    written += rows.length;
    onRows(written);
  }
}
