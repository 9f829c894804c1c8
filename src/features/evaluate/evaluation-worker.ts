/** @file The worker that measures: started when it is wanted, and started anew after it died. */
import type { EvaluationRemote } from '../../workers/evaluation/launch.ts';

export class EvaluationWorker {
  readonly #launch: () => EvaluationRemote;
  /** Called when the worker has died: what it held is gone. */
  onlost: () => void = () => undefined;
  #remote: EvaluationRemote | null = null;

  constructor(launch: () => EvaluationRemote) {
    this.#launch = launch;
  }

  /** @throws Error while the page may not start workers */
  get remote(): EvaluationRemote {
    if (this.#remote) return this.#remote;
    const remote = this.#launch();
    this.#remote = remote;
    void remote.crashed.then(() => {
      if (this.#remote !== remote) return;
      this.#remote = null;
      this.onlost();
    });
    return remote;
  }
}
