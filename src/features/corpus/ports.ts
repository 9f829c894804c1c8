/** @file What the user's corpora need of others; `create-corpora.ts` gives the real ones, tests give small ones. */
import type { CorpusModel } from '../../core/search/corpus/corpus-manifest.ts';
import type { CorpusRemote } from '../../workers/corpus/launch.ts';

export interface CorpusPorts {
  /** A worker that is not started yet; another one after it died. */
  launch(): CorpusRemote;
  /** Name of this copy of the app, of all its storage. */
  readonly deployment: string;
  /** Models that can embed a corpus, with the hashes of the files that would do it. */
  models(): readonly CorpusModel[];
  /** Unit vectors [texts.length * dimension] of a model; starts it where it does not run. */
  encode(
    model: string,
    texts: readonly string[],
    options: { readonly signal: AbortSignal },
  ): Promise<Float32Array>;
  /** Bytes that the browser would still store; null where it does not say. */
  roomBytes(): Promise<number | null>;
  /** Seconds of a clock that never goes back. */
  seconds(): number;
  /** A name for a new corpus that no other one has. */
  newId(): string;
}
