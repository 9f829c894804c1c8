/** @file Vectors of titles, kept as int8 rows: 384 bytes each, 19 MB for 50,000 titles. */
import { quantizeWithScale } from '../../vectors/quantize.ts';

const GREATEST = 127;
/** Rows of one piece of memory. */
const PIECE_ROWS = 1024;

/** A vector with a scale of its own, which its direction does not depend on. @throws VectorError `not-finite` */
export function directionRow(vector: Float32Array): Int8Array<ArrayBuffer> {
  let greatest = 0;
  for (const value of vector) greatest = Math.max(greatest, Math.abs(value));
  return quantizeWithScale(vector, (greatest || 1) / GREATEST);
}

export class TitleVectors {
  readonly dimension: number;
  readonly #most: number;
  readonly #places = new Map<string, number>();
  readonly #pieces: Int8Array<ArrayBuffer>[] = [];

  /** @param most titles that are kept; those that come later are not */
  constructor(dimension = 384, most = Infinity) {
    this.dimension = dimension;
    this.#most = most;
  }

  get size(): number {
    return this.#places.size;
  }

  has(title: string): boolean {
    return this.#places.has(title);
  }

  /** Keeps a title's vector [dimension]; one that is kept already stays. @throws VectorError `not-finite` */
  keep(title: string, vector: Float32Array): void {
    if (this.has(title) || this.size >= this.#most) return;
    const place = this.size;
    if (place % PIECE_ROWS === 0) this.#pieces.push(new Int8Array(PIECE_ROWS * this.dimension));
    this.#pieces.at(-1)!.set(directionRow(vector), (place % PIECE_ROWS) * this.dimension);
    this.#places.set(title, place);
  }

  /** The row of a title, [dimension]; undefined where it is not kept. */
  row(title: string): Int8Array | undefined {
    const place = this.#places.get(title);
    if (place === undefined) return undefined;
    const start = (place % PIECE_ROWS) * this.dimension;
    return this.#pieces[Math.floor(place / PIECE_ROWS)]!.subarray(start, start + this.dimension);
  }
}
