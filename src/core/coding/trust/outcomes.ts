/** @file From titles whose right code is known to a calibration of the coder's confidences at each level of detail. */
import { cutTo, parseCode } from '../output/soc-code.ts';
import { DETAILS, type CodedTitle, type Detail } from '../types.ts';
import { fitByDetail, LEAST_ROWS, type CalibrationByDetail, type Outcome } from './calibrate.ts';

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
  readonly byDetail: CalibrationByDetail | null;
  /** Rows that could be used. */
  readonly rows: number;
  /** Distinct titles among them. */
  readonly titles: number;
}

/** With fewer titles a fit would say more of these titles than of the file, however many rows they have. */
export const LEAST_TITLES = 20;

/** Titles of one job that the coder coded, and whose known code can be read: only there it is plain what was right. */
function isUsable({ coded, known, rows, weight }: JudgedTitle): boolean {
  const isKnown = known === null || parseCode(known) !== null;
  return coded.jobs.length === 1 && isKnown && rows > 0 && weight > 0;
}

/** The outcomes at one level of detail; rows whose known code is coarser say nothing there. */
function outcomesAt(detail: Detail, titles: readonly JudgedTitle[], rowsPerWeight: number): Outcome[] {
  return titles.flatMap(({ coded, known, weight }): Outcome[] => {
    const step = coded.jobs[0]!.steps.find((each) => each.detail === detail);
    if (!step || step.code === '') return [];
    const rows = weight * rowsPerWeight;
    if (known === null) return [{ confidence: step.confidence, right: false, rows }];
    const right = cutTo(parseCode(known)!.code, detail);
    return right === null ? [] : [{ confidence: step.confidence, right: step.code === right, rows }];
  });
}

/**
 * Fits a calibration at each level of detail. A level that the known codes do not reach takes the fit of the next coarser one: where they are
 * SOC codes, those in full detail go with them. Weights are brought to a mean of 1 a row, for their unit says nothing of how much is known.
 */
export function fitToFile(titles: readonly JudgedTitle[]): FileCalibration {
  const usable = titles.filter(isUsable);
  const sum = (field: 'rows' | 'weight') => usable.reduce((total, title) => total + title[field], 0);
  const rows = sum('rows');
  const distinct = new Set(usable.map(({ coded }) => coded.raw)).size;
  if (rows < LEAST_ROWS || distinct < LEAST_TITLES) return { byDetail: null, rows, titles: distinct };
  const outcomes = DETAILS.map(
    (detail) => [detail, outcomesAt(detail, usable, rows / sum('weight'))] as const,
  );
  const own = fitByDetail(Object.fromEntries(outcomes) as Record<Detail, Outcome[]>);
  const byDetail = { ...own };
  // From coarse to fine, so that a fit is handed down as far as it has to go.
  DETAILS.toReversed().forEach((detail, place, coarsestFirst) => {
    const coarser = coarsestFirst[place - 1];
    if (coarser && !byDetail[detail].isFitted) byDetail[detail] = byDetail[coarser];
  });
  return { byDetail: byDetail.major.isFitted ? byDetail : null, rows, titles: distinct };
}
