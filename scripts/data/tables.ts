/** @file Parquet tables of the shipped corpus, gzip inside: small, and every data tool opens it. */
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Posting } from '../../src/core/search/types.ts';
import type { Occupation } from '../dataset/sources.ts';

/** What the word search needs before any model is there, at 10 Mbit/s within a second (DESIGN.md). */
export const MAXIMUM_WORDS_BYTES = 400_000;

const ALL_COLUMNS = ['id', 'title', 'company', 'place', 'skills', 'description', 'code'] as const;
const WORDS_COLUMNS = ['id', 'title', 'company', 'place', 'skills', 'code'] as const;

export class TableError extends Error {
  readonly code = 'table-too-large';
  constructor(message: string) {
    super(message);
    this.name = 'TableError';
  }
}

/** A group of titles with the same meaning, as a row of roles.parquet. */
export interface RoleRow {
  readonly role: string;
  readonly code: string;
  readonly titles: readonly string[];
}

/** A Parquet table of text columns, gzip inside. */
export function writeTable(columns: readonly { name: string; data: string[] }[]): Uint8Array<ArrayBuffer> {
  const buffer = parquetWriteBuffer({
    columnData: columns.map((column) => ({ ...column, type: 'STRING', nullable: false })),
    codec: 'GZIP',
    compressors: { GZIP: (input) => new Uint8Array(gzipSync(input, { level: 9 })) },
    statistics: false,
  });
  return new Uint8Array(buffer);
}

/** All columns of the postings. */
export function postingsTable(postings: readonly Posting[]): Uint8Array<ArrayBuffer> {
  return writeTable(ALL_COLUMNS.map((name) => ({ name, data: postings.map((posting) => posting[name]) })));
}

/** The postings without descriptions. @throws TableError over 400,000 bytes */
export function wordsTable(postings: readonly Posting[]): Uint8Array<ArrayBuffer> {
  const table = writeTable(
    WORDS_COLUMNS.map((name) => ({ name, data: postings.map((posting) => posting[name]) })),
  );
  if (table.length > MAXIMUM_WORDS_BYTES) {
    throw new TableError(
      `postings-words.parquet has ${table.length} bytes, at most ${MAXIMUM_WORDS_BYTES} are allowed. Generate fewer postings.`,
    );
  }
  return table;
}

/** All roles of all occupations with their titles, each title once. */
export function rolesOf(occupations: readonly Occupation[]): RoleRow[] {
  return occupations.flatMap(({ code, roles }) =>
    roles.map(({ role, titles }) => ({ role, code, titles: [...new Set(titles)] })),
  );
}

/** Columns role, code, titles (joined with "|"). */
export function rolesTable(roles: readonly RoleRow[]): Uint8Array<ArrayBuffer> {
  return writeTable([
    { name: 'role', data: roles.map(({ role }) => role) },
    { name: 'code', data: roles.map(({ code }) => code) },
    { name: 'titles', data: roles.map(({ titles }) => titles.join('|')) },
  ]);
}
