/** @file A mean with its 95 % interval, where queries of one cluster resemble each other. */
import { uniform } from '../random.ts';
import { percentile } from './percentile.ts';

export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 1000;

/** Sums and counts of the values of each cluster. */
interface Clustered {
  readonly clusters: number;
  /** [columns][clusters] */
  readonly sums: readonly Float64Array[];
  readonly counts: Float64Array;
}

function cluster(columns: readonly (readonly number[])[], names: readonly (string | number)[]): Clustered {
  const numbers = new Map<string | number, number>();
  for (const name of names) if (!numbers.has(name)) numbers.set(name, numbers.size);
  const counts = new Float64Array(numbers.size);
  for (const name of names) counts[numbers.get(name)!]!++;
  const sums = columns.map((values) => {
    const sum = new Float64Array(numbers.size);
    values.forEach((value, i) => (sum[numbers.get(names[i]!)!]! += value));
    return sum;
  });
  return { clusters: numbers.size, sums, counts };
}

/**
 * The means of columns of values, each with its 95 % percentile interval; whole clusters are drawn, not values (cluster bootstrap,
 * Cameron, Gelbach and Miller 2008, section III). The same draws serve all columns, so that each interval is that of the column alone.
 * @param columns each with a value for every entry of `names`, at least one
 * @param names the cluster of each value
 */
export function bootstrapColumns(
  columns: readonly (readonly number[])[],
  names: readonly (string | number)[],
  seed = 1,
): Interval[] {
  const { clusters, sums, counts } = cluster(columns, names);
  const random = uniform(seed);
  const drawn = new Uint32Array(clusters);
  const means = columns.map(() => new Float64Array(RESAMPLES));
  for (let sample = 0; sample < RESAMPLES; sample++) {
    let count = 0;
    for (let i = 0; i < clusters; i++) {
      drawn[i] = Math.floor(random() * clusters);
      count += counts[drawn[i]!]!;
    }
    sums.forEach((clusterSums, column) => {
      let sum = 0;
      for (let i = 0; i < clusters; i++) sum += clusterSums[drawn[i]!]!;
      means[column]![sample] = sum / count;
    });
  }
  return columns.map((values, column) => {
    const sorted = means[column]!.sort();
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, low: percentile(sorted, 0.025), high: percentile(sorted, 0.975) };
  });
}

/**
 * The mean of `values` with its 95 % interval, as `bootstrapColumns` has it.
 * @param values at least one
 * @param clusters the cluster of each value
 */
export function bootstrap(
  values: readonly number[],
  clusters: readonly (string | number)[],
  seed = 1,
): Interval {
  return bootstrapColumns([values], clusters, seed)[0]!;
}
