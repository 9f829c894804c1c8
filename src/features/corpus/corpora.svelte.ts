/**
 * @file The user's own corpora: what is stored, and the one piece of work under way. Everything that takes long is committed batch by
 * batch, so that a pause, an error or a closed tab loses one batch at most.
 */
import { sameModel, type CorpusModel } from '../../core/search/corpus/corpus-manifest.ts';
import type { ColumnMapping } from '../../core/search/corpus/read-corpus-table.ts';
import { titleText } from '../../core/search/field-text.ts';
import type { TableChoice } from '../../core/tables/table-types.ts';
import { messageOf } from '../../core/message-of.ts';
import type { CorpusService, CorpusProgress, CorpusSummary } from '../../workers/corpus/corpus-service.ts';
import type { CorpusExport } from '../../workers/corpus/export-corpus.ts';
import type { CorpusSearchAnswer, CorpusSearchRequest } from '../../workers/corpus/open-corpus.ts';
import type { CorpusRemote } from '../../workers/corpus/launch.ts';
import type { InputOf, OutputOf, ProgressOf } from '../../workers/rpc/protocol.ts';
import type { CallOptions } from '../../workers/rpc/connect.ts';
import { RateMeter } from '../normalize/rate.ts';
import { estimateOf, type CorpusEstimate, type ModelShare } from './estimate.ts';
import type { CorpusPorts } from './ports.ts';

/** Titles encoded between two commits. */
export const BATCH_ROWS = 512;
/** Titles encoded to measure how fast a model is here; the first ones warm it up. */
const MEASURED_ROWS = 64;
const WARM_UP_ROWS = 8;

export type CorpusStep =
  'reading' | 'measuring' | 'embedding' | 'coding' | 'exporting' | 'importing' | 'removing';

export interface CorpusWork {
  readonly id: string;
  readonly step: CorpusStep;
  /** Bytes of the file while it is read, else rows of all models. */
  readonly done: number;
  readonly total: number;
  /** Titles a second and seconds left while it is embedded; null where they are not known. */
  readonly rate: number | null;
  readonly secondsLeft: number | null;
}

export interface NewCorpus {
  readonly name: string;
  readonly file: File;
  readonly choice?: TableChoice | undefined;
  readonly mapping: ColumnMapping;
}

export interface CorpusPair {
  readonly name: string;
  readonly table: File;
  readonly vectors: readonly File[];
}

type Methods = keyof CorpusService;

const NO_RATE = { rate: null, secondsLeft: null } as const;

export class Corpora {
  /** What is stored, the oldest first; null until it is known. */
  list = $state.raw<readonly CorpusSummary[] | null>(null);
  work = $state.raw<CorpusWork | null>(null);
  estimate = $state.raw<CorpusEstimate | null>(null);
  /** Why the latest work ended, in words for the user. */
  problem = $state<string | null>(null);
  readonly #ports: CorpusPorts;
  #remote: Promise<CorpusRemote> | null = null;
  #abort = new AbortController();

  constructor(ports: CorpusPorts) {
    this.#ports = ports;
  }

  /** Reads what is stored, by other tabs too. */
  async refresh(): Promise<void> {
    try {
      this.list = await this.#call('list', undefined);
    } catch (error) {
      this.problem = messageOf(error);
    }
  }

  /** Reads a table into a new corpus, and measures how long embedding it would take. @returns its id; null where that failed */
  async add(corpus: NewCorpus): Promise<string | null> {
    const id = this.#ports.newId();
    if (await this.continueReading(id, corpus)) return id;
    // Without a row there is nothing to go on with.
    if (this.list?.find((stored) => stored.id === id)?.manifest.rows === 0) {
      await this.#call('remove', { id }).catch(() => undefined);
      await this.refresh();
    }
    return null;
  }

