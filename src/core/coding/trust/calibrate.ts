/** @file Recalibration of confidences on known codes: isotonic regression. */
import { DETAILS, type CodedJob, type Detail } from '../types.ts';

/** A confidence, whether the code was right, and for how many rows. */
export interface Outcome {
  /** In 0 to 1. */
  readonly confidence: number;
  readonly right: boolean;
  /** More than 0. */
  readonly rows: number;
}

/** Confidences from..to that were right equally often: value, in 0 to 1. */
export interface Block {
  readonly from: number;
  readonly to: number;
  readonly value: number;
  readonly rows: number;
}

export interface Calibration {
  /** False: there was too little, and confidences stay as they are. */
  readonly isFitted: boolean;
  /** Rows it was fitted on, or that were too few. */
  readonly rows: number;
  /** Ascending in confidence and in value; empty where it is not fitted. */
  readonly blocks: readonly Block[];
}

/** With fewer rows a fit would say more of chance than of the file. */
export const LEAST_ROWS = 50;

/** A block before its share is taken. */
interface Pool {
  from: number;
  to: number;
  right: number;
  rows: number;
}

function poolLast(pools: Pool[]): void {
  const last = pools.pop()!;
  const before = pools.at(-1)!;
  before.to = last.to;
  before.right += last.right;
  before.rows += last.rows;
}

/** Pools from the end as long as the share before is not below the last one, each with `added` right and as many wrong added. */
function poolViolators(pools: Pool[], added: number): void {
  for (;;) {
    const [before, last] = [pools.at(-2), pools.at(-1)];
    // Products, for shares of 1/3 and 2/6 are not always equal as quotients.
    const rises =
      !before ||
      (before.right + added) * (last!.rows + 2 * added) < (last!.right + added) * (before.rows + 2 * added);
    if (rises) return;
    poolLast(pools);
  }
}

function isotonicPools(outcomes: readonly Outcome[]): Pool[] {
  const pools: Pool[] = [];
  const byConfidence = [...outcomes].sort((a, b) => a.confidence - b.confidence);
  byConfidence.forEach(({ confidence, right, rows }, place) => {
    pools.push({ from: confidence, to: confidence, right: right ? rows : 0, rows });
    if (pools.at(-2)?.to === confidence) poolLast(pools);
    // A point is whole before it is compared.
    if (byConfidence[place + 1]?.confidence !== confidence) poolViolators(pools, 0);
  });
  return pools;
}

/**
 * Weighted isotonic regression by pooling adjacent violators (Ayer, Brunk, Ewing, Reid and Silverman 1955; Barlow, Bartholomew, Bremner and
 * Brunk 1972): the rising step function nearest to the outcomes in weighted squares. Equal confidences are one point.
 */
export function isotonicBlocks(outcomes: readonly Outcome[]): Block[] {
  return isotonicPools(outcomes).map(({ from, to, right, rows }) => ({
    from,
    to,
    rows,
    value: right / rows,
  }));
}

/**
 * Laplace's rule of succession (Laplace 1774), block by block: of `rows` rows of which `right` were right the next is right with the chance
 * (right + 1) / (rows + 2), so that a block of three rows says less than one of three thousand. Small blocks are drawn to 1/2 further than
 * large ones and may then no longer rise; they are pooled as in the regression until they do.
 */
function smoothed(pools: readonly Pool[]): Block[] {
  const rising: Pool[] = [];
  for (const pool of pools) {
    rising.push({ ...pool });
    poolViolators(rising, 1);
  }
  return rising.map(({ from, to, right, rows }) => ({ from, to, rows, value: (right + 1) / (rows + 2) }));
}

/**
 * Fits a calibration by isotonic regression (Zadrozny and Elkan 2002), its blocks smoothed by Laplace's rule.
 * @param leastRows with fewer rows it is not fitted, and leaves confidences alone; at least 1
 */
