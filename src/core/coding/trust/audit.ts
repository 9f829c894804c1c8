/** @file The audit: a random sample of rows for the user to code, and how often the coder was right. */
import { uniform } from '../../random.ts';
import { weightedShare, type Share } from './wilson.ts';

export const SAMPLE_SIZE = 200;

/** A title of the sample. */
export interface AuditItem {
  /** Its place among the titles. */
  readonly title: number;
  /** Rows of the sample with this title: it is coded once and counts as often. */
  readonly drawn: number;
}

/**
 * Draws rows without replacement, each row of the file equally likely, and gives their titles in random order.
 * @param rows for each distinct title the number of its rows, whole and 0 or more
 * @param options.size rows to draw, 200 if absent; all of them where there are fewer
 * @param options.seed the same seed draws the same rows
 */
export function drawAudit(
  rows: readonly number[],
  { size = SAMPLE_SIZE, seed }: { readonly size?: number; readonly seed: number },
): AuditItem[] {
  const random = uniform(seed);
  const all = rows.reduce((sum, count) => sum + count, 0);
  // Floyd's sampling (Bentley and Floyd 1987): as many draws as rows are wanted, however many there are.
  const chosen = new Set<number>();
  for (let last = Math.max(0, all - size); last < all; last++) {
    const draw = Math.floor(random() * (last + 1));
    chosen.add(chosen.has(draw) ? last : draw);
  }
  const ascending = [...chosen].sort((a, b) => a - b);
  const items: AuditItem[] = [];
  let [next, end] = [0, 0];
  rows.forEach((count, title) => {
    end += count;
    const first = next;
    while (next < ascending.length && ascending[next]! < end) next++;
    if (next > first) items.push({ title, drawn: next - first });
  });
  return shuffled(items, random);
}

/** In random order, each as likely as any other (Fisher and Yates 1938, in the form of Durstenfeld 1964). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}

/** What came of one title of the sample. */
export interface AuditAnswer {
  /** The coder's confidence in its answer, 0 to 1. */
  readonly confidence: number;
  /** Whether the user gave the same; null where the user skipped it. */
  readonly right: boolean | null;
  readonly drawn: number;
}

export interface AuditBand extends Share {
  /** Confidences from `from` (included) to `to` (excluded, but for 1). */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
}

export interface AuditResult {
  /** Over all confidences. */
  readonly overall: Share;
  readonly bands: readonly AuditBand[];
  /** Rows of the sample that were coded. */
  readonly rows: number;
  /** Rows of the sample that the user skipped: not counted. */
  readonly skipped: number;
}

/** Ends of the bands of confidence. */
export const BAND_ENDS: readonly number[] = [0, 0.5, 0.7, 0.85, 0.95, 1];

/**
 * How often the coder was right, with 95 % intervals (Wilson 1927). The sample was drawn by rows, each row of the file equally likely, so
 * that the share of the sample is one of rows without any weights: a title of many rows was drawn as often. Each row drawn is an
 * observation by itself, whichever its title.
 * @param ends ascending from 0 to 1
 */
export function auditResult(
  answers: readonly AuditAnswer[],
  ends: readonly number[] = BAND_ENDS,
): AuditResult {
  const rowsOf = (group: readonly AuditAnswer[]) => group.reduce((sum, { drawn }) => sum + drawn, 0);
  const shareOf = (group: readonly AuditAnswer[]) =>
    weightedShare(
      group.flatMap(({ right, drawn }) =>
        right === null ? [] : Array.from({ length: drawn }, () => ({ right, weight: 1 })),
      ),
    );
  const coded = answers.filter(({ right }) => right !== null);
  const bands = ends.slice(1).map((to, place): AuditBand => {
    const from = ends[place]!;
    const isLast = place === ends.length - 2;
    const group = coded.filter(
      ({ confidence }) => confidence >= from && (confidence < to || (isLast && confidence === to)),
    );
    return { from, to, rows: rowsOf(group), ...shareOf(group) };
  });
  const rows = rowsOf(coded);
  return { overall: shareOf(coded), bands, rows, skipped: rowsOf(answers) - rows };
}
