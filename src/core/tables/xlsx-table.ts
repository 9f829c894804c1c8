/** @file The first sheet of an XLSX workbook, unpacked only when it is known how large it gets. */
import { readSheet } from 'read-excel-file/universal';
import { FormatError } from '../formats/format-error.ts';
import { finishTable, noRows } from './finish-table.ts';
import { guessHeader, nameColumns } from './guess-columns.ts';
import { RowBuilder } from './row-builder.ts';
import { widestSheet } from './sheet-extent.ts';
import { storedZip, type StoredEntry } from './stored-zip.ts';
import type { OpenTable, TableBatch, TableFile } from './table-types.ts';
import { dateText, valueText } from './value-text.ts';
import { readZipDirectory, unpackEntry, type ZipEntry } from './zip-directory.ts';

/** Bytes of a workbook when unpacked. */
export const LARGEST_WORKBOOK = 100_000_000;
/** Unpacked bytes for one packed byte: sheets have 5 to 50, archives made to burst have 1,000. */
export const LARGEST_RATIO = 200;
/** Cells of the area that a sheet spans, empty ones included: one stray cell at its far end makes it enormous. */
const MOST_CELLS = 20_000_000;
const GUESS_ROWS = 50;
const ROWS_AT_ONCE = 10_000;

const SAVE_AS_CSV = 'Save the sheet as CSV in your spreadsheet program and open that file.';

function unreadable(name: string, options?: ErrorOptions): FormatError {
  return new FormatError(
    'not-this-format',
    `${name} is not an XLSX workbook, is damaged, or is protected by a password. ${SAVE_AS_CSV}`,
    options,
  );
}

/** Refuses a workbook by what its directory claims. */
function checkSize(name: string, entries: readonly ZipEntry[]): void {
  const unpacked = entries.reduce((sum, entry) => sum + entry.unpacked, 0);
  if (unpacked > LARGEST_WORKBOOK) {
    const size = Math.round(unpacked / 1_000_000);
    throw new FormatError(
      'unsupported',
      `${name} is ${size} MB when unpacked, and at most 100 MB can be read. ${SAVE_AS_CSV}`,
    );
  }
  const burst = entries.find((entry) => entry.unpacked > entry.packed * LARGEST_RATIO);
  if (burst === undefined) return;
  throw new FormatError(
    'unsupported',
    `${name} is not unpacked: its part ${burst.path} says that it grows more than ${LARGEST_RATIO} times. ${SAVE_AS_CSV}`,
  );
}

/**
 * The parts of a workbook that hold text, packed again without compression. The library's own unpacking of large parts needs
 * workers made of text, which the page's content policy forbids, and it trusts the sizes that the directory claims.
 */
async function repack(file: TableFile, entries: readonly ZipEntry[]): Promise<Uint8Array<ArrayBuffer>> {
  const parts: StoredEntry[] = [];
  for (const entry of entries.filter(({ path }) => /\.(?:xml|rels)$/u.test(path))) {
    parts.push({ path: entry.path, bytes: await unpackEntry(file, entry) });
  }
  const { rows, columns } = widestSheet(parts);
  if (rows * columns > MOST_CELLS) {
    throw new FormatError(
      'unsupported',
      `${file.name} has a sheet that spans ${rows} rows and ${columns} columns, too many to read. ${SAVE_AS_CSV}`,
    );
  }
  return storedZip(parts);
}

async function readCells(file: TableFile): Promise<string[][]> {
  const entries = await readZipDirectory(file);
  if (entries === null) throw unreadable(file.name);
  checkSize(file.name, entries);
  try {
    const archive = await repack(file, entries);
    const rows: readonly (readonly unknown[])[] = await readSheet(archive.buffer, 1, { trim: false });
    return rows.map((row) =>
      row.map((cell) => (cell instanceof Date ? dateText(cell, true) : valueText(cell))),
    );
  } catch (cause) {
    throw cause instanceof FormatError ? cause : unreadable(file.name, { cause });
  }
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

// eslint-disable-next-line @typescript-eslint/require-await -- every format gives its batches in the same way
async function* readBatches(
  file: TableFile,
  cells: readonly (readonly string[])[],
  { firstRow, width }: { firstRow: number; width: number },
  signal?: AbortSignal,
): AsyncGenerator<TableBatch, void, undefined> {
  const builder = new RowBuilder(width);
  for (let start = firstRow; start < cells.length; start += ROWS_AT_ONCE) {
    signal?.throwIfAborted();
    const end = Math.min(start + ROWS_AT_ONCE, cells.length);
    for (let index = start; index < end; index++) {
      const row = cells[index]!;
      if (isBlank(row)) builder.addBlank(index + 1);
      else builder.add(index + 1, row);
    }
    yield { ...builder.take(), bytes: Math.round((file.size * end) / cells.length) };
  }
}

/**
 * Opens the first sheet of a workbook and keeps its cells, which are at most 100 MB.
 * @param header what the user says about a header
 * @throws FormatError `not-this-format` where it is no workbook or damaged, `unsupported` where it is too large or has no rows
 */
export async function openXlsx(file: TableFile, header: boolean | undefined): Promise<OpenTable> {
  const cells = await readCells(file);
  const first = cells.findIndex((row) => !isBlank(row));
  if (first < 0) throw noRows(file.name);
  const width = cells.reduce((most, row) => Math.max(most, row.length), 0);
  const hasHeader =
    header ?? guessHeader(headerCells(cells[first]!), cells.slice(first + 1, first + GUESS_ROWS));
  const layout = { firstRow: hasHeader ? first + 1 : 0, width };
  return finishTable({
    name: file.name,
    format: 'xlsx',
    encoding: null,
    delimiter: null,
    header: hasHeader,
    columns: nameColumns(hasHeader ? cells[first]! : [], width),
    batches: (signal) => readBatches(file, cells, layout, signal),
  });
}

/** Cells up to the last one with text: a sheet's rows are as wide as its widest. */
function headerCells(row: readonly string[]): readonly string[] {
  return row.slice(0, row.findLastIndex((cell) => cell.trim() !== '') + 1);
}
