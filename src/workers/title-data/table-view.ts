/** @file A table of texts, looked through: filtered, sorted, a page at a time. */
import { SPLIT_COLUMN } from '../../core/formats/title-data.ts';

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

export interface ViewRequest {
  /** Words of which each must stand in some cell of the row, in any case; empty for all rows. */
  readonly text: string;
  /** Value of the column `SPLIT_COLUMN`; empty for all. */
  readonly split: string;
  /** Null for the order of the file. */
  readonly sort: Sort | null;
  /** Rows of the answer that come before the first one wanted, 0 or more. */
  readonly start: number;
  /** Rows wanted, 1 or more. */
  readonly count: number;
}

export interface ViewRow {
  /** Place in the file, from 0. */
  readonly index: number;
  /** In the order of the columns. */
  readonly cells: readonly string[];
}

export interface ViewPage {
  /** Rows that match. */
  readonly matches: number;
  /** A multiple of the request's `count`: that of the last page where the request went past the end. */
  readonly start: number;
  readonly rows: readonly ViewRow[];
}

/** Digits by their value ("Level 2" before "Level 10"); case and accents decide only between equals. */
const COLLATOR = new Intl.Collator('en', { numeric: true });

/** Compared without regard to case and to compatibility forms. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

export class TableView {
  readonly rows: readonly (readonly string[])[];
  readonly #columns: readonly string[];
  /** All cells of a row, folded; a word that is typed holds no line break and so stays inside a cell. */
  readonly #texts: readonly string[];
  /** Row indices in sorted order, by column and direction. */
  readonly #orders = new Map<string, Uint32Array>();

  constructor(columns: readonly string[], rows: readonly (readonly string[])[]) {
    this.#columns = columns;
    this.rows = rows;
    this.#texts = rows.map((cells) => folded(cells.join('\n')));
  }

  /** Values of the column "split" in the order of the file; none where there is no such column. */
  splits(): string[] {
    const column = this.#columns.indexOf(SPLIT_COLUMN);
    return column < 0 ? [] : [...new Set(this.rows.map((cells) => cells[column]!))];
  }

  /** Length of the longest cell of each column, in UTF-16 code units. */
  widths(): number[] {
    return this.#columns.map((_, column) =>
      this.rows.reduce((longest, cells) => Math.max(longest, cells[column]!.length), 0),
    );
  }

  /** A split or a sort by a column that is not there is left out of account. */
  page({ text, split, sort, start, count }: ViewRequest): ViewPage {
    const words = folded(text).split(/\s+/).filter(Boolean);
    const column = split === '' ? -1 : this.#columns.indexOf(SPLIT_COLUMN);
    const matching: number[] = [];
    for (const index of this.#order(sort)) {
      if (column >= 0 && this.rows[index]![column] !== split) continue;
      const content = this.#texts[index]!;
      if (words.every((word) => content.includes(word))) matching.push(index);
    }
    const lastPage = Math.max(0, Math.ceil(matching.length / count) - 1);
    const first = Math.min(Math.floor(start / count), lastPage) * count;
    return {
      matches: matching.length,
      start: first,
      rows: matching.slice(first, first + count).map((index) => ({ index, cells: this.rows[index]! })),
    };
  }

  /** Rows with equal cells stay in the order of the file, in both directions. */
  #order(sort: Sort | null): Uint32Array {
    const column = sort ? this.#columns.indexOf(sort.column) : -1;
    const sign = sort?.descending ? -1 : 1;
    const key = `${column} ${column < 0 ? 1 : sign}`;
    const known = this.#orders.get(key);
    if (known) return known;
    const order = Uint32Array.from(this.rows, (_, index) => index);
    if (column >= 0)
      order.sort((a, b) => sign * COLLATOR.compare(this.rows[a]![column]!, this.rows[b]![column]!) || a - b);
    this.#orders.set(key, order);
    return order;
  }
}
