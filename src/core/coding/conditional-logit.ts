/**
 * @file Conditional logit (McFadden 1974, "Conditional logit analysis of qualitative choice behavior", section II): the chance of a
 * candidate is the softmax of weights . features over the candidates of the same title.
 */

/** Candidates of one title. */
export interface Choice {
  /** [candidates * features] in C order. */
  readonly features: Float64Array;
  /** The candidate that is right. */
  readonly right: number;
}

/** Newton's method gains nothing after this many steps on any data seen. */
const MOST_STEPS = 50;
/** A step shorter than this ends the search. */
const CLOSE = 1e-8;
/** Gaussian prior on the weights, so that features that say the same have one solution. */
const RIDGE = 1e-3;

/**
 * Chances of candidates, [candidates], sum 1.
 * @param features [candidates * weights.length] in C order
 */
export function chancesOf(features: Float64Array, weights: ArrayLike<number>): Float64Array<ArrayBuffer> {
  const width = weights.length;
  const chances = new Float64Array(features.length / width);
  let greatest = -Infinity;
  for (let candidate = 0; candidate < chances.length; candidate++) {
    let score = 0;
    for (let i = 0; i < width; i++) score += features[candidate * width + i]! * weights[i]!;
    chances[candidate] = score;
    greatest = Math.max(greatest, score);
  }
  let sum = 0;
  for (let candidate = 0; candidate < chances.length; candidate++) {
    chances[candidate] = Math.exp(chances[candidate]! - greatest);
    sum += chances[candidate]!;
  }
  return chances.map((chance) => chance / sum);
}

/**
 * The weights of greatest likelihood, by Newton's method with halved steps; [features]. The scale of the weights is the inverse
 * temperature: the chances are calibrated on the titles that they were fitted on.
 */
export function fitWeights(choices: readonly Choice[], features: number): Float64Array<ArrayBuffer> {
  let weights = new Float64Array(features);
  let loss = meanLoss(choices, weights);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { gradient, hessian } = derivatives(choices, weights);
    const direction = solve(hessian, gradient);
    let size = 1;
    let next = move(weights, direction, size);
    while (size > CLOSE && meanLoss(choices, next) > loss) next = move(weights, direction, (size /= 2));
    if (size <= CLOSE) break;
    weights = next;
    loss = meanLoss(choices, weights);
    if (Math.hypot(...direction) * size < CLOSE) break;
  }
  return weights;
}

function move(weights: Float64Array, direction: Float64Array, size: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(weights, (weight, i) => weight - size * direction[i]!);
}

function meanLoss(choices: readonly Choice[], weights: Float64Array): number {
  const loss = choices.reduce((sum, { features, right }) => {
    return sum - Math.log(Math.max(chancesOf(features, weights)[right]!, 1e-300));
  }, 0);
  return loss / choices.length + (RIDGE / 2) * weights.reduce((sum, weight) => sum + weight * weight, 0);
}

function derivatives(choices: readonly Choice[], weights: Float64Array) {
  const width = weights.length;
  const gradient = Float64Array.from(weights, (weight) => RIDGE * weight);
  const hessian = Array.from({ length: width }, (_, i) =>
    Float64Array.from(weights, (_, j) => (i === j ? RIDGE : 0)),
  );
  for (const { features, right } of choices) {
    const chances = chancesOf(features, weights);
    const mean = new Float64Array(width);
    chances.forEach((chance, row) => {
      for (let i = 0; i < width; i++) mean[i]! += chance * features[row * width + i]!;
    });
    for (let i = 0; i < width; i++)
      gradient[i]! += (mean[i]! - features[right * width + i]!) / choices.length;
    chances.forEach((chance, row) => {
      for (let i = 0; i < width; i++) {
        const deviation = (chance * (features[row * width + i]! - mean[i]!)) / choices.length;
        for (let j = 0; j < width; j++)
          hessian[i]![j]! += deviation * (features[row * width + j]! - mean[j]!);
      }
    });
  }
  return { gradient, hessian };
}

/** Solves a small symmetric positive system by Gaussian elimination with pivots. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array<ArrayBuffer> {
  const size = right.length;
  const rows = matrix.map((row, i) => Float64Array.of(...row, right[i]!));
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++)
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = column + 1; row < size; row++) {
      const factor = rows[row]![column]! / rows[column]![column]!;
      for (let i = column; i <= size; i++) rows[row]![i]! -= factor * rows[column]![i]!;
    }
  }
  const solution = new Float64Array(size);
  for (let row = size - 1; row >= 0; row--) {
    let value = rows[row]![size]!;
    for (let i = row + 1; i < size; i++) value -= rows[row]![i]! * solution[i]!;
    solution[row] = value / rows[row]![row]!;
  }
  return solution;
}
