/** @file The file that is coded: how it was read, what may be corrected about that, and its distinct titles. Latest request wins. */
import { titleInput } from '../../core/coding/description.ts';
import { guessDescriptionColumn } from '../../core/tables/guess-columns.ts';
import { pastedTable } from '../../core/tables/pasted-table.ts';
import type { OpenTable, RowProblem, TableChoice, TableFile } from '../../core/tables/table-types.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import { tableFileOf } from '../../workers/export/table-file.ts';
import { DistinctTitles } from './distinct-titles.ts';
import { guessKnownColumn, guessWeightColumn, readWeight } from './optional-columns.ts';
import type { NormalizePorts } from './ports.ts';

/** Rows that are listed by their number; a file with more problems is wrong as a whole. */
const MOST_PROBLEMS = 200;

type Openers = Pick<NormalizePorts, 'openTable' | 'exampleTitles'>;

export interface FileEvents {
  /** Another table than before is going to be read, or the same one otherwise. */
  readonly opened: () => void;
  /** All its titles are known. */
  readonly counted: () => void;
  /** The same titles, but their rows count otherwise or have other known codes. */
  readonly recounted: () => void;
}

/** Columns that a file need not have and that change no title; null for none. */
interface OptionalColumns {
  readonly knownColumn: number | null;
  readonly weightColumn: number | null;
}

/** What was found in the rows. */
interface Counted {
  readonly distinct: DistinctTitles;
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
}

export class NormalizeFile {
  table = $state.raw<OpenTable | null>(null);
  /** Place of the column of job titles. */
  titleColumn = $state(0);
  /** Place of the column of descriptions: where a row has one, it is read with the title. */
  descriptionColumn = $state<number | null>(null);
  /** The column that may be that one, by its name. */
  descriptionGuess = $state<number | null>(null);
  /** Place of the column of known codes. */
  knownColumn = $state<number | null>(null);
  /** Place of the column that says how much each row counts. */
  weightColumn = $state<number | null>(null);
  /** The column that may be that one, by its name. */
  weightGuess = $state<number | null>(null);
  choice = $state.raw<TableChoice>({});
  /** Whole once it is here: null while the file is read. */
  distinct = $state.raw<DistinctTitles | null>(null);
  /** Rows read so far. */
  rowsRead = $state(0);
  problems = $state.raw<readonly RowProblem[]>([]);
  /** All of them, those beyond the listed ones too. */
  problemCount = $state(0);
  readonly task = new LatestTask();
  readonly #ports: Openers;
  readonly #events: FileEvents;
  /** What was opened: its bytes are what the results are kept under. Null where nothing is. */
  blob: Blob | null = null;
  #source: TableFile | null = null;

  constructor(ports: Openers, events: FileEvents) {
    this.#ports = ports;
    this.#events = events;
  }

  /** Opens a file of the browser. */
  open(file: Blob & { readonly name: string }): Promise<void> {
    this.blob = file;
    return this.#open(tableFileOf(file, file.name), {});
  }

  /** Reads pasted titles, one a line. */
  paste(text: string, name?: string): Promise<void> {
    this.blob = new Blob([text]);
    return this.#open(pastedTable(text, name), { format: 'text' });
  }

