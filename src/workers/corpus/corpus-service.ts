/** @file The user's own corpora, away from the page: tables come in as files, vectors as they are made, ranked rows go out. */
import type { CorpusShelf } from '../../core/search/corpus/byte-file.ts';
import { CorpusError } from '../../core/search/corpus/corpus-error.ts';
import type { CorpusManifest, CorpusModel } from '../../core/search/corpus/corpus-manifest.ts';
import { importPair } from '../../core/search/corpus/import-pair.ts';
import type { ColumnMapping } from '../../core/search/corpus/read-corpus-table.ts';
import type { SearchKernels } from '../../core/search/corpus/row-search.ts';
import { EXACT_ROWS, StoredCorpus } from '../../core/search/corpus/stored-corpus.ts';
import { titleText } from '../../core/search/field-text.ts';
import type { TableChoice, TableFile } from '../../core/tables/table-types.ts';
import { tableFileOf } from '../export/table-file.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { exportCorpus, type CorpusExport } from './export-corpus.ts';
import { OpenCorpus, type CorpusSearchAnswer, type CorpusSearchRequest } from './open-corpus.ts';
import { readTable } from './read-table.ts';
import { Writers, type TakeLock } from './writers.ts';

export interface CorpusEnvironment {
  readonly shelf: (deployment: string) => CorpusShelf;
  readonly kernels: SearchKernels;
  readonly takeLock: TakeLock;
  /** Rows up to which int8 rows are held in memory. */
  readonly exactRows?: number | undefined;
}

export interface CorpusSummary {
  readonly id: string;
  readonly manifest: CorpusManifest;
  /** Models under which it can be searched now. */
  readonly ready: readonly string[];
}

interface InCorpus {
  readonly id: string;
}

export interface CorpusProgress {
  readonly done: number;
  readonly total: number;
}

type Context = CallContext<CorpusProgress>;

export class CorpusService {
  readonly #environment: CorpusEnvironment;
  readonly #writers: Writers;
  #shelf: CorpusShelf | null = null;
  readonly #stored = new Map<string, StoredCorpus>();
  /** At most one: a large corpus takes hundreds of megabytes. */
  #opened: { readonly id: string; readonly corpus: Promise<OpenCorpus> } | null = null;

  constructor(environment: CorpusEnvironment) {
    this.#environment = environment;
    this.#writers = new Writers(environment.takeLock);
  }

  /** Says which copy of the app this is; before all other calls. */
  start({ deployment }: { readonly deployment: string }): void {
    this.#shelf = this.#environment.shelf(deployment);
  }

