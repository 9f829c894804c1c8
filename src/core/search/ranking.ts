/** @file Rankings over all rows: best score first, equal scores by row number. */
import type { RowMask } from './row-mask.ts';

/** Below every score that a scan gives. */
const EXCLUDED = -0x80000000;

/**
 * The rows with the `k` greatest scores, best first, ties by row; all rows if there are no more than `k`.
 * @param scores one a row, without NaN
 */
export function selectTop(scores: ArrayLike<number>, k: number): Uint32Array<ArrayBuffer> {
  const size = Math.max(0, Math.min(k, scores.length));
  const rows = new Uint32Array(size);
  const values = new Float64Array(size);
  let filled = 0;
  for (let row = 0; row < scores.length && size > 0; row++) {
    const score = scores[row]!;
    if (filled === size && score <= values[size - 1]!) continue;
    const position = insertionPoint(values, filled, score);
    if (filled < size) filled++;
    values.copyWithin(position + 1, position, filled - 1);
    rows.copyWithin(position + 1, position, filled - 1);
    values[position] = score;
    rows[position] = row;
  }
  return rows;
}

/** First position of a falling sequence that holds less than `score`. */
function insertionPoint(values: Float64Array, filled: number, score: number): number {
  let low = 0;
  let high = filled;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! >= score) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** All rows, greatest score first, ties by row: a radix sort of int32 in two stable passes of 16 bits. */
export function sortByScore(scores: Int32Array): Uint32Array<ArrayBuffer> {
  const byLowHalf = sortPass(scores, null, 0);
  return sortPass(scores, byLowHalf, 16);
}

/** One stable counting pass over 16 bits of the scores; `order` null stands for the rows as they come. */
function sortPass(scores: Int32Array, order: Uint32Array | null, shift: number): Uint32Array<ArrayBuffer> {
  const starts = new Uint32Array((1 << 16) + 1);
  const digits = new Uint16Array(scores.length);
  for (let row = 0; row < scores.length; row++) {
    // Flipping all bits but the sign turns "greatest first" into ascending unsigned order.
    const digit = ((scores[row]! ^ 0x7fffffff) >>> shift) & 0xffff;
    digits[row] = digit;
    starts[digit + 1]!++;
  }
  for (let bin = 0; bin < 1 << 16; bin++) starts[bin + 1]! += starts[bin]!;
  const next = new Uint32Array(scores.length);
  for (let position = 0; position < scores.length; position++) {
    const row = order === null ? position : order[position]!;
    next[starts[digits[row]!]!++] = row;
  }
  return next;
}

/** A ranking of rows by score, whose first rows may have been put into a better order. */
export class Ranking {
  /** Rows held, the excluded one among them. */
  readonly rows: number;
  readonly #scores: Int32Array | Float64Array;
  readonly #head: readonly number[];

  /**
   * @param scores one a row
   * @param head rows that come first, in this order: the best by `scores`, sorted again
   */
  constructor(scores: Int32Array | Float64Array, head: readonly number[] = []) {
    this.rows = scores.length;
    this.#scores = scores;
    this.#head = head;
  }

  /** Rows from rank `offset + 1` on, at most `k`. */
  slice(offset: number, k: number): number[] {
    if (offset + k <= this.#head.length) return this.#head.slice(offset, offset + k);
    const order = [...selectTop(this.#scores, offset + k)];
    order.splice(0, this.#head.length, ...this.#head);
    return order.filter((row) => this.#scores[row] !== EXCLUDED).slice(offset);
  }

  /** 1-based rank of a row that is not excluded. */
  rankOf(row: number): number {
    const position = this.#head.indexOf(row);
    if (position >= 0) return position + 1;
    const scores = this.#scores;
    const score = scores[row]!;
    let better = 0;
    // Rows of the same score come in the order of their numbers: those before count, those after do not.
    for (let other = 0; other < row; other++) if (scores[other]! >= score) better++;
    for (let other = row + 1; other < scores.length; other++) if (scores[other]! > score) better++;
    return better + 1;
  }

  scoreOf(row: number): number {
    return this.#scores[row]!;
  }

  /** 1-based rank of every row, [rows]; only for a ranking by int32 scores. An excluded row is last. */
  allRanks(): Uint32Array<ArrayBuffer> {
    const order = sortByScore(new Int32Array(this.#scores));
    order.set(this.#head);
    const ranks = new Uint32Array(order.length);
    for (let position = 0; position < order.length; position++) ranks[order[position]!] = position + 1;
    return ranks;
  }
}

/** Takes a row out of a ranking that is to be made from these scores. */
export function exclude(scores: Int32Array | Float64Array, row: number | undefined): void {
  if (row !== undefined && row < scores.length) scores[row] = EXCLUDED;
}

/** Takes all rows out of a ranking that are not in the mask. */
export function keepOnly(scores: Int32Array, mask: RowMask | undefined): void {
  if (mask === undefined) return;
  for (let row = 0; row < scores.length; row++) if (!mask.has(row)) scores[row] = EXCLUDED;
}

/** The rows with the `k` greatest scores of those that were not taken out, best first. */
export function selectKept(scores: Int32Array, k: number): Uint32Array<ArrayBuffer> {
  return selectTop(scores, k).filter((row) => scores[row] !== EXCLUDED);
}

/** Constant of reciprocal rank fusion: Cormack, Clarke, Buettcher 2009, "Reciprocal rank fusion outperforms Condorcet...". */
const FUSION_K = 60;

/**
 * Reciprocal rank fusion of rankings over the same rows: score = sum of 1 / (60 + rank).
 * @param excluded a row to leave out
 */
export function fuse(rankings: readonly Ranking[], excluded?: number): Ranking {
  const rows = Math.min(...rankings.map((ranking) => ranking.rows));
  const scores = new Float64Array(rows);
  for (const ranking of rankings) {
    const ranks = ranking.allRanks();
    for (let row = 0; row < rows; row++) scores[row]! += 1 / (FUSION_K + ranks[row]!);
  }
  exclude(scores, excluded);
  return new Ranking(scores);
}
