/**
 * @file Writes the input table with the results beside it, away from the page. The file is read once more, for only its titles are kept;
 * what is written goes into the browser's hands piece by piece, so that a large table never lies in memory as a whole.
 */
import { inputKey, titleInput } from '../../core/coding/description.ts';
import {
  GROUP_COLUMN,
  renamedColumns,
  RESULT_COLUMNS,
  resultCells,
  type ResultOptions,
} from '../../core/coding/output/result-columns.ts';
import { writeTable, type TableFormat } from '../../core/coding/output/write-table.ts';
import type { CodedTitle } from '../../core/coding/types.ts';
import { openTable } from '../../core/tables/open-table.ts';
import type { OpenTable, TableChoice } from '../../core/tables/table-types.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { tableFileOf } from './table-file.ts';

/** Bytes that are held before they become a Blob, which browsers may keep on disk. */
const PART_BYTES = 8_388_608;

const TYPES: Readonly<Record<TableFormat, string>> = {
  csv: 'text/csv;charset=utf-8',
  tsv: 'text/tab-separated-values;charset=utf-8',
  jsonl: 'application/jsonl;charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

const REASON_COLUMN = 'rolemap_reason';
/** What stands there for a row that the run has not come to. */
const NOT_CODED = 'not coded yet';

export interface BeginExport {
  /** Least confidence of an answer, 0 to 1. */
  readonly threshold: number;
  /** Titles of codes and groups, by code. */
  readonly names: readonly (readonly [code: string, title: string])[];
  /** Whether the table names the group of each title; false if absent. */
  readonly groups?: boolean;
}

/** Titles as they stand in the file, with their results; a title with a description by its key (`inputKey`). */
export interface CodedPiece {
  readonly coded: readonly (readonly [title: string, coded: CodedTitle, group?: string])[];
}

export interface WriteExport {
  readonly file: Blob;
  readonly name: string;
  /** How the file was read on the page. */
  readonly choice: TableChoice;
  /** Its columns, as the page found them. */
  readonly columns: readonly string[];
  /** Place of the column of job titles. */
  readonly titleColumn: number;
  /** Place of the column of descriptions that were read with the titles; absent for none. */
  readonly descriptionColumn?: number | null;
  readonly format: TableFormat;
}

export class ExportError extends Error {
  readonly code: 'not-begun' | 'changed';
  constructor(code: ExportError['code'], message: string) {
    super(message);
    this.name = 'ExportError';
    this.code = code;
  }
}

export class ExportService {
  #options: ResultOptions | null = null;
  #groups = false;
  /** Of each title: equal titles have equal cells, and most files have many. */
  readonly #cells = new Map<string, readonly string[]>();

  /** Forgets the titles of before. */
  begin({ threshold, names, groups = false }: BeginExport): void {
    const titles = new Map(names);
    this.#options = { threshold, names: { title: (code) => titles.get(code) ?? '' } };
    this.#groups = groups;
    this.#cells.clear();
  }

  /** Takes results; a title that comes twice has the later one. */
  add({ coded }: CodedPiece): void {
    const options = this.#begun();
    for (const [title, result, group = ''] of coded)
      this.#cells.set(title, [...resultCells(result, options), ...(this.#groups ? [group] : [])]);
  }

  /**
   * The table: every input column in its place, then the results. Rows whose title was not added say that they are not coded yet.
   * @throws FormatError where the file can be read no longer or the format cannot hold the table; ExportError where it has other columns
   *   than before
   */
  async write(input: WriteExport, context: CallContext<{ rows: number }>): Promise<Blob> {
    this.#begun();
    const table = await openTable(tableFileOf(input.file, input.name), input.choice);
    if (input.columns.join('\n') !== table.columns.join('\n'))
      throw new ExportError('changed', `${input.name} has changed since it was opened. Open it again.`);
    const columns = [...table.columns, ...renamedColumns(table.columns, this.#columns)];
    const rows = this.#rowsOf(table, input, context);
    return toBlob(writeTable(input.format, columns, rows), {
      type: TYPES[input.format],
      signal: context.signal,
    });
  }

  async *#rowsOf(
    table: OpenTable,
    { titleColumn, descriptionColumn = null }: WriteExport,
    { signal, progress }: CallContext<{ rows: number }>,
  ): AsyncGenerator<string[][]> {
    const notCoded = this.#columns.map((column) => (column === REASON_COLUMN ? NOT_CODED : ''));
    let written = 0;
    for await (const { rows } of table.batches(signal)) {
      yield rows.map(({ cells }) => {
        const description = descriptionColumn === null ? '' : (cells[descriptionColumn] ?? '');
        const key = inputKey(titleInput(cells[titleColumn] ?? '', description));
        return [...cells, ...(this.#cells.get(key) ?? notCoded)];
      });
      written += rows.length;
      progress({ rows: written });
    }
  }

  get #columns(): readonly string[] {
    return [...RESULT_COLUMNS, ...(this.#groups ? [GROUP_COLUMN] : [])];
  }

  #begun(): ResultOptions {
    if (!this.#options) throw new ExportError('not-begun', 'The export was not begun.');
    return this.#options;
  }
}

/** @throws the signal's reason between two pieces */
async function toBlob(
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
  { type, signal }: { readonly type: string; readonly signal: AbortSignal },
): Promise<Blob> {
  const parts: Blob[] = [];
  let held: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    signal.throwIfAborted();
    held.push(piece);
    bytes += piece.length;
    if (bytes < PART_BYTES) continue;
    parts.push(new Blob(held));
    [held, bytes] = [[], 0];
  }
  return new Blob([...parts, ...held], { type });
}
