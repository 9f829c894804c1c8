/**
 * @file One bit a dimension for rows, four bits a dimension for queries. A row's bit says on which side of the mean it lies; a
 * query keeps how far, because it is compared but not stored (asymmetric distance, Gordo et al. 2014; bit planes of the query as
 * in RaBitQ, Gao and Long 2024). bench/recall-binary.ts measures the variants.
 */
import { VectorError } from '../../vectors/vector-error.ts';
import { Rotation } from './rotation.ts';

/** `sign`: the value itself; `centred`: the value less the mean of the rows; `rotated`: that, turned at random. */
export type CodeVariant = 'sign' | 'centred' | 'rotated';

/** Everything that decides a code. Stored with the codes: codes of other settings are never compared. */
export interface CodeSettings {
  readonly variant: CodeVariant;
  /** A multiple of 16. */
  readonly dimension: number;
  /** Bits of a query's weights, 1 to 4; 1 is the Hamming distance. */
  readonly queryBits: number;
  /** [dimension]; null for `sign`. */
  readonly mean: readonly number[] | null;
  /** Of the rotation; null without one. */
  readonly seed: number | null;
}

/** A query as the scan reads it: its signs, then its planes of weights, the lowest bit first; each as long as a code. */
export interface CodedQuery {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly planes: number;
}

export const DEFAULT_VARIANT: CodeVariant = 'centred';
export const DEFAULT_QUERY_BITS = 4;
const MOST_QUERY_BITS = 4;
const SEED = 20_261_122;
/** Weights are cut at this many root mean squares: few values are greater, and the others keep more of their difference. */
const GREATEST_WEIGHT = 2.5;
/** Digits of the stored mean: far finer than a step of an int8 row. */
const MEAN_DIGITS = 6;

/** Bytes of a code: codes are read 16 bytes at a time, bits beyond the last dimension count for nothing. */
export function codeBytes(dimension: number): number {
  return Math.ceil(dimension / 128) * 16;
}

/**
 * Settings for rows like those of a sample.
 * @param sample [n * dimension], n > 0, spread over the rows that are to be coded
 * @throws VectorError `shape`
 */
export function fitCodes(
  sample: Float32Array,
  plan: { readonly dimension: number; readonly variant?: CodeVariant; readonly queryBits?: number },
): CodeSettings {
  const { dimension, variant = DEFAULT_VARIANT, queryBits = DEFAULT_QUERY_BITS } = plan;
  const rows = sample.length / dimension;
  if (!Number.isInteger(rows) || rows === 0) {
    throw new VectorError('shape', `${sample.length} values are not whole rows of ${dimension}.`);
  }
  const mean = new Float64Array(dimension);
  for (let at = 0; at < sample.length; at++) mean[at % dimension]! += sample[at]! / rows;
  const settings: CodeSettings = {
    variant,
    dimension,
    queryBits,
    mean: variant === 'sign' ? null : Array.from(mean, (value) => Number(value.toFixed(MEAN_DIGITS))),
    seed: variant === 'rotated' ? SEED : null,
  };
  checkSettings(settings);
  return settings;
}

function checkSettings({ dimension, queryBits, variant, mean, seed }: CodeSettings): void {
  if (!(dimension > 0 && dimension % 16 === 0)) {
    throw new VectorError('shape', `Codes need a multiple of 16 dimensions, not ${dimension}.`);
  }
  if (!(Number.isInteger(queryBits) && queryBits >= 1 && queryBits <= MOST_QUERY_BITS)) {
    throw new VectorError('shape', `A query has 1 to ${MOST_QUERY_BITS} bits, not ${queryBits}.`);
  }
  const complete =
    variant === 'sign' || (mean?.length === dimension && (variant !== 'rotated' || seed !== null));
  if (!complete) throw new VectorError('shape', `The settings of the ${variant} codes are not complete.`);
}

export class BinaryCoder {
  readonly settings: CodeSettings;
  /** Bytes of a code. */
  readonly bytes: number;
  readonly #mean: Float32Array;
  readonly #rotation: Rotation | null;