  /** Goes on with a table whose reading was cut; the same file has to be chosen again. */
  continueReading(id: string, corpus: NewCorpus): Promise<boolean> {
    return this.#work(id, 'reading', async (signal) => {
      await this.#call('read', { id, ...corpus }, { signal, onProgress: this.#report(id, 'reading') });
      await this.#measure(id, signal);
    });
  }

  /** States what embedding the rest of a corpus takes; nothing is kept of what is encoded for that. */
  measure(id: string): Promise<boolean> {
    return this.#work(id, 'measuring', (signal) => this.#measure(id, signal));
  }

  /** Embeds the rows that have no vectors yet, by all models at the same time; `pause` keeps what is done. */
  embed(id: string): Promise<boolean> {
    this.estimate = null;
    return this.#work(id, 'embedding', async (signal) => {
      const models = this.#ports.models();
      const rows = await this.#rowsOf(id);
      const starts = await this.#call('addModels', { id, models });
      const meter = new RateMeter();
      let done = Object.values(starts).reduce((sum, start) => sum + start, 0);
      const total = rows * models.length;
      const advance = (by: number) => {
        done += by;
        meter.record(this.#ports.seconds(), done);
        const [rate, secondsLeft] = [meter.perSecond, meter.secondsLeft(total)];
        this.work = { id, step: 'embedding', done, total, rate, secondsLeft };
      };
      advance(0);
      const runs = models.map((model) =>
        this.#embedModel(id, model, starts[model.id] ?? 0, rows, advance, signal),
      );
      // All end before anything else begins: a run that is left behind would write on.
      for (const end of await Promise.allSettled(runs)) if (end.status === 'rejected') throw end.reason;
      await this.#call('finish', { id }, { signal, onProgress: this.#report(id, 'coding') });
    });
  }

  /** Ends the work under way; what is committed stays, and `embed` goes on there. */
  pause(): void {
    this.#abort.abort(new DOMException('Paused.', 'AbortError'));
  }

  /** Removes a corpus, in other tabs too. */
  remove(id: string): Promise<boolean> {
    if (this.estimate?.id === id) this.estimate = null;
    return this.#work(id, 'removing', () => this.#call('remove', { id }));
  }

  /** The files of a corpus, to be saved; null where that failed. */
  async export(id: string): Promise<CorpusExport | null> {
    let files: CorpusExport | null = null;
    await this.#work(id, 'exporting', async (signal) => {
      files = await this.#call('export', { id }, { signal, onProgress: this.#report(id, 'exporting') });
    });
    return files;
  }

  /** Takes in a table with its vectors. @returns its id; null where it was refused */
  async importPair(pair: CorpusPair): Promise<string | null> {
    const id = this.#ports.newId();
    const taken = await this.#work(id, 'importing', async (signal) => {
      const input = { id, ...pair, models: this.#ports.models() };
      await this.#call('importPair', input, { signal, onProgress: this.#report(id, 'importing') });
    });
    return taken ? id : null;
  }

  /** The nearest rows of a corpus. Throws WorkerError with the code of what went wrong. */
  search(
    id: string,
    request: CorpusSearchRequest,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<CorpusSearchAnswer> {
    return this.#call('search', { id, ...request }, options);
  }

  /** Models whose vectors of a corpus are whole and were made by the very files that would encode a query now. */
  answering(id: string): readonly CorpusModel[] {
    const summary = this.list?.find((corpus) => corpus.id === id);
    const stored = summary?.manifest.vectors.filter(({ model }) => summary.ready.includes(model.id)) ?? [];
    return this.#ports.models().filter((model) => stored.some((each) => sameModel(each.model, model)));
  }

  /** Whether every model that embeds here can answer: nothing is left to embed. */
  isEmbedded(id: string): boolean {
    return this.answering(id).length === this.#ports.models().length;
  }

  /** The rows nearest to a job title under each model that answers. Throws Error in words for the user. */
  async ask(id: string, title: string, k: number, signal: AbortSignal): Promise<CorpusSearchAnswer> {
    const models = this.answering(id);
    if (models.length === 0)
      throw new Error(
        'No model can answer yet: wait until the models are loaded, or embed the corpus first.',
      );
    const texts = [titleText({ title })];
    const encoded = await Promise.all(models.map((model) => this.#ports.encode(model.id, texts, { signal })));
    const queries = Object.fromEntries(models.map((model, place) => [model.id, encoded[place]!]));
    return this.search(id, { queries, k }, { signal });
  }

  /** Values of a filter with the number of their rows, the most frequent first. */
  filterValues(id: string, column: string): Promise<(readonly [value: string, rows: number])[]> {
    return this.#call('filterValues', { id, column });
  }

  /** Puts a problem away. */
  dismiss(): void {
    this.problem = null;
  }

  async #measure(id: string, signal: AbortSignal): Promise<void> {
    const models = this.#ports.models();
    const rows = await this.#rowsOf(id);
    this.work = { id, step: 'measuring', done: 0, total: models.length, ...NO_RATE };
    const starts = await this.#call('addModels', { id, models });
    await this.#call('stop', { id });
    const share = async (model: CorpusModel): Promise<ModelShare> => {
      const rowsLeft = rows - (starts[model.id] ?? 0);
      const end = Math.min(rows, MEASURED_ROWS + WARM_UP_ROWS);
      const texts = await this.#call('texts', { id, first: 0, end });
      await this.#ports.encode(model.id, texts.slice(0, WARM_UP_ROWS), { signal });
      const start = this.#ports.seconds();
      const measured = texts.length > WARM_UP_ROWS ? texts.slice(WARM_UP_ROWS) : texts;
      await this.#ports.encode(model.id, measured, { signal });
      const seconds = Math.max(this.#ports.seconds() - start, 0.001);
      return { model, rowsLeft, titlesPerSecond: measured.length / seconds };
    };
    // At the same time, as they will embed.
    const shares = await Promise.all(models.map(share));
    this.estimate = estimateOf(id, rows, shares, await this.#ports.roomBytes());
  }

  async #embedModel(
    id: string,
    model: CorpusModel,
    start: number,
    rows: number,
    advance: (by: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const textsOf = (first: number) =>
      this.#call('texts', { id, first, end: Math.min(rows, first + BATCH_ROWS) });
    let texts = start < rows ? await textsOf(start) : [];
    for (let first = start; first < rows; first += BATCH_ROWS) {
      signal.throwIfAborted();
      const following = first + BATCH_ROWS;
      // The next texts are read while these are encoded.
      const [vectors, next] = await Promise.all([
        this.#ports.encode(model.id, texts, { signal }),
        following < rows ? textsOf(following) : [],
      ]);
      const transfer = [vectors.buffer as ArrayBuffer];
      await this.#call('append', { id, model: model.id, first, vectors }, { transfer });
      advance(texts.length);
      texts = next;
    }
  }

  async #rowsOf(id: string): Promise<number> {
    const summary = (await this.#call('list', undefined)).find((corpus) => corpus.id === id);
    if (!summary) throw new Error('This corpus is not stored any more: another tab may have removed it.');
    if (!summary.manifest.complete) {
      const { name } = summary.manifest.source;
      throw new Error(`Reading ${name} was not finished. Choose the same file again to go on.`);
    }
    return summary.manifest.rows;
  }

  /** One piece of work at a time. @returns whether it came to its end */
  async #work(id: string, step: CorpusStep, work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    if (this.work) {
      this.problem = 'Another corpus is being worked on. Wait until that is done, or pause it.';
      return false;
    }
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.problem = null;
    this.work = { id, step, done: 0, total: 0, ...NO_RATE };
    try {
      await work(signal);
      return true;
    } catch (error) {
      if (!signal.aborted) this.problem = messageOf(error);
      await this.#call('stop', { id }).catch(() => undefined);
      return false;
    } finally {
      this.work = null;
      await this.refresh();
    }
  }

  #report(id: string, step: CorpusStep): (progress: CorpusProgress) => void {
    return ({ done, total }) => (this.work = { id, step, done, total, ...NO_RATE });
  }

  /** A worker that died is replaced at the next call; what was committed is in its files. */
  async #call<M extends Methods>(
    method: M,
    input: InputOf<CorpusService[M]>,
    options: CallOptions<ProgressOf<CorpusService[M]>> = {},
  ): Promise<OutputOf<CorpusService[M]>> {
    const remote = await (this.#remote ??= this.#start());
    return remote.call(method, input, options);
  }

  #start(): Promise<CorpusRemote> {
    const remote = this.#ports.launch();
    const started = remote.call('start', { deployment: this.#ports.deployment }).then(() => remote);
    const forget = () => {
      if (this.#remote === started) this.#remote = null;
    };
    started.catch(forget);
    void remote.crashed.then(forget);
    return started;
  }
}
