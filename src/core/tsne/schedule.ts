/** @file How a map is optimised: rates, momentum and exaggeration by iteration. */
import { usablePerplexity } from './affinities.ts';

export interface TsneSettings {
  /** Effective number of neighbours, above 1; at most a third of the points counts. */
  readonly perplexity: number;
  readonly iterations: number;
  /** Iterations with exaggeration, from the first one on. */
  readonly early: number;
  /** What attraction is multiplied with in that time. */
  readonly exaggeration: number;
  /** Up to this many points, repulsion is exact. */
  readonly exactLimit: number;
  /** Barnes-Hut angle above it, at most 0.7: smaller is closer to exact, and slower. */
  readonly angle: number;
}

/**
 * Learning rate and phases as in Belkina et al. 2019: n / exaggeration, 250 early iterations. The exaggeration is 3 where they take 12: on
 * vectors of titles, 300 to 2,500 points, it ends at a lower divergence (`npm run bench -- exaggeration`).
 */
export const DEFAULT_SETTINGS: TsneSettings = {
  perplexity: 30,
  iterations: 1000,
  early: 250,
  exaggeration: 3,
  exactLimit: 3000,
  angle: 0.5,
};

/** Points that one map can hold; larger sets are sampled. */
export const MOST_POINTS = 8000;
export const FEWEST_POINTS = 8;

export interface Phase {
  readonly exaggeration: number;
  readonly momentum: number;
  /** Learning rate for a gradient without the factor 4: n / exaggeration, and 200 at least, as in openTSNE. */
  readonly rate: number;
}

/** What holds at an iteration, counted from 0. */
export function phaseAt(iteration: number, count: number, settings: TsneSettings): Phase {
  const early = iteration < settings.early;
  return {
    exaggeration: early ? settings.exaggeration : 1,
    momentum: early ? 0.5 : 0.8,
    rate: Math.max(200, count / settings.exaggeration),
  };
}

/** @throws RangeError naming the setting or the number of points that cannot be used */
export function checkSettings(count: number, settings: TsneSettings): void {
  if (count < FEWEST_POINTS || count > MOST_POINTS)
    throw new RangeError(`A map holds ${FEWEST_POINTS} to ${MOST_POINTS} points, not ${count}.`);
  const { perplexity, iterations, early, exaggeration, exactLimit, angle } = settings;
  if (!(usablePerplexity(perplexity, count) > 1))
    throw new RangeError(`The perplexity must be above 1, not ${perplexity}.`);
  if (!(Number.isInteger(iterations) && iterations > 0))
    throw new RangeError(`The number of iterations must be a whole number above 0, not ${iterations}.`);
  if (!(Number.isInteger(early) && early >= 0))
    throw new RangeError(`The early iterations must be a whole number of 0 or more, not ${early}.`);
  if (!(exaggeration >= 1 && Number.isFinite(exaggeration)))
    throw new RangeError(`The exaggeration must be 1 or more, not ${exaggeration}.`);
  if (!(exactLimit >= 0)) throw new RangeError(`The exact limit must be 0 or more, not ${exactLimit}.`);
  if (!(angle > 0 && angle <= 0.7))
    throw new RangeError(`The angle must be above 0 and at most 0.7, not ${angle}.`);
}
