/** @file The distinct titles of a file: each is worked on once, however many rows hold it. */

/** What a row says beside its title. */
export interface RowExtras {
  /** The known code as the file has it; "" for none. */
  readonly known?: string;
  /** How much the row counts, 0 or more; 1 if absent. */
  readonly weight?: number;
}

/** Rows of one title with one known code. */
export interface KnownCount {
  readonly rows: number;
  readonly weight: number;
}

const NONE_KNOWN: ReadonlyMap<string, KnownCount> = new Map();

export class DistinctTitles {
  readonly titles: string[] = [];
  /** Rows of each title, parallel to `titles`. */
  readonly counts: number[] = [];
  /** What the rows of each title count together; the same as `counts` without a column of weights. */
  readonly weights: number[] = [];
  /** All rows that were added. */
  rows = 0;
  /** Rows with a known code. */
  knownRows = 0;
  readonly #ids = new Map<string, number>();
  /** By title, then by known code; few codes a title, so that no row has to be held. */
  readonly #known = new Map<number, Map<string, KnownCount>>();

  add(title: string, { known = '', weight = 1 }: RowExtras = {}): void {
    this.rows++;
    const id = this.#idFor(title);
    this.counts[id]!++;
    this.weights[id]! += weight;
    const code = known.trim();
    if (code !== '') this.#addKnown(id, code, weight);
  }

  /** Place of a title among the distinct ones. */
  idOf(title: string): number | undefined {
    return this.#ids.get(title);
  }

  /** The known codes of a title, with the rows of each. */
  knownOf(id: number): ReadonlyMap<string, KnownCount> {
    return this.#known.get(id) ?? NONE_KNOWN;
  }

  /** Ids of all titles, those of the most rows first: they settle the most. */
  byRows(): number[] {
    return this.titles.map((_, id) => id).sort((a, b) => this.counts[b]! - this.counts[a]! || a - b);
  }

  /** Whether these are the same titles under the same ids, whatever the rows count. */
  hasTitlesOf(other: DistinctTitles): boolean {
    return (
      this.titles.length === other.titles.length &&
      this.titles.every((title, id) => title === other.titles[id])
    );
  }

  #idFor(title: string): number {
    const id = this.#ids.get(title);
    if (id !== undefined) return id;
    this.#ids.set(title, this.titles.length);
    this.counts.push(0);
    this.weights.push(0);
    return this.titles.push(title) - 1;
  }

  #addKnown(id: number, code: string, weight: number): void {
    this.knownRows++;
    const codes = this.#known.get(id) ?? new Map<string, KnownCount>();
    this.#known.set(id, codes);
    const before = codes.get(code);
    codes.set(code, { rows: (before?.rows ?? 0) + 1, weight: (before?.weight ?? 0) + weight });
  }
}
