/** @file Calibration by cross-fitting: no title's confidence is corrected by what is known of that title itself. */
import { uniform } from '../../random.ts';
import { titleKey } from '../title-key.ts';
import { DETAILS, type Detail } from '../types.ts';
import { shuffled } from './audit.ts';
import { fitByDetail, LEAST_ROWS, type CalibrationByDetail, type Outcome } from './calibrate.ts';

/** As many as are usual: each fit sees nine tenths of the titles. */
export const FOLDS = 10;
/** With fewer titles a fit would say more of these titles than of the file, however many rows they have. */
export const LEAST_TITLES = 20;
/** Fixed, so that the same known codes give the same confidences. */
const SEED = 1;

/** An outcome and the title that it is of. */
export interface TitleOutcome extends Outcome {
  readonly title: string;
}

/**
 * Deals titles out to folds of equal size, at random; titles that count as equal go together.
 * @returns the fold of each title, 0 to `folds` - 1, by its `titleKey`; the same for the same titles and seed, in whatever order they come
 */
export function foldsOf(
  titles: Iterable<string>,
  { folds = FOLDS, seed = SEED }: { readonly folds?: number; readonly seed?: number } = {},
): ReadonlyMap<string, number> {
  const keys = [...new Set(Array.from(titles, titleKey))].sort();
  return new Map(shuffled(keys, uniform(seed)).map((key, place) => [key, place % folds]));
}

/**
 * A calibration for each title of a file (cross-fitting: Stone 1974 for the folds, Chernozhukov et al. 2018 for the name). A title that was
 * fitted on takes the fit of the other folds, so that its confidence, and each figure that is summed up of such, is one for titles that
 * the fit has not seen; any other title takes the fit of all.
 */
export class CrossFit {
  /** Fitted on all titles. */
  readonly all: CalibrationByDetail;
  readonly #folds: ReadonlyMap<string, number>;
  /** By fold: fitted on the others. */
  readonly #withoutFold: readonly CalibrationByDetail[];

  constructor(
    all: CalibrationByDetail,
    withoutFold: readonly CalibrationByDetail[],
    folds: ReadonlyMap<string, number>,
  ) {
    this.all = all;
    this.#withoutFold = withoutFold;
    this.#folds = folds;
  }

  /** The calibration that holds for a title of the file. */
  of(title: string): CalibrationByDetail {
    return this.#withoutFold[this.#folds.get(titleKey(title)) ?? -1] ?? this.all;
  }
}

type OutcomesByDetail = Readonly<Record<Detail, readonly TitleOutcome[]>>;

function byDetail<T>(of: (detail: Detail) => T): Record<Detail, T> {
  return Object.fromEntries(DETAILS.map((detail) => [detail, of(detail)])) as Record<Detail, T>;
}

/** Each level of detail by itself: one with fewer than 50 rows or 20 distinct titles is fitted in no fold. */
export function crossFit(outcomes: OutcomesByDetail): CrossFit {
  const keys = new Map<string, string>();
  for (const { title } of DETAILS.flatMap((detail) => outcomes[detail])) keys.set(title, titleKey(title));
  const folds = foldsOf(keys.values());
  const isEnough = byDetail(
    (detail) => new Set(outcomes[detail].map(({ title }) => keys.get(title))).size >= LEAST_TITLES,
  );
  const all = fitByDetail(outcomes, (detail) => (isEnough[detail] ? LEAST_ROWS : Infinity));
  // In order once, for every fold sorts them again.
  const sorted = byDetail((detail) =>
    outcomes[detail]
      .map((outcome) => ({ ...outcome, fold: folds.get(keys.get(outcome.title)!)! }))
      .sort((a, b) => a.confidence - b.confidence),
  );
  const withoutFold = Array.from({ length: FOLDS }, (_, fold) =>
    fitByDetail(
      byDetail((detail) => sorted[detail].filter((outcome) => outcome.fold !== fold)),
      (detail) => (all[detail].isFitted ? 1 : Infinity),
    ),
  );
  return new CrossFit(all, withoutFold, folds);
}
