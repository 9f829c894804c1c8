/** @file Pooling of token vectors into one unit vector a text. */

/**
 * Mean of the token vectors that the mask keeps, scaled to unit length (Reimers and Gurevych 2019, Sentence-BERT, section 3).
 * @param hidden token vectors, rows x tokens x dimension, C order
 * @param mask rows x tokens of 0n or 1n
 * @returns rows x dimension; a row without kept tokens is zero
 */
export function meanPool(
  hidden: Float32Array,
  mask: BigInt64Array,
  rows: number,
  dimension: number,
): Float32Array<ArrayBuffer> {
  const pooled = new Float32Array(rows * dimension);
  const tokens = rows === 0 ? 0 : mask.length / rows;
  for (let row = 0; row < rows; row++) {
    const vector = pooled.subarray(row * dimension, (row + 1) * dimension);
    for (let token = 0; token < tokens; token++) {
      if (mask[row * tokens + token] === 0n) continue;
      const offset = (row * tokens + token) * dimension;
      for (let i = 0; i < dimension; i++) vector[i]! += hidden[offset + i]!;
    }
    scaleToUnitLength(vector);
  }
  return pooled;
}

function scaleToUnitLength(vector: Float32Array): void {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares === 0) return;
  const factor = 1 / Math.sqrt(squares);
  for (let i = 0; i < vector.length; i++) vector[i]! *= factor;
}
