/** @file The threshold as a trade: how many rows get a code, and how many of those are expected to be wrong. */

/** A distinct title: its rows, and the confidence in its code at the level of detail in question. */
export interface RatedTitle {
  readonly rows: number;
  /** In 0 to 1; 0 for a title without a code. */
  readonly confidence: number;
}

export interface Trade {
  readonly threshold: number;
  readonly rowsCoded: number;
  /** Of all rows, 0 to 1; 0 where there are none. */
  readonly shareCoded: number;
  /** Of 100 rows that are coded, those expected to be wrong if confidences hold; null where none is coded. */
  readonly wrongInHundred: number | null;
}

function tradeOf(threshold: number, all: number, coded: number, wrong: number): Trade {
  return {
    threshold,
    rowsCoded: coded,
    shareCoded: all > 0 ? coded / all : 0,
    wrongInHundred: coded > 0 ? (100 * wrong) / coded : null,
  };
}

/** The trade at one threshold. A confidence of 0 is no code, whatever the threshold. */
export function tradeAt(titles: readonly RatedTitle[], threshold: number): Trade {
  let [all, coded, wrong] = [0, 0, 0];
  for (const { rows, confidence } of titles) {
    all += rows;
    if (confidence <= 0 || confidence < threshold) continue;
    coded += rows;
    wrong += rows * (1 - confidence);
  }
  return tradeOf(threshold, all, coded, wrong);
}

/** 0, 0.01 to 1. */
export const CURVE_THRESHOLDS: readonly number[] = Array.from({ length: 101 }, (_, step) => step / 100);

/**
 * The trade at many thresholds, in their order; the titles are sorted once, so that a slider can ask for all of it.
 * @param thresholds ascending
 */
export function tradeCurve(
  titles: readonly RatedTitle[],
  thresholds: readonly number[] = CURVE_THRESHOLDS,
): Trade[] {
  const all = titles.reduce((sum, { rows }) => sum + rows, 0);
  const surestFirst = titles
    .filter(({ confidence }) => confidence > 0)
    .sort((a, b) => b.confidence - a.confidence);
  let [next, coded, wrong] = [0, 0, 0];
  return thresholds
    .toReversed()
    .map((threshold) => {
      for (; next < surestFirst.length && surestFirst[next]!.confidence >= threshold; next++) {
        const { rows, confidence } = surestFirst[next]!;
        coded += rows;
        wrong += rows * (1 - confidence);
      }
      return tradeOf(threshold, all, coded, wrong);
    })
    .reverse();
}
