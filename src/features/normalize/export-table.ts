/** @file The input table with the results beside it, written by a worker that gets the file and the coded titles. */
import type { TableFormat } from '../../core/coding/output/write-table.ts';
import type { CodedTitle } from '../../core/coding/types.ts';
import type { OpenTable, TableChoice } from '../../core/tables/table-types.ts';
import type { ExportRemote } from '../../workers/export/launch.ts';

/** Titles sent at a time: enough to be quick, few enough that the page answers in between. */
const PIECE_TITLES = 500;

export const FORMAT_NAMES: Readonly<Record<TableFormat, string>> = {
  csv: 'CSV',
  xlsx: 'XLSX',
  parquet: 'Parquet',
  tsv: 'TSV',
  jsonl: 'JSONL',
};

export interface ExportInput {
  /** What was opened, and how. */
  readonly file: Blob;
  readonly choice: TableChoice;
  readonly table: OpenTable;
  readonly titleColumn: number;
  /** Place of the column of descriptions that were read with the titles; absent for none. */
  readonly descriptionColumn?: number | null;
  /** The distinct titles of the file, those with a description by their key (`inputKey`). */
  readonly titles: readonly string[];
  /** The result of a title by its place; null where it is not coded yet: the reason says so. */
  readonly codedAt: (place: number) => CodedTitle | null;
  /** The group of a title by its place; null, as if absent, for a table without groups. */
  readonly groupAt?: ((place: number) => string) | null;
  readonly threshold: number;
  /** Titles of codes and groups, by code. */
  readonly names: ReadonlyMap<string, string>;
  readonly format: TableFormat;
}

/** "vacancies.csv" -> "vacancies-coded.xlsx". */
export function exportName(name: string, format: string): string {
  return `${name.replace(/\.[a-z0-9]{1,8}$/iu, '')}-coded.${format}`;
}

/**
 * Every input column in its place, then the results.
 * @param launch starts the worker; it is ended when the table is written or given up
 * @param onRows called with the rows written so far
 * @throws WorkerError where the file can be read no longer or the format cannot hold the table; the signal's reason
 */
export async function exportTable(
  input: ExportInput,
  launch: () => ExportRemote,
  { signal, onRows }: { readonly signal: AbortSignal; readonly onRows: (rows: number) => void },
): Promise<Blob> {
  const {
    file,
    choice,
    table,
    titleColumn,
    descriptionColumn = null,
    titles,
    codedAt,
    groupAt = null,
    threshold,
    names,
    format,
  } = input;
  const writer = launch();
  try {
    await writer.call('begin', { threshold, names: [...names], groups: groupAt !== null }, { signal });
    for (let first = 0; first < titles.length; first += PIECE_TITLES) {
      const coded = titles.slice(first, first + PIECE_TITLES).flatMap((title, at) => {
        const result = codedAt(first + at);
        return result ? [[title, result, groupAt?.(first + at) ?? ''] as const] : [];
      });
      await writer.call('add', { coded }, { signal });
    }
    const { name, columns } = table;
    return await writer.call(
      'write',
      // A File is sent as the Blob it is: its name may be another one than the table's.
      {
        ...{ file: file.slice(), name, choice: { ...choice }, columns: [...columns] },
        ...{ titleColumn, descriptionColumn, format },
      },
      { signal, onProgress: ({ rows }) => onRows(rows) },
    );
  } finally {
    writer.terminate();
  }
}
