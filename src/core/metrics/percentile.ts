/** @file Percentiles. */

/**
 * The value below which a share of the values lies, by linear interpolation between the closest ranks (numpy's default).
 * @param sorted ascending, at least one
 * @param share 0 to 1
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  return below + (sorted[Math.ceil(place)]! - below) * (place - Math.floor(place));
}
