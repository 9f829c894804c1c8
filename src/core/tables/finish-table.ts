/** @file What every format has in common once its columns are known: the first rows and the guess of the title column. */
import { FormatError } from '../formats/format-error.ts';
import { guessTitleColumn } from './guess-columns.ts';
import type { OpenTable, TableBatch, TableRow } from './table-types.ts';

const PREVIEW_ROWS = 20;
/** Rows looked at to guess the title column. */
const GUESS_ROWS = 50;

async function firstRows(batches: AsyncIterable<TableBatch>): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  for await (const batch of batches) {
    rows.push(...batch.rows.slice(0, GUESS_ROWS - rows.length));
    if (rows.length >= GUESS_ROWS) break;
  }
  return rows;
}

export function noRows(name: string): FormatError {
  return new FormatError('unsupported', `${name} holds no rows. Choose a file with one job title a row.`);
}

/**
 * An open table with its first rows.
 * @param parts what is known from the format; all columns are text unless it says otherwise
 * @param first first rows, where reading a whole batch for them would cost too much
 * @throws FormatError `unsupported` where the table has no rows
 */
export async function finishTable(
  parts: Omit<OpenTable, 'titleColumn' | 'preview' | 'notText'> & Partial<Pick<OpenTable, 'notText'>>,
  first?: readonly TableRow[],
): Promise<OpenTable> {
  const rows = first ?? (await firstRows(parts.batches()));
  if (rows.length === 0) throw noRows(parts.name);
  const sample = rows.slice(0, GUESS_ROWS).map(({ cells }) => cells);
  const titleColumn = guessTitleColumn(parts.columns, sample);
  return { notText: [], ...parts, titleColumn, preview: rows.slice(0, PREVIEW_ROWS) };
}
