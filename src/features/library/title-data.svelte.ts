/** @file The title data set as the Library tab shows it: its tables, and the rows that are looked at. The latest query wins. */
import type { TitleDataFile, TitleDataManifest } from '../../core/formats/title-data.ts';
import { messageOf } from '../../core/message-of.ts';
import { deploymentBase } from '../../store/deployment.ts';
import { defaultDigest } from '../../store/digest.ts';
import { launchTitleData, type TitleDataRemote } from '../../workers/title-data/launch.ts';
import { WORKER_CRASHED, WorkerError } from '../../workers/rpc/protocol.ts';
import type { ViewPage } from '../../workers/title-data/table-view.ts';
import type { TableFacts } from '../../workers/title-data/title-data-service.ts';
import {
  fetchDataCard,
  fetchTitleDataFile,
  fetchTitleDataManifest,
  type FileSource,
} from './title-data-files.ts';
import { readTitleDataQuery, type TitleDataQuery } from './title-data-query.ts';

export const ROWS_PER_PAGE = 50;
/** A pause in typing. */
const DEBOUNCE_MILLISECONDS = 200;

/** What is on the page: these parts belong together. */
export interface ShownTable {
  readonly query: TitleDataQuery;
  readonly table: TitleDataFile;
  readonly facts: TableFacts;
  readonly page: ViewPage;
}

export interface TitleDataOptions extends Partial<FileSource> {
  readonly launch?: () => TitleDataRemote;
  /** The worker starts when this has settled: once the page has its service worker, which guards workers. */
  readonly mayLaunch?: Promise<unknown>;
  /** Shows a query that the user made: changes the address, which calls `show`. */
  readonly navigate?: (query: TitleDataQuery) => void;
}

