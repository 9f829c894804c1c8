/** @file The threshold as a trade: how many rows get a code, and how many of those are expected to be wrong. */
import { isGiven, type CodedTitle, type Detail } from '../types.ts';
import type { Outcome } from './calibrate.ts';
import { weightedShare, type Share } from './wilson.ts';

/** A distinct title: its rows, and the confidence in its code at the level of detail in question. */
export interface RatedTitle {
  readonly rows: number;
  /** In 0 to 1; 0 for a title without a code. */
  readonly confidence: number;
}

export interface Trade {
  readonly threshold: number;
  readonly rowsCoded: number;
  /** Of all rows, 0 to 1; 0 where there are none. */
  readonly shareCoded: number;
  /** Of 100 rows that are coded, those expected to be wrong if confidences hold; null where none is coded. */
  readonly wrongInHundred: number | null;
}

/** The trade at one threshold. A confidence of 0 is no code, whatever the threshold. */
export function tradeAt(titles: readonly RatedTitle[], threshold: number): Trade {
  let [all, coded, wrong] = [0, 0, 0];
  for (const { rows, confidence } of titles) {
    all += rows;
    if (confidence <= 0 || confidence < threshold) continue;
    coded += rows;
    wrong += rows * (1 - confidence);
  }
  return {
    threshold,
    rowsCoded: coded,
    shareCoded: all > 0 ? coded / all : 0,
    wrongInHundred: coded > 0 ? (100 * wrong) / coded : null,
  };
}

/**
 * Of known outcomes whose confidence reaches a threshold, the share that is wrong, with its 95 % interval (Wilson 1927; by the effective
 * number of titles, Kish 1965). It judges the trade where no outcome was fitted on itself.
 */
export function foundWrong(
  outcomes: readonly Outcome[],
  threshold: number,
): Share & { readonly rows: number } {
  const coded = outcomes.filter(({ confidence }) => confidence > 0 && confidence >= threshold);
  const rows = coded.reduce((sum, outcome) => sum + outcome.rows, 0);
  return { rows, ...weightedShare(coded.map(({ right, rows: weight }) => ({ right: !right, weight }))) };
}

/**
 * The confidence of a title in its code at a level of detail, that of its least sure job; 0 where it names none. A code that the user gave
 * is as fine as they meant it, and counts with the confidence that it has there.
 */
export function confidenceAt({ jobs }: CodedTitle, detail: Detail): number {
  if (jobs.length === 0) return 0;
  return Math.min(
    ...jobs.map((job) =>
      isGiven(job)
        ? Math.max(...job.steps.map(({ confidence }) => confidence))
        : (job.steps.find((step) => step.detail === detail && step.code !== '')?.confidence ?? 0),
    ),
  );
}
