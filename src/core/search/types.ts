/** @file Shapes shared by the search engine, its worker and the page. */
import type { ModelId } from '../formats/manifest.ts';

/** A job posting as stored in a corpus. `id` is stable, `row` (its index in the corpus) is not. */
export interface Posting {
  readonly id: string;
  readonly title: string;
  readonly company: string;
  readonly place: string;
  readonly skills: string;
  readonly description: string;
  /** O*NET-SOC 2019 code, empty where unknown. */
  readonly code: string;
}

/** Query vectors (unit, 384) by field. Both fields: reciprocal rank fusion. */
export interface QueryVectors {
  readonly title?: Float32Array;
  readonly skills?: Float32Array;
}

export type Field = 'title' | 'skills';

export interface SearchRequest {
  /** A model without a query gives null. */
  readonly queries: Readonly<Partial<Record<ModelId, QueryVectors>>>;
  /** Hits a list, at least 0. */
  readonly k: number;
  /** Hits to leave out at the top, 0 if absent. */
  readonly offset?: number;
}

export interface SimilarRequest {
  readonly row: number;
  readonly k: number;
  readonly offset?: number;
}

export interface Hit {
  readonly row: number;
  readonly posting: Posting;
  /** 1-based rank under the model of the list. */
  readonly rank: number;
  /** Cosine of the query with the row in each field searched; comparable within a list only. */
  readonly cosine: Readonly<Partial<Record<Field, number>>>;
  /** What the list is sorted by: the cosine, or the fused score where both fields were searched. */
  readonly score: number;
  /** True 1-based rank of the same posting under the other model, null while that model has not ranked the row. */
  readonly rankInOther: number | null;
}

export type SearchResults = Readonly<Record<ModelId, readonly Hit[] | null>>;
