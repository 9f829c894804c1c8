/** @file Fits the coder on the validation titles and measures it on the test titles. */
import { FEATURES } from '../../src/core/coding/code-index.ts';
import { fitWeights } from '../../src/core/coding/conditional-logit.ts';
import { prefixOf } from '../../src/core/coding/steps.ts';
import type { CoderSettings } from '../../src/core/coding/title-coder.ts';
import { DETAILS, type Detail } from '../../src/core/coding/types.ts';
import { bootstrap, type Interval } from '../../src/core/metrics/bootstrap.ts';
import { expectedCalibrationError, riskCoverage, thresholdFor } from '../../src/core/metrics/calibration.ts';
import { answersUnder, choicesOf, type MeasuredTitle } from './measured-titles.ts';

/** The coder's first threshold: where this share of what is answered was right on the validation titles. */
export const ACCURACY = 0.8;
const DECIMALS = 10_000;

function rounded(value: number): number {
  return Math.round(value * DECIMALS) / DECIMALS;
}

/**
 * The confidence of a code whose title is known word for word. Set, not fitted: the splits keep every title of a role together, so that
 * no validation title is known, and how often our titles have the code that a user's coders would give, only an audit can tell.
 */
const EXACT_CONFIDENCE = 0.95;

/** Weights of greatest likelihood. */
export function fitCoder(titles: readonly MeasuredTitle[]): Omit<CoderSettings, 'threshold'> {
  const weights = [...fitWeights(choicesOf(titles), FEATURES.length)].map(rounded);
  return { weights, exactConfidence: EXACT_CONFIDENCE };
}

export interface LevelFigures {
  readonly accuracy: Interval;
  readonly calibrationError: number;
  /** Share of titles at or above the threshold, and how many of those are right; null where none is. */
  readonly coverage: number;
  readonly accuracyOfCovered: number | null;
  readonly curve: readonly (readonly [coverage: number, accuracy: number])[];
}

export type CoderFigures = Readonly<Record<Detail, LevelFigures>> & {
  readonly queries: number;
  /** Queries of residual codes, which are never answered in full detail. */
  readonly residual: number;
};

interface Answered {
  readonly confidence: number[];
  readonly right: boolean[];
}

function answered(
  titles: readonly MeasuredTitle[],
  settings: Omit<CoderSettings, 'threshold'>,
  residual: ReadonlySet<string>,
): Record<Detail, Answered> {
  const steps = answersUnder(titles, settings, residual);
  const of = (place: number, detail: Detail): Answered => ({
    confidence: steps.map((all) => all[place]!.confidence),
    right: titles.map(({ code }, i) => steps[i]![place]!.code === prefixOf(code, detail)),
  });
  return Object.fromEntries(DETAILS.map((detail, place) => [detail, of(place, detail)])) as Record<
    Detail,
    Answered
  >;
}

/** The least confidence at which answers in full detail are right often enough. */
export function fitThreshold(
  titles: readonly MeasuredTitle[],
  settings: Omit<CoderSettings, 'threshold'>,
  residual: ReadonlySet<string>,
): number {
  const { confidence, right } = answered(titles, settings, residual).detailed;
  return rounded(thresholdFor(confidence, right, ACCURACY));
}

/** Accuracy, calibration and coverage at every level of detail; roles are resampled, not titles. */
export function figuresOf(
  titles: readonly MeasuredTitle[],
  fitted: { readonly settings: Omit<CoderSettings, 'threshold'>; readonly threshold: number },
  residual: ReadonlySet<string>,
): CoderFigures {
  const all = answered(titles, fitted.settings, residual);
  const roles = titles.map(({ role }) => role);
  const levels = DETAILS.map((detail) => {
    const { confidence, right } = all[detail];
    const covered = right.filter((_, i) => confidence[i]! >= fitted.threshold);
    const interval = bootstrap(right.map(Number), roles);
    const figures: LevelFigures = {
      accuracy: {
        mean: rounded(interval.mean),
        low: rounded(interval.low),
        high: rounded(interval.high),
      },
      calibrationError: rounded(expectedCalibrationError(confidence, right)),
      coverage: rounded(covered.length / right.length),
      accuracyOfCovered:
        covered.length === 0 ? null : rounded(covered.filter(Boolean).length / covered.length),
      curve: riskCoverage(confidence, right).map(([share, accuracy]) => [rounded(share), rounded(accuracy)]),
    };
    return [detail, figures] as const;
  });
  return {
    queries: titles.length,
    residual: titles.filter(({ code }) => residual.has(code)).length,
    ...(Object.fromEntries(levels) as Record<Detail, LevelFigures>),
  };
}
