/** @file The rows whose known code cannot be used: the file is read once more, for only its distinct titles are kept. */
import { readCode } from '../../core/coding/read-code.ts';
import type { CodeTitles } from '../../core/coding/types.ts';
import type { OpenTable, RowProblem } from '../../core/tables/table-types.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';

/** Rows that are listed; more are counted. */
const SHOWN_ROWS = 200;

export interface RowList {
  /** The first of them. */
  readonly rows: readonly RowProblem[];
  /** All of them. */
  readonly count: number;
}

export class KnownProblems {
  /** Null before they were looked for. */
  found = $state.raw<RowList | null>(null);
  readonly task = new LatestTask();

  /** Another file or column. */
  forget(): void {
    this.task.forget();
    this.found = null;
  }

  /**
   * Looks through the file.
   * @param column place of the known codes
   * @param titles the taxonomy
   */
  async list(table: OpenTable, column: number, titles: CodeTitles | null): Promise<void> {
    this.found = null;
    await this.task.run(
      (signal) => rowsWithProblems(table, column, titles, signal),
      (found) => (this.found = found),
    );
  }
}

async function rowsWithProblems(
  table: OpenTable,
  column: number,
  titles: CodeTitles | null,
  signal: AbortSignal,
): Promise<RowList> {
  const rows: RowProblem[] = [];
  let count = 0;
  /** Few codes in many rows: each is looked up once. */
  const problems = new Map<string, string | null>();
  for await (const batch of table.batches(signal)) {
    for (const { row, cells } of batch.rows) {
      const known = (cells[column] ?? '').trim();
      if (known === '') continue;
      const read = problems.get(known);
      const problem = read === undefined ? readCode(known, titles).problem : read;
      if (read === undefined) problems.set(known, problem);
      if (problem === null) continue;
      count++;
      if (rows.length < SHOWN_ROWS) rows.push({ row, problem });
    }
  }
  return { rows, count };
}
