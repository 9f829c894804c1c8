/** @file The delimiter of a CSV, from its first records. */
import { delimiterOrNone, parseRecords } from './parse-records.ts';
import { RecordSplitter, type TextRecord } from './record-splitter.ts';
import type { Delimiter } from './table-types.ts';

/** Rarest in running text first. */
const DELIMITERS: readonly Delimiter[] = ['\t', '|', ';', ','];
/** Records and characters looked at. */
const SAMPLE_RECORDS = 100;
const SAMPLE_CHARACTERS = 262_144;

/** The first records of a sample that are not blank; the last one may be torn where the sample is not the whole file. */
export function sampleRecords(
  name: string,
  sample: string,
  whole: boolean,
  delimiter: string | null,
): TextRecord[] {
  const splitter = new RecordSplitter(name, delimiter);
  const records = splitter.push(sample.slice(0, SAMPLE_CHARACTERS), false);
  if (whole || records.length === 0) records.push(...splitter.push('', true));
  return records.filter(({ text }) => text.trim() !== '').slice(0, SAMPLE_RECORDS);
}

/** The number of cells that most records have, the larger one of equals, and the share of records that have it. */
export function commonWidth(widths: readonly number[]): { width: number; share: number } {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  let width = 0;
  for (const [candidate, count] of counts) {
    const best = counts.get(width) ?? 0;
    if (count > best || (count === best && candidate > width)) width = candidate;
  }
  return { width, share: (counts.get(width) ?? 0) / Math.max(1, widths.length) };
}

export interface DelimiterGuess {
  readonly delimiter: Delimiter;
  readonly width: number;
  /** Share of the sampled records with that many cells. */
  readonly share: number;
  /** Whether the first record has that many cells. */
  readonly firstAgrees: boolean;
}

function judge(name: string, sample: string, whole: boolean, delimiter: Delimiter): DelimiterGuess {
  const records = sampleRecords(name, sample, whole, delimiterOrNone(delimiter));
  const widths = parseRecords(records, delimiter).map((cells) => cells.length);
  const { width, share } = commonWidth(widths);
  return { delimiter, width, share, firstAgrees: widths[0] === width };
}

/**
 * The delimiter that cuts the first records into the same number of cells; null where none does, that is for one column.
 * @param name of the file, for messages
 * @param sample beginning of the file
 * @param whole whether that is the whole file
 */
export function guessDelimiter(name: string, sample: string, whole: boolean): DelimiterGuess | null {
  const guesses = DELIMITERS.map((delimiter) => judge(name, sample, whole, delimiter)).filter(
    ({ delimiter, width, share, firstAgrees }) =>
      // "Manager, Sales" in most lines below a header without a comma is one column.
      width >= 2 && share >= 0.5 && (delimiter !== ',' || firstAgrees || width > 2),
  );
  const score = ({ share, firstAgrees }: DelimiterGuess) => share + (firstAgrees ? 0.5 : 0);
  // Sorting is stable: of equals, the one rarest in running text.
  return guesses.sort((a, b) => score(b) - score(a) || b.width - a.width)[0] ?? null;
}
