/** @file Builds a task query by query. */
import { FormatError } from '../formats/format-error.ts';
import type { EvaluationTask, Relevant, TaskDocument, TaskQuery } from './types.ts';

/** The corpus as it grows: a row for each id. */
export class RowNumbers {
  readonly documents: TaskDocument[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #numbersOfTexts = new Map<string, number>();

  has(id: string): boolean {
    return this.#numbers.has(id);
  }

  /** Row of an id that is there. */
  numberOf(id: string): number {
    return this.#numbers.get(id)!;
  }

  /** Row of a text; undefined where no document has it. */
  find(text: string): number | undefined {
    return this.#numbersOfTexts.get(text);
  }

  /** Row of a text, which gets one, and its number from 1 as id, where it has none. */
  of(text: string): number {
    return this.find(text) ?? this.add(String(this.documents.length + 1), text);
  }

  /** Adds a document whose id is new. */
  add(id: string, text: string): number {
    const number = this.documents.length;
    this.documents.push({ id, text });
    this.#numbers.set(id, number);
    if (!this.#numbersOfTexts.has(text)) this.#numbersOfTexts.set(text, number);
    return number;
  }
}

export interface NewQuery {
  /** Its number from 1 where absent. */
  readonly id?: string;
  readonly text: string;
  /** Row numbers, or rows with grades; each row once. */
  readonly relevant: readonly (number | Relevant)[];
  readonly unjudged: readonly number[];
  /** Its id where absent. */
  readonly cluster?: string;
  readonly strategy?: string;
  readonly hardNegatives?: readonly number[];
}

export class TaskBuilder {
  readonly corpus = new RowNumbers();
  readonly #name: string;
  readonly #queries: TaskQuery[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  get queryCount(): number {
    return this.#queries.length;
  }

  /** Adds a query; one without a relevant row is left out. */
  add(query: NewQuery): void {
    if (query.relevant.length === 0) return;
    const id = query.id ?? String(this.#queries.length + 1);
    const relevant = query.relevant.map((entry) =>
      typeof entry === 'number' ? { row: entry, grade: 1 } : entry,
    );
    this.#queries.push({
      id,
      text: query.text,
      relevant: relevant.sort((a, b) => a.row - b.row),
      unjudged: [...new Set(query.unjudged)].sort((a, b) => a - b),
      cluster: query.cluster ?? id,
      strategy: query.strategy ?? '',
      hardNegatives: query.hardNegatives ?? null,
    });
  }

  /** @throws FormatError `bad-value` where no query has anything to find */
  build(): EvaluationTask {
    if (this.#queries.length === 0)
      throw new FormatError('bad-value', `${this.#name} has no query with a relevant row.`);
    return { name: this.#name, queries: this.#queries, corpus: this.corpus.documents };
  }
}
