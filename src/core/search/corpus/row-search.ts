/** @file One model's rows of a corpus, searched in two steps: a scan that brings candidates, and their cosines with the float query. */
import { quantizeQuery } from '../../vectors/quantize.ts';
import { BinaryCoder, type CodeSettings } from '../codes/binary-coder.ts';
import { createCodeScanner, type CodeScanner } from '../codes/code-scanner.ts';
import { createScanner, type Kernels, type Scanner } from '../kernel/scanner.ts';
import { keepOnly, selectKept } from '../ranking.ts';
import type { RowMask } from '../row-mask.ts';
import type { RowStore } from './row-store.ts';
import { PIECE_ROWS, type StoredCorpus } from './stored-corpus.ts';

export interface RowSearch {
  /** `exact`: int8 rows in memory; `codes`: codes in memory, int8 rows in the store. */
  readonly kind: 'exact' | 'codes';
  /** What scans, for the page and the bench. */
  readonly kernel: string;
  readonly count: number;
  /** Bytes held in memory. */
  readonly bytes: number;
  /** The rows most like a query, at most `wanted`, the filter applied in the scan. */
  candidates(query: Float32Array, wanted: number, mask?: RowMask): readonly number[];
  /** Dot products of a float32 query with dequantised rows, parallel to `rows`. */
  cosines(query: Float32Array, rows: readonly number[]): Promise<Float64Array>;
}

function products(query: Float32Array, rows: Int8Array, scale: number): Float64Array {
  const dimension = query.length;
  const cosines = new Float64Array(rows.length / dimension);
  for (let row = 0, at = 0; row < cosines.length; row++) {
    let sum = 0;
    for (let i = 0; i < dimension; i++) sum += rows[at++]! * query[i]!;
    cosines[row] = sum * scale;
  }
  return cosines;
}

export class ExactRows implements RowSearch {
  readonly kind = 'exact';
  readonly #scanner: Scanner;
  readonly #scale: number;

  /** @throws VectorError `shape` */
  constructor(plan: {
    readonly dimension: number;
    readonly scale: number;
    readonly kernels?: Kernels | undefined;
  }) {
    this.#scanner = createScanner({ dimension: plan.dimension, kernels: plan.kernels });
    this.#scale = plan.scale;
  }

  get kernel(): string {
    return this.#scanner.kernel;
  }

  get count(): number {
    return this.#scanner.count;
  }

  get bytes(): number {
    return this.count * this.#scanner.dimension;
  }

  /** Int8 rows [n * dimension]. */
  append(rows: Int8Array): void {
    this.#scanner.append(rows);
  }

  candidates(query: Float32Array, wanted: number, mask?: RowMask): readonly number[] {
    const scores = new Int32Array(this.count);
    this.#scanner.scan(quantizeQuery(query), scores);
    keepOnly(scores, mask);
    return [...selectKept(scores, wanted)];
  }

  cosines(query: Float32Array, rows: readonly number[]): Promise<Float64Array> {
    const gathered = new Int8Array(rows.length * query.length);
    rows.forEach((row, index) => gathered.set(this.#scanner.row(row), index * query.length));
    return Promise.resolve(products(query, gathered, this.#scale));
  }
}

export class CodedRows implements RowSearch {
  readonly kind = 'codes';
  readonly #coder: BinaryCoder;
  readonly #scanner: CodeScanner;
  readonly #store: RowStore;
  readonly #scale: number;

  /** @throws VectorError `shape` */
  constructor(plan: {
    readonly settings: CodeSettings;
    readonly store: RowStore;
    readonly scale: number;
    readonly kernel?: Uint8Array<ArrayBuffer> | undefined;
  }) {
    this.#coder = new BinaryCoder(plan.settings);
    this.#scanner = createCodeScanner({ bytes: this.#coder.bytes, kernel: plan.kernel });
    this.#scanner.reserve(plan.store.count);
    this.#store = plan.store;
    this.#scale = plan.scale;
  }

  get kernel(): string {
    return this.#scanner.kernel;
  }

  get count(): number {
    return this.#scanner.count;
  }

  get bytes(): number {
    return this.count * this.#coder.bytes;
  }

  /** Codes [n * bytes of a code] made with the same settings. */
  append(codes: Uint8Array): void {
    this.#scanner.append(codes);
  }

  candidates(query: Float32Array, wanted: number, mask?: RowMask): readonly number[] {
    return [...this.#scanner.nearest(this.#coder.query(query), wanted, mask)];
  }

  async cosines(query: Float32Array, rows: readonly number[]): Promise<Float64Array> {
    return products(query, await this.#store.rows(rows), this.#scale);
  }
}

/** What a search runs on. */
export interface SearchKernels {
  readonly rows?: Kernels | undefined;
  readonly codes?: Uint8Array<ArrayBuffer> | undefined;
}

/**
 * Loads what a model of a ready corpus needs in memory: rows up to `exactRows`, above that codes.
 * @throws CorpusError `missing`, `damaged`; VectorError `memory`
 */
export async function loadRows(
  corpus: StoredCorpus,
  model: string,
  plan: { readonly exactRows: number; readonly kernels?: SearchKernels | undefined },
): Promise<RowSearch> {
  const store = corpus.rowStore(model);
  const { scale, codes } = corpus.vectors(model)!;
  const { kernels } = plan;
  const pieces = async (add: (first: number, end: number) => Promise<void>) => {
    for (let first = 0; first < store.count; first += PIECE_ROWS)
      await add(first, Math.min(store.count, first + PIECE_ROWS));
  };
  if (store.count > plan.exactRows && codes !== null) {
    const rows = new CodedRows({ settings: codes, store, scale: scale ?? 1, kernel: kernels?.codes });
    await pieces(async (first, end) => rows.append(await corpus.codes(model, first, end)));
    return rows;
  }
  const rows = new ExactRows({ dimension: store.dimension, scale: scale ?? 1, kernels: kernels?.rows });
  await pieces(async (first, end) => rows.append(await store.range(first, end)));
  return rows;
}
