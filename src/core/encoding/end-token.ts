/** @file Truncation as Python does it. */

/**
 * Puts the end token back as the last token of every row. transformers.js cuts a long text after it has added [CLS] and [SEP], and
 * so cuts [SEP] off; Python makes room for it. Rows that were not cut end with it already and stay as they are.
 * @param ids token ids, rows x tokens, changed in place
 * @param mask rows x tokens of 0n or 1n; padding follows the kept tokens
 * @param endToken id of [SEP]
 */
export function restoreEndToken(
  ids: BigInt64Array,
  mask: BigInt64Array,
  rows: number,
  endToken: bigint,
): void {
  const tokens = rows === 0 ? 0 : ids.length / rows;
  for (let row = 0; row < rows; row++) {
    const last = mask.lastIndexOf(1n, (row + 1) * tokens - 1);
    if (last >= row * tokens) ids[last] = endToken;
  }
}
