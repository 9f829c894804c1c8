/**
 * @file Searches by words and by letters, to compare models with. Their definitions are those of scripts/train/rolemap_train/lexical.py
 * (scikit-learn's), so that Python's figures hold here.
 */
import { CharacterIndex } from '../search/character-index.ts';
import { pause } from './pause.ts';
import type { Answer, Contender, ContenderFacts, ContenderIdentity, RunOptions } from './types.ts';
import { WordIndex, type CorpusFacts, type Posting, type Weighting } from './word-index.ts';

/** How fast repeated words stop counting, and how much long texts are held back. */
export const BM25_K1 = 1.2;
export const BM25_B = 0.75;

/**
 * BM25 (Robertson and Zaragoza 2009, section 3.4) with the idf that is never negative: ln(1 + (texts - holders + 0.5) / (holders + 0.5)).
 * A word that is asked for twice counts once.
 */
export const BM25: Weighting = {
  unitLength: false,
  document({ count, holders, length }: Posting, { texts, meanLength }: CorpusFacts): number {
    const idf = Math.log(1 + (texts - holders + 0.5) / (holders + 0.5));
    const norm = BM25_K1 * (1 - BM25_B + (BM25_B * length) / meanLength);
    return (idf * count * (BM25_K1 + 1)) / (count + norm);
  },
  query: () => 1,
};

/** (1 + ln count) x (ln((1 + texts) / (1 + holders)) + 1), at unit length. */
function logTfIdf({ count, holders }: Posting, { texts }: CorpusFacts): number {
  return (1 + Math.log(count)) * (Math.log((1 + texts) / (1 + holders)) + 1);
}
export const WORD_TFIDF: Weighting = { unitLength: true, document: logTfIdf, query: logTfIdf };

export const LEXICAL_IDS = ['bm25', 'word-tfidf', 'char-tfidf'] as const;
export type LexicalId = (typeof LEXICAL_IDS)[number];

const LABELS: Readonly<Record<LexicalId, string>> = {
  bm25: 'BM25',
  'word-tfidf': 'Word TF-IDF',
  'char-tfidf': 'Char TF-IDF',
};

export const LEXICAL_SETTINGS: Readonly<Record<LexicalId, ContenderFacts['settings']>> = {
  bm25: { k1: BM25_K1, b: BM25_B },
  'word-tfidf': { sublinear: true },
  'char-tfidf': { sublinear: true, 'shortest n-gram': 2, 'longest n-gram': 4 },
};

interface TextIndex {
  scores(query: string): Float64Array | Float32Array;
}

const INDEXES: Readonly<Record<LexicalId, (corpus: readonly string[]) => TextIndex>> = {
  bm25: (corpus) => new WordIndex(corpus, BM25),
  'word-tfidf': (corpus) => new WordIndex(corpus, WORD_TFIDF),
  'char-tfidf': (corpus) => new CharacterIndex(corpus),
};

/** A search without a model; it reads the corpus in one go. */
export class LexicalContender implements Contender {
  readonly identity: ContenderIdentity;
  readonly #build: (corpus: readonly string[]) => TextIndex;
  #index: TextIndex | null = null;

  constructor(id: LexicalId) {
    this.identity = { id, label: LABELS[id], kind: 'lexical' };
    this.#build = INDEXES[id];
  }

  async prepare(corpus: readonly string[], { signal, onProgress }: RunOptions): Promise<void> {
    await pause(signal);
    this.#index = this.#build(corpus);
    onProgress(corpus.length, corpus.length);
  }

  /** @throws Error before `prepare` */
  async *rank(
    queries: readonly { readonly text: string }[],
    { signal, now, onProgress }: RunOptions,
  ): AsyncGenerator<Answer> {
    if (this.#index === null) throw new Error('The corpus comes before the queries.');
    for (const [done, { text }] of queries.entries()) {
      await pause(signal);
      const start = now();
      const scores = Float64Array.from(this.#index.scores(text));
      yield { kind: 'scores', scores, milliseconds: now() - start };
      onProgress(done + 1, queries.length);
    }
  }
}
