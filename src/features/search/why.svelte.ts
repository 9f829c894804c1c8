/**
 * @file Why a hit matched: each word of the query and of the hit left out in turn and encoded again. A word helps by as much as
 * the cosine falls without it. (Token shares of the mean-pooled vector put up to half of the score on the marks at both ends.)
 */
import type { ModelId } from '../../core/formats/manifest.ts';
import { dot } from '../../core/vectors/similarity.ts';
import { messageOf } from '../../core/message-of.ts';
import type { Encoder } from '../setup/encoder.svelte.ts';

export interface WordWeight {
  readonly word: string;
  /** Cosine with the word minus cosine without it. */
  readonly effect: number;
}

export interface Explanation {
  readonly model: ModelId;
  readonly cosine: number;
  readonly query: readonly WordWeight[];
  readonly hit: readonly WordWeight[];
}

export interface Question {
  readonly query: string;
  /** The text that the query was found close to. */
  readonly target: string;
  /** Whether the target's words are left out in turn too. */
  readonly explainTarget: boolean;
}

/** More words than this are not a title. */
const MAXIMUM_WORDS = 24;

export class Why {
  explanations = $state.raw<readonly Explanation[]>([]);
  failed = $state<string | null>(null);
  #request = 0;

  /** Explains the question under each of the models, in their order. */
  async explain(question: Question, encoders: readonly Encoder[], signal: AbortSignal): Promise<void> {
    const request = ++this.#request;
    this.explanations = [];
    this.failed = null;
    await idle();
    try {
      for (const encoder of encoders) {
        const explanation = await explain(question, encoder, signal);
        if (request !== this.#request) return;
        this.explanations = [...this.explanations, explanation];
      }
    } catch (error) {
      if (request === this.#request && !signal.aborted) this.failed = messageOf(error);
    }
  }
}

async function explain(question: Question, encoder: Encoder, signal: AbortSignal): Promise<Explanation> {
  const queryWords = wordsOf(question.query);
  const targetWords = question.explainTarget ? wordsOf(question.target) : [];
  // The whole is made of the same words as its parts: a text of too many words is explained as far as it is read.
  const target = question.explainTarget ? targetWords.join(' ') : question.target;
  const texts = [queryWords.join(' '), target, ...withoutEach(queryWords), ...withoutEach(targetWords)];
  const vectors = await encoder.encode(texts, { signal });
  const size = vectors.length / texts.length;
  const vector = (index: number) => vectors.subarray(index * size, (index + 1) * size);
  const cosine = dot(vector(0), vector(1));
  const effect = (index: number, against: number) => cosine - dot(vector(index), vector(against));
  return {
    model: encoder.id,
    cosine,
    query: queryWords.map((word, i) => ({ word, effect: effect(2 + i, 1) })),
    hit: targetWords.map((word, i) => ({ word, effect: effect(2 + queryWords.length + i, 0) })),
  };
}

export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter(Boolean).slice(0, MAXIMUM_WORDS);
}

function withoutEach(words: readonly string[]): string[] {
  return words.map((_, left) => words.filter((__, index) => index !== left).join(' '));
}

/** Lets typing and painting go first. */
function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 500 });
    else setTimeout(resolve, 50);
  });
}
