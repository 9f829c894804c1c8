/**
 * @file Vectors of real model output for the benches of large corpora, as many as wanted: the fp32 vectors that the build scripts keep
 * (node_modules/.cache/rolemap-vectors: titles, variants and postings of the title data, each once), and beyond them seeded
 * variations of these. Runs in Node and in a page.
 */
import { uniform } from '../src/core/random.ts';
import { normalise } from '../src/core/vectors/similarity.ts';

export const DIMENSION = 384;
/** A record of the cache: SHA-256 of the token ids, then the vector as little-endian float32. */
const KEY_BYTES = 32;
const RECORD_BYTES = KEY_BYTES + DIMENSION * 4;
/** Length of what is added to a unit vector: the cosine with the original is 0.89, as of a title and a variant of it. */
const NOISE = 0.5;
/** Real vectors that are left out of the corpus and asked for. */
export const QUERIES = 200;

/** Vectors of a cache file, [n * 384]. */
export function cachedVectors(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const records = Math.floor(bytes.length / RECORD_BYTES);
  const vectors = new Float32Array(records * DIMENSION);
  const target = new Uint8Array(vectors.buffer);
  for (let record = 0; record < records; record++) {
    const start = record * RECORD_BYTES + KEY_BYTES;
    target.set(bytes.subarray(start, start + DIMENSION * 4), record * DIMENSION * 4);
  }
  return vectors;
}

function rowOf(vectors: Float32Array, row: number): Float32Array {
  return vectors.subarray(row * DIMENSION, (row + 1) * DIMENSION);
}

export class GrownVectors {
  readonly rows: number;
  /** Rows of the corpus that are real vectors. */
  readonly realRows: number;
  /** Real vectors that are not in the corpus, [QUERIES * 384]. */
  readonly queries: Float32Array<ArrayBuffer>;
  readonly #real: Float32Array<ArrayBuffer>;
  readonly #available: number;

  /** @param real unit vectors [n * 384], n > QUERIES */
  constructor(real: Float32Array, rows: number) {
    const all = real.length / DIMENSION;
    const step = Math.floor(all / QUERIES);
    const asked = new Set(Array.from({ length: QUERIES }, (_, query) => query * step));
    this.queries = new Float32Array(QUERIES * DIMENSION);
    this.#real = new Float32Array((all - QUERIES) * DIMENSION);
    let [corpus, query] = [0, 0];
    for (let row = 0; row < all; row++) {
      if (asked.has(row)) this.queries.set(rowOf(real, row), query++ * DIMENSION);
      else this.#real.set(rowOf(real, row), corpus++ * DIMENSION);
    }
    this.#available = corpus;
    this.rows = rows;
    this.realRows = Math.min(rows, corpus);
  }

  /** Rows `first` up to, not including, `end`: the same at every call. */
  range(first: number, end: number): Float32Array<ArrayBuffer> {
    const vectors = new Float32Array((end - first) * DIMENSION);
    for (let row = first; row < end; row++) {
      const original = rowOf(this.#real, row % this.#available);
      const vector = row < this.#available ? original : vary(original, row);
      vectors.set(vector, (row - first) * DIMENSION);
    }
    return vectors;
  }

  /** What the rows are, for the printed line. */
  get origin(): string {
    const made = this.rows - this.realRows;
    const real = `${this.realRows.toLocaleString('en')} rows are fp32 model output for distinct texts of the title data`;
    return made === 0
      ? real
      : `${real}; ${made.toLocaleString('en')} are seeded variations of them (cosine 0.89), because there are no more distinct ones`;
  }
}

/** A unit vector near another one. */
function vary(vector: Float32Array, seed: number): Float32Array {
  const random = uniform(seed);
  // Uniform in -1..1 has variance 1/3.
  const size = NOISE * Math.sqrt(3 / DIMENSION);
  return normalise(Float32Array.from(vector, (value) => value + size * (2 * random() - 1)));
}

/** The nearest rows of each query by exact float products, kept while the rows pass by once. */
export class TrueNeighbours {
  readonly #queries: Float32Array;
  readonly #k: number;
  readonly #best: { row: number; product: number }[][];

  /** @param queries [n * 384] */
  constructor(queries: Float32Array, k: number) {
    this.#queries = queries;
    this.#k = k;
    this.#best = Array.from({ length: queries.length / DIMENSION }, () => []);
  }

  add(vectors: Float32Array, first: number): void {
    this.#best.forEach((best, query) => {
      const own = rowOf(this.#queries, query);
      for (let at = 0; at < vectors.length; at += DIMENSION) {
        let product = 0;
        for (let i = 0; i < DIMENSION; i++) product += vectors[at + i]! * own[i]!;
        if (best.length === this.#k && product <= best[this.#k - 1]!.product) continue;
        const place = best.findIndex((other) => product > other.product);
        best.splice(place < 0 ? best.length : place, 0, { row: first + at / DIMENSION, product });
        if (best.length > this.#k) best.pop();
      }
    });
  }

  /** Share of the true neighbours of all queries that are among those found, 0 to 1. */
  recall(found: readonly (readonly number[])[]): number {
    let hits = 0;
    let wanted = 0;
    this.#best.forEach((best, query) => {
      const rows = new Set(found[query]);
      hits += best.filter(({ row }) => rows.has(row)).length;
      wanted += best.length;
    });
    return hits / wanted;
  }
}
