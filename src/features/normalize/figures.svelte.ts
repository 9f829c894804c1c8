/** @file The figures of the page over all titles as they stand: the trade of the threshold, what a review buys, the picture. */
import { pictureOf, type CountedTitle } from '../../core/coding/output/picture.ts';
import { gainOfNext, reviewQueue } from '../../core/coding/trust/queue.ts';
import { confidenceAt, tradeAt, type RatedTitle } from '../../core/coding/trust/trade.ts';
import type { CodingRun } from './coding-run.svelte.ts';
import { AREAS, LEVELS } from './labels.ts';
import type { Review } from './review.svelte.ts';
import type { Trust } from './trust.svelte.ts';

/** Titles that the line about the review speaks of. */
const NEXT_TITLES = 100;

export class Figures {
  readonly #run: CodingRun;
  readonly #review: Review;
  readonly #trust: Trust;
  /** The coded titles as they stand, with their rows, or what those count where there are weights. */
  readonly counted: readonly CountedTitle[] = $derived.by(() =>
    this.#run.version >= 0
      ? this.#review.rows().flatMap(({ coded, rows }) => (coded ? [{ coded, rows }] : []))
      : [],
  );
  /** The same, each with the confidence in its code in the detail that the trade is about; 0 for those without a job. */
  readonly #rated: readonly (RatedTitle & { readonly hasJob: boolean })[] = $derived.by(() =>
    this.counted.map(({ coded, rows }) => ({
      ...{ rows, confidence: confidenceAt(coded, this.#trust.detail), hasJob: coded.jobs.length > 0 },
    })),
  );
  /** What the threshold gives and takes, of the rows coded so far. */
  readonly trade = $derived.by(() => tradeAt(this.#rated, this.#review.threshold));
  /** What the review of the next titles buys, among those that name a job. */
  readonly gain = $derived.by(() => {
    const titles = this.#rated.filter(({ hasJob }) => hasJob);
    return gainOfNext(titles, reviewQueue(titles), NEXT_TITLES);
  });
  readonly picture = $derived.by(() =>
    pictureOf(this.counted, { threshold: this.#review.threshold, levels: LEVELS, areas: AREAS }),
  );
  /** Distinct titles that took a code of the user's index, and their rows. */
  readonly indexed = $derived.by(() => {
    const taken = this.counted.filter(({ coded }) => coded.jobs.some(({ source }) => source === 'index'));
    return { titles: taken.length, rows: taken.reduce((sum, { rows }) => sum + rows, 0) };
  });

  constructor(run: CodingRun, review: Review, trust: Trust) {
    this.#run = run;
    this.#review = review;
    this.#trust = trust;
  }
}
