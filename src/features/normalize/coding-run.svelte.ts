/** @file Codes the distinct titles of a file in batches; each batch is committed, and a run goes on from there. */
import { codedKey } from '../../core/coding/description.ts';
import type { DeviceComparison } from '../../core/coding/output/run-record.ts';
import { addedSeconds, NO_SECONDS, type StageSeconds } from '../../core/coding/stage-clock.ts';
import type { CodedTitle } from '../../core/coding/types.ts';
import type { Device } from '../../core/formats/manifest.ts';
import { messageOf } from '../../core/message-of.ts';
import { StoreError } from '../../store/errors.ts';
import type { CodedBatch } from '../../workers/coding/coding-service.ts';
import { codeBatches } from './code-batches.ts';
import { compareDevices } from './device-comparison.ts';
import type { DistinctTitles } from './distinct-titles.ts';
import type { CodingTools, KeptResults, LoadProgress } from './ports.ts';
import { RateMeter } from './rate.ts';
import { Stopwatch } from './stopwatch.ts';

export type CodingPhase = 'idle' | 'loading' | 'running' | 'paused' | 'done' | 'failed';

/** Least time between two changes of what is shown of the results. */
const SHOWN_SECONDS = 2;

export interface RunOptions {
  /** Where titles are encoded; WASM if absent. */
  readonly device?: Device;
  /** The one at which answers of two devices are compared; asked for when the models are here. */
  readonly threshold?: () => number;
}

export class CodingRun {
  phase = $state<CodingPhase>('idle');
  /** Distinct titles that are coded. */
  done = $state(0);
  total = $state(0);
  /** Titles a second, over the last seconds; null while it is not known. */
  rate = $state<number | null>(null);
  secondsLeft = $state<number | null>(null);
  /** Of what has to be downloaded first. */
  loading = $state.raw<LoadProgress | null>(null);
  problem = $state<string | null>(null);
  /** Why nothing is kept any more; the run goes on without. */
  storeProblem = $state<string | null>(null);
  /** Of the results: those of one device are never mixed with those of another. */
  device = $state<Device>('wasm');
  /** What the GPU changes in a sample of the titles; null on WASM. */
  comparison = $state.raw<DeviceComparison | null>(null);
  /** While the sample is coded on both devices. */
  comparing = $state(false);
  /** Where the time of this visit went, added up over the workers. */
  stageSeconds = $state.raw<StageSeconds>(NO_SECONDS);
  /** Counts changes of the results. */
  version = $state(0);
  /** By id of the distinct title. Not reactive by itself: whoever shows it reads `version` too. */
  #results: (CodedTitle | null)[] = [];
  readonly #tools: CodingTools;
  readonly #now: () => number;
  readonly #watch: Stopwatch;
  #meter = new RateMeter();
  #abort = new AbortController();
  #goOn: { readonly promise: Promise<void>; readonly resolve: () => void } | null = null;
  #kept: KeptResults | null = null;
  /** Whose results these are. */
  #distinct: DistinctTitles | null = null;
  /** When the results were last shown, in seconds. */
  #shown = 0;
  /** Titles whose results were kept from an earlier visit. */
  takenOver = 0;

  /** @param now seconds of a clock that never goes back */
  constructor(tools: CodingTools, now: () => number = () => performance.now() / 1000) {
    this.#tools = tools;
    this.#now = now;
    this.#watch = new Stopwatch(now);
  }

  /** Seconds of coding in this visit, without loading and pauses. */
  get seconds(): number {
    return this.#watch.seconds;
  }

  /** Under way, or waiting to go on. */
  get active(): boolean {
    return this.phase === 'loading' || this.phase === 'running' || this.phase === 'paused';
  }