export function fitCalibration(outcomes: readonly Outcome[], leastRows = LEAST_ROWS): Calibration {
  const rows = outcomes.reduce((sum, outcome) => sum + outcome.rows, 0);
  if (outcomes.length === 0 || rows < leastRows) return { isFitted: false, rows, blocks: [] };
  return { isFitted: true, rows, blocks: smoothed(isotonicPools(outcomes)) };
}

/** The recalibrated confidence: a block's value within it, a straight line between blocks, the outermost value beyond. Never falls. */
export function calibrated({ isFitted, blocks }: Calibration, confidence: number): number {
  if (!isFitted) return confidence;
  const next = blocks.findIndex(({ to }) => confidence <= to);
  if (next < 0) return blocks.at(-1)!.value;
  const [before, block] = [blocks[next - 1], blocks[next]!];
  if (!before || confidence >= block.from) return block.value;
  const way = (confidence - before.to) / (block.from - before.to);
  return before.value + way * (block.value - before.value);
}

/** One for each level of detail, for a coarse code is right more often than a fine one. */
export type CalibrationByDetail = Readonly<Record<Detail, Calibration>>;

/**
 * Fits each level by itself, never one by the outcomes of another.
 * @param leastRows of each level, 50 if absent
 */
export function fitByDetail(
  outcomes: Readonly<Record<Detail, readonly Outcome[]>>,
  leastRows: (detail: Detail) => number = () => LEAST_ROWS,
): CalibrationByDetail {
  return Object.fromEntries(
    DETAILS.map((detail) => [detail, fitCalibration(outcomes[detail], leastRows(detail))]),
  ) as unknown as CalibrationByDetail;
}

/** The finest level of detail that is fitted; null for none. */
export function finestFitted(calibrations: CalibrationByDetail): Detail | null {
  return DETAILS.find((detail) => calibrations[detail].isFitted) ?? null;
}

/**
 * Recalibrated confidences of a job's steps, finest first. Fitted levels never fall from fine to coarse. A level that is not fitted keeps the
 * coder's confidence, but within those of its fitted neighbours: a code is never more often right than the coarser one that holds it.
 */
function stepConfidences(steps: CodedJob['steps'], calibrations: CalibrationByDetail): number[] {
  const isFitted = steps.map(({ detail }) => calibrations[detail].isFitted);
  const after = steps.map(({ detail, confidence }) => calibrated(calibrations[detail], confidence));
  let least = 0;
  after.forEach((value, place) => {
    if (isFitted[place]) after[place] = least = Math.max(least, value);
  });
  let most = 1;
  for (let place = after.length - 1; place >= 0; place--) {
    if (isFitted[place]) most = after[place]!;
    else after[place] = Math.min(most, after[place]!);
  }
  least = 0;
  return after.map((value) => (least = Math.max(least, value)));
}

/**
 * A job with recalibrated confidences. They still never fall from fine to coarse; the best alternative gets the calibration of detailed
 * codes, the others share what is left as before.
 */
export function recalibrated(job: CodedJob, calibrations: CalibrationByDetail): CodedJob {
  const confidences = stepConfidences(job.steps, calibrations);
  const steps = job.steps.map((step, place) => ({ ...step, confidence: confidences[place]! }));
  const best = job.alternatives[0]?.confidence ?? 0;
  const finest = steps.find(({ detail }) => calibrations[detail].isFitted);
  const isFitted = calibrations.detailed.isFitted;
  // Where detailed codes are not fitted, they are within the finest level that is.
  const after = Math.min(calibrated(calibrations.detailed, best), isFitted ? 1 : (finest?.confidence ?? 1));
  const scale = best < 1 ? (1 - after) / (1 - best) : 0;
  const alternatives = job.alternatives.map((alternative, place) => ({
    ...alternative,
    // No other alternative overtakes the best.
    confidence: place === 0 ? after : Math.min(after, alternative.confidence * scale),
  }));
  return { ...job, steps, alternatives };
}
