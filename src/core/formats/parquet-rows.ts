/** @file Rows of a Parquet table by column name, whatever the table is for. */
import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { FormatError } from './format-error.ts';

export interface ParquetRowsOptions {
  readonly required: readonly string[];
  /** Read where they are there. */
  readonly optional?: readonly string[];
  /** How messages name the table, at the start of a sentence: "The table", "titles.parquet". */
  readonly name: string;
  /** What to do about a damaged table, a whole sentence. */
  readonly remedy: string;
}

/**
 * All rows, with the required columns and those of the optional ones that the table has.
 * @throws FormatError `not-this-format` where it is no Parquet file or damaged, `missing-column` naming what it lacks and what it has
 */
export async function readParquetRows(
  buffer: ArrayBuffer,
  { required, optional = [], name, remedy }: ParquetRowsOptions,
): Promise<Record<string, unknown>[]> {
  const orDamaged = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      const message = `${name} is not a Parquet file, or is damaged. ${remedy}`;
      throw new FormatError('not-this-format', message, { cause });
    }
  };
  const metadata = await orDamaged(parquetMetadataAsync(buffer));
  const present = parquetSchema(metadata).children.map(({ element }) => element.name);
  const missing = required.filter((column) => !present.includes(column));
  if (missing.length > 0) {
    throw new FormatError(
      'missing-column',
      `${name} has no column ${missing.join(', ')}; it has ${present.join(', ')}.`,
    );
  }
  const columns = [...required, ...optional.filter((column) => present.includes(column))];
  return orDamaged(parquetReadObjects({ file: buffer, metadata, columns, compressors }));
}