  /** Opens titles of the app's own. */
  async example(): Promise<void> {
    let text = '';
    await this.task.run(
      async () => (await this.#ports.exampleTitles()).join('\n'),
      (titles) => (text = titles),
    );
    if (text) await this.paste(text, 'Synthetic titles');
  }

  /** Reads the same file again, otherwise. */
  async choose(change: TableChoice): Promise<void> {
    if (this.#source) await this.#open(this.#source, { ...this.choice, ...change }, true);
  }

  /** Takes another column for the job titles. */
  async chooseTitleColumn(column: number): Promise<void> {
    const { table } = this;
    if (!table || column === this.titleColumn) return;
    this.#events.opened();
    this.#reset();
    this.#chooseColumns(table, column);
    await this.task.run((signal) => this.#count(table, signal), this.#take);
  }

  /** Takes another column for the descriptions, or none: titles with other descriptions are coded anew. */
  async chooseDescription(column: number | null): Promise<void> {
    const { table } = this;
    if (!table || column === this.descriptionColumn) return;
    this.#events.opened();
    this.#reset();
    this.descriptionColumn = column;
    await this.task.run((signal) => this.#count(table, signal), this.#take);
  }

  /** Takes other columns for known codes and weights, or none: the file is read once more, what is coded stays. */
  async chooseOptional(change: Partial<OptionalColumns>): Promise<void> {
    const { table, distinct, knownColumn, weightColumn } = this;
    if (!table) return;
    const before = { knownColumn, weightColumn };
    Object.assign(this, change);
    await this.task.run(
      (signal) => this.#count(table, signal),
      (counted) => {
        // Read for the first time: the column was chosen meanwhile.
        if (!distinct) this.#take(counted);
        else this.#retake(counted);
      },
    );
    // It could be read no longer: the figures shown are still those of the columns before.
    const isTaken = this.distinct !== distinct || this.table !== table;
    if (!isTaken && this.task.problem !== null) Object.assign(this, before);
  }

  /** Nothing of the file is left in this tab. */
  close(): void {
    this.task.forget();
    this.#reset();
    this.table = this.#source = this.blob = null;
    this.choice = {};
    this.knownColumn = this.weightColumn = this.weightGuess = null;
    this.descriptionColumn = this.descriptionGuess = null;
  }

  async #open(source: TableFile, choice: TableChoice, again = false): Promise<void> {
    this.#source = source;
    this.choice = choice;
    this.#events.opened();
    await this.task.run(async (signal) => {
      this.#reset();
      // Stays while it is read otherwise: the boxes that say how are on the page.
      if (!again) this.table = null;
      const table = await this.#ports.openTable(source, choice);
      signal.throwIfAborted();
      this.table = table;
      this.#chooseColumns(table, Math.max(0, table.titleColumn));
      return this.#count(table, signal);
    }, this.#take);
  }

  #reset(): void {
    this.distinct = null;
    this.rowsRead = this.problemCount = 0;
    this.problems = [];
  }

  #chooseColumns(table: OpenTable, titleColumn: number): void {
    this.titleColumn = titleColumn;
    this.knownColumn = guessKnownColumn(table, titleColumn);
    // Descriptions take several times longer than titles: only the user knows whether they are worth it.
    this.descriptionColumn = null;
    this.descriptionGuess = guessDescriptionColumn(table.columns, titleColumn);
    // A count of something else would turn every figure of the page: only the user knows.
    this.weightColumn = null;
    this.weightGuess = guessWeightColumn(table, titleColumn);
  }

  /** Arrow function: handed to the task as it is. */
  readonly #take = (counted: Counted) => {
    this.#show(counted);
    this.#events.counted();
  };

  #retake(counted: Counted): void {
    this.#show(counted);
    this.#events.recounted();
  }

  #show({ distinct, problems, problemCount }: Counted): void {
    this.distinct = distinct;
    this.problems = problems;
    this.problemCount = problemCount;
  }

  async #count(table: OpenTable, signal: AbortSignal): Promise<Counted> {
    const { titleColumn, descriptionColumn, knownColumn, weightColumn } = this;
    const distinct = new DistinctTitles();
    const problems: RowProblem[] = [];
    let problemCount = 0;
    const list = (problem: RowProblem) => {
      problemCount++;
      if (problems.length < MOST_PROBLEMS) problems.push(problem);
    };
    for await (const { rows, problems: found } of table.batches(signal)) {
      signal.throwIfAborted();
      for (const problem of found) list(problem);
      for (const { row, cells } of rows) {
        const text = weightColumn === null ? '1' : (cells[weightColumn] ?? '');
        const weight = readWeight(text);
        if (weight === null) list({ row, problem: weightProblem(text) });
        const known = knownColumn === null ? '' : (cells[knownColumn] ?? '');
        const description = descriptionColumn === null ? '' : (cells[descriptionColumn] ?? '');
        const input = titleInput(cells[titleColumn] ?? '', description);
        distinct.add(input, { known, weight: weight ?? 0 });
      }
      // The first time the problems are listed as they are found; later the figures of before stay until all is read.
      if (this.distinct) continue;
      this.rowsRead = distinct.rows;
      this.problemCount = problemCount;
      if (problems.length > this.problems.length) this.problems = [...problems];
    }
    if (distinct.rows === 0)
      throw new Error(`${table.name} has no rows. Open a file with a column of titles.`);
    return { distinct, problems, problemCount };
  }
}

function weightProblem(text: string): string {
  const what =
    text.trim() === '' ? 'The weight is empty' : `The weight "${text.trim()}" is not a number of 0 or more`;
  return `${what}: the row is coded, but counts nothing in the figures. Write it as 12 or 0.75.`;
}