  /** All corpora, the oldest first. What a cut first write has left is none. */
  async list(): Promise<CorpusSummary[]> {
    const shelf = this.#shelfOrThrow();
    const summaries: CorpusSummary[] = [];
    for (const id of await shelf.ids()) {
      const corpus = await StoredCorpus.open(await shelf.folder(id));
      if (corpus) summaries.push(this.#summary(id, corpus));
    }
    return summaries.sort((a, b) => (a.manifest.created < b.manifest.created ? -1 : 1));
  }

  /** Reads a table into a corpus, or goes on where reading the same table was cut. Progress is in bytes of the file. */
  async read(
    input: InCorpus & {
      readonly name: string;
      readonly file: File;
      readonly choice?: TableChoice | undefined;
      readonly mapping: ColumnMapping;
    },
    { signal, progress }: Context,
  ): Promise<CorpusSummary> {
    const { id, ...plan } = input;
    await this.#writers.begin(id, input.name);
    const report = (done: number) => progress({ done, total: input.file.size });
    const corpus = await readTable(await this.#shelfOrThrow().folder(id), { ...plan, signal, report });
    this.#stored.set(id, corpus);
    return this.#summary(id, corpus);
  }

  /** Makes room for the vectors of models; gives the rows that each has already. */
  async addModels({ id, models }: InCorpus & { readonly models: readonly CorpusModel[] }) {
    const corpus = await this.#writable(id);
    const rows: Record<string, number> = {};
    for (const model of models) rows[model.id] = (await corpus.addModel(model)).rows;
    return rows;
  }

  /** The texts to encode of rows `first` up to, not including, `end`. */
  async texts({ id, first, end }: InCorpus & { readonly first: number; readonly end: number }) {
    const corpus = await this.#corpus(id);
    const { titleColumn } = corpus.manifest;
    const cells = await corpus.cellRange(first, end);
    return cells.map((row) => titleText({ title: row[titleColumn] ?? '' }));
  }

  /**
   * Vectors [n * dimension] of rows `first` on of a model; committed when it resolves.
   * @throws CorpusError `mismatch` where these are not the next rows
   */
  async append({
    id,
    model,
    first,
    vectors,
  }: InCorpus & { readonly model: string; readonly first: number; readonly vectors: Float32Array }) {
    const corpus = await this.#writable(id);
    if (corpus.vectors(model)?.rows !== first)
      throw new CorpusError('mismatch', `Row ${first + 1} is not the next one of the model ${model}.`);
    await corpus.appendVectors(model, vectors);
  }

  /** After the last vectors: makes codes where the rows are many. Another tab may write then. */
  async finish({ id }: InCorpus, { signal, progress }: Context): Promise<CorpusSummary> {
    const corpus = await this.#writable(id);
    const { rows, vectors } = corpus.manifest;
    const bare = vectors.filter((each) => rows > this.#exactRows && each.rows === rows && !each.codes);
    for (const [index, { model }] of bare.entries()) {
      const report = (done: number) => progress({ done: index * rows + done, total: bare.length * rows });
      await corpus.buildCodes(model.id, { signal, report });
    }
    this.#writers.end(id);
    return this.#summary(id, corpus);
  }

  /** Nothing more is written for now: lets other tabs. */
  stop({ id }: InCorpus): void {
    this.#writers.end(id);
  }

  /** Loads a corpus for searches, in place of the one before: how long that took, and what it holds in memory. */
  async open({ id }: InCorpus): Promise<{ milliseconds: number; bytes: number; models: readonly string[] }> {
    const start = performance.now();
    const { bytes, models } = await this.#load(id);
    return { milliseconds: performance.now() - start, bytes, models };
  }

  /** Gives the memory of the open corpus back, and lets go of its files. */
  close(): void {
    if (!this.#opened) return;
    this.#stored.get(this.#opened.id)?.close();
    this.#opened = null;
  }

  /** The nearest rows with their cells. Opens the corpus where it is not open. */
  async search({ id, ...request }: InCorpus & CorpusSearchRequest): Promise<CorpusSearchAnswer> {
    return (await this.#openCorpus(id)).search(request);
  }

  /** Values of a filter with the number of their rows, the most frequent first. */
  async filterValues({ id, column }: InCorpus & { readonly column: string }) {
    return (await this.#openCorpus(id)).filterValues(column);
  }

  /** The rows as Parquet and the vectors of every finished model as .npy. */
  async export({ id }: InCorpus, { signal, progress }: Context): Promise<CorpusExport> {
    return exportCorpus(await this.#corpus(id, true), { signal, report: progress });
  }

  /** Takes in a table with its vectors, made by another browser or by Python. A refusal leaves nothing behind. */
  async importPair(
    input: InCorpus & {
      readonly name: string;
      readonly table: File;
      readonly vectors: readonly File[];
      /** Those of this browser. */
      readonly models: readonly CorpusModel[];
    },
    { signal, progress }: Context,
  ): Promise<CorpusSummary> {
    const { id, name, models } = input;
    const shelf = this.#shelfOrThrow();
    await this.#writers.begin(id, name);
    try {
      const files = { table: named(input.table), vectors: input.vectors.map(named) };
      const created = new Date().toISOString();
      const plan = { name, created, models, exactRows: this.#exactRows, signal, report: progress };
      const corpus = await importPair(await shelf.folder(id), files, plan);
      this.#stored.set(id, corpus);
      return this.#summary(id, corpus);
    } catch (error) {
      await shelf.remove(id);
      throw error;
    } finally {
      this.#writers.end(id);
    }
  }

  async remove({ id }: InCorpus): Promise<void> {
    await this.#writers.begin(id, this.#stored.get(id)?.manifest.name ?? 'this corpus');
    try {
      if (this.#opened?.id === id) this.close();
      this.#stored.delete(id);
      await this.#shelfOrThrow().remove(id);
    } finally {
      this.#writers.end(id);
    }
  }

  get #exactRows(): number {
    return this.#environment.exactRows ?? EXACT_ROWS;
  }

  #shelfOrThrow(): CorpusShelf {
    if (this.#shelf) return this.#shelf;
    throw new CorpusError('unavailable', 'The worker of the corpora was not started.');
  }

  #openCorpus(id: string): Promise<OpenCorpus> {
    return this.#opened?.id === id ? this.#opened.corpus : this.#load(id);
  }

  async #load(id: string): Promise<OpenCorpus> {
    this.close();
    const load = async () => {
      const corpus = await this.#corpus(id, true);
      const { ready } = this.#summary(id, corpus);
      return OpenCorpus.load(corpus, ready, {
        exactRows: this.#exactRows,
        kernels: this.#environment.kernels,
      });
    };
    const opened = { id, corpus: load() };
    this.#opened = opened;
    try {
      return await opened.corpus;
    } catch (error) {
      if (this.#opened === opened) this.#opened = null;
      throw error;
    }
  }

  /** @param fresh read the manifest again: another tab may have written */
  async #corpus(id: string, fresh = false): Promise<StoredCorpus> {
    const known = this.#stored.get(id);
    if (known && !fresh) return known;
    const corpus = await StoredCorpus.open(await this.#shelfOrThrow().folder(id));
    if (!corpus) {
      const message =
        'This corpus is not stored in this browser (any more): another tab may have removed it. Add it again.';
      throw new CorpusError('missing', message);
    }
    this.#stored.set(id, corpus);
    return corpus;
  }

  /** The corpus as it is stored now, written to by this tab alone from now on. */
  async #writable(id: string): Promise<StoredCorpus> {
    const isNew = await this.#writers.begin(id, this.#stored.get(id)?.manifest.name ?? 'this corpus');
    return this.#corpus(id, isNew);
  }

  #summary(id: string, corpus: StoredCorpus): CorpusSummary {
    const models = corpus.manifest.vectors.map(({ model }) => model.id);
    const ready = models.filter((model) => corpus.isReady(model, this.#exactRows));
    return { id, manifest: corpus.manifest, ready };
  }
}

function named(file: File): TableFile {
  return tableFileOf(file, file.name);
}
