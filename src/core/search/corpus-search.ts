/** @file Both models' search over one corpus: postings, and for each model an index of titles and one of skills. */
import type { ModelId } from '../formats/manifest.ts';
import { normalise } from '../vectors/similarity.ts';
import { VectorError } from '../vectors/vector-error.ts';
import type { KernelKind } from './kernel/scanner.ts';
import { fuse, type Ranking } from './ranking.ts';
import type {
  Field,
  Hit,
  Posting,
  QueryVectors,
  SearchRequest,
  SearchResults,
  SimilarRequest,
} from './types.ts';
import { VectorIndex, type IndexOptions } from './vector-index.ts';

const FIELDS: readonly Field[] = ['title', 'skills'];
const OTHER: Readonly<Record<ModelId, ModelId>> = { base: 'tuned', tuned: 'base' };

/** Names one index of a corpus. */
export interface IndexKey {
  readonly model: ModelId;
  readonly field: Field;
}

/** What one model made of a request. */
interface Answer {
  readonly ranking: Ranking;
  readonly query: QueryVectors;
  readonly fields: readonly Field[];
}

/**
 * A corpus that grows: postings first, then rows of vectors model by model, field by field, in batches. A model answers as soon
 * as it has rows in every field that is asked for.
 */
export class CorpusSearch {
  readonly #options: IndexOptions;
  readonly #indexes: Record<ModelId, Record<Field, VectorIndex>>;
  #postings: readonly Posting[] = [];

  /** @throws VectorError `shape`, `kernel` */
  constructor(options: IndexOptions = {}) {
    this.#options = options;
    this.#indexes = { base: this.#emptyIndexes(), tuned: this.#emptyIndexes() };
  }

  get kernel(): KernelKind {
    return this.#indexes.base.title.kernel;
  }

  get postings(): readonly Posting[] {
    return this.#postings;
  }

  /** Rows of vectors held. */
  count({ model, field }: IndexKey): number {
    return this.#indexes[model][field].count;
  }

  appendPostings(postings: readonly Posting[]): void {
    this.#postings = [...this.#postings, ...postings];
  }

  /**
   * Replaces the text of all postings, for descriptions that arrive later; the vectors stay.
   * @throws VectorError `row` if the ids are not the same in the same order
   */
  replacePostings(postings: readonly Posting[]): void {
    const row = this.#postings.findIndex((posting, index) => postings[index]?.id !== posting.id);
    if (row >= 0 || postings.length !== this.#postings.length) {
      throw new VectorError(
        'row',
        'The new postings are not those of this corpus, row by row. Load the corpus again.',
      );
    }
    this.#postings = postings;
  }

  /**
   * Appends int8 rows of a vector file.
   * @throws VectorError `row` if the postings of these rows are not there, `shape`, `scale`, `memory`
   */
  append(batch: IndexKey & { readonly rows: Int8Array; readonly scale: number }): void {
    this.#indexFor(batch, batch.rows.length).append(batch.rows, batch.scale);
  }

  /** Appends float32 unit vectors [n * dimension], see VectorIndex.appendVectors. */
  appendVectors(batch: IndexKey & { readonly vectors: Float32Array }): void {
    this.#indexFor(batch, batch.vectors.length).appendVectors(batch.vectors);
  }

  /** Drops postings and vectors, for another corpus. */
  clear(): void {
    this.#postings = [];
    this.#indexes.base = this.#emptyIndexes();
    this.#indexes.tuned = this.#emptyIndexes();
  }

  /**
   * Ranks all rows under each model that has a query. One field: by cosine. Both: reciprocal rank fusion over all ranks.
   * @returns a list a model; null without a query, or while the model has no rows in a field that is asked for
   * @throws VectorError `shape`, `not-finite`
   */
  search({ queries, k, offset = 0 }: SearchRequest): SearchResults {
    const answer = (model: ModelId) => this.#answer(model, queries[model] ?? {});
    return this.#lists({ base: answer('base'), tuned: answer('tuned') }, k, offset);
  }

  /**
   * The postings most like one of the corpus, in each model by all the fields it has of that posting, itself left out.
   * @throws VectorError `row`
   */
  similar({ row, k, offset = 0 }: SimilarRequest): SearchResults {
    if (this.#postings[row] === undefined) {
      throw new VectorError('row', `There is no posting ${row}; the corpus holds ${this.#postings.length}.`);
    }
    const answer = (model: ModelId) => {
      const query: Partial<Record<Field, Float32Array>> = {};
      for (const field of FIELDS) {
        if (row < this.count({ model, field }))
          query[field] = normalise(this.vectorOf({ model, field, row }));
      }
      return this.#answer(model, query, row);
    };
    return this.#lists({ base: answer('base'), tuned: answer('tuned') }, k, offset);
  }

  /** The dequantised vector of a row, [dimension]. Throws VectorError `row`. */
  vectorOf({ model, field, row }: IndexKey & { readonly row: number }): Float32Array<ArrayBuffer> {
    return this.#indexes[model][field].vectorOf(row);
  }

  #emptyIndexes(): Record<Field, VectorIndex> {
    return { title: new VectorIndex(this.#options), skills: new VectorIndex(this.#options) };
  }

  #indexFor({ model, field }: IndexKey, values: number): VectorIndex {
    const index = this.#indexes[model][field];
    const rows = index.count + values / index.dimension;
    if (rows > this.#postings.length) {
      throw new VectorError(
        'row',
        `The ${field} vectors of the ${model} model would reach row ${rows}, but there are ${this.#postings.length} postings. Append the postings first.`,
      );
    }
    return index;
  }

  #answer(model: ModelId, query: QueryVectors, excluded?: number): Answer | null {
    const fields = FIELDS.filter((field) => query[field] !== undefined);
    if (fields.length === 0 || fields.some((field) => this.count({ model, field }) === 0)) return null;
    const rankings = fields.map((field) => this.#indexes[model][field].rank(query[field]!, excluded));
    return { ranking: rankings.length === 1 ? rankings[0]! : fuse(rankings, excluded), query, fields };
  }

  #lists(answers: Record<ModelId, Answer | null>, k: number, offset: number): SearchResults {
    const list = (model: ModelId): Hit[] | null => {
      const own = answers[model];
      if (own === null) return null;
      const other = answers[OTHER[model]]?.ranking ?? null;
      const rows = own.ranking.slice(offset, k);
      return rows.map((row, position) => this.#hit(model, own, other, row, offset + position + 1));
    };
    return { base: list('base'), tuned: list('tuned') };
  }

  #hit(
    model: ModelId,
    { ranking, query, fields }: Answer,
    other: Ranking | null,
    row: number,
    rank: number,
  ): Hit {
    const cosine: Partial<Record<Field, number>> = {};
    for (const field of fields) cosine[field] = this.#indexes[model][field].cosine(query[field]!, row);
    const only = fields.length === 1 ? cosine[fields[0]!] : undefined;
    return {
      row,
      posting: this.#postings[row]!,
      rank,
      cosine,
      score: only ?? ranking.scoreOf(row),
      rankInOther: other !== null && row < other.rows ? other.rankOf(row) : null,
    };
  }
}
