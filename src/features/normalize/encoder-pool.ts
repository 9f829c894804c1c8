/** @file Several encoders of one model, each in a worker of its own: a call goes to one that has nothing to do. */
import type { EncodeOptions } from '../setup/encoder.svelte.ts';

/** What is needed of an encoder. */
export interface PooledEncoder {
  encode(texts: readonly string[], options?: EncodeOptions): Promise<Float32Array>;
}

export class EncoderPool {
  readonly size: number;
  readonly #free: PooledEncoder[];
  readonly #waiting: ((encoder: PooledEncoder) => void)[] = [];

  constructor(encoders: readonly PooledEncoder[]) {
    this.size = encoders.length;
    this.#free = [...encoders];
  }

  /** Unit vectors of `texts`, texts.length x dimension, by the first encoder that is free. */
  async encode(texts: readonly string[], options: EncodeOptions = {}): Promise<Float32Array> {
    const encoder = this.#free.pop() ?? (await new Promise<PooledEncoder>((go) => this.#waiting.push(go)));
    try {
      options.signal?.throwIfAborted();
      return await encoder.encode(texts, options);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(encoder);
      else this.#free.push(encoder);
    }
  }
}
