/** @file From nearest neighbours to the joint probabilities P of t-SNE. */

/** The k nearest neighbours of each of `count` points, nearest first. */
export interface Neighbours {
  readonly count: number;
  readonly k: number;
  /** Row numbers [count * k]. */
  readonly indices: Uint32Array;
  /** Squared distances [count * k]. */
  readonly distances: Float32Array;
}

/** A sparse symmetric matrix in compressed rows, without a diagonal; its values sum to 1. */
export interface Affinities {
  readonly count: number;
  /** Where each row begins in `columns` and `weights` [count + 1]. */
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly weights: Float32Array;
  /** Sum of p log p over all entries: the part of the divergence that no map changes. */
  readonly negativeEntropy: number;
}

const TOLERANCE = 1e-5;
const MOST_TURNS = 100;

/** Neighbours that a perplexity needs: three times as many, as far as there are points (van der Maaten 2014, section 4.1). */
export function neighboursFor(perplexity: number, count: number): number {
  return Math.min(count - 1, Math.ceil(3 * perplexity));
}

/** The perplexity that so few points can bear: a third of the others at most. */
export function usablePerplexity(perplexity: number, count: number): number {
  return Math.min(perplexity, (count - 1) / 3);
}

/**
 * Conditional probabilities p(j | i) with the wanted perplexity: the width of each point's Gaussian is found by bisection
 * (van der Maaten and Hinton 2008, section 2).
 * Where more neighbours than that are equally the nearest, they get equal shares: no width gives less.
 * @param perplexity above 1 and below k
 * @returns [count * k], each row sums to 1
 */
export function conditionalProbabilities(
  { count, k, distances }: Neighbours,
  perplexity: number,
): Float64Array {
  const target = Math.log(perplexity);
  const result = new Float64Array(count * k);
  for (let point = 0; point < count; point++) {
    const row = result.subarray(point * k, (point + 1) * k);
    calibrate(distances.subarray(point * k, (point + 1) * k), target, row);
  }
  return result;
}

/** Fills `row` with the probabilities of one point whose entropy is `target`. */
function calibrate(distances: Float32Array, target: number, row: Float64Array): void {
  const nearest = distances[0]!;
  const ties = distances.filter((distance) => distance === nearest).length;
  if (Math.log(ties) >= target) {
    for (let place = 0; place < row.length; place++) row[place] = place < ties ? 1 / ties : 0;
    return;
  }
  let precision = 1;
  let low = 0;
  let high = Infinity;
  let total = 0;
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    total = 0;
    let weighted = 0;
    for (let place = 0; place < row.length; place++) {
      const distance = distances[place]! - nearest;
      const value = Math.exp(-distance * precision);
      row[place] = value;
      total += value;
      weighted += distance * value;
    }
    const entropy = Math.log(total) + (precision * weighted) / total;
    if (Math.abs(entropy - target) < TOLERANCE) break;
    if (entropy > target) low = precision;
    else high = precision;
    precision = high === Infinity ? precision * 2 : (low + high) / 2;
  }
  for (let place = 0; place < row.length; place++) row[place]! /= total;
}

/** The joint probabilities: p(j | i) + p(i | j), divided by twice the number of points. */
export function jointProbabilities(neighbours: Neighbours, perplexity: number): Affinities {
  const { count, k, indices } = neighbours;
  const conditional = conditionalProbabilities(neighbours, perplexity);
  const starts = rowStarts(neighbours);
  const columns = new Uint32Array(2 * count * k);
  const values = new Float64Array(2 * count * k);
  const next = starts.slice(0, count);
  const add = (row: number, column: number, value: number): void => {
    columns[next[row]!] = column;
    values[next[row]!++] = value;
  };
  for (let point = 0; point < count; point++) {
    for (let place = point * k; place < (point + 1) * k; place++) {
      add(point, indices[place]!, conditional[place]!);
      add(indices[place]!, point, conditional[place]!);
    }
  }
  return merged(count, starts, columns, values);
}

function rowStarts({ count, k, indices }: Neighbours): Uint32Array {
  const starts = new Uint32Array(count + 1);
  for (let point = 0; point < count; point++) starts[point + 1] = k;
  for (const other of indices) starts[other + 1]!++;
  for (let point = 0; point < count; point++) starts[point + 1]! += starts[point]!;
  return starts;
}

/** Adds up entries of the same row and column, and scales all to the sum 1. */
function merged(count: number, starts: Uint32Array, columns: Uint32Array, values: Float64Array): Affinities {
  const total = values.reduce((sum, value) => sum + value, 0);
  const placeOf = new Int32Array(count).fill(-1);
  const mergedStarts = new Uint32Array(count + 1);
  let used = 0;
  for (let row = 0; row < count; row++) {
    const first = used;
    for (let entry = starts[row]!; entry < starts[row + 1]!; entry++) {
      const column = columns[entry]!;
      if (placeOf[column]! >= first) {
        values[placeOf[column]!]! += values[entry]!;
      } else {
        placeOf[column] = used;
        columns[used] = column;
        values[used++] = values[entry]!;
      }
    }
    mergedStarts[row + 1] = used;
  }
  const weights = new Float32Array(used);
  let negativeEntropy = 0;
  for (let entry = 0; entry < used; entry++) {
    const weight = values[entry]! / total;
    weights[entry] = weight;
    if (weight > 0) negativeEntropy += weight * Math.log(weight);
  }
  return { count, starts: mergedStarts, columns: columns.slice(0, used), weights, negativeEntropy };
}
