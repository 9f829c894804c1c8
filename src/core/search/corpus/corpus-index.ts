/** @file Answers queries over the rows of a corpus under any of its models. */
import { VectorError } from '../../vectors/vector-error.ts';
import { MOST_CANDIDATES } from '../codes/check-codes.ts';
import type { RowMask } from '../row-mask.ts';
import { CorpusError } from './corpus-error.ts';
import type { RowSearch } from './row-search.ts';

/** Rows of a scan over codes that are compared again: bench/recall-binary.ts says how many neighbours that keeps. */
export const CANDIDATES = 400;
/** Of an exact scan, which loses nothing but the last bits of the query: as in VectorIndex. */
const EXACT_CANDIDATES = 50;

export interface CorpusHit {
  readonly row: number;
  /** 1-based. */
  readonly rank: number;
  /** Of the float32 query with the int8 row. */
  readonly cosine: number;
  /** By model: rank under another model of the same search; null where it is not among that model's candidates. */
  readonly otherRanks: Readonly<Record<string, number | null>>;
}

export interface CorpusTiming {
  /** Scan of rows or codes, with the choice of the candidates. */
  readonly scanMilliseconds: number;
  /** Candidates read and compared with the float32 query. */
  readonly rescoreMilliseconds: number;
}

export interface CorpusAnswer {
  /** By model. */
  readonly hits: Readonly<Record<string, readonly CorpusHit[]>>;
  /** By model. */
  readonly timings: Readonly<Record<string, CorpusTiming>>;
}

export interface CorpusQuery {
  /** Unit vectors by model. */
  readonly queries: Readonly<Record<string, Float32Array>>;
  /** Hits a model: 1 to 4,096. */
  readonly k: number;
  /** Rows that take part, all without it. */
  readonly mask?: RowMask | undefined;
}

interface Ranked {
  readonly rows: readonly number[];
  readonly cosines: readonly number[];
  readonly timing: CorpusTiming;
}

export class CorpusIndex {
  readonly #models = new Map<string, RowSearch>();
  readonly #candidates: number;
  readonly #now: () => number;

  /**
   * @param options.candidates rows of a scan over codes that are compared again, 400 if absent
   * @param options.now milliseconds of a clock that never goes back, for the timings
   */
  constructor(options: { readonly candidates?: number | undefined; readonly now?: () => number } = {}) {
    this.#candidates = options.candidates ?? CANDIDATES;
    this.#now = options.now ?? (() => 0);
  }

  /** Models that can be asked. */
  get models(): readonly string[] {
    return [...this.#models.keys()];
  }

  /** Bytes of vectors and codes in memory. */
  get bytes(): number {
    return [...this.#models.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  rowsOf(model: string): RowSearch | undefined {
    return this.#models.get(model);
  }

  add(model: string, rows: RowSearch): void {
    this.#models.set(model, rows);
  }

  /**
   * The nearest rows under each model that has a query, best first, equal cosines by row.
   * @throws CorpusError `missing` for a model that is not here; VectorError `shape`, `not-finite`
   */
  async search({ queries, k, mask }: CorpusQuery): Promise<CorpusAnswer> {
    if (!(Number.isInteger(k) && k >= 1 && k <= MOST_CANDIDATES))
      throw new VectorError('shape', `A search gives 1 to ${MOST_CANDIDATES} rows, not ${k}.`);
    const ranked = new Map<string, Ranked>();
    for (const [model, query] of Object.entries(queries)) {
      ranked.set(model, await this.#rank(model, query, k, mask));
    }
    return {
      hits: Object.fromEntries([...ranked].map(([model, own]) => [model, hitsOf(model, own, ranked, k)])),
      timings: Object.fromEntries([...ranked].map(([model, { timing }]) => [model, timing])),
    };
  }

  async #rank(model: string, query: Float32Array, k: number, mask: RowMask | undefined): Promise<Ranked> {
    const rows = this.#models.get(model);
    if (!rows) throw new CorpusError('missing', `The corpus has no vectors of the model ${model}.`);
    const wanted = Math.max(k, rows.kind === 'exact' ? EXACT_CANDIDATES : this.#candidates);
    const start = this.#now();
    const candidates = rows.candidates(query, Math.min(wanted, MOST_CANDIDATES), mask);
    const scanned = this.#now();
    const cosines = await rows.cosines(query, candidates);
    const order = [...candidates.keys()].sort(
      (a, b) => cosines[b]! - cosines[a]! || candidates[a]! - candidates[b]!,
    );
    const timing = { scanMilliseconds: scanned - start, rescoreMilliseconds: this.#now() - scanned };
    return {
      rows: order.map((place) => candidates[place]!),
      cosines: order.map((place) => cosines[place]!),
      timing,
    };
  }
}

function hitsOf(model: string, own: Ranked, all: ReadonlyMap<string, Ranked>, k: number): CorpusHit[] {
  const others = [...all]
    .filter(([other]) => other !== model)
    .map(([other, { rows }]) => [other, new Map(rows.map((row, place) => [row, place + 1]))] as const);
  return own.rows.slice(0, k).map((row, place) => ({
    row,
    rank: place + 1,
    cosine: own.cosines[place]!,
    otherRanks: Object.fromEntries(others.map(([other, ranks]) => [other, ranks.get(row) ?? null])),
  }));
}
