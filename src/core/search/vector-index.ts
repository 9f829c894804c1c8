/** @file Exact nearest neighbours among the int8 rows of one field under one model. */
import { quantizeQuery, quantizeWithScale, rowScale, dequantize } from '../vectors/quantize.ts';
import { VectorError } from '../vectors/vector-error.ts';
import { createScanner, type KernelKind, type Kernels, type Scanner } from './kernel/scanner.ts';
import { exclude, Ranking, selectTop } from './ranking.ts';

/** The best rows of a scan, which are compared again with the float32 query. */
const RESCORED = 50;

export interface IndexOptions {
  /** A multiple of 16, at most 2,048; 384 if absent. */
  readonly dimension?: number | undefined;
  /** Without kernels JavaScript scans, with the same results. */
  readonly kernels?: Kernels | undefined;
  readonly force?: KernelKind | undefined;
}

export interface Neighbour {
  readonly row: number;
  /** 1-based. */
  readonly rank: number;
  /** Dot product of the query with the row; the cosine up to the rounding of the row, so it can exceed 1 by about 0.005. */
  readonly cosine: number;
}

export class VectorIndex {
  readonly #scanner: Scanner;
  #scale: number | null = null;

  /** @throws VectorError `shape`, `kernel` */
  constructor(options: IndexOptions = {}) {
    this.#scanner = createScanner({ ...options, dimension: options.dimension ?? 384 });
  }

  get kernel(): KernelKind {
    return this.#scanner.kernel;
  }

  get dimension(): number {
    return this.#scanner.dimension;
  }

  /** Rows held. */
  get count(): number {
    return this.#scanner.count;
  }

  /** value = stored * scale; null while there are no rows. */
  get scale(): number | null {
    return this.#scale;
  }

  /**
   * Appends rows of a vector file.
   * @param rows [n * dimension]
   * @param scale the file's; an index has one scale
   * @throws VectorError `shape`, `scale`, `memory`
   */
  append(rows: Int8Array, scale: number): void {
    if (!(scale > 0 && Number.isFinite(scale))) {
      throw new VectorError('scale', `A scale must be greater than 0, not ${scale}.`);
    }
    if (this.#scale !== null && this.#scale !== scale) {
      throw new VectorError('scale', `Rows with scale ${scale} cannot join rows with scale ${this.#scale}.`);
    }
    this.#scanner.append(rows);
    this.#scale = scale;
  }

  /**
   * Appends float32 vectors, which are rounded with the scale of the rows before them, or, in an empty index, with their own.
   * @param vectors unit vectors [n * dimension]
   * @throws VectorError `shape`, `not-finite`, `memory`
   */
  appendVectors(vectors: Float32Array): void {
    if (vectors.length === 0) return;
    const scale = this.#scale ?? rowScale(vectors);
    this.append(quantizeWithScale(vectors, scale), scale);
  }

  /**
   * Ranks all rows: an exact scan with a 14-bit query, then the best 50 compared with the float32 query.
   * @param query unit vector [dimension]
   * @param excluded a row to leave out
   * @throws VectorError `shape`, `not-finite`
   */
  rank(query: Float32Array, excluded?: number): Ranking {
    const scores = new Int32Array(this.count);
    this.#scanner.scan(quantizeQuery(query), scores);
    exclude(scores, excluded);
    const best = [...selectTop(scores, RESCORED)].filter((row) => row !== excluded);
    const head = best.map((row) => ({ row, cosine: this.cosine(query, row) }));
    head.sort((a, b) => b.cosine - a.cosine || a.row - b.row);
    return new Ranking(
      scores,
      head.map(({ row }) => row),
    );
  }

  /** The `k` nearest rows of a unit vector [dimension], best first. */
  nearest(query: Float32Array, k: number): Neighbour[] {
    const rows = this.rank(query).slice(0, k);
    return rows.map((row, position) => ({ row, rank: position + 1, cosine: this.cosine(query, row) }));
  }

  /** Dot product of a float32 query with a dequantised row. */
  cosine(query: Float32Array, row: number): number {
    const values = this.#scanner.row(row);
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[i]! * query[i]!;
    return sum * (this.#scale ?? 0);
  }

  /** The vector that a row stands for, [dimension], of about unit length. Throws VectorError `row`. */
  vectorOf(row: number): Float32Array<ArrayBuffer> {
    return dequantize(this.#scanner.row(row), this.#scale ?? 0);
  }
}
