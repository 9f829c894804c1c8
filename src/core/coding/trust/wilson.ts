/** @file Wilson's interval for a share (Wilson 1927), plain and for weighted counts. */

/** 97.5 % quantile of the normal distribution: 95 % lie between minus and plus. */
const Z = 1.959963984540054;

export interface Interval {
  /** Both in 0 to 1. */
  readonly low: number;
  readonly high: number;
}

/** A share with its 95 % interval. */
export interface Share {
  /** In 0 to 1; null where nothing was counted. */
  readonly share: number | null;
  /** 0 to 1 where nothing was counted. */
  readonly interval: Interval;
}

/**
 * The 95 % interval of a share, by Wilson (1927): where the score test does not reject. Unlike the normal approximation it is within 0 to 1
 * and holds for few trials and for shares near 0 or 1 (Brown, Cai and DasGupta 2001).
 * @param share in 0 to 1
 * @param trials more than 0, not necessarily whole; with 0 or less nothing is known, and the interval is 0 to 1
 */
export function wilson(share: number, trials: number): Interval {
  if (!(trials > 0)) return { low: 0, high: 1 };
  const z2 = Z * Z;
  const centre = share + z2 / (2 * trials);
  const spread = Z * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials));
  const scale = 1 + z2 / trials;
  // At a share of 0 or 1 rounding would leave a hair outside.
  return {
    low: share === 0 ? 0 : Math.max(0, (centre - spread) / scale),
    high: share === 1 ? 1 : Math.min(1, (centre + spread) / scale),
  };
}

/**
 * Of observations with weights, the share that is right. Rows with one title are no independent observations: the interval is that of the
 * effective number (sum of weights)^2 / sum of squared weights (Kish 1965), which is the plain number where all weights are equal.
 */
export function weightedShare(
  observations: Iterable<{ readonly right: boolean; readonly weight: number }>,
): Share {
  let [all, squares, right] = [0, 0, 0];
  for (const { right: isRight, weight } of observations) {
    all += weight;
    squares += weight * weight;
    if (isRight) right += weight;
  }
  if (all === 0) return { share: null, interval: { low: 0, high: 1 } };
  const share = right / all;
  return { share, interval: wilson(share, (all * all) / squares) };
}
