/** @file What stands for a title: what the coder found, recalibrated, the user's coding index over it, and the user's correction over all. */
import { applyIndex, withGiven, type GivenCodes } from '../../core/coding/apply-index.ts';
import { recalibrated, type CalibrationByDetail } from '../../core/coding/trust/calibrate.ts';
import type { CrossFit } from '../../core/coding/trust/cross-fit.ts';
import { sameAnswer, type RightAnswer } from '../../core/coding/trust/corrections.ts';
import type { CodedJob, CodedTitle } from '../../core/coding/types.ts';

interface Made<Of> {
  readonly from: CodedTitle;
  readonly by: Of;
  readonly result: CodedTitle;
}

export class TitleLayers {
  /** The user's own coding index. */
  index = $state.raw<GivenCodes | null>(null);
  /** In force; null for the confidences as the coder gives them. */
  calibration = $state.raw<CrossFit | null>(null);
  /** By id: equal titles stay one object, by which a table's cells are made once. */
  #found: (Made<readonly [GivenCodes | null, CrossFit | null]> | undefined)[] = [];
  #corrected: (Made<RightAnswer> | undefined)[] = [];

  /** What the coder and the index say, without any correction. */
  found(id: number, coded: CodedTitle): CodedTitle {
    const { index, calibration } = this;
    if (!index && !calibration) return coded;
    const made = this.#found[id];
    if (made?.from === coded && made.by[0] === index && made.by[1] === calibration) return made.result;
    const byDetail = calibration?.of(coded.raw);
    const sure = byDetail ? { ...coded, jobs: coded.jobs.map((job) => ofFile(job, byDetail)) } : coded;
    const result = index ? applyIndex(sure, index) : sure;
    this.#found[id] = { from: coded, by: [index, calibration], result };
    return result;
  }

  /** The same with the confidences of the coder, whatever calibration is in force. */
  uncalibrated(coded: CodedTitle): CodedTitle {
    return this.index ? applyIndex(coded, this.index) : coded;
  }

  /** The title with the user's answer. @param found what `found` gave for it */
  corrected(id: number, found: CodedTitle, answer: RightAnswer): CodedTitle {
    const made = this.#corrected[id];
    if (made?.from === found && sameAnswer(made.by, answer)) return made.result;
    const result = withGiven(found, answer, 'correction');
    this.#corrected[id] = { from: found, by: answer, result };
    return result;
  }

  /** Another file: the index stays, a calibration was of the file before. */
  reset(): void {
    this.#found = [];
    this.#corrected = [];
    this.calibration = null;
  }
}

/** With confidences of four decimals, as the coder gives them. */
function ofFile(job: CodedJob, calibration: CalibrationByDetail): CodedJob {
  // A level without a code is no answer, however often the others are right.
  const coded = { ...job, steps: job.steps.filter(({ code }) => code !== '') };
  const { steps, alternatives, ...rest } = recalibrated(coded, calibration);
  const round = <T extends { readonly confidence: number }>(each: T): T => ({
    ...each,
    confidence: Math.round(each.confidence * 10_000) / 10_000,
  });
  const ofDetail = new Map(steps.map((step) => [step.detail, round(step)]));
  return {
    ...rest,
    steps: job.steps.map((step) => ofDetail.get(step.detail) ?? step),
    alternatives: alternatives.map(round),
  };
}
