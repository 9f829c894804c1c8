/** @file Token vectors into one vector a text, in the ways that sentence encoders are trained with. */
import { meanPool } from '../vectors/mean-pool.ts';
import { normalise } from '../vectors/similarity.ts';
import type { Pooling } from './model-settings.ts';

export interface PoolingRecipe {
  readonly pooling: Pooling;
  /** Whether vectors are scaled to unit length. */
  readonly normalise: boolean;
}

/**
 * Pools token vectors (Reimers and Gurevych 2019, Sentence-BERT, section 3): `mean` of the tokens that the mask keeps, `cls` the first
 * of them, `max` the greatest value of each dimension.
 * @param hidden token vectors, rows x tokens x dimension, C order
 * @param mask rows x tokens of 0n or 1n
 * @returns rows x dimension; a row without kept tokens is zero
 */
export function poolTokens(
  hidden: Float32Array,
  mask: BigInt64Array,
  rows: number,
  dimension: number,
  recipe: PoolingRecipe,
): Float32Array<ArrayBuffer> {
  if (recipe.pooling === 'mean' && recipe.normalise) return meanPool(hidden, mask, rows, dimension);
  const pooled = new Float32Array(rows * dimension);
  const tokens = rows === 0 ? 0 : mask.length / rows;
  for (let row = 0; row < rows; row++) {
    const kept: Float32Array[] = [];
    for (let token = row * tokens; token < (row + 1) * tokens; token++)
      if (mask[token] !== 0n) kept.push(hidden.subarray(token * dimension, (token + 1) * dimension));
    const vector = pool(kept, dimension, recipe.pooling);
    pooled.set(recipe.normalise ? normalise(vector) : vector, row * dimension);
  }
  return pooled;
}

function pool(kept: readonly Float32Array[], dimension: number, pooling: Pooling): Float32Array {
  const [first] = kept;
  if (!first) return new Float32Array(dimension);
  if (pooling === 'cls') return first;
  const vector = Float32Array.from(first);
  for (const token of kept.slice(1))
    for (let i = 0; i < dimension; i++)
      vector[i] = pooling === 'max' ? Math.max(vector[i]!, token[i]!) : vector[i]! + token[i]!;
  return pooling === 'max' ? vector : vector.map((sum) => sum / kept.length);
}
