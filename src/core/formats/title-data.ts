/** @file The published title data set (public/data/title-data): its manifest, and the rows of its Parquet tables. */
import { FormatError } from './format-error.ts';
import { readParquetRows } from './parquet-rows.ts';

/** Name of the column that says to which split a row belongs; a table without it is not split. */
export const SPLIT_COLUMN = 'split';
/** Between the entries of a cell that holds a list. */
export const LIST_SEPARATOR = ' | ';

export interface TitleDataColumn {
  readonly name: string;
  /** What stands in it; may be empty where the name says it. */
  readonly meaning: string;
}

export interface PublishedFile {
  /** Relative to the manifest. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** One table, in two formats. */
export interface TitleDataFile {
  readonly name: string;
  readonly about: string;
  readonly rows: number;
  readonly columns: readonly TitleDataColumn[];
  readonly parquet: PublishedFile;
  readonly csv: PublishedFile;
}

export interface TitleDataManifest {
  readonly schemaVersion: 1;
  /** Day on which the tables were made. */
  readonly date: string;
  /** SPDX identifier. */
  readonly licence: string;
  readonly synthetic: true;
  /** The data card (Markdown), relative to the manifest. */
  readonly card: string;
  readonly tables: readonly TitleDataFile[];
}

type Fields = Readonly<Record<string, unknown>>;

function wrong(field: string, problem: string): FormatError {
  return new FormatError(
    'bad-value',
    `title-data/manifest.json cannot be used: ${field} ${problem}. Reload the page; if that does not help, whoever runs the ` +
      'site should upload data/title-data again.',
  );
}

function fields(value: unknown, field: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(field, 'is not an object');
  return value as Fields;
}

/** A list with at least one entry. */
function list(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw wrong(field, 'is not a list with entries');
  return value;
}

function text(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '') throw wrong(field, 'is not a text');
  return value;
}

function count(value: unknown, field: string): void {
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw wrong(field, 'is not a whole number of 0 or more');
}

/** It ends up in an address: a plain file name. */
function fileName(value: unknown, field: string): void {
  if (!/^[\w+-][\w.+-]*$/.test(text(value, field))) throw wrong(field, 'is not a plain file name');
}

function checkFile(value: unknown, field: string): void {
  const file = fields(value, field);
  fileName(file['path'], `${field}.path`);
  count(file['bytes'], `${field}.bytes`);
  if (!/^[0-9a-f]{64}$/.test(text(file['sha256'], `${field}.sha256`)))
    throw wrong(`${field}.sha256`, 'is not a SHA-256 in 64 lower-case hexadecimal digits');
}

function checkTable(value: unknown, field: string): string {
  const table = fields(value, field);
  text(table['about'], `${field}.about`);
  count(table['rows'], `${field}.rows`);
  const names = list(table['columns'], `${field}.columns`).map((entry, index) => {
    const at = `${field}.columns[${index}]`;
    const column = fields(entry, at);
    if (typeof column['meaning'] !== 'string') throw wrong(`${at}.meaning`, 'is not a text');
    return text(column['name'], `${at}.name`);
  });
  if (new Set(names).size < names.length) throw wrong(`${field}.columns`, 'name a column twice');
  checkFile(table['parquet'], `${field}.parquet`);
  checkFile(table['csv'], `${field}.csv`);
  return text(table['name'], `${field}.name`);
}

/**
 * The manifest in `value` (parsed JSON).
 * @throws FormatError `unsupported` for another schema version, `bad-value` naming the first field that is missing or wrong
 */
export function parseTitleDataManifest(value: unknown): TitleDataManifest {
  const manifest = fields(value, 'the whole');
  const version = manifest['schemaVersion'];
  if (version !== 1) {
    throw new FormatError(
      'unsupported',
      `title-data/manifest.json has the schema version ${JSON.stringify(version)}, this version of the app reads 1. Reload the page.`,
    );
  }
  text(manifest['date'], 'date');
  text(manifest['licence'], 'licence');
  if (manifest['synthetic'] !== true) throw wrong('synthetic', 'is not true');
  fileName(manifest['card'], 'card');
  const names = list(manifest['tables'], 'tables').map((table, index) =>
    checkTable(table, `tables[${index}]`),
  );
  if (new Set(names).size < names.length) throw wrong('tables', 'name a table twice');
  return manifest as unknown as TitleDataManifest;
}

/** A cell as the CSV has it; null is empty text. */
function cellText(value: unknown, path: string, column: string, row: number): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint')
    return String(value);
  throw new FormatError('bad-value', `${path}, row ${row}: column "${column}" holds no text.`);
}

/**
 * The rows of a Parquet table: cells as text, in the order of the manifest's columns.
 * @throws FormatError naming the file: `not-this-format` where it is no Parquet file or damaged, `missing-column`, `bad-value`
 *   where it has another number of rows than the manifest says, or a cell that is no text, number or truth value
 */
export async function readTitleTable(
  buffer: ArrayBuffer,
  { columns, rows: expected, parquet: { path } }: TitleDataFile,
): Promise<readonly (readonly string[])[]> {
  const names = columns.map(({ name }) => name);
  const rows = await readParquetRows(buffer, {
    required: names,
    name: path,
    remedy: 'Reload the page to load it again.',
  });
  if (rows.length !== expected)
    throw new FormatError('bad-value', `${path} has ${rows.length} rows, its manifest says ${expected}.`);
  return rows.map((row, index) => names.map((name) => cellText(row[name], path, name, index + 1)));
}
