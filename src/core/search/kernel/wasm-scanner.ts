/**
 * @file The scan in WebAssembly. The memory holds a head (query, scores of one block) and then blocks of rows, so that rows
 * are appended without moving those already there.
 */
import type { QuantizedQuery } from '../../vectors/quantize.ts';
import { VectorError } from '../../vectors/vector-error.ts';
import { checkRow, checkScan, countRows } from './checks.ts';
import type { Scanner } from './scanner.ts';

/** A multiple of 4, because the kernels take four rows a pass; the rows after the last are zeros. */
const BLOCK_ROWS = 1024;
const PAGE_BYTES = 65536;
/** Head: query, at most 2 bytes for each of 2,048 dimensions, then the scores of one block. */
const QUERY_AT = 0;
const SCORES_AT = 4096;
const BLOCKS_AT = SCORES_AT + BLOCK_ROWS * 4;
const SUMS_BYTES = BLOCK_ROWS * 4;

/** `addresses`: sums and scores for the relaxed kernel, scores alone for the plain one. */
type Scan = (rows: number, count: number, dimension: number, query: number, ...addresses: number[]) => void;
type SumRows = (rows: number, count: number, dimension: number, sums: number) => void;

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly scan: Scan;
  /** Only in the relaxed kernel. */
  readonly sumRows?: SumRows;
}

export class WasmScanner implements Scanner {
  readonly kernel: 'relaxed' | 'simd';
  readonly dimension: number;
  readonly #exports: Exports;
  readonly #blockBytes: number;
  #count = 0;

  constructor(kernel: 'relaxed' | 'simd', dimension: number, bytes: Uint8Array<ArrayBuffer>) {
    this.kernel = kernel;
    this.dimension = dimension;
    this.#blockBytes = SUMS_BYTES + BLOCK_ROWS * dimension;
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    this.#exports = exports as unknown as Exports;
    this.#reserve(BLOCKS_AT);
  }

  get count(): number {
    return this.#count;
  }

  append(rows: Int8Array): void {
    const end = this.#count + countRows(rows, this.dimension);
    this.#reserve(BLOCKS_AT + Math.ceil(end / BLOCK_ROWS) * this.#blockBytes);
    const memory = new Int8Array(this.#exports.memory.buffer);
    const first = this.#count;
    for (let row = first; row < end;) {
      const taken = Math.min(end, (Math.floor(row / BLOCK_ROWS) + 1) * BLOCK_ROWS) - row;
      const from = (row - first) * this.dimension;
      memory.set(rows.subarray(from, from + taken * this.dimension), this.#rowAt(row));
      row += taken;
    }
    this.#count = end;
    this.#sumBlocks(Math.floor(first / BLOCK_ROWS));
  }

  scan(query: QuantizedQuery, scores: Int32Array): void {
    checkScan(query, scores, this.dimension, this.#count);
    const { memory } = this.#exports;
    if (this.kernel === 'relaxed') writeDigits(query.values, new Int8Array(memory.buffer));
    else new Int16Array(memory.buffer, QUERY_AT, this.dimension).set(query.values);
    for (let start = 0; start < this.#count; start += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, this.#count - start);
      this.#scanBlock(this.#rowAt(start), Math.ceil(rows / 4) * 4);
      scores.set(new Int32Array(memory.buffer, SCORES_AT, rows), start);
    }
  }

  row(index: number): Int8Array<ArrayBuffer> {
    checkRow(index, this.#count);
    return new Int8Array(this.#exports.memory.buffer, this.#rowAt(index), this.dimension).slice();
  }

  #scanBlock(rowsAt: number, rows: number): void {
    const addresses = this.kernel === 'relaxed' ? [rowsAt - SUMS_BYTES, SCORES_AT] : [SCORES_AT];
    this.#exports.scan(rowsAt, rows, this.dimension, QUERY_AT, ...addresses);
  }

  /** Address of a row; a block starts with room for the sums of its rows. */
  #rowAt(row: number): number {
    const block = Math.floor(row / BLOCK_ROWS);
    return BLOCKS_AT + block * this.#blockBytes + SUMS_BYTES + (row % BLOCK_ROWS) * this.dimension;
  }

  #sumBlocks(firstBlock: number): void {
    for (let start = firstBlock * BLOCK_ROWS; start < this.#count; start += BLOCK_ROWS) {
      const rowsAt = this.#rowAt(start);
      this.#exports.sumRows?.(rowsAt, BLOCK_ROWS, this.dimension, rowsAt - SUMS_BYTES);
    }
  }

  #reserve(bytes: number): void {
    const { memory } = this.#exports;
    const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES);
    if (missing <= 0) return;
    try {
      memory.grow(missing);
    } catch {
      const megabytes = Math.ceil(bytes / 1e6);
      throw new VectorError(
        'memory',
        `The browser gives no ${megabytes} MB for the vectors. Close other tabs or search fewer rows.`,
      );
    }
  }
}

/** Writes a 14-bit query as the relaxed kernel reads it: for every 16 dimensions 16 high digits, then 16 low ones, 0..127. */
function writeDigits(values: Int16Array, memory: Int8Array): void {
  for (let i = 0; i < values.length; i++) {
    const at = QUERY_AT + ((i >> 4) << 5) + (i & 15);
    memory[at] = (values[i]! >> 7) + 64;
    memory[at + 16] = values[i]! & 127;
  }
}
