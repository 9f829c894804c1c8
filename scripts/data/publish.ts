/** @file Writes the title data set as Parquet and CSV, with its manifest and its data card. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import papaparse from 'papaparse';
import type { TitleDataFile, TitleDataManifest } from '../../src/core/formats/title-data.ts';
import type { Table } from './title-data.ts';
import { sha256 } from './vector-cache.ts';

/** Every column as text or truth value, gzip inside. */
export function toParquet({ columns }: Table): Uint8Array<ArrayBuffer> {
  const buffer = parquetWriteBuffer({
    columnData: columns.map(({ name, values }) => ({
      name,
      data: [...values],
      type: typeof values[0] === 'boolean' ? 'BOOLEAN' : 'STRING',
      nullable: false,
    })),
    codec: 'GZIP',
    compressors: { GZIP: (input) => new Uint8Array(gzipSync(input, { level: 9 })) },
    statistics: false,
  });
  return new Uint8Array(buffer);
}

/** With a header, quotes where they are needed, lines ended by LF, UTF-8. */
export function toCsv({ columns, rows }: Table): Uint8Array<ArrayBuffer> {
  const lines = Array.from({ length: rows }, (_, row) => columns.map(({ values }) => values[row]));
  const text = papaparse.unparse({ fields: columns.map(({ name }) => name), data: lines }, { newline: '\n' });
  return new TextEncoder().encode(`${text}\n`);
}

/** Writes all tables and the card; returns the manifest that stands beside them. */
export function publishTitleData(
  folder: string,
  tables: readonly Table[],
  card: string,
  date: string,
): TitleDataManifest {
  mkdirSync(folder, { recursive: true });
  const files: TitleDataFile[] = tables.map((item) => {
    const { name, about, rows, columns } = item;
    const write = (ending: string, bytes: Uint8Array) => {
      writeFileSync(join(folder, `${name}.${ending}`), bytes);
      return { path: `${name}.${ending}`, bytes: bytes.length, sha256: sha256(bytes) };
    };
    return {
      name,
      about,
      rows,
      columns: columns.map((column) => ({ name: column.name, meaning: column.meaning })),
      parquet: write('parquet', toParquet(item)),
      csv: write('csv', toCsv(item)),
    };
  });
  writeFileSync(join(folder, 'README.md'), card);
  const manifest: TitleDataManifest = {
    schemaVersion: 1,
    date,
    licence: 'CC-BY-4.0',
    synthetic: true,
    card: 'README.md',
    tables: files,
  };
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}
