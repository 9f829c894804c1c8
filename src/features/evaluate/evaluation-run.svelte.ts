/** @file One measure: the queries are chosen, then one contender after the other ranks the corpus for them. */
import type { ContenderFacts, TaskIdentity } from '../../core/evaluation/types.ts';
import { messageOf } from '../../core/message-of.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import type { MeasureProgress, SetFacts } from '../../workers/evaluation/evaluation-service.ts';
import type { VectorRequest } from '../../workers/evaluation/page-vectors.ts';
import { WORKER_CRASHED } from '../../workers/rpc/protocol.ts';
import { RateMeter } from '../normalize/rate.ts';
import type { Runner } from './contenders.svelte.ts';
import type { EvaluationWorker } from './evaluation-worker.ts';
import type { EvaluatePorts, OpenModel } from './ports.ts';

/** Of the draw of a sample: the same sample each time. */
export const SAMPLE_SEED = 1;

export type RunStep = 'choosing' | 'starting' | 'corpus' | 'queries';
export type RunEnd = 'none' | 'done' | 'stopped';

/** A contender that could not be measured. */
export interface Failure {
  readonly name: string;
  readonly problem: string;
}

export interface MeasureInput {
  readonly set: SetFacts;
  readonly runners: readonly Runner[];
  /** Null for all queries. */
  readonly limit: number | null;
}

type RunPorts = Pick<EvaluatePorts, 'openModel' | 'machine' | 'now' | 'date'>;

export class EvaluationRun {
  step = $state<RunStep>('choosing');
  end = $state<RunEnd>('none');
  /** Name of the contender that is measured. */
  current = $state('');
  /** Texts and queries of all contenders. */
  done = $state(0);
  total = $state(0);
  /** A second. */
  rate = $state<number | null>(null);
  secondsLeft = $state<number | null>(null);
  failures = $state.raw<readonly Failure[]>([]);
  /** Contenders measured to the end. */
  measured = $state(0);
  /** Of the last measure; null before one. */
  identity = $state.raw<TaskIdentity | null>(null);
  readonly task = new LatestTask();
  readonly #worker: EvaluationWorker;
  readonly #ports: RunPorts;

  constructor(worker: EvaluationWorker, ports: RunPorts) {
    this.#worker = worker;
    this.#ports = ports;
  }

  /** Measures; whoever fails is left out and named. What was measured stands in the worker, also after a cancel. */
  async measure(input: MeasureInput): Promise<void> {
    this.end = 'none';
    this.step = 'choosing';
    this.failures = [];
    this.identity = null;
    this.done = this.total = this.measured = 0;
    this.rate = this.secondsLeft = null;
    await this.task.run(
      (signal) => this.#measureAll(input, signal),
      () => (this.end = 'done'),
    );
  }

  /** Stops; contenders that were measured to the end stay. */
  cancel(): void {
    if (!this.task.busy) return;
    this.task.forget();
    this.end = 'stopped';
  }

  /** Another set. */
  forget(): void {
    this.task.forget();
    this.end = 'none';
    this.identity = null;
    this.failures = [];
    this.measured = 0;
  }

  async #measureAll({ set, runners, limit }: MeasureInput, signal: AbortSignal): Promise<void> {
    const { remote } = this.#worker;
    const identity = await remote.call(
      'plan',
      { limit, seed: SAMPLE_SEED },
      {
        signal,
        onProgress: ({ done, total }) => this.#show('choosing', done, total),
      },
    );
    signal.throwIfAborted();
    this.identity = identity;
    const queries = identity.sample?.queries ?? identity.queries;
    const sizes = runners.map(({ kind }) => (kind === 'model' ? set.distinct : 0) + queries);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    let before = 0;
    for (const [at, runner] of runners.entries()) {
      this.current = runner.name;
      const texts = sizes[at]! - queries;
      await this.#measureOne(runner, this.#progressOf(before, texts, total), signal);
      before += sizes[at]!;
    }
  }

  /** Shows the progress of one contender as that of the whole. */
  #progressOf(before: number, texts: number, total: number): (progress: MeasureProgress) => void {
    const meter = new RateMeter();
    meter.record(this.#ports.now(), before);
    return (progress) => {
      if (progress.kind !== 'step') return;
      const { step, done } = progress;
      const within = step === 'corpus' ? Math.min(done, texts) : texts + done;
      meter.record(this.#ports.now(), before + within);
      this.#show(step, before + within, total);
      this.rate = meter.perSecond;
      this.secondsLeft = meter.secondsLeft(total);
    };
  }

  #show(step: RunStep, done: number, total: number): void {
    this.step = step;
    this.done = done;
    this.total = total;
  }

  /** @throws the signal's reason; WorkerError where the worker has died */
  async #measureOne(
    runner: Runner,
    onProgress: (progress: MeasureProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      if (runner.kind === 'model') await this.#measureModel(runner, onProgress, signal);
      else {
        const input = { id: runner.id, machine: this.#ports.machine, date: this.#ports.date() };
        await this.#worker.remote.call('measureLexical', input, { signal, onProgress });
      }
      this.measured += 1;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Error && 'code' in error && error.code === WORKER_CRASHED) throw error;
      this.failures = [...this.failures, { name: runner.name, problem: messageOf(error) }];
    }
  }

  async #measureModel(
    { id, name }: { readonly id: string; readonly name: string },
    onProgress: (progress: MeasureProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    this.step = 'starting';
    const model = await this.#ports.openModel(id, { signal, helpers: true });
    const { dimension, normalise, key, batch } = model;
    const facts: ContenderFacts = {
      ...model.facts,
      ...{ machine: this.#ports.machine, date: this.#ports.date(), counts: {} },
    };
    const identity = { id, label: name, kind: 'encoder' } as const;
    const encoder = { identity, dimension, normalise, model: key, batch };
    // Where the page cannot encode, the worker waits no longer.
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    try {
      await this.#worker.remote.call(
        'measureEncoder',
        { encoder, facts },
        {
          signal: either,
          onProgress: (progress) => {
            if (progress.kind === 'step') onProgress(progress);
            else this.#answer(model, progress, either).catch((error: unknown) => failed.abort(error));
          },
        },
      );
    } finally {
      model.close();
    }
  }

  async #answer(
    model: OpenModel,
    { request, texts, role }: VectorRequest,
    signal: AbortSignal,
  ): Promise<void> {
    const vectors = await model.encode(texts, role, signal);
    // Vectors of whole buffers are handed over; a part of one is copied.
    const { buffer } = vectors;
    const transfer = buffer.byteLength === vectors.byteLength ? [buffer as ArrayBuffer] : [];
    await this.#worker.remote.call('answer', { request, vectors }, { signal, transfer });
  }
}
