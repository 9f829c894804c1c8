/** @file How long a measure will take: each model encodes a few texts of the set, and the rest is reckoned from that. */
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import type { SetFacts } from '../../workers/evaluation/evaluation-service.ts';
import type { EvaluationWorker } from './evaluation-worker.ts';
import type { EvaluatePorts } from './ports.ts';

/** What is known of one model on one set. */
export interface Speed {
  /** Of one worker, a text. */
  readonly seconds: number;
  /** Texts of the corpus without a vector. */
  readonly missing: number;
  /** See `OpenModel.key`. */
  readonly key: string;
}

/** Seconds that the models take for a number of queries; `workers` share the corpus, and queries go one by one. */
export function secondsFor(
  speeds: readonly Pick<Speed, 'seconds' | 'missing'>[],
  queries: number,
  workers: number,
): number {
  return speeds.reduce((sum, { seconds, missing }) => sum + seconds * (missing / workers + queries), 0);
}

export class Estimate {
  /** By model; what was found out for another set is not here. */
  speeds = $state.raw<ReadonlyMap<string, Speed>>(new Map());
  readonly task = new LatestTask();
  readonly #worker: EvaluationWorker;
  readonly #ports: Pick<EvaluatePorts, 'openModel' | 'workers' | 'now'>;

  constructor(worker: EvaluationWorker, ports: Pick<EvaluatePorts, 'openModel' | 'workers' | 'now'>) {
    this.#worker = worker;
    this.#ports = ports;
  }

  /** Seconds for so many queries; null while a model's speed is not known. */
  seconds(models: readonly string[], queries: number): number | null {
    const speeds = models.map((id) => this.speeds.get(id));
    if (speeds.includes(undefined)) return null;
    return secondsFor(speeds as Speed[], queries, this.#ports.workers);
  }

  /** Finds out what is not known yet. */
  async look(set: SetFacts, models: readonly string[]): Promise<void> {
    await this.task.run(
      async (signal) => {
        for (const id of models) {
          if (this.speeds.has(id)) continue;
          const speed = await this.#probe(id, set, signal);
          signal.throwIfAborted();
          this.speeds = new Map([...this.speeds, [id, speed]]);
        }
      },
      () => undefined,
    );
  }

  /** After a measure: vectors of the corpus are there now. Models that are being timed are not disturbed. */
  async refresh({ distinct }: SetFacts): Promise<void> {
    const known = [...this.speeds];
    const models = known.map(([, { key }]) => key);
    const kept = await this.#worker.remote.call('kept', { models }).catch(() => null);
    if (!kept) return; // The worker has died, which is said elsewhere, or the set was changed.
    const fresh = known.flatMap(([id, speed], at) =>
      this.speeds.get(id) === speed ? [[id, { ...speed, missing: distinct - kept[at]! }] as const] : [],
    );
    this.speeds = new Map([...this.speeds, ...fresh]);
  }

  forget(): void {
    this.task.forget();
    this.speeds = new Map();
  }

  async #probe(id: string, { probe, distinct }: SetFacts, signal: AbortSignal): Promise<Speed> {
    const { now } = this.#ports;
    const model = await this.#ports.openModel(id, { signal, helpers: false });
    try {
      const [kept] = await this.#worker.remote.call('kept', { models: [model.key] }, { signal });
      const begun = now();
      await model.encode(probe, 'document', signal);
      return { seconds: (now() - begun) / probe.length, missing: distinct - kept!, key: model.key };
    } finally {
      model.close();
    }
  }
}
