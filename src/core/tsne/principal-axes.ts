/** @file The first two principal components: the start of every map, because a random one loses the large-scale order. */

/** Rounds of subspace iteration: axes of nearly equal variance stay mixed, which does no harm to a start. The same number on every machine. */
const ROUNDS = 40;

function mean(vectors: Float32Array, dimension: number): Float64Array {
  const count = vectors.length / dimension;
  const sum = new Float64Array(dimension);
  for (let row = 0; row < count; row++)
    for (let i = 0; i < dimension; i++) sum[i]! += vectors[row * dimension + i]!;
  return sum.map((value) => value / count);
}

function normalize(axis: Float64Array): void {
  const length = Math.sqrt(axis.reduce((sum, value) => sum + value * value, 0)) || 1;
  for (let i = 0; i < axis.length; i++) axis[i]! /= length;
}

/** The covariance matrix, upper triangle filled and mirrored; [dimension * dimension]. */
function covariance(vectors: Float32Array, dimension: number): Float64Array {
  const centre = mean(vectors, dimension);
  const matrix = new Float64Array(dimension * dimension);
  const row = new Float64Array(dimension);
  for (let start = 0; start < vectors.length; start += dimension) {
    for (let i = 0; i < dimension; i++) row[i] = vectors[start + i]! - centre[i]!;
    for (let i = 0; i < dimension; i++) {
      const value = row[i]!;
      const at = i * dimension;
      for (let j = i; j < dimension; j++) matrix[at + j]! += value * row[j]!;
    }
  }
  for (let i = 0; i < dimension; i++)
    for (let j = 0; j < i; j++) matrix[i * dimension + j] = matrix[j * dimension + i]!;
  return matrix;
}

function multiply(matrix: Float64Array, axis: Float64Array): Float64Array {
  const { length } = axis;
  const result = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    let sum = 0;
    for (let j = 0; j < length; j++) sum += matrix[i * length + j]! * axis[j]!;
    result[i] = sum;
  }
  return result;
}

/** Turned so that its largest entry by size is positive: a component and its mirror image are equally right. */
function withSign(axis: Float64Array): Float64Array {
  const largest = axis.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? axis.map((value) => -value) : axis;
}

/**
 * The two axes of greatest variance, by subspace iteration from a fixed start.
 * @param vectors [count * dimension]
 * @returns two unit vectors [dimension]
 */
export function principalAxes(vectors: Float32Array, dimension: number): [Float64Array, Float64Array] {
  const matrix = covariance(vectors, dimension);
  // Any start that no component is orthogonal to will do; these are no multiples of each other.
  let first: Float64Array = Float64Array.from({ length: dimension }, (_, i) => Math.cos(i * 0.7) + 0.1);
  let second: Float64Array = Float64Array.from({ length: dimension }, (_, i) => Math.sin(i * 1.3) - 0.1);
  for (let round = 0; round < ROUNDS; round++) {
    first = multiply(matrix, first);
    normalize(first);
    second = multiply(matrix, second);
    const overlap = second.reduce((sum, value, i) => sum + value * first[i]!, 0);
    second = second.map((value, i) => value - overlap * first[i]!);
    normalize(second);
  }
  return [withSign(first), withSign(second)];
}

/** Standard deviation of a start along its longer axis. */
const SPREAD = 1e-4;

/**
 * Positions on the two principal axes, scaled so that the longer has the standard deviation 1e-4 (Kobak and Berens 2019).
 * @returns x and y by turns [2 * count]
 */
export function startPositions(vectors: Float32Array, dimension: number): Float64Array {
  const axes = principalAxes(vectors, dimension);
  const centre = mean(vectors, dimension);
  const count = vectors.length / dimension;
  const positions = new Float64Array(2 * count);
  for (let point = 0; point < count; point++) {
    axes.forEach((axis, side) => {
      let sum = 0;
      for (let i = 0; i < dimension; i++) sum += (vectors[point * dimension + i]! - centre[i]!) * axis[i]!;
      positions[2 * point + side] = sum;
    });
  }
  return scaledStart(positions);
}

/** Share of `SPREAD` by which points are moved apart, so that equal vectors do not start in one place, where no force acts on them. */
const JITTER = 0.01;
/** Fractions of multiples of these two numbers fill the unit square evenly (Roberts 2018, the R2 sequence). */
const STEPS = [0.7548776662466927, 0.5698402909980532];

/**
 * Any positions as a start: centred, with the standard deviation 1e-4 along the longer axis, and every point moved a little by its number.
 * Points that all lie together are spread by that alone, over the same width.
 */
export function scaledStart(positions: Float64Array): Float64Array {
  const count = positions.length / 2;
  const centre = [0, 0];
  positions.forEach((value, at) => (centre[at % 2]! += value / count));
  const variance = [0, 0];
  let largest = 0;
  positions.forEach((value, at) => {
    variance[at % 2]! += (value - centre[at % 2]!) ** 2 / count;
    largest = Math.max(largest, Math.abs(value));
  });
  const deviation = Math.sqrt(Math.max(...variance));
  const together = deviation <= 1e-12 * largest;
  return positions.map((value, at) => {
    const shift = ((((at >> 1) + 1) * STEPS[at % 2]!) % 1) - 0.5;
    return together ? SPREAD * shift : SPREAD * ((value - centre[at % 2]!) / deviation + JITTER * shift);
  });
}
