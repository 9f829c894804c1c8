/**
 * @file What Evaluate speaks of: a task (queries, corpus, what is relevant), contenders that rank the corpus for each query,
 * figures by query, their means with intervals, and the result file. Types and the names of the figures only.
 */
import type { Interval } from '../metrics/bootstrap.ts';

/** A row of the corpus that answers a query. */
export interface Relevant {
  /** Row number in the task's corpus. */
  readonly row: number;
  /** How well it answers, over 0; 1 where relevance has no grades. The gain of nDCG, linear as in trec_eval. */
  readonly grade: number;
}

export interface TaskQuery {
  /** Unique in the task. */
  readonly id: string;
  /** After prepareText. */
  readonly text: string;
  /** At least one, rows ascending, each once. */
  readonly relevant: readonly Relevant[];
  /** Rows that are taken out of this query's ranking, neither right nor wrong (the query itself, for one); ascending. */
  readonly unjudged: readonly number[];
  /** What the bootstrap draws whole: queries of one seed title or one code resemble each other. Its id where it stands alone. */
  readonly cluster: string;
  /** How a variant was made; '' elsewhere. */
  readonly strategy: string;
  /** Rows that a good model must put below the relevant ones, where the data name some; null: the nearest ones by letters. */
  readonly hardNegatives: readonly number[] | null;
}

export interface TaskDocument {
  /** Unique in the task. */
  readonly id: string;
  /** After prepareText. */
  readonly text: string;
}

/** Find the relevant rows of `corpus` for each query. */
export interface EvaluationTask {
  /** For people, for example "variant -> seed, test". */
  readonly name: string;
  readonly queries: readonly TaskQuery[];
  readonly corpus: readonly TaskDocument[];
}

/** What tells one task from another in a result file. */
export interface TaskIdentity {
  readonly name: string;
  /** SHA-256 of taskBytes (task-digest.ts) of the whole task, 64 lower-case hexadecimal digits. */
  readonly digest: string;
  /** Queries of the whole task. */
  readonly queries: number;
  /** Rows of the corpus. */
  readonly documents: number;
  /** Where only some of the queries were asked: how many, drawn by chance from this seed; without one it is what several files share. */
  readonly sample: { readonly queries: number; readonly seed: number | null } | null;
}

export type ContenderKind = 'encoder' | 'lexical' | 'llm';

export interface ContenderIdentity {
  /** Unique in a comparison: base, tuned, bm25, word-tfidf, char-tfidf, or a name that the user gave. */
  readonly id: string;
  /** For people. */
  readonly label: string;
  readonly kind: ContenderKind;
}

/** Given to a contender while it works. */
export interface RunOptions {
  readonly signal: AbortSignal;
  /** Milliseconds of a clock that never goes back (performance.now). */
  readonly now: () => number;
  /** How far the step is; at the end of each piece. */
  readonly onProgress: (done: number, total: number) => void;
}

/** A score for each row of the corpus: the whole ranking. */
export interface ScoredCorpus {
  readonly kind: 'scores';
  /** [corpus], the higher the better, no NaN; equal scores keep the order of the corpus. Read before the next answer is made. */
  readonly scores: Float64Array;
  /** From the text of the query to its scores; null where it was not asked alone. */
  readonly milliseconds: number | null;
}

