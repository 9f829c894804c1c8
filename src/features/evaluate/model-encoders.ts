/** @file One model on several workers: a long list of texts is shared out, and all of them keep to one file and device. */
import type { TextRole } from '../../core/models/model-settings.ts';
import { EncoderPool, type PooledEncoder } from '../normalize/encoder-pool.ts';
import type { Attempt } from '../setup/device-plan.ts';

/** Texts that one worker takes at a time. */
const SHARE = 32;

/** An encoder that has started. */
export interface StartedEncoder extends PooledEncoder {
  /** What runs now. */
  readonly active: Attempt | null;
}

export class ModelEncoders {
  readonly #encoders: readonly StartedEncoder[];
  readonly #pool: EncoderPool;
  readonly #dimension: number;
  readonly #first: Attempt | null;

  /** @param encoders at least one, all with the same file and device */
  constructor(encoders: readonly [StartedEncoder, ...StartedEncoder[]], dimension: number) {
    this.#encoders = encoders;
    this.#pool = new EncoderPool(encoders);
    this.#dimension = dimension;
    this.#first = encoders[0].active;
  }

  /** Texts that keep all workers busy, a second share ready for each. */
  get batch(): number {
    return 2 * SHARE * this.#encoders.length;
  }

  /**
   * Vectors [texts.length * dimension], a row a text.
   * @throws Error where a worker has gone over to another file or device
   */
  async encode(texts: readonly string[], role: TextRole, signal: AbortSignal): Promise<Float32Array> {
    const vectors = new Float32Array(texts.length * this.#dimension);
    const starts = Array.from({ length: Math.ceil(texts.length / SHARE) }, (_, share) => share * SHARE);
    await Promise.all(
      starts.map(async (start) => {
        const share = texts.slice(start, start + SHARE);
        const encoded = await this.#pool.encode(share, { role, signal });
        if (encoded.vectors.length !== share.length * this.#dimension)
          throw new Error(`The model gave vectors of another length than ${this.#dimension}.`);
        vectors.set(encoded.vectors, start * this.#dimension);
      }),
    );
    this.#check();
    return vectors;
  }

  #check(): void {
    const same = ({ active }: StartedEncoder) =>
      active?.device === this.#first?.device && active?.modelFile === this.#first?.modelFile;
    if (!this.#encoders.every(same))
      throw new Error(
        'The model has gone over to another device or file while it was measured. Measure again.',
      );
  }
}
