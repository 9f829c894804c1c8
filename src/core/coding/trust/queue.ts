/** @file The review queue: the titles whose review takes away most errors, and what the next of them buy. */
import type { RatedTitle } from './trade.ts';

/** What reviewing the next titles changes, for all rows of the file. */
export interface Gain {
  /** Titles that would be reviewed: as many as asked for, or as are left. */
  readonly titles: number;
  readonly rows: number;
  /** Expected share of rows with the right code, 0 to 1; null without rows. A reviewed title counts as right. */
  readonly before: number | null;
  readonly after: number | null;
}

/** Rows expected to be wrong that the review of a title takes away. */
export function errorsRemoved({ rows, confidence }: RatedTitle): number {
  return rows * (1 - confidence);
}

/** Places of the titles to review, those that take away most errors first, ties in their order; one that is sure is not among them. */
export function reviewQueue(titles: readonly RatedTitle[]): number[] {
  const errors = titles.map(errorsRemoved);
  return [...titles.keys()]
    .filter((title) => errors[title]! > 0)
    .sort((a, b) => errors[b]! - errors[a]! || a - b);
}

/**
 * What the review of the first `next` titles of the queue buys.
 * @param titles all titles; one that was reviewed already has the confidence 1
 * @param queue places among them
 */
export function gainOfNext(titles: readonly RatedTitle[], queue: readonly number[], next: number): Gain {
  let [all, right] = [0, 0];
  for (const { rows, confidence } of titles) {
    all += rows;
    right += rows * confidence;
  }
  const chosen = queue.slice(0, Math.max(0, next)).map((title) => titles[title]!);
  const removed = chosen.reduce((sum, title) => sum + errorsRemoved(title), 0);
  return {
    titles: chosen.length,
    rows: chosen.reduce((sum, { rows }) => sum + rows, 0),
    before: all > 0 ? right / all : null,
    after: all > 0 ? Math.min(1, (right + removed) / all) : null,
  };
}
