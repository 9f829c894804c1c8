/** @file A table that may become a corpus: what was found in it, and which columns are taken. Latest request wins. */
import type { OpenTable } from '../../core/tables/table-types.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import type { Corpora } from './corpora.svelte.ts';
import { openTableFile, stemOf } from './corpus-files.ts';

export class NewCorpusDraft {
  file = $state.raw<File | null>(null);
  table = $state.raw<OpenTable | null>(null);
  name = $state('');
  /** Place of the column of job titles: guessed until the user says otherwise. */
  titleColumn = $state(0);
  /** Places of the columns that are kept beside it. */
  kept = $state.raw<readonly number[]>([]);
  readonly task = new LatestTask();
  readonly #corpora: Corpora;

  constructor(corpora: Corpora) {
    this.#corpora = corpora;
  }

  /** Opens a table and guesses its column of job titles. */
  async open(file: File): Promise<void> {
    this.close();
    await this.task.run(
      () => openTableFile(file),
      (table) => {
        this.file = file;
        this.table = table;
        this.name = stemOf(file.name);
        this.titleColumn = table.titleColumn;
      },
    );
  }

  chooseTitleColumn(column: number): void {
    this.titleColumn = column;
    this.kept = this.kept.filter((place) => place !== column);
  }

  /** Keeps a column beside the titles, or no longer. */
  keep(column: number, wanted: boolean): void {
    const others = this.kept.filter((place) => place !== column);
    this.kept = wanted ? [...others, column].sort((a, b) => a - b) : others;
  }

  /**
   * Reads the table into a new corpus, with an estimate of its embedding. The draft ends where anything was stored: that goes on in the list.
   * @returns its id; null where nothing was stored
   */
  async add(): Promise<string | null> {
    const { file, titleColumn, kept } = this;
    if (!file) return null;
    const before = new Set(this.#corpora.list?.map(({ id }) => id));
    const mapping = { title: titleColumn, kept, filters: [] };
    const name = this.name.trim() || stemOf(file.name);
    const whole = await this.#corpora.add({ name, file, mapping });
    const begun = ({ id, manifest }: { readonly id: string; readonly manifest: { readonly name: string } }) =>
      !before.has(id) && manifest.name === name;
    const id = whole ?? this.#corpora.list?.find(begun)?.id ?? null;
    if (id !== null && this.file === file) this.close();
    return id;
  }

  /** Nothing of the table is left. */
  close(): void {
    this.task.forget();
    this.file = this.table = null;
    this.name = '';
    this.titleColumn = 0;
    this.kept = [];
  }
}
