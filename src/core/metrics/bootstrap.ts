/** @file A mean with its 95 % interval, where queries of one cluster resemble each other. */
import { uniform } from '../random.ts';

export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 1000;

/**
 * The mean of `values` with its 95 % percentile interval; whole clusters are drawn, not values (cluster bootstrap, Cameron, Gelbach
 * and Miller 2008, section III).
 * @param values at least one
 * @param clusters the cluster of each value
 */
export function bootstrap(values: readonly number[], clusters: readonly string[], seed = 1): Interval {
  const sums = new Map<string, { sum: number; count: number }>();
  values.forEach((value, i) => {
    const cluster = sums.get(clusters[i]!) ?? { sum: 0, count: 0 };
    cluster.sum += value;
    cluster.count++;
    sums.set(clusters[i]!, cluster);
  });
  const drawn = [...sums.values()];
  const random = uniform(seed);
  const means = Array.from({ length: RESAMPLES }, () => {
    let [sum, count] = [0, 0];
    for (let i = 0; i < drawn.length; i++) {
      const cluster = drawn[Math.floor(random() * drawn.length)]!;
      sum += cluster.sum;
      count += cluster.count;
    }
    return sum / count;
  }).sort((a, b) => a - b);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, low: percentile(means, 0.025), high: percentile(means, 0.975) };
}

/** Linear interpolation between the closest ranks of ascending values. */
function percentile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  return below + (sorted[Math.ceil(place)]! - below) * (place - Math.floor(place));
}
