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
  /** False: too few rows, and confidences stay as they are. */
  readonly isFitted: boolean;
  /** Rows it was fitted on, or that were too few. */
  readonly rows: number;
  /** Ascending; empty where it is not fitted. */
  readonly blocks: readonly Block[];
  /** A sentence for people. */
  readonly message: string;
}

/** With fewer rows a fit would say more of chance than of the file. */
export const LEAST_ROWS = 50;

/**
 * Weighted isotonic regression by pooling adjacent violators (Barlow, Bartholomew, Bremner and Brunk 1972): the rising step function nearest
 * to the outcomes in weighted squares. Equal confidences are one point.
 */
export function isotonicBlocks(outcomes: readonly Outcome[]): Block[] {
  const blocks: { from: number; to: number; right: number; rows: number }[] = [];
  const violates = (): boolean => {
    const [before, last] = [blocks.at(-2), blocks.at(-1)];
    // Products, for shares of 1/3 and 2/6 are not always equal as quotients.
    return before !== undefined && before.right * last!.rows >= last!.right * before.rows;
  };
  const poolLast = () => {
    const last = blocks.pop()!;
    const before = blocks.at(-1)!;
    before.to = last.to;
    before.right += last.right;
    before.rows += last.rows;
  };
  const byConfidence = [...outcomes].sort((a, b) => a.confidence - b.confidence);
  byConfidence.forEach(({ confidence, right, rows }, place) => {
    blocks.push({ from: confidence, to: confidence, right: right ? rows : 0, rows });
    if (blocks.at(-2)?.to === confidence) poolLast();
    // A point is whole before it is compared.
    if (byConfidence[place + 1]?.confidence === confidence) return;
    while (violates()) poolLast();
  });
  return blocks.map(({ from, to, right, rows }) => ({ from, to, rows, value: right / rows }));
}

/**
 * Fits a calibration as Zadrozny and Elkan (2002) do. Values are held away from 0 and 1 by Laplace's rule, 1 / (rows + 2), for a block that
 * was always right so far is not right for ever. With fewer than 50 rows it leaves confidences alone and says so.
 */
export function fitCalibration(outcomes: readonly Outcome[]): Calibration {
  const rows = outcomes.reduce((sum, outcome) => sum + outcome.rows, 0);
  if (rows < LEAST_ROWS) {
    const message = `Confidences are not recalibrated: ${rows} rows have known codes, at least ${LEAST_ROWS} are needed.`;
    return { isFitted: false, rows, blocks: [], message };
  }
  const margin = 1 / (rows + 2);
  const blocks = isotonicBlocks(outcomes).map((block) => ({
    ...block,
    value: Math.min(1 - margin, Math.max(margin, block.value)),
  }));
  return {
    isFitted: true,
    rows,
    blocks,
    message: `Confidences are recalibrated on ${rows} rows of this file.`,
  };
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

/** Fits each level by itself. */
export function fitByDetail(outcomes: Readonly<Record<Detail, readonly Outcome[]>>): CalibrationByDetail {
  return Object.fromEntries(
    DETAILS.map((detail) => [detail, fitCalibration(outcomes[detail])]),
  ) as unknown as CalibrationByDetail;
}

/**
 * A job with recalibrated confidences. They still never fall from fine to coarse; the best alternative gets the calibration of detailed
 * codes, the others share what is left as before.
 */
export function recalibrated(job: CodedJob, calibrations: CalibrationByDetail): CodedJob {
  let least = 0;
  const steps = job.steps.map((step) => {
    least = Math.max(least, calibrated(calibrations[step.detail], step.confidence));
    return { ...step, confidence: least };
  });
  const best = job.alternatives[0]?.confidence ?? 0;
  const after = calibrated(calibrations.detailed, best);
  const scale = best < 1 ? (1 - after) / (1 - best) : 0;
  const alternatives = job.alternatives.map((alternative, place) => ({
    ...alternative,
    // No other alternative overtakes the best.
    confidence: place === 0 ? after : Math.min(after, alternative.confidence * scale),
  }));
  return { ...job, steps, alternatives };
}
