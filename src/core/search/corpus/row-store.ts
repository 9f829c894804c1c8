/** @file Int8 rows by number, from memory or from a file: what the candidates of a scan over codes are compared again with. */
import { VectorError } from '../../vectors/vector-error.ts';
import type { ByteFile } from './byte-file.ts';

export interface RowStore {
  readonly dimension: number;
  /** Rows held. */
  readonly count: number;
  /**
   * Rows by number, in the order asked for, [numbers.length * dimension].
   * @throws VectorError `row`
   */
  rows(numbers: readonly number[]): Promise<Int8Array<ArrayBuffer>>;
  /** Rows `first` up to, not including, `end`, [(end - first) * dimension]. Throws VectorError `row`. */
  range(first: number, end: number): Promise<Int8Array<ArrayBuffer>>;
}

function checkRange(first: number, end: number, count: number): void {
  if (first >= 0 && first <= end && end <= count) return;
  throw new VectorError('row', `There are no rows ${first} to ${end}; the corpus holds ${count}.`);
}

function checkNumbers(numbers: readonly number[], count: number): void {
  for (const row of numbers) checkRange(row, row + 1, count);
}

export class MemoryRowStore implements RowStore {
  readonly dimension: number;
  readonly count: number;
  readonly #rows: Int8Array<ArrayBuffer>;

  /** @param rows [count * dimension] */
  constructor(rows: Int8Array<ArrayBuffer>, dimension: number) {
    this.dimension = dimension;
    this.count = rows.length / dimension;
    this.#rows = rows;
  }

  rows(numbers: readonly number[]): Promise<Int8Array<ArrayBuffer>> {
    checkNumbers(numbers, this.count);
    const { dimension } = this;
    const gathered = new Int8Array(numbers.length * dimension);
    numbers.forEach((row, index) => {
      gathered.set(this.#rows.subarray(row * dimension, (row + 1) * dimension), index * dimension);
    });
    return Promise.resolve(gathered);
  }

  range(first: number, end: number): Promise<Int8Array<ArrayBuffer>> {
    checkRange(first, end, this.count);
    return Promise.resolve(this.#rows.slice(first * this.dimension, end * this.dimension));
  }
}

/** Rows one behind the other in a file, without a header. */
export class FileRowStore implements RowStore {
  readonly dimension: number;
  readonly count: number;
  readonly #file: ByteFile;

  constructor(file: ByteFile, dimension: number, count: number) {
    this.dimension = dimension;
    this.count = count;
    this.#file = file;
  }

  async rows(numbers: readonly number[]): Promise<Int8Array<ArrayBuffer>> {
    checkNumbers(numbers, this.count);
    const places = numbers.map((row) => row * this.dimension);
    return new Int8Array((await this.#file.gather(places, this.dimension)).buffer);
  }

  async range(first: number, end: number): Promise<Int8Array<ArrayBuffer>> {
    checkRange(first, end, this.count);
    const bytes = await this.#file.read(first * this.dimension, (end - first) * this.dimension);
    return new Int8Array(bytes.buffer);
  }
}
