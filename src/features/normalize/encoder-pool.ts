/** @file Several encoders of one model, each in a worker of its own: a call goes to one that has nothing to do. */
import type { EncodeOptions } from '../setup/encoder.svelte.ts';

/** What is needed of an encoder. */
export interface PooledEncoder {
  encode(texts: readonly string[], options?: EncodeOptions): Promise<Float32Array>;
}

export interface EncodedTexts {
  /** Unit vectors, texts x dimension. */
  readonly vectors: Float32Array;
  /** For which an encoder worked; waiting for one is not among them. */
  readonly seconds: number;
}

export class EncoderPool {
  readonly #free: PooledEncoder[];
  readonly #waiting: ((encoder: PooledEncoder) => void)[] = [];
  readonly #now: () => number;

  /** @param now seconds of a clock that never goes back */
  constructor(encoders: readonly PooledEncoder[], now: () => number = () => performance.now() / 1000) {
    this.#free = [...encoders];
    this.#now = now;
  }

  /** Encodes `texts` by the first encoder that is free. */
  async encode(texts: readonly string[], options: EncodeOptions = {}): Promise<EncodedTexts> {
    const encoder = this.#free.pop() ?? (await new Promise<PooledEncoder>((go) => this.#waiting.push(go)));
    try {
      options.signal?.throwIfAborted();
      const since = this.#now();
      const vectors = await encoder.encode(texts, options);
      return { vectors, seconds: this.#now() - since };
    } finally {
      const next = this.#waiting.shift();
      if (next) next(encoder);
      else this.#free.push(encoder);
    }
  }
}
