/** @file What tells a language: words for people at work, what work is about, and words that join them. */
import { fold, wordSet } from './title-words.ts';

/** One language, as it is written down: words in lower case, apart by white space. */
export interface LanguageSource {
  /** People at work. Written with or without accents they count, but after "=" only as they stand: "=employé" is no "employe". */
  readonly jobs: string;
  /** What work is about, and words beside a job; the same marks. */
  readonly topics: string;
  /** Words that join others and that English titles and names do not hold; the same marks. */
  readonly glue: string;
  /** People at work whose names are surnames too, or English words: only as the whole title; "_" stands for a space. */
  readonly alone: string;
  /** Endings of compounds and derived words for people at work, without accents; some letters must go before. */
  readonly endings: string;
}

/** How much a word says that a title is not English. */
export type Evidence = 'job' | 'topic' | 'glue';

/** What one word may be, of all languages together. */
export interface Vocabulary {
  readonly exact: ReadonlyMap<string, Evidence>;
  readonly folded: ReadonlyMap<string, Evidence>;
  readonly alone: ReadonlySet<string>;
  readonly endings: readonly string[];
}

/** Brings languages together; a word with two meanings keeps the stronger. */
export function vocabularyOf(languages: readonly LanguageSource[]): Vocabulary {
  const exact = new Map<string, Evidence>();
  const folded = new Map<string, Evidence>();
  const add = (list: string, evidence: Evidence) => {
    for (const word of wordSet(list)) {
      if (word.startsWith('=')) {
        const plain = word.slice(1);
        if (!exact.has(plain)) exact.set(plain, evidence);
      } else if (!folded.has(fold(word))) folded.set(fold(word), evidence);
    }
  };
  for (const { jobs } of languages) add(jobs, 'job');
  for (const { topics } of languages) add(topics, 'topic');
  for (const { glue } of languages) add(glue, 'glue');
  return {
    exact,
    folded,
    alone: new Set(
      languages.flatMap(({ alone }) => [...wordSet(alone)].map((word) => fold(word).replaceAll('_', ' '))),
    ),
    endings: languages.flatMap(({ endings }) => [...wordSet(endings)]),
  };
}
