/** @file Whether confidences hold. */

/**
 * Expected calibration error: the mean gap between confidence and accuracy over bins of equal width (Guo et al. 2017, section 2).
 * @param confidence in 0 to 1
 */
export function expectedCalibrationError(
  confidence: readonly number[],
  right: readonly boolean[],
  bins = 15,
): number {
  const gaps = new Float64Array(bins);
  confidence.forEach((value, i) => {
    gaps[Math.min(bins - 1, Math.floor(value * bins))]! += value - Number(right[i]);
  });
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / confidence.length;
}

/**
 * [coverage, accuracy of what is covered], the most confident first (Geifman and El-Yaniv 2017, section 2).
 * @param points how many shares of the whole, evenly spaced
 */
export function riskCoverage(
  confidence: readonly number[],
  right: readonly boolean[],
  points = 20,
): [coverage: number, accuracy: number][] {
  const order = [...confidence.keys()].sort((a, b) => confidence[b]! - confidence[a]! || a - b);
  let hits = 0;
  const accuracy = order.map((row, place) => (hits += Number(right[row])) / (place + 1));
  return Array.from({ length: points }, (_, i) => {
    const covered = Math.max(1, Math.round((order.length * (i + 1)) / points));
    return [covered / order.length, accuracy[covered - 1]!];
  });
}

/**
 * The least confidence from which on answers are right in `accuracy` of the cases; 1 without one. Answers of equal confidence are taken
 * together or not at all, for no threshold parts them.
 */
export function thresholdFor(
  confidence: readonly number[],
  right: readonly boolean[],
  accuracy: number,
): number {
  const order = [...confidence.keys()].sort((a, b) => confidence[b]! - confidence[a]! || a - b);
  let [hits, threshold] = [0, 1];
  order.forEach((row, place) => {
    hits += Number(right[row]);
    const isLastOfEqual = confidence[order[place + 1] ?? -1] !== confidence[row];
    if (isLastOfEqual && hits / (place + 1) >= accuracy) threshold = confidence[row]!;
  });
  return threshold;
}
