/**
 * @file Compares titles by their vectors. Those of what was coded in this tab are kept, so that nothing is encoded twice; titles that an
 * earlier visit coded are encoded when they are compared.
 */
import { directionRow, TitleVectors } from '../../core/coding/near-duplicates/title-vectors.ts';
import type { LeadersInput } from '../../core/coding/near-duplicates/leaders.ts';
import type { Device } from '../../core/formats/manifest.ts';

export const DIMENSION = 384;
/** 38 MB of them; further ones are encoded again where they are compared. */
const MOST_KEPT = 100_000;
const BATCH_TEXTS = 256;

export interface ComparingProgress {
  readonly phase: 'encoding' | 'comparing';
  /** Titles. */
  readonly done: number;
  readonly total: number;
}

export interface CompareInput {
  /** Titles, block after block. */
  readonly texts: readonly string[];
  /** Titles of each block. */
  readonly sizes: readonly number[];
  /** Least cosines, ascending. */
  readonly thresholds: readonly number[];
}

export interface CompareOptions {
  readonly signal: AbortSignal;
  readonly device: Device;
  readonly onProgress: (progress: ComparingProgress) => void;
}

interface OnDevice {
  readonly signal: AbortSignal;
  readonly device: Device;
}

export interface ComparerParts {
  /** Unit vectors [texts * 384] under the tuned model. */
  encode(texts: readonly string[], options: OnDevice): Promise<Float32Array>;
  /** Away from the page. */
  findLeaders(
    input: LeadersInput,
    options: { readonly signal: AbortSignal; readonly onProgress: (done: number) => void },
  ): Promise<readonly Int32Array[]>;
  /** Batches that are worth having under way at once. */
  readonly parallel: number;
}

export class TitleComparer {
  readonly #parts: ComparerParts;
  /** Two devices run two model files. */
  readonly #kept = new Map<Device, TitleVectors>();

  constructor(parts: ComparerParts) {
    this.#parts = parts;
  }

  /** Keeps what was encoded. @param vectors [texts * 384]; @param leftOut texts that are no titles */
  keep(
    device: Device,
    texts: readonly string[],
    vectors: Float32Array,
    leftOut: ReadonlySet<string> = new Set(),
  ): void {
    const kept = this.#keptOn(device);
    texts.forEach((text, row) => {
      if (!leftOut.has(text)) kept.keep(text, vectors.subarray(row * DIMENSION, (row + 1) * DIMENSION));
    });
  }

  /** Another file. */
  forget(): void {
    this.#kept.clear();
  }

  /**
   * For each threshold the leader of each title, as its row.
   * @throws the signal's reason; Error where the device cannot go on
   */
  async leaders(input: CompareInput, options: CompareOptions): Promise<readonly Int32Array[]> {
    const { texts, sizes, thresholds } = input;
    const { signal, onProgress } = options;
    const rows = await this.#rowsOf(texts, options);
    const report = (done: number) => onProgress({ phase: 'comparing', done, total: texts.length });
    report(0);
    return this.#parts.findLeaders(
      { rows, sizes, dimension: DIMENSION, thresholds },
      { signal, onProgress: report },
    );
  }

  async #rowsOf(texts: readonly string[], options: CompareOptions): Promise<Int8Array> {
    const kept = this.#keptOn(options.device);
    const rows = new Int8Array(texts.length * DIMENSION);
    const missing: number[] = [];
    texts.forEach((text, place) => {
      const row = kept.row(text);
      if (row) rows.set(row, place * DIMENSION);
      else missing.push(place);
    });
    await this.#encodeAll(missing, options, async (places) => {
      const vectors = await this.#parts.encode(
        places.map((place) => texts[place]!),
        options,
      );
      places.forEach((place, at) => {
        const vector = vectors.subarray(at * DIMENSION, (at + 1) * DIMENSION);
        kept.keep(texts[place]!, vector);
        rows.set(directionRow(vector), place * DIMENSION);
      });
    });
    return rows;
  }

  /** In batches, several at once. */
  async #encodeAll(
    places: readonly number[],
    { signal, onProgress }: CompareOptions,
    encode: (places: readonly number[]) => Promise<void>,
  ): Promise<void> {
    let [next, done] = [0, 0];
    const lane = async () => {
      while (next < places.length) {
        signal.throwIfAborted();
        const batch = places.slice(next, (next += BATCH_TEXTS));
        await encode(batch).catch((error: unknown) => {
          // The other lanes begin nothing more.
          next = places.length;
          throw error;
        });
        onProgress({ phase: 'encoding', done: (done += batch.length), total: places.length });
      }
    };
    if (places.length > 0) onProgress({ phase: 'encoding', done, total: places.length });
    await Promise.all(Array.from({ length: Math.max(1, this.#parts.parallel) }, lane));
  }

  #keptOn(device: Device): TitleVectors {
    const known = this.#kept.get(device) ?? new TitleVectors(DIMENSION, MOST_KEPT);
    this.#kept.set(device, known);
    return known;
  }
}
