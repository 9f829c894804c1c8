/** @file From titles whose right code is known to a calibration of the coder's confidences at each level of detail. */
import { cutTo } from '../output/soc-code.ts';
import { readCode } from '../read-code.ts';
import { DETAILS, type CodedTitle, type CodeTitles, type Detail } from '../types.ts';
import { calibrated, finestFitted, LEAST_ROWS } from './calibrate.ts';
import { crossFit, LEAST_TITLES, type CrossFit, type TitleOutcome } from './cross-fit.ts';

/** A coded title and the code that it ought to have. */
export interface JudgedTitle {
  /** With the confidences of the coder, not yet recalibrated. */
  readonly coded: CodedTitle;
  /** As people write it ("15-1252.00", "151252", "15-1200"); null where no code is possible, so that any is wrong. */
  readonly known: string | null;
  /** Rows of the file, whole. */
  readonly rows: number;
  /** How much they count, 0 or more, in any unit. */
  readonly weight: number;
}

/** What was fitted, and on how much. */
export interface FileCalibration {
  /** Null where there is too little for a fit. */
  readonly fit: CrossFit | null;
  /** The finest level of detail that was fitted; null without a fit. */
  readonly detail: Detail | null;
  /** What was found at that level, each title with the confidence that the other folds give it. */
  readonly heldOut: readonly TitleOutcome[];
  /** Rows that could be used. */
  readonly rows: number;
  /** Distinct titles among them. */
  readonly titles: number;
}

/** Titles of one job that the coder coded, and whose known code exists: only there it is plain what was right. */
function isUsable({ coded, known, rows, weight }: JudgedTitle, titles: CodeTitles | null): boolean {
  const isKnown = known === null || readCode(known, titles).code !== null;
  return coded.jobs.length === 1 && isKnown && rows > 0 && weight > 0;
}

/** The outcomes at one level of detail; rows whose known code is coarser say nothing there. */
function outcomesAt(detail: Detail, titles: readonly JudgedTitle[], rowsPerWeight: number): TitleOutcome[] {
  return titles.flatMap(({ coded, known, weight }): TitleOutcome[] => {
    const step = coded.jobs[0]!.steps.find((each) => each.detail === detail);
    if (!step || step.code === '') return [];
    const outcome = { title: coded.raw, confidence: step.confidence, rows: weight * rowsPerWeight };
    if (known === null) return [{ ...outcome, right: false }];
    const right = cutTo(readCode(known, null).code!, detail);
    return right === null ? [] : [{ ...outcome, right: step.code === right }];
  });
}

/**
 * Fits a calibration at each level of detail that the known codes reach, by cross-fitting. One that they do not reach (where they are SOC
 * codes, those in full detail) is not fitted: how often a coarser code is right says nothing of the finer one, but that it is at most as
 * often. Weights are brought to a mean of 1 a row, for their unit says nothing of how much is known.
 * @param taxonomy known codes that it does not have are left out; null where it is not at hand
 */
export function fitToFile(
  titles: readonly JudgedTitle[],
  taxonomy: CodeTitles | null = null,
): FileCalibration {
  const usable = titles.filter((title) => isUsable(title, taxonomy));
  const sum = (field: 'rows' | 'weight') => usable.reduce((total, title) => total + title[field], 0);
  const rows = sum('rows');
  const distinct = new Set(usable.map(({ coded }) => coded.raw)).size;
  const none = { fit: null, detail: null, heldOut: [], rows, titles: distinct };
  if (rows < LEAST_ROWS || distinct < LEAST_TITLES) return none;
  const outcomes = Object.fromEntries(
    DETAILS.map((detail) => [detail, outcomesAt(detail, usable, rows / sum('weight'))]),
  ) as Record<Detail, TitleOutcome[]>;
  const fit = crossFit(outcomes);
  const detail = finestFitted(fit.all);
  if (!detail || !fit.all.major.isFitted) return none;
  const heldOut = outcomes[detail].map((outcome) => ({
    ...outcome,
    confidence: calibrated(fit.of(outcome.title)[detail], outcome.confidence),
  }));
  return { fit, detail, heldOut, rows, titles: distinct };
}