export class TitleData {
  manifest = $state.raw<TitleDataManifest | null>(null);
  query = $state.raw<TitleDataQuery>(readTitleDataQuery(new URLSearchParams()));
  /** The filter as it stands in its box, a pause ahead of the query. */
  text = $state('');
  /** Null until the first rows of the table of `query` are here. */
  shown = $state.raw<ShownTable | null>(null);
  /** Bytes of the table that is being loaded; null when none is. */
  received = $state<number | null>(null);
  busy = $state(false);
  /** What went wrong: names the file and what to do. */
  problem = $state<string | null>(null);
  card = $state<string | null>(null);
  cardProblem = $state<string | null>(null);
  readonly #source: FileSource;
  readonly #launch: () => TitleDataRemote;
  readonly #mayLaunch: Promise<unknown>;
  readonly #navigate: (query: TitleDataQuery) => void;
  #manifest: Promise<TitleDataManifest> | null = null;
  #remote: TitleDataRemote | null = null;
  /** Tables that the worker holds, by name. */
  readonly #loaded = new Map<string, TableFacts>();
  #abort = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ base, fetch, digest, launch, mayLaunch, navigate }: TitleDataOptions = {}) {
    this.#source = {
      base: base ?? deploymentBase(),
      fetch: fetch ?? globalThis.fetch.bind(globalThis),
      digest: digest ?? defaultDigest(),
    };
    this.#launch = launch ?? launchTitleData;
    this.#mayLaunch = mayLaunch ?? Promise.resolve();
    this.#navigate = navigate ?? ((query) => void this.show(query));
  }

  get base(): string {
    return this.#source.base;
  }

  /** The table of the query; the first one where there is no such table. Null before the manifest is here. */
  get table(): TitleDataFile | null {
    const tables = this.manifest?.tables ?? [];
    return tables.find(({ name }) => name === this.query.table) ?? tables[0] ?? null;
  }

  /** The manifest alone: names and row counts. */
  async open(): Promise<void> {
    this.problem = null;
    try {
      await this.#ensureManifest();
    } catch (error) {
      this.problem = messageOf(error);
    }
  }

  /** Loads the table if the worker does not hold it, then the rows. */
  async show(query: TitleDataQuery): Promise<void> {
    const { signal } = this.#begin(query);
    try {
      await this.#ensureManifest();
      signal.throwIfAborted();
      const table = this.table!;
      if (this.shown?.table !== table) this.shown = null;
      const shown = await this.#read(table, query, signal);
      if (!signal.aborted) this.shown = shown;
    } catch (error) {
      if (!signal.aborted) this.problem = messageOf(error);
    } finally {
      if (!signal.aborted) this.#finish();
    }
  }

  /** Typing in the filter box: filters at the next pause. */
  type(text: string): void {
    this.text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.change({ text }), DEBOUNCE_MILLISECONDS);
  }

  /** A change of the query inside its table; all but a change of page goes to the first one. */
  change(change: Partial<Omit<TitleDataQuery, 'table'>>): void {
    clearTimeout(this.#timer);
    this.#navigate({ ...this.query, text: this.text, page: 1, ...change });
  }

  retry(): void {
    void this.show(this.query);
  }

  async loadCard(): Promise<void> {
    if (this.card !== null) return;
    this.cardProblem = null;
    try {
      this.card = await fetchDataCard(this.#source, await this.#ensureManifest());
    } catch (error) {
      this.cardProblem = messageOf(error);
    }
  }

  /** Stops what is under way and ends the worker. */
  close(): void {
    clearTimeout(this.#timer);
    this.#abort.abort(new DOMException('The page was left.', 'AbortError'));
    this.#forgetWorker();
  }

  #begin(query: TitleDataQuery): AbortController {
    this.#abort.abort(new DOMException('A later query replaced this one.', 'AbortError'));
    this.#abort = new AbortController();
    clearTimeout(this.#timer);
    this.query = query;
    this.text = query.text;
    this.busy = true;
    this.problem = null;
    this.received = null;
    return this.#abort;
  }

  #finish(): void {
    this.busy = false;
    this.received = null;
  }

  /** One fetch for all who ask; a failed one is repeated by the next who asks. */
  async #ensureManifest(): Promise<TitleDataManifest> {
    this.#manifest ??= fetchTitleDataManifest(this.#source);
    try {
      return (this.manifest = await this.#manifest);
    } catch (error) {
      this.#manifest = null;
      throw error;
    }
  }

  /** If the worker dies under it, once more on a fresh one, which holds nothing yet. */
  async #read(table: TitleDataFile, query: TitleDataQuery, signal: AbortSignal): Promise<ShownTable> {
    try {
      return await this.#tryRead(table, query, signal);
    } catch (error) {
      if (!(error instanceof WorkerError) || error.code !== WORKER_CRASHED || signal.aborted) throw error;
      this.#forgetWorker();
      return this.#tryRead(table, query, signal);
    }
  }

  async #tryRead(table: TitleDataFile, query: TitleDataQuery, signal: AbortSignal): Promise<ShownTable> {
    const facts = this.#loaded.get(table.name) ?? (await this.#load(table, signal));
    const split = facts.splits.includes(query.split) ? query.split : '';
    const { text, sort } = query;
    const start = (query.page - 1) * ROWS_PER_PAGE;
    const request = { table: table.name, text, split, sort, start, count: ROWS_PER_PAGE };
    const page = await (await this.#worker(signal)).call('page', request, { signal });
    return { query: { ...query, split }, table, facts, page };
  }

  async #load(table: TitleDataFile, signal: AbortSignal): Promise<TableFacts> {
    this.received = 0;
    const onBytes = (received: number) => {
      if (!signal.aborted) this.received = received;
    };
    const parquet = await fetchTitleDataFile(this.#source, table.parquet, { signal, onBytes });
    const remote = await this.#worker(signal);
    const facts = await remote.call('load', { table, parquet }, { signal, transfer: [parquet] });
    this.#loaded.set(table.name, facts);
    return facts;
  }

  async #worker(signal: AbortSignal): Promise<TitleDataRemote> {
    await this.#mayLaunch;
    signal.throwIfAborted();
    return (this.#remote ??= this.#launch());
  }

  #forgetWorker(): void {
    this.#remote?.terminate();
    this.#remote = null;
    this.#loaded.clear();
  }
}