/** How an answer of a language model came out; the others are counted as results, with the list that is left (often empty). */
export const OUTCOMES = ['answered', 'refused', 'unparseable', 'inconsistent', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Some rows, the best first; a row that is not listed counts as not found (trec_eval does the same). */
export interface RankedList {
  readonly kind: 'list';
  /** Each at most once. */
  readonly rows: readonly number[];
  /** One a listed row, never rising; null where the contender only orders. */
  readonly scores: readonly number[] | null;
  readonly milliseconds: number | null;
  readonly outcome: Outcome;
}

export type Answer = ScoredCorpus | RankedList;

/** Anything that ranks the corpus for a query. */
export interface Contender {
  readonly identity: ContenderIdentity;
  /**
   * Reads the corpus, once, before the first query.
   * @param corpus texts by row
   * @throws the signal's reason
   */
  prepare(corpus: readonly string[], options: RunOptions): Promise<void>;
  /**
   * An answer for each query, in their order, one at a time.
   * @throws the signal's reason
   */
  rank(queries: readonly Pick<TaskQuery, 'id' | 'text'>[], options: RunOptions): AsyncIterable<Answer>;
}

/** The figures, in the order in which they are shown. Means of `map` and `mrr` are MAP and MRR. */
export const FIGURES = [
  'map',
  'mrr',
  'ndcg10',
  'recall1',
  'recall5',
  'recall10',
  'precision1',
  'precision5',
  'precision10',
  'hardTriplets',
  'randomTriplets',
] as const;
export type Figure = (typeof FIGURES)[number];

/** For headings. */
export const FIGURE_NAMES: Readonly<Record<Figure, string>> = {
  map: 'MAP',
  mrr: 'MRR',
  ndcg10: 'nDCG@10',
  recall1: 'Recall@1',
  recall5: 'Recall@5',
  recall10: 'Recall@10',
  precision1: 'Precision@1',
  precision5: 'Precision@5',
  precision10: 'Precision@10',
  hardTriplets: 'Triplet accuracy, hard negatives',
  randomTriplets: 'Triplet accuracy, random negatives',
};

/** Each figure by query, 0 to 1; null where a query has none (no negative was found, or it was not scored). */
export type PerQuery = Readonly<Record<Figure, readonly (number | null)[]>>;

/** The best rows of one query as a contender sees them, at most LIST_LENGTH, without the unjudged ones. */
export interface TopList {
  readonly rows: readonly number[];
  /** One a row; null where the contender only orders. */
  readonly scores: readonly number[] | null;
}
export const LIST_LENGTH = 10;

/** Where and with what a contender was measured. */
export interface ContenderFacts {
  /** Files that it ran, with their SHA-256; none for a lexical contender. */
  readonly files: readonly { readonly file: string; readonly sha256: string }[];
  /** For example "WASM, 1 thread" or "WebGPU". */
  readonly device: string;
  /** Processor, cores and system, or the browser's name. */
  readonly machine: string;
  /** ISO 8601, UTC. */
  readonly date: string;
  /** What else has an effect, for people: k1, pooling, prompt, price. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** What else was counted: requests, tokens, refusals, cost. Empty without. */
  readonly counts: Readonly<Record<string, number>>;
}

/** One contender on one task. */
export interface ContenderResult {
  readonly contender: ContenderIdentity;
  readonly facts: ContenderFacts;
  readonly perQuery: PerQuery;
  /** Of each query, in milliseconds; null where it was not measured. */
  readonly milliseconds: readonly (number | null)[];
  readonly lists: readonly TopList[];
  /** Of each query; null where the contender always answers. */
  readonly outcomes: readonly Outcome[] | null;
}

/** The result file. All lists by query are in the order of `queries`. */
export interface EvaluationResult {
  readonly format: 'rolemap-evaluation';
  readonly schemaVersion: 1;
  readonly task: TaskIdentity;
  /** Ids of the queries that were asked. */
  readonly queries: readonly string[];
  /** Cluster of each query, as numbers from 0 in the order in which they come up. */
  readonly clusters: readonly number[];
  /** At least one, each id once. */
  readonly results: readonly ContenderResult[];
}

export interface FigureSummary {
  /** Over the queries that have the figure; null where none has. */
  readonly interval: Interval | null;
  /** Queries that have it. */
  readonly queries: number;
  /** This contender less the reference, over the queries that have it in both; null for the reference itself. */
  readonly difference: Interval | null;
}

export interface Latency {
  /** Milliseconds. */
  readonly median: number;
  readonly p95: number;
  /** How many were timed. */
  readonly queries: number;
}

/** A contender in a comparison: means with 95 % intervals, and paired differences from the reference. */
export interface Summary {
  readonly contender: ContenderIdentity;
  readonly figures: Readonly<Record<Figure, FigureSummary>>;
  readonly latency: Latency | null;
}

/** All contenders of a task beside each other. */
export interface Comparison {
  readonly task: TaskIdentity;
  /** Id of the contender that the others are compared with. */
  readonly reference: string;
  /** Queries that every contender was asked. */
  readonly queries: number;
  readonly summaries: readonly Summary[];
}
