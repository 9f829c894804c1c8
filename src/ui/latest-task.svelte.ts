/** @file One piece of work at a time, the latest one asked for: an older one is aborted and says nothing any more. */
import { messageOf } from '../core/message-of.ts';

export class LatestTask {
  busy = $state(false);
  /** Why the latest one failed, in words for the user. */
  problem = $state<string | null>(null);
  #abort = new AbortController();

  /** Runs `work`, which hands over its result by `done`: not called for work that was given up meanwhile. */
  async run<T>(work: (signal: AbortSignal) => Promise<T>, done: (result: T) => void): Promise<void> {
    this.forget();
    const { signal } = this.#abort;
    this.busy = true;
    try {
      const result = await work(signal);
      signal.throwIfAborted();
      done(result);
    } catch (error) {
      if (!signal.aborted) this.problem = messageOf(error);
    } finally {
      if (!signal.aborted) this.busy = false;
    }
  }

  /** Gives up what is under way. */
  forget(): void {
    this.#abort.abort(new DOMException('Something else was asked for.', 'AbortError'));
    this.#abort = new AbortController();
    this.busy = false;
    this.problem = null;
  }
}
