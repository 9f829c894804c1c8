/** @file The distinct titles of a table, and what was wrong with its rows. */
import { inputKey, titleInput, type TitleInput } from '../core/coding/description.ts';
import type { OpenTable, RowProblem } from '../core/tables/table-types.ts';
import type { Output } from './environment.ts';
import { counted, type Progress } from './progress.ts';

/** Rows that are named; a file with more problems is wrong as a whole. */
const SHOWN_PROBLEMS = 20;

export interface TitleCount {
  readonly title: string;
  /** The title, with its description where it has one. */
  readonly input: TitleInput;
  /** Rows with this title and description. */
  rows: number;
  /** The first of them, as a spreadsheet numbers it. */
  readonly firstRow: number;
}

export interface ReadTitles {
  /** By title, by `inputKey` where it has a description; in the order in which they come up. */
  readonly titles: ReadonlyMap<string, TitleCount>;
  readonly rows: number;
  /** The first of them. */
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
}

/**
 * Reads the whole table once and keeps nothing but its distinct titles.
 * @param description place of the column of descriptions; without it a title is one, whatever is said of it
 */
export async function readTitles(
  table: OpenTable,
  column: number,
  {
    signal,
    progress,
    size,
    description = null,
  }: {
    readonly signal: AbortSignal;
    readonly progress: Progress;
    readonly size: number;
    readonly description?: number | null;
  },
): Promise<ReadTitles> {
  const titles = new Map<string, TitleCount>();
  const problems: RowProblem[] = [];
  let problemCount = 0;
  let rows = 0;
  await progress.start('Reading', 'bytes', size);
  for await (const batch of table.batches(signal)) {
    for (const { row, cells } of batch.rows) {
      const title = cells[column] ?? '';
      const input = titleInput(title, description === null ? '' : (cells[description] ?? ''));
      const key = inputKey(input);
      const known = titles.get(key);
      if (known) known.rows++;
      else titles.set(key, { title, input, rows: 1, firstRow: row });
    }
    rows += batch.rows.length;
    problemCount += batch.problems.length;
    problems.push(...batch.problems.slice(0, SHOWN_PROBLEMS - problems.length));
    await progress.update(batch.bytes);
  }
  await progress.end();
  return { titles, rows, problems, problemCount };
}

/**
 * Lists problems of rows, the first twenty and how many more.
 * @param name of the file
 */
export async function listProblems(
  output: Output,
  name: string,
  { problems, problemCount }: Pick<ReadTitles, 'problems' | 'problemCount'>,
): Promise<void> {
  if (problemCount === 0) return;
  const shown = problems.slice(0, SHOWN_PROBLEMS);
  const lines = shown.map(({ row, problem }) => `${name}, row ${row}: ${problem}`);
  const more = problemCount - shown.length;
  if (more > 0) lines.push(`${name}: ${counted(more, 'more problem')} like these.`);
  await output.write(`${lines.join('\n')}\n`);
}