  /** @throws VectorError `shape` where the settings do not fit together */
  constructor(settings: CodeSettings) {
    checkSettings(settings);
    this.settings = settings;
    this.bytes = codeBytes(settings.dimension);
    this.#mean = Float32Array.from(settings.mean ?? new Float32Array(settings.dimension));
    this.#rotation = settings.variant === 'rotated' ? new Rotation(this.bytes * 8, settings.seed!) : null;
  }

  /**
   * Codes of int8 rows, [n * bytes]: bit i & 7 of byte i >> 3 is 1 where dimension i is greater than its mean.
   * @param rows [n * dimension]
   * @param scale value = stored * scale
   * @throws VectorError `shape`
   */
  encode(rows: Int8Array, scale: number): Uint8Array<ArrayBuffer> {
    const { dimension } = this.settings;
    const count = rows.length / dimension;
    if (!Number.isInteger(count)) {
      throw new VectorError('shape', `${rows.length} values are not whole rows of ${dimension}.`);
    }
    const codes = new Uint8Array(count * this.bytes);
    if (this.#rotation) this.#encodeRotated(rows, scale, codes);
    else this.#encodeStraight(rows, scale, codes);
    return codes;
  }

  /**
   * Codes a query.
   * @param vector [dimension], finite
   * @throws VectorError `shape`, `not-finite`
   */
  query(vector: Float32Array): CodedQuery {
    const { dimension, queryBits } = this.settings;
    if (vector.length !== dimension) {
      throw new VectorError(
        'shape',
        `The query has ${vector.length} dimensions, the rows have ${dimension}.`,
      );
    }
    const values = this.#place(vector);
    const weights = queryBits === 1 ? new Uint8Array(values.length).fill(1) : weightsOf(values, queryBits);
    const bytes = new Uint8Array(this.bytes * (1 + queryBits));
    for (let i = 0; i < values.length; i++) {
      const bit = 1 << (i & 7);
      if (values[i]! > 0) bytes[i >> 3]! |= bit;
      for (let plane = 0; plane < queryBits; plane++) {
        if ((weights[i]! >> plane) & 1) bytes[(1 + plane) * this.bytes + (i >> 3)]! |= bit;
      }
    }
    return { bytes, planes: queryBits };
  }

  /** The vector less the mean; turned where the codes are, and then as long as they are. */
  #place(vector: Float32Array): Float32Array {
    const centred = Float32Array.from(vector, (value, i) => value - this.#mean[i]!);
    if (!this.#rotation) return centred;
    const padded = new Float32Array(this.#rotation.dimension);
    padded.set(centred);
    return this.#rotation.apply(padded);
  }

  #encodeStraight(rows: Int8Array, scale: number, codes: Uint8Array): void {
    const { dimension } = this.settings;
    // Compared as stored: no row is turned into floats.
    const thresholds = Int8Array.from(this.#mean, (value) =>
      Math.max(-128, Math.min(127, Math.floor(value / scale))),
    );
    for (let start = 0, at = 0; start < rows.length; start += dimension, at += this.bytes) {
      for (let i = 0; i < dimension; i += 8) {
        let byte = 0;
        for (let bit = 0; bit < 8; bit++) if (rows[start + i + bit]! > thresholds[i + bit]!) byte |= 1 << bit;
        codes[at + (i >> 3)] = byte;
      }
    }
  }

  #encodeRotated(rows: Int8Array, scale: number, codes: Uint8Array): void {
    const { dimension } = this.settings;
    const vector = new Float32Array(dimension);
    for (let start = 0, at = 0; start < rows.length; start += dimension) {
      for (let i = 0; i < dimension; i++) vector[i] = rows[start + i]! * scale;
      const values = this.#place(vector);
      for (let i = 0; i < values.length; i++) if (values[i]! > 0) codes[at + (i >> 3)]! |= 1 << (i & 7);
      at += this.bytes;
    }
  }
}

/** Magnitudes as whole numbers of so many bits. */
function weightsOf(values: Float32Array, bits: number): Uint8Array {
  let squares = 0;
  for (const value of values) squares += value * value;
  if (!Number.isFinite(squares))
    throw new VectorError('not-finite', 'The query vector holds a value that is not finite.');
  const most = 2 ** bits - 1;
  const step = (GREATEST_WEIGHT * Math.sqrt(squares / values.length)) / most || 1;
  return Uint8Array.from(values, (value) => Math.min(most, Math.round(Math.abs(value) / step)));
}
