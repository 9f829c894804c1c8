/** @file Opens a table of job titles of any format, in a form that streams and can be read as often as wanted. */
import { FormatError } from '../formats/format-error.ts';
import { openDelimited } from './delimited-table.ts';
import { detectEncoding } from './detect-encoding.ts';
import { detectBinaryFormat, detectTextFormat } from './detect-format.ts';
import { guessDelimiter } from './guess-delimiter.ts';
import { openJsonl } from './jsonl-table.ts';
import { openParquet } from './parquet-table.ts';
import { readBytes } from './read-bytes.ts';
import type { OpenTable, ReadOptions, TableChoice, TableFile, TableFormat } from './table-types.ts';
import { createDecoder } from './text-pieces.ts';
import { openXlsx } from './xlsx-table.ts';

export { pastedTable } from './pasted-table.ts';
export type * from './table-types.ts';

/** Bytes from which format, encoding, delimiter and header are found out. */
const SAMPLE = 1_048_576;
const DEFAULTS: ReadOptions = { pieceSize: 1_048_576 };

function openText(
  file: TableFile,
  bytes: Uint8Array,
  format: TableFormat | undefined,
  choice: TableChoice,
  options: ReadOptions,
): Promise<OpenTable> {
  const whole = bytes.length === file.size;
  const encoding = choice.encoding ?? detectEncoding(bytes, whole);
  const sample = createDecoder(encoding)(bytes, whole);
  const kind =
    format ?? (choice.delimiter === undefined ? detectTextFormat(file.name, sample, whole) : 'csv');
  if (kind === 'jsonl') return openJsonl(file, encoding, options);
  const plan = { encoding, header: choice.header, sample, whole };
  if (kind === 'text') return openDelimited(file, { ...plan, format: 'text', delimiter: null }, options);
  const delimiter =
    choice.delimiter === undefined
      ? (guessDelimiter(file.name, sample, whole)?.delimiter ?? null)
      : choice.delimiter;
  return openDelimited(file, { ...plan, format: 'csv', delimiter }, options);
}

/**
 * Opens a table: finds out its format, encoding, delimiter, header and title column, unless the user says otherwise. Of a text at
 * most a megabyte is read for that, of JSONL the first 1,000 records; batches stream the whole.
 * @param choice what the user corrected
 * @throws FormatError, with the name of the file and what to do: `unsupported` where it is empty, has no rows or is too large;
 *   `not-this-format` where it is damaged or can be read no longer
 */
export async function openTable(
  file: TableFile,
  choice: TableChoice = {},
  options: Partial<ReadOptions> = {},
): Promise<OpenTable> {
  if (file.size === 0) {
    throw new FormatError('unsupported', `${file.name} is empty. Choose a file with one job title a row.`);
  }
  const bytes = await readBytes(file, 0, Math.min(SAMPLE, file.size));
  const sureOfText = choice.encoding !== undefined;
  const format = choice.format ?? detectBinaryFormat(file.name, bytes, sureOfText) ?? undefined;
  if (format === 'parquet') return openParquet(file);
  if (format === 'xlsx') return openXlsx(file, choice.header);
  return openText(file, bytes, format, choice, { ...DEFAULTS, ...options });
}
