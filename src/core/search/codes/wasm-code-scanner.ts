/**
 * @file The scan over codes in WebAssembly. The memory holds a head (query, histogram, candidates, the mask of one block) and then
 * all codes in one piece.
 */
import { VectorError } from '../../vectors/vector-error.ts';
import type { RowMask } from '../row-mask.ts';
import type { CodedQuery } from './binary-coder.ts';
import { checkSearch, countCodes, MOST_CANDIDATES } from './check-codes.ts';
import type { CodeScanner } from './code-scanner.ts';

const PAGE_BYTES = 65536;
/** Rows of one call: as many as the mask of the head has bits; a multiple of 32. */
const BLOCK_ROWS = 65536;
/** Signs and four planes of 256 bytes. */
const QUERY_AT = 0;
const QUERY_BYTES = 2048;
/** 2,048 dimensions of weight 15, and 0. */
const HISTOGRAM_AT = QUERY_AT + QUERY_BYTES;
const HISTOGRAM_BYTES = (2048 * 15 + 1) * 4;
const MASK_AT = Math.ceil((HISTOGRAM_AT + HISTOGRAM_BYTES) / 64) * 64;
const MASK_BYTES = BLOCK_ROWS / 8;
const CANDIDATES_AT = MASK_AT + MASK_BYTES;
/** Room beyond the rows that are kept: the more, the seldomer they are settled. */
const CAPACITY = 2 * MOST_CANDIDATES;
const CODES_AT = Math.ceil((CANDIDATES_AT + CAPACITY * 8) / PAGE_BYTES) * PAGE_BYTES;

interface Exports {
  readonly memory: WebAssembly.Memory;
  begin(histogram: number, candidates: number, capacity: number, wanted: number, greatest: number): void;
  scan(
    codes: number,
    count: number,
    first: number,
    bytes: number,
    query: number,
    planes: number,
    mask: number,
  ): void;
  settle(): number;
}

export class WasmCodeScanner implements CodeScanner {
  readonly kernel = 'simd';
  readonly bytes: number;
  readonly #exports: Exports;
  #count = 0;

  constructor(bytes: number, kernel: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(kernel));
    this.#exports = exports as unknown as Exports;
    this.reserve(0);
  }

  get count(): number {
    return this.#count;
  }

  reserve(rows: number): void {
    const { memory } = this.#exports;
    const bytes = CODES_AT + rows * this.bytes;
    const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES);
    if (missing <= 0) return;
    try {
      memory.grow(missing);
    } catch {
      const megabytes = Math.ceil(bytes / 1e6);
      throw new VectorError(
        'memory',
        `The browser gives no ${megabytes} MB for the codes. Close other tabs or search fewer rows.`,
      );
    }
  }

  append(codes: Uint8Array): void {
    const count = this.#count + countCodes(codes, this.bytes);
    this.reserve(count);
    new Uint8Array(this.#exports.memory.buffer).set(codes, CODES_AT + this.#count * this.bytes);
    this.#count = count;
  }

  nearest(query: CodedQuery, wanted: number, mask?: RowMask): Uint32Array<ArrayBuffer> {
    checkSearch(this, query, wanted, mask);
    const kernel = this.#exports;
    const { memory } = kernel;
    new Uint8Array(memory.buffer).set(query.bytes, QUERY_AT);
    const greatest = this.bytes * 8 * (2 ** query.planes - 1);
    kernel.begin(HISTOGRAM_AT, CANDIDATES_AT, CAPACITY, wanted, greatest);
    for (let first = 0; first < this.#count; first += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, this.#count - first);
      if (mask) {
        const words = mask.words.subarray(first / 32, Math.ceil((first + rows) / 32));
        new Uint32Array(memory.buffer, MASK_AT).set(words);
      }
      const codes = CODES_AT + first * this.bytes;
      kernel.scan(codes, rows, first, this.bytes, QUERY_AT, query.planes, mask ? MASK_AT : 0);
    }
    return inOrder(new Uint32Array(memory.buffer, CANDIDATES_AT, 2 * kernel.settle()));
  }
}

/** Rows of pairs of row and distance, the nearest first. */
function inOrder(pairs: Uint32Array): Uint32Array<ArrayBuffer> {
  const places = Uint32Array.from({ length: pairs.length / 2 }, (_, place) => 2 * place);
  // They lie in the order of their rows, and the sort is stable.
  places.sort((a, b) => pairs[a + 1]! - pairs[b + 1]! || a - b);
  return places.map((place) => pairs[place]!);
}
