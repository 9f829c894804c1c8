/** @file The format of a table: by its first bytes, then by its first line, then by its name. */
import { FormatError } from '../formats/format-error.ts';
import { isBinary } from './detect-encoding.ts';
import { guessHeader } from './guess-columns.ts';
import { guessDelimiter, sampleRecords, type DelimiterGuess } from './guess-delimiter.ts';
import { jsonObject } from './jsonl-table.ts';
import { parseRecords } from './parse-records.ts';

/** Files that people take for tables, by their first bytes, and what to do about them. */
const OTHERS: readonly { readonly magic: readonly number[]; readonly says: string }[] = [
  {
    magic: [0xd0, 0xcf, 0x11, 0xe0],
    says: 'is a workbook of an old kind (.xls) or one with a password. Save the sheet as CSV and open that.',
  },
  { magic: [0x1f, 0x8b], says: 'is packed (gzip). Unpack it first.' },
  { magic: [0x25, 0x50, 0x44, 0x46], says: 'is a PDF. Save its table as CSV and open that.' },
];

const PARQUET = [0x50, 0x41, 0x52, 0x31];
const ZIP = [0x50, 0x4b, 0x03, 0x04];

function begins(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/**
 * The format of a file that is no text; null for text.
 * @param sureOfText whether the user has named an encoding, so that zero bytes are no sign against text
 * @throws FormatError `unsupported` where it is neither text nor a table that is read here
 */
export function detectBinaryFormat(
  name: string,
  bytes: Uint8Array,
  sureOfText: boolean,
): 'parquet' | 'xlsx' | null {
  if (begins(bytes, PARQUET)) return 'parquet';
  if (begins(bytes, ZIP)) return 'xlsx';
  const other = OTHERS.find(({ magic }) => begins(bytes, magic));
  if (other !== undefined) throw new FormatError('unsupported', `${name} ${other.says}`);
  if (!sureOfText && isBinary(bytes)) {
    throw new FormatError(
      'unsupported',
      `${name} is not a table that can be read here. Choose a CSV, TSV, JSONL, Parquet or XLSX file, or a text with one title a line.`,
    );
  }
  return null;
}

function extensionOf(name: string): string {
  return /\.([^.]+)$/u.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** Whether lines without the name of a CSV are cells all the same: cut by tabs, or below known names, or in three or more columns. */
function looksDelimited(name: string, sample: string, whole: boolean, guess: DelimiterGuess): boolean {
  if (!guess.firstAgrees || guess.share < 0.9) return false;
  if (guess.delimiter === '\t') return true;
  const records = sampleRecords(name, sample, whole, guess.delimiter);
  const [first = []] = parseRecords(records.slice(0, 1), guess.delimiter);
  return guessHeader(first, []) || (guess.width > 2 && records.length > 2);
}

/**
 * The format of a text.
 * @param sample beginning of the file
 * @param whole whether that is the whole file
 * @throws FormatError `unsupported` for a JSON document that is not cut into lines
 */
export function detectTextFormat(name: string, sample: string, whole: boolean): 'csv' | 'jsonl' | 'text' {
  const firstLine = /\S[^\r\n]*/u.exec(sample)?.[0] ?? '';
  const extension = extensionOf(name);
  if (jsonObject(firstLine) !== null || extension === 'jsonl' || extension === 'ndjson') return 'jsonl';
  if (extension === 'json') {
    throw new FormatError(
      'unsupported',
      `${name} is one JSON document. Save it as JSONL, with one object a line, or as CSV.`,
    );
  }
  if (['csv', 'tsv', 'tab', 'psv'].includes(extension)) return 'csv';
  const guess = guessDelimiter(name, sample, whole);
  return guess !== null && looksDelimited(name, sample, whole, guess) ? 'csv' : 'text';
}
