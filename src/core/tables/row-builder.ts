/** @file Rows of a table out of cells: as many cells as columns, and what had to be done for that. */
import type { RowProblem, TableRow } from './table-types.ts';

function count(number: number, one: string, many: string): string {
  return number === 1 ? `1 ${one}` : `${number} ${many}`;
}

/** What was done about a row with another number of cells than columns; null where nothing had to be. */
function widthProblem(cells: readonly string[], width: number): string | null {
  if (cells.length === width) return null;
  const found = `${count(cells.length, 'cell', 'cells')} for ${count(width, 'column', 'columns')}`;
  if (cells.length < width) return `${found}; the missing ones are read as empty`;
  const surplus = cells.slice(width);
  const filled = surplus.filter((cell) => cell.trim() !== '').length;
  const held = filled === 0 ? 'all empty' : `${filled} with text`;
  return `${found}; the last ${surplus.length} (${held}) are left out`;
}

/**
 * Collects the rows of one reading of a table. Blank lines between rows are left out and listed, or, where the table has one
 * column, kept as rows with an empty cell, so that the result stands beside its source line for line. Blank lines at the end are
 * none.
 */
export class RowBuilder {
  readonly #width: number;
  /** Blank lines that stand before no row yet. */
  #blank: { row: number; count: number } | null = null;
  #rows: TableRow[] = [];
  #problems: RowProblem[] = [];

  /** @param width number of columns */
  constructor(width: number) {
    this.#width = width;
  }

  addBlank(row: number): void {
    if (this.#blank === null) this.#blank = { row, count: 1 };
    else this.#blank.count++;
  }

  /** @param found what else is wrong with the row */
  add(row: number, cells: readonly string[], found: readonly string[] = []): void {
    this.#settleBlank();
    const width = this.#width;
    const ragged = widthProblem(cells, width);
    for (const problem of found) this.problem(row, problem);
    if (ragged !== null) this.problem(row, ragged);
    const fitted =
      ragged === null ? cells : Array.from({ length: width }, (_, column) => cells[column] ?? '');
    this.#rows.push({ row, cells: fitted });
  }

  /** Lists a row without adding one. */
  problem(row: number, problem: string): void {
    this.#settleBlank();
    this.#problems.push({ row, problem });
  }

  /** Rows and problems since it was last called. */
  take(): { rows: TableRow[]; problems: RowProblem[] } {
    const taken = { rows: this.#rows, problems: this.#problems };
    this.#rows = [];
    this.#problems = [];
    return taken;
  }

  #settleBlank(): void {
    const blank = this.#blank;
    if (blank === null) return;
    this.#blank = null;
    const lines = count(blank.count, 'blank line', 'blank lines');
    const kept = this.#width === 1;
    this.#problems.push({
      row: blank.row,
      problem: `${lines}; ${kept ? 'kept, with empty text' : 'left out'}`,
    });
    if (!kept) return;
    for (let n = 0; n < blank.count; n++) this.#rows.push({ row: blank.row + n, cells: [''] });
  }
}
