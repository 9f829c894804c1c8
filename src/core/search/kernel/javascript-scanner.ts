/** @file The scan in plain JavaScript: the reference for the SIMD kernels, and the last resort without them. */
import type { QuantizedQuery } from '../../vectors/quantize.ts';
import { checkRow, checkScan, countRows } from './checks.ts';
import type { Scanner } from './scanner.ts';

export class JavaScriptScanner implements Scanner {
  readonly kernel = 'javascript';
  readonly dimension: number;
  #count = 0;
  /** Capacity doubles, so that appending stays linear. */
  #rows = new Int8Array(0);

  constructor(dimension: number) {
    this.dimension = dimension;
  }

  get count(): number {
    return this.#count;
  }

  append(rows: Int8Array): void {
    const added = countRows(rows, this.dimension);
    const used = this.#count * this.dimension;
    if (used + rows.length > this.#rows.length) {
      const larger = new Int8Array(Math.max(used + rows.length, used * 2));
      larger.set(this.#rows.subarray(0, used));
      this.#rows = larger;
    }
    this.#rows.set(rows, used);
    this.#count += added;
  }

  scan(query: QuantizedQuery, scores: Int32Array): void {
    checkScan(query, scores, this.dimension, this.#count);
    const { values } = query;
    const rows = this.#rows;
    let position = 0;
    for (let row = 0; row < this.#count; row++) {
      let sum = 0;
      for (let i = 0; i < values.length; i++) sum += rows[position++]! * values[i]!;
      scores[row] = sum;
    }
  }

  row(index: number): Int8Array<ArrayBuffer> {
    checkRow(index, this.#count);
    return this.#rows.slice(index * this.dimension, (index + 1) * this.dimension);
  }
}
