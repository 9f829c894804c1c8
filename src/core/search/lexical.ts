/** @file Search by words only: what answers before the models have arrived. */
import MiniSearch, { type Query, type SearchOptions } from 'minisearch';
import type { Posting } from './types.ts';

/** Postings indexed between two pauses for the page. */
const CHUNK = 200;
/** Terms shorter than this must match as they are: "RN" is not "RP". */
const FUZZY_FROM_LENGTH = 4;
const FUZZY = 0.2;

export interface LexicalHit {
  readonly row: number;
  /** 1-based. */
  readonly rank: number;
  /** BM25+ with field weights; comparable within a list only. */
  readonly score: number;
}

interface Entry {
  readonly row: number;
  readonly title: string;
  readonly skills: string;
  readonly company: string;
}

const BY_TITLE = { fields: ['title', 'skills', 'company'], boost: { title: 4, company: 0.5 } };
const BY_SKILLS = { fields: ['skills', 'title'], boost: { skills: 2 } };

/** The last word may be unfinished; longer words may be misspelt. */
const OPTIONS: SearchOptions = {
  prefix: (_term, index, terms) => index === terms.length - 1,
  fuzzy: (term) => (term.length >= FUZZY_FROM_LENGTH ? FUZZY : false),
};

/** An index over title, skills and company of postings. */
export class LexicalIndex {
  readonly #search: MiniSearch<Entry>;

  private constructor(search: MiniSearch<Entry>) {
    this.#search = search;
  }

  /** Indexes postings in chunks, giving way to other work between them. */
  static async build(postings: readonly Posting[]): Promise<LexicalIndex> {
    const search = new MiniSearch<Entry>({ idField: 'row', fields: ['title', 'skills', 'company'] });
    const entries = postings.map(({ title, skills, company }, row) => ({ row, title, skills, company }));
    await search.addAllAsync(entries, { chunkSize: CHUNK });
    return new LexicalIndex(search);
  }

  /**
   * Postings that hold words of the title query, of the skills query, or of both, best first, ties by row.
   * @param text title query, may be empty
   * @param skills skills query, may be empty
   * @param k hits at most
   */
  search(text: string, skills: string, k: number): LexicalHit[] {
    const queries: Query[] = [];
    if (text.trim() !== '') queries.push({ ...BY_TITLE, queries: [text] });
    if (skills.trim() !== '') queries.push({ ...BY_SKILLS, queries: [skills] });
    if (queries.length === 0) return [];
    const found = this.#search.search({ combineWith: 'OR', queries }, OPTIONS);
    const hits = found.map(({ id, score }) => ({ row: id as number, score }));
    hits.sort((a, b) => b.score - a.score || a.row - b.row);
    return hits.slice(0, k).map((hit, index) => ({ ...hit, rank: index + 1 }));
  }
}
