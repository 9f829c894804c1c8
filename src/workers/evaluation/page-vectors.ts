/** @file Vectors that the page makes for this worker: texts go out, vectors come back, and those of a corpus are kept. */
import type { TextRole } from '../../core/models/model-settings.ts';
import { untilAborted } from '../until-aborted.ts';

/** What the page is asked to encode. */
export interface VectorRequest {
  readonly request: number;
  readonly texts: readonly string[];
  readonly role: TextRole;
}

export interface VectorAnswer {
  readonly request: number;
  /** A row a text. */
  readonly vectors: Float32Array;
}

/** Texts whose vectors are kept of each model: 30 MB at 384 dimensions. The sets of the app share most of their corpus. */
const MOST_KEPT = 20_000;

export class PageVectors {
  readonly #waiting = new Map<number, (vectors: Float32Array) => void>();
  /** By model, then by text. */
  readonly #kept = new Map<string, Map<string, Float32Array>>();
  #last = 0;

  /** Vectors of `texts` from the page. @throws the signal's reason */
  async ask(
    texts: readonly string[],
    role: TextRole,
    { signal, send }: { readonly signal: AbortSignal; readonly send: (request: VectorRequest) => void },
  ): Promise<Float32Array> {
    const request = ++this.#last;
    const answered = new Promise<Float32Array>((resolve) => this.#waiting.set(request, resolve));
    try {
      send({ request, texts, role });
      return await untilAborted(answered, signal);
    } finally {
      this.#waiting.delete(request);
    }
  }

  /** An answer to a request that was given up is dropped. */
  answer({ request, vectors }: VectorAnswer): void {
    this.#waiting.get(request)?.(vectors);
  }

  /**
   * Vectors of texts of a corpus; those that were made before are not made again.
   * @param model what tells the model and its file from all others
   * @param make vectors of the others [texts.length * dimension]
   */
  async ofCorpus(
    model: string,
    texts: readonly string[],
    dimension: number,
    make: (texts: readonly string[]) => Promise<Float32Array>,
  ): Promise<Float32Array> {
    const kept = this.#kept.get(model) ?? new Map<string, Float32Array>();
    this.#kept.set(model, kept);
    const missing = texts.filter((text) => !kept.has(text));
    const made = missing.length > 0 ? await make(missing) : new Float32Array(0);
    // Handed on as it is: who asked sees that its size is wrong.
    if (made.length !== missing.length * dimension) return made;
    const rows = new Map(missing.map((text, at) => [text, made.slice(at * dimension, (at + 1) * dimension)]));
    const vectors = new Float32Array(texts.length * dimension);
    texts.forEach((text, at) => vectors.set(kept.get(text) ?? rows.get(text)!, at * dimension));
    for (const [text, row] of rows) if (kept.size < MOST_KEPT) kept.set(text, row);
    return vectors;
  }

  /** How many of `texts` a model has vectors of. */
  keptOf(model: string, texts: readonly string[]): number {
    const kept = this.#kept.get(model);
    return kept ? texts.filter((text) => kept.has(text)).length : 0;
  }
}
