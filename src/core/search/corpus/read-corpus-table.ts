/** @file Rows of a table as rows of a corpus: the mapped columns, without rows that have no job title. */
import type { OpenTable } from '../../tables/table-types.ts';

export interface ColumnMapping {
  /** Index of the column of job titles in the table. */
  readonly title: number;
  /** Indexes of the columns that are kept beside it. */
  readonly kept: readonly number[];
  /** Indexes of those by which rows can be filtered: kept too. */
  readonly filters: readonly number[];
}

export interface MappedColumns {
  readonly columns: readonly string[];
  readonly titleColumn: number;
  readonly filters: readonly number[];
}

/** Indexes in the table of the columns of the corpus, the title first. */
function sources({ title, kept, filters }: ColumnMapping): number[] {
  return [...new Set([title, ...kept, ...filters])];
}

/** Columns of the corpus, the title first, as CorpusPlan has them. */
export function mappedColumns(columns: readonly string[], mapping: ColumnMapping): MappedColumns {
  const from = sources(mapping);
  const filters = [...new Set(mapping.filters)].map((column) => from.indexOf(column));
  return { columns: from.map((column) => columns[column] ?? ''), titleColumn: 0, filters };
}

export interface CorpusRows {
  /** Cells of the mapped columns. */
  readonly cells: readonly (readonly string[])[];
  /** Rows of the table so far, with those left out. */
  readonly rowsRead: number;
  /** Bytes of the file so far. */
  readonly bytes: number;
}

/**
 * The rows in batches; a row without a title is left out.
 * @param skip rows of the table that are dealt with already
 * @throws what the table throws; the signal's reason when it aborts
 */
export async function* readCorpusTable(
  table: OpenTable,
  mapping: ColumnMapping,
  options: { readonly skip?: number; readonly signal?: AbortSignal } = {},
): AsyncGenerator<CorpusRows, void, undefined> {
  const { skip = 0, signal } = options;
  const from = sources(mapping);
  let rowsRead = 0;
  for await (const { rows, bytes } of table.batches(signal)) {
    const fresh = rows.slice(Math.max(0, skip - rowsRead));
    rowsRead += rows.length;
    if (fresh.length === 0) continue;
    const cells = fresh
      .filter((row) => (row.cells[mapping.title] ?? '').trim() !== '')
      .map((row) => from.map((column) => row.cells[column] ?? ''));
    yield { cells, rowsRead, bytes };
  }
}
