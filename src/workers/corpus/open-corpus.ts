/** @file A corpus loaded for searches: its index, and the filters that were used so far. */
import { CorpusError } from '../../core/search/corpus/corpus-error.ts';
import { CorpusIndex, type CorpusAnswer, type CorpusQuery } from '../../core/search/corpus/corpus-index.ts';
import type { FilterColumn } from '../../core/search/corpus/filter-store.ts';
import { loadRows, type SearchKernels } from '../../core/search/corpus/row-search.ts';
import type { StoredCorpus } from '../../core/search/corpus/stored-corpus.ts';
import type { RowMask } from '../../core/search/row-mask.ts';

/** Values that rows must have one of, by the name of the column; all columns together. */
export type CorpusFilters = Readonly<Record<string, readonly string[]>>;

export interface CorpusSearchRequest extends Omit<CorpusQuery, 'mask'> {
  readonly filters?: CorpusFilters | undefined;
}

export interface CorpusSearchAnswer extends CorpusAnswer {
  /** Rows that the filters leave; null without filters. */
  readonly filteredRows: number | null;
  /** By row of the hits. */
  readonly cells: Readonly<Record<number, readonly string[]>>;
}

export class OpenCorpus {
  readonly corpus: StoredCorpus;
  readonly #index: CorpusIndex;
  readonly #filters = new Map<string, Promise<FilterColumn>>();

  private constructor(corpus: StoredCorpus, index: CorpusIndex) {
    this.corpus = corpus;
    this.#index = index;
  }

  /** Loads what the models need in memory. */
  static async load(
    corpus: StoredCorpus,
    models: readonly string[],
    plan: { readonly exactRows: number; readonly kernels: SearchKernels },
  ): Promise<OpenCorpus> {
    const index = new CorpusIndex({ now: () => performance.now() });
    for (const model of models) index.add(model, await loadRows(corpus, model, plan));
    return new OpenCorpus(corpus, index);
  }

  get models(): readonly string[] {
    return this.#index.models;
  }

  /** Of vectors and codes in memory. */
  get bytes(): number {
    return this.#index.bytes;
  }

  /** The nearest rows with their cells. Throws CorpusError `missing` for a model or a filter that is not here. */
  async search({ filters = {}, ...query }: CorpusSearchRequest): Promise<CorpusSearchAnswer> {
    const mask = await this.#mask(filters);
    const answer = await this.#index.search({ ...query, mask });
    const rows = [...new Set(Object.values(answer.hits).flatMap((hits) => hits.map(({ row }) => row)))];
    const cells = await this.corpus.cells(rows);
    return {
      ...answer,
      filteredRows: mask?.size ?? null,
      cells: Object.fromEntries(rows.map((row, index) => [row, cells[index]!])),
    };
  }

  /** Values of a filter with the number of their rows, the most frequent first. */
  async filterValues(column: string): Promise<(readonly [value: string, rows: number])[]> {
    const filter = await this.#filter(column);
    const counts = filter.counts();
    return filter.values
      .map((value, code) => [value, counts[code]!] as const)
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  }

  #filter(column: string): Promise<FilterColumn> {
    const { columns, filters, name } = this.corpus.manifest;
    const index = filters.findIndex((place) => columns[place] === column);
    if (index < 0)
      return Promise.reject(new CorpusError('missing', `${name} cannot be filtered by "${column}".`));
    const filter = this.#filters.get(column) ?? this.corpus.filter(index);
    this.#filters.set(column, filter);
    return filter;
  }

  async #mask(filters: CorpusFilters): Promise<RowMask | undefined> {
    let mask: RowMask | undefined;
    for (const [column, values] of Object.entries(filters)) {
      const rows = (await this.#filter(column)).mask(values);
      mask = mask?.and(rows) ?? rows;
    }
    return mask;
  }
}
