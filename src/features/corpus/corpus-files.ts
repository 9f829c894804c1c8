/** @file Files of the user for corpora: a table opened, what a stored corpus took of it, and the files of a pair. */
import type { CorpusManifest } from '../../core/search/corpus/corpus-manifest.ts';
import type { ColumnMapping } from '../../core/search/corpus/read-corpus-table.ts';
import type { OpenTable } from '../../core/tables/table-types.ts';
import { tableFileOf } from '../../workers/export/table-file.ts';
import type { CorpusPair } from './corpora.svelte.ts';
import { bytesOf } from './estimate.ts';

/** Tables that can be read, by the ends of their names. */
export const TABLE_ENDS = '.csv,.tsv,.txt,.jsonl,.ndjson,.parquet';

/** Opens a table. Its readers are loaded with the first one. @throws FormatError */
export async function openTableFile(file: File): Promise<OpenTable> {
  const { openTable } = await import('../../core/tables/open-table.ts');
  return openTable(tableFileOf(file, file.name));
}

/** A file's name without its end, as a first name of the corpus. */
export function stemOf(fileName: string): string {
  return fileName.replace(/\.[^.]+$/u, '') || fileName;
}

/**
 * The columns of a table that a corpus had begun to take.
 * @throws Error, in words for the user, where it is another file
 */
export function mappingAgain(manifest: CorpusManifest, file: File, table: OpenTable): ColumnMapping {
  const { columns, filters, source, titleColumn } = manifest;
  const places = columns.map((name) => table.columns.indexOf(name));
  if (file.name !== source.name || file.size !== source.bytes || places.includes(-1))
    throw new Error(
      `${file.name} is not the file that was begun. Choose ${source.name} as it was, or remove this corpus and add the other file as a new one.`,
    );
  const title = places[titleColumn]!;
  return {
    title,
    kept: places.filter((place) => place !== title),
    filters: filters.map((place) => places[place]!),
  };
}

/** Bytes that a corpus takes: its texts, the values of its filters, and its vectors. */
export function storedBytes({ rows, textBytes, valueBytes, vectors }: CorpusManifest): number {
  const values = valueBytes.reduce((sum, bytes) => sum + bytes, 0);
  return vectors.reduce((sum, each) => sum + bytesOf(each.model, each.rows, rows), textBytes + values);
}

/** Rows that all models have embedded, of those models that were begun; 0 before the first. */
export function embeddedRows({ vectors }: CorpusManifest): number {
  return vectors.length === 0 ? 0 : Math.min(...vectors.map(({ rows }) => rows));
}

/** The chosen files as a pair. @throws Error, in words for the user, where they are none */
export function pairOf(files: readonly File[]): CorpusPair {
  const endsWith = (end: string) => files.filter(({ name }) => name.toLowerCase().endsWith(end));
  const [tables, vectors] = [endsWith('.parquet'), endsWith('.npy')];
  const [table] = tables;
  if (!table || tables.length > 1 || vectors.length === 0 || vectors.length + 1 !== files.length)
    throw new Error('Choose the Parquet file of one corpus and its .npy files together, and nothing else.');
  return { name: stemOf(table.name), table, vectors };
}
