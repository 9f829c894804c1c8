/** @file Postings and roles from Parquet tables. */
import type { Posting } from '../search/types.ts';
import { FormatError } from './format-error.ts';
import { readParquetRows } from './parquet-rows.ts';

/** A group of titles with the same meaning, for "Also called". */
export interface Role {
  readonly role: string;
  /** O*NET-SOC 2019 code. */
  readonly code: string;
  readonly titles: readonly string[];
}

const POSTING_COLUMNS = ['id', 'title', 'company', 'place', 'skills', 'code'] as const;
const ROLE_COLUMNS = ['role', 'code', 'titles'] as const;
const TITLE_SEPARATOR = '|';

type Row<Column extends string> = Record<Column, string>;

/** A cell as text; null is empty text. */
function cellText(value: unknown, column: string, row: number): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw new FormatError('bad-value', `Row ${row} of the table: column "${column}" holds no text.`);
}

/** Reads text columns of Parquet files, one after the other; optional columns that are missing are empty text. */
async function readTables<Column extends string>(
  buffers: ArrayBuffer | readonly ArrayBuffer[],
  required: readonly Column[],
  optional: readonly Column[] = [],
): Promise<Row<Column>[]> {
  const tables: Row<Column>[][] = [];
  for (const buffer of buffers instanceof ArrayBuffer ? [buffers] : buffers) {
    tables.push(await readTable(buffer, required, optional));
  }
  return tables.flat();
}

async function readTable<Column extends string>(
  buffer: ArrayBuffer,
  required: readonly Column[],
  optional: readonly Column[],
): Promise<Row<Column>[]> {
  const rows = await readParquetRows(buffer, {
    required,
    optional,
    name: 'The table',
    remedy: 'Download it again.',
  });
  return rows.map((row, index) => {
    const cells = [...required, ...optional].map((column) => [
      column,
      cellText(row[column], column, index + 1),
    ]);
    return Object.fromEntries(cells) as Row<Column>;
  });
}

/**
 * Reads postings from one or more Parquet files with the columns id, title, company, place, skills, code and, if there,
 * description; the files' rows follow each other.
 * @throws FormatError `not-this-format`, `missing-column`, `bad-value`
 */
export async function readPostings(buffers: ArrayBuffer | readonly ArrayBuffer[]): Promise<Posting[]> {
  return readTables<keyof Posting>(buffers, POSTING_COLUMNS, ['description']);
}

/**
 * Reads roles from one or more Parquet files with the columns role, code, titles (joined by "|").
 * @throws FormatError `not-this-format`, `missing-column`, `bad-value`
 */
export async function readRoles(buffers: ArrayBuffer | readonly ArrayBuffer[]): Promise<Role[]> {
  const rows = await readTables(buffers, ROLE_COLUMNS);
  return rows.map(({ role, code, titles }) => ({
    role,
    code,
    titles: titles.split(TITLE_SEPARATOR).filter((title) => title !== ''),
  }));
}
