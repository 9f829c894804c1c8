/** @file Which rows take part in a search: one bit a row, in the form that the kernels read. */
import { VectorError } from '../vectors/vector-error.ts';

const WORD_BITS = 32;

export class RowMask {
  /** Rows that the mask speaks of. */
  readonly rows: number;
  /** Bit r & 31 of word r >> 5 stands for row r; bits beyond the last row are 0. */
  readonly words: Uint32Array<ArrayBuffer>;

  /** No row takes part yet. */
  constructor(rows: number) {
    this.rows = rows;
    this.words = new Uint32Array(Math.ceil(rows / WORD_BITS));
  }

  /** The rows for which `keeps` says so. */
  static where(rows: number, keeps: (row: number) => boolean): RowMask {
    const mask = new RowMask(rows);
    for (let row = 0; row < rows; row++) if (keeps(row)) mask.add(row);
    return mask;
  }

  add(row: number): void {
    if (row >= this.rows) throw new VectorError('row', `There is no row ${row}; the mask has ${this.rows}.`);
    this.words[row >> 5]! |= 1 << (row & 31);
  }

  has(row: number): boolean {
    return ((this.words[row >> 5]! >>> (row & 31)) & 1) === 1;
  }

  /** Rows that take part. */
  get size(): number {
    let sum = 0;
    for (const word of this.words) sum += bitCount(word);
    return sum;
  }

  /** Keeps only the rows that take part in both. Throws VectorError `shape` for masks over other rows. */
  and(other: RowMask): this {
    if (other.rows !== this.rows) {
      throw new VectorError('shape', `A mask of ${other.rows} rows does not fit one of ${this.rows}.`);
    }
    for (let at = 0; at < this.words.length; at++) this.words[at]! &= other.words[at]!;
    return this;
  }
}

/** Number of ones in 32 bits: Warren, "Hacker's Delight", figure 5-2. */
export function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  bits = (bits + (bits >>> 4)) & 0x0f0f0f0f;
  return Math.imul(bits, 0x01010101) >>> 24;
}
