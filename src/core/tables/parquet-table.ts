/** @file Parquet, read some rows at a time with all its codecs. */
import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { FormatError } from '../formats/format-error.ts';
import { finishTable, noRows } from './finish-table.ts';
import { kindOfParquet, type NotText } from './not-text.ts';
import { readBytes } from './read-bytes.ts';
import type { OpenTable, TableBatch, TableFile, TableRow } from './table-types.ts';
import { dateText, valueText } from './value-text.ts';

/** Rows read at a time; row groups may be much larger. */
const ROWS_AT_ONCE = 50_000;
const FIRST_ROWS = 50;

interface Column {
  readonly name: string;
  /** Decimal places of a DECIMAL column; null for other columns. */
  readonly scale: number | null;
}

interface Source {
  readonly file: TableFile;
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly columns: readonly Column[];
}

async function orDamaged<T>(file: TableFile, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(
      'not-this-format',
      `${file.name} is not a Parquet file, is damaged, or is written in a way that is not read here. Save it as CSV.`,
      { cause },
    );
  }
}

function cellText(value: unknown, { scale }: Column): string {
  return typeof value === 'number' && scale !== null ? value.toFixed(scale) : valueText(value);
}

/** Rows `start` up to, not including, `end`; the first of the file is 0. */
async function readRows({ file, buffer, metadata, columns }: Source, start: number, end: number) {
  const reading = parquetReadObjects({
    file: buffer,
    metadata,
    columns: columns.map(({ name }) => name),
    rowStart: start,
    rowEnd: end,
    compressors,
    useOffsetIndex: true,
    parsers: { dateFromDays: (days: number) => dateText(new Date(days * 86_400_000), true) },
  });
  const records = await orDamaged(file, reading);
  return records.map((record, index): TableRow => {
    const cells = columns.map((column) => cellText(record[column.name], column));
    return { row: start + index + 1, cells };
  });
}

/** Batches that end where row groups end, so that no group is read for the sake of a few rows. */
async function* readBatches(
  source: Source,
  signal?: AbortSignal,
): AsyncGenerator<TableBatch, void, undefined> {
  const total = Number(source.metadata.num_rows);
  let start = 0;
  for (const group of source.metadata.row_groups) {
    const groupEnd = start + Number(group.num_rows);
    while (start < groupEnd) {
      signal?.throwIfAborted();
      const end = Math.min(start + ROWS_AT_ONCE, groupEnd);
      const rows = await readRows(source, start, end);
      start = end;
      yield { rows, problems: [], bytes: Math.round((source.file.size * end) / total) };
    }
  }
}

/**
 * Opens a Parquet file. Days are ISO dates, moments ISO text, nested values JSON, nulls empty text.
 * @throws FormatError `not-this-format` where it is no Parquet file or damaged, `unsupported` where it has no rows
 */
export async function openParquet(file: TableFile): Promise<OpenTable> {
  const buffer: AsyncBuffer = {
    byteLength: file.size,
    slice: async (start, end = file.size) => (await readBytes(file, start, end)).buffer,
  };
  const metadata = await orDamaged(file, parquetMetadataAsync(buffer));
  const schema = parquetSchema(metadata).children;
  const columns = schema.map(({ element }): Column => {
    return { name: element.name, scale: element.converted_type === 'DECIMAL' ? (element.scale ?? 0) : null };
  });
  if (metadata.num_rows === 0n || columns.length === 0) throw noRows(file.name);
  const source = { file, buffer, metadata, columns };
  const first = await readRows(source, 0, Math.min(FIRST_ROWS, Number(metadata.num_rows)));
  const notText = schema.flatMap((node): NotText[] => {
    const kind = kindOfParquet(node);
    return kind === null ? [] : [{ column: node.element.name, kinds: [kind] }];
  });
  const parts = {
    name: file.name,
    format: 'parquet' as const,
    encoding: null,
    delimiter: null,
    header: null,
    columns: columns.map(({ name }) => name),
    notText,
    batches: (signal?: AbortSignal) => readBatches(source, signal),
  };
  return finishTable(parts, first);
}
