/** @file A corpus that a search can ask, without worker or model. */
import type { ModelId } from '../../src/core/formats/manifest.ts';
import type {
  Hit,
  Posting,
  QueryVectors,
  SearchRequest,
  SearchResults,
} from '../../src/core/search/types.ts';
import type { Query, Texts } from '../../src/features/search/search.svelte.ts';
import { posting } from './core-samples.ts';

export function hit(row: number): Hit {
  return { row, posting: posting(row), rank: row + 1, cosine: { title: 0.5 }, score: 0.5, rankInOther: null };
}

export interface Asked {
  readonly texts: Texts;
  readonly signal: AbortSignal;
  answer: () => void;
  fail: (error: Error) => void;
}

/** A corpus whose encoders answer when the test says so. */
export class FakeCorpus {
  id = 'shipped';
  rows = 3;
  models: ModelId[] = ['tuned'];
  readonly asked: Asked[] = [];
  readonly searches: SearchRequest[] = [];
  readonly similars: { id: string; k: number }[] = [];
  words: number[] | null = [2];

  readyModels(): ModelId[] {
    return this.models;
  }
  encodeQuery(
    _: readonly ModelId[],
    texts: Texts,
    signal: AbortSignal,
  ): Promise<Record<string, QueryVectors>> {
    return new Promise((resolve, reject) => {
      const answer = () => resolve({ tuned: { title: Float32Array.of(this.asked.length) } });
      this.asked.push({ texts, signal, answer, fail: reject });
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  }
  search(request: SearchRequest): Promise<SearchResults> {
    this.searches.push(request);
    return Promise.resolve({ base: null, tuned: [hit(this.searches.length)] });
  }
  similar(id: string, k: number): Promise<{ posting: Posting; results: SearchResults } | null> {
    this.similars.push({ id, k });
    if (id === 'gone') return Promise.resolve(null);
    return Promise.resolve({ posting: posting(7), results: { base: null, tuned: [hit(1)] } });
  }
  searchWords() {
    return this.words?.map((row) => ({ row, rank: 1, score: 1, posting: posting(row) })) ?? null;
  }
}

export const query = (title: string, rest: Partial<Query> = {}): Query => ({
  title,
  skills: '',
  like: '',
  ...rest,
});
