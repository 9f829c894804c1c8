/** @file The scan over codes in plain JavaScript: the reference for the SIMD kernel, and the last resort without it. */
import { keepOnly, selectKept } from '../ranking.ts';
import { bitCount, type RowMask } from '../row-mask.ts';
import type { CodedQuery } from './binary-coder.ts';
import { checkSearch, countCodes } from './check-codes.ts';
import type { CodeScanner } from './code-scanner.ts';

export class JavaScriptCodeScanner implements CodeScanner {
  readonly kernel = 'javascript';
  readonly bytes: number;
  #count = 0;
  #words = new Uint32Array(0);

  constructor(bytes: number) {
    this.bytes = bytes;
  }

  get count(): number {
    return this.#count;
  }

  reserve(rows: number): void {
    const words = (rows * this.bytes) / 4;
    if (words <= this.#words.length) return;
    const larger = new Uint32Array(words);
    larger.set(this.#words);
    this.#words = larger;
  }

  append(codes: Uint8Array): void {
    const count = this.#count + countCodes(codes, this.bytes);
    if (count * this.bytes > this.#words.byteLength) this.reserve(Math.max(count, 2 * this.#count));
    new Uint8Array(this.#words.buffer).set(codes, this.#count * this.bytes);
    this.#count = count;
  }

  nearest(query: CodedQuery, wanted: number, mask?: RowMask): Uint32Array<ArrayBuffer> {
    checkSearch(this, query, wanted, mask);
    const scores = new Int32Array(this.#count);
    const words = this.bytes / 4;
    const signs = new Uint32Array(query.bytes.slice().buffer);
    for (let row = 0; row < this.#count; row++) {
      if (mask !== undefined && !mask.has(row)) continue;
      let distance = 0;
      for (let word = 0; word < words; word++) {
        const differing = this.#words[row * words + word]! ^ signs[word]!;
        for (let plane = 0; plane < query.planes; plane++)
          distance += bitCount(differing & signs[(1 + plane) * words + word]!) << plane;
      }
      scores[row] = -distance;
    }
    keepOnly(scores, mask);
    return selectKept(scores, wanted);
  }
}
