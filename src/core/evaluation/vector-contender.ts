/** @file A sentence encoder as a contender: the corpus is encoded once, and each query ranks it by cosine. */
import { dot, normalise } from '../vectors/similarity.ts';
import { VectorError } from '../vectors/vector-error.ts';
import { pause } from './pause.ts';
import type { Answer, Contender, ContenderIdentity, RunOptions } from './types.ts';

/**
 * Vectors [texts.length * dimension], a row a text, of any length over 0.
 * @param role what the texts are; some models put another prompt before each
 */
export type Encode = (
  texts: readonly string[],
  role: 'query' | 'document',
  signal: AbortSignal,
) => Promise<Float32Array>;

export interface VectorContenderOptions {
  readonly identity: ContenderIdentity;
  readonly encode: Encode;
  readonly dimension: number;
  /** Whether a product of two vectors is their cosine: true if absent; false for models that are trained for the bare product. */
  readonly normalise?: boolean;
  /** Texts of the corpus encoded at a time; 32 if absent. */
  readonly batch?: number;
  /** Queries encoded at a time after the first `TIMED`, which go alone so that their time is that of one query; 1 if absent. */
  readonly queryBatch?: number;
}

/** Queries that are timed where the others go in batches. */
export const TIMED = 200;
const BATCH = 32;
/** Kept to this many decimals, so that the last bits of a sum, which differ between machines, decide no tie. */
const STEP = 1e7;
const UNIT_TOLERANCE = 1e-5;

/** Rows at unit length. A row that has it to the precision of float32 stays bit for bit, and a row of zeros stays one. */
function unitRows(vectors: Float32Array, dimension: number): Float32Array {
  const rows = vectors.slice();
  for (let at = 0; at < rows.length; at += dimension) {
    const row = rows.subarray(at, at + dimension);
    if (Math.abs(dot(row, row) - 1) > UNIT_TOLERANCE) row.set(normalise(row));
  }
  return rows;
}

/**
 * Products of a query with each row in double precision, to 7 decimals: cosines where both have unit length.
 * @param query [dimension]
 * @param rows [n * dimension]
 */
export function products(query: Float32Array, rows: Float32Array, dimension: number): Float64Array {
  const scores = new Float64Array(rows.length / dimension);
  const wide = Float64Array.from(query);
  const whole = dimension - (dimension % 4);
  for (let row = 0, at = 0; row < scores.length; row++, at += dimension) {
    // Four sums, because the processor adds them beside each other.
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let i = 0; i < whole; i += 4) {
      a += wide[i]! * rows[at + i]!;
      b += wide[i + 1]! * rows[at + i + 1]!;
      c += wide[i + 2]! * rows[at + i + 2]!;
      d += wide[i + 3]! * rows[at + i + 3]!;
    }
    for (let i = whole; i < dimension; i++) a += wide[i]! * rows[at + i]!;
    scores[row] = Math.round((a + b + c + d) * STEP) / STEP;
  }
  return scores;
}

export class VectorContender implements Contender {
  readonly identity: ContenderIdentity;
  readonly #options: VectorContenderOptions;
  /** Distinct vectors of the corpus, [distinct * dimension]. */
  #vectors = new Float32Array(0);
  /** Which of them a row of the corpus has. */
  #vectorOf = new Uint32Array(0);

  constructor(options: VectorContenderOptions) {
    this.identity = options.identity;
    this.#options = options;
  }

  /** Encodes each distinct text once. */
  async prepare(corpus: readonly string[], { signal, onProgress }: RunOptions): Promise<void> {
    const numbers = new Map<string, number>();
    for (const text of corpus) if (!numbers.has(text)) numbers.set(text, numbers.size);
    const distinct = [...numbers.keys()];
    const { dimension, batch = BATCH } = this.#options;
    const vectors = new Float32Array(distinct.length * dimension);
    for (let start = 0; start < distinct.length; start += batch) {
      const texts = distinct.slice(start, start + batch);
      vectors.set(await this.#encode(texts, 'document', signal), start * dimension);
      onProgress(start + texts.length, distinct.length);
    }
    this.#vectors = vectors;
    this.#vectorOf = Uint32Array.from(corpus, (text) => numbers.get(text)!);
  }

  async *rank(
    queries: readonly { readonly text: string }[],
    { signal, now, onProgress }: RunOptions,
  ): AsyncGenerator<Answer> {
    const { dimension, queryBatch = 1 } = this.#options;
    for (let start = 0; start < queries.length;) {
      const size = start < TIMED ? 1 : queryBatch;
      const batch = queries.slice(start, start + size);
      const begun = now();
      const texts = batch.map(({ text }) => text);
      const vectors = await this.#encode(texts, 'query', signal);
      for (let at = 0; at < batch.length; at++) {
        const scores = this.#scores(vectors.subarray(at * dimension, (at + 1) * dimension));
        yield { kind: 'scores', scores, milliseconds: size === 1 ? now() - begun : null };
        await pause(signal);
      }
      start += batch.length;
      onProgress(start, queries.length);
    }
  }

  #scores(query: Float32Array): Float64Array {
    const distinct = products(query, this.#vectors, this.#options.dimension);
    return Float64Array.from(this.#vectorOf, (vector) => distinct[vector]!);
  }

  /** @throws VectorError where the encoder gives another number of values, or one that is no number */
  async #encode(
    texts: readonly string[],
    role: 'query' | 'document',
    signal: AbortSignal,
  ): Promise<Float32Array> {
    await pause(signal);
    const { dimension, encode, identity, normalise: unit = true } = this.#options;
    const vectors = await encode(texts, role, signal);
    signal.throwIfAborted();
    if (vectors.length !== texts.length * dimension)
      throw new VectorError(
        'shape',
        `${identity.label} gave ${vectors.length} values for ${texts.length} texts of ${dimension}.`,
      );
    if (!vectors.every(Number.isFinite))
      throw new VectorError('not-finite', `${identity.label} gave a vector with a value that is no number.`);
    return unit ? unitRows(vectors, dimension) : vectors;
  }
}
