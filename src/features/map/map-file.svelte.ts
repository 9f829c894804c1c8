/** @file A user's file as a set of titles for the map: how it was read, and which columns hold the titles and what colours them. */
import { titleKey } from '../../core/coding/title-key.ts';
import type { SourceTitle } from '../../core/map/map-source.ts';
import type { OpenTable, TableFile } from '../../core/tables/table-types.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import type { SourceTitles } from './source-titles.ts';

/** Different titles that a tab can hold beside everything else; a file with more is refused. */
const MOST_TITLES = 500_000;
/** What a title whose colour cell is blank belongs to. */
const BLANK = 'no value';

export type OpenFile = (file: TableFile) => Promise<OpenTable>;

export class MapFile {
  table = $state.raw<OpenTable | null>(null);
  titleColumn = $state(0);
  /** Column whose values colour the titles; null where every title is its own. */
  colourColumn = $state<number | null>(null);
  readonly task = new LatestTask();
  readonly #open: OpenFile;

  constructor(open: OpenFile) {
    this.#open = open;
  }

  /** Opens a table and guesses its title column; the one before is forgotten. */
  async open(file: TableFile): Promise<void> {
    this.table = null;
    this.colourColumn = null;
    await this.task.run(
      () => this.#open(file),
      (table) => {
        this.table = table;
        this.titleColumn = Math.max(0, table.titleColumn);
      },
    );
  }

  chooseTitleColumn(column: number): void {
    this.titleColumn = column;
    if (this.colourColumn === column) this.colourColumn = null;
  }

  /**
   * All different titles of the file, a group for each value of the colour column.
   * @throws Error naming the file where it has too many; FormatError as the table does; the signal's reason
   */
  async titles(signal: AbortSignal): Promise<SourceTitles> {
    const { table, titleColumn, colourColumn } = this;
    if (!table) throw new Error('Choose a file with a column of job titles first.');
    const titles = new Map<string, SourceTitle>();
    for await (const { rows } of table.batches(signal)) {
      signal.throwIfAborted();
      for (const { cells } of rows) {
        const title = (cells[titleColumn] ?? '').trim();
        const key = titleKey(title);
        if (key === '' || titles.has(key)) continue;
        const value = colourColumn === null ? title : (cells[colourColumn] ?? '').trim() || BLANK;
        const alone = colourColumn === null;
        titles.set(key, sourceTitle(title, alone ? key : value, value, alone ? 'seed' : 'synonym'));
      }
      if (titles.size > MOST_TITLES)
        throw new Error(
          `${table.name} has more than 500,000 different titles. Cut it into parts and open one of them.`,
        );
    }
    return {
      titles: [...titles.values()],
      name: `${table.name}, column ${table.columns[titleColumn] ?? ''}`,
      ...{ synthetic: false, unseen: null, mates: 'value' },
    };
  }
}

function sourceTitle(title: string, key: string, seed: string, kind: SourceTitle['kind']): SourceTitle {
  return { title, key, seed, role: '', code: '', kind, strategy: '', level: '' };
}