  /** The result of a distinct title, null where there is none yet. */
  at(id: number): CodedTitle | null {
    return this.version >= 0 ? (this.#results[id] ?? null) : null;
  }

  /**
   * Codes what is not coded yet, titles of many rows first. A run that was under way is given up.
   * @param openKept called once the models are here, with what was coded by the same ones before, on the same device
   */
  async start(
    distinct: DistinctTitles,
    openKept: (signal: AbortSignal) => Promise<KeptResults>,
    { device = 'wasm', threshold = () => this.#tools.facts().threshold }: RunOptions = {},
  ): Promise<void> {
    this.cancel();
    const { signal } = (this.#abort = new AbortController());
    this.phase = 'loading';
    this.problem = this.storeProblem = null;
    this.total = distinct.titles.length;
    try {
      await this.#tools.start(
        (progress) => {
          if (!signal.aborted) this.loading = progress;
        },
        { signal, device },
      );
      signal.throwIfAborted();
      this.loading = null;
      this.#begin(distinct, device);
      await this.#takeKept(distinct, openKept, signal);
      if (device !== 'wasm') await this.#compare(distinct, threshold, signal);
      this.phase = 'running';
      this.#watch.start();
      await this.#codeAll(distinct, signal);
      this.phase = 'done';
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    } finally {
      this.version++;
      if (this.#abort.signal === signal) {
        // The other batches of a failed run end too.
        this.#abort.abort();
        this.#watch.stop();
        this.rate = this.secondsLeft = this.loading = null;
        this.comparing = false;
      }
    }
  }

  /** Ends the batches under way, and begins no other. */
  pause(): void {
    if (this.phase !== 'running') return;
    this.phase = 'paused';
    this.#watch.stop();
    this.version++;
    let resolve: () => void = () => undefined;
    this.#goOn = { promise: new Promise((done) => (resolve = done)), resolve: () => resolve() };
    this.rate = this.secondsLeft = null;
  }

  resume(): void {
    if (this.phase !== 'paused') return;
    this.phase = 'running';
    this.#watch.start();
    this.#meter.clear();
    this.#goOn?.resolve();
    this.#goOn = null;
  }

  /** Gives the run up; what is coded stays, and `start` goes on from there. */
  cancel(): void {
    this.#abort.abort(new DOMException('The run was cancelled.', 'AbortError'));
    this.#goOn?.resolve();
    this.#goOn = null;
    this.#watch.stop();
    if (this.active) this.phase = 'idle';
    this.comparing = false;
    this.rate = this.secondsLeft = this.loading = null;
  }

  /** Gives the run up, and its results. */
  clear(): void {
    this.cancel();
    this.#results = [];
    this.#kept = this.#distinct = this.comparison = null;
    this.done = this.total = this.takenOver = 0;
    this.#watch.clear();
    this.stageSeconds = NO_SECONDS;
    this.phase = 'idle';
    this.problem = this.storeProblem = null;
    this.version++;
  }

  /** A run that goes on keeps what it has, for it may be stored nowhere else; other titles or another device begin anew. */
  #begin(distinct: DistinctTitles, device: Device): void {
    if (!this.#distinct?.hasTitlesOf(distinct) || this.device !== device) {
      this.#results = Array.from(distinct.titles, () => null);
      this.done = this.takenOver = 0;
      this.#watch.clear();
      this.stageSeconds = NO_SECONDS;
      this.comparison = null;
      this.version++;
    }
    this.#distinct = distinct;
    this.device = device;
  }

  async #compare(distinct: DistinctTitles, threshold: () => number, signal: AbortSignal): Promise<void> {
    if (this.comparison) return;
    this.comparing = true;
    const titles = distinct.titles.map((_, id) => distinct.inputAt(id));
    const comparison = await compareDevices(this.#tools, titles, { threshold: threshold(), signal });
    signal.throwIfAborted();
    this.comparison = comparison;
    this.comparing = false;
  }

  async #takeKept(
    distinct: DistinctTitles,
    openKept: (signal: AbortSignal) => Promise<KeptResults>,
    signal: AbortSignal,
  ): Promise<void> {
    const before = this.done;
    try {
      this.#kept = await openKept(signal);
      signal.throwIfAborted();
      for await (const results of this.#kept.results()) {
        signal.throwIfAborted();
        this.#take(distinct, results);
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof StoreError)) throw error;
      this.#keepNothing(error);
    }
    this.takenOver += this.done - before;
  }

  async #keep(results: readonly CodedTitle[], signal: AbortSignal): Promise<void> {
    const since = this.#now();
    try {
      await this.#kept?.append(results);
      this.stageSeconds = addedSeconds(this.stageSeconds, { keep: this.#now() - since });
    } catch (error) {
      // Given up, and perhaps forgotten.
      signal.throwIfAborted();
      if (!(error instanceof StoreError)) throw error;
      this.#keepNothing(error);
    }
  }

  #keepNothing(error: StoreError): void {
    this.#kept = null;
    this.storeProblem = error.message;
  }

  #take(distinct: DistinctTitles, results: readonly CodedTitle[]): void {
    for (const result of results) {
      const id = distinct.idOf(codedKey(result));
      // The file was read otherwise before: another encoding.
      if (id === undefined) continue;
      if (!this.#results[id]) this.done++;
      this.#results[id] = result;
    }
    // Whatever is shown of all titles is made anew then, on the cores that encode.
    const now = this.#now();
    if (now - this.#shown < SHOWN_SECONDS) return;
    this.#shown = now;
    this.version++;
  }

  async #codeAll(distinct: DistinctTitles, signal: AbortSignal): Promise<void> {
    const waiting = distinct.byRows().filter((id) => !this.#results[id]);
    this.#meter = new RateMeter();
    this.#meter.record(this.#now(), this.done);
    const titles = waiting.map((id) => distinct.inputAt(id));
    await codeBatches(titles, {
      ...{ tools: this.#tools, device: this.device, signal },
      goOn: () => this.#goOn?.promise ?? null,
      take: async ({ coded, seconds }: CodedBatch) => {
        this.stageSeconds = addedSeconds(this.stageSeconds, seconds);
        await this.#keep(coded, signal);
        signal.throwIfAborted();
        this.#take(distinct, coded);
        this.#measure();
      },
    });
  }

  #measure(): void {
    if (this.phase === 'paused') return;
    this.#meter.record(this.#now(), this.done);
    this.rate = this.#meter.perSecond;
    this.secondsLeft = this.#meter.secondsLeft(this.total);
  }

  #fail(error: unknown): void {
    this.phase = 'failed';
    const kept = this.done > 0 ? ' What is coded so far is still here.' : '';
    this.problem = `${messageOf(error).replace(/[.\s]*$/u, '.')}${kept}`;
  }
}
