/** @file How long requests wait after one that failed, and when they give up: one clock for all, as an endpoint too busy for one is too busy for all. */
import type { Outcome } from './endpoint.ts';
import { backoff } from './waiting.ts';

/** Clock and chance: tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after that time, or at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** 0..1 */
  random(): number;
}

export interface PatienceSettings {
  /** Tries after the first, from 0. */
  readonly retries: number;
  /** An endpoint that asks to wait longer is not waited for. */
  readonly maxWaitMs: number;
}

export type Failure = Extract<Outcome, { kind: 'retry' }>;

/** What becomes of a request whose try failed, in words. */
export interface Verdict {
  readonly kind: 'again' | 'exhausted' | 'too-long';
  readonly message: string;
}

export class Patience {
  readonly #settings: PatienceSettings;
  readonly #clock: Clock;
  /** All requests wait until then. */
  #until = 0;

  constructor(settings: PatienceSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Resolves when requests may be sent again, or when the signal aborts. */
  async wait(signal: AbortSignal): Promise<void> {
    const left = () => this.#until - this.#clock.now();
    while (left() > 0 && !signal.aborted) await this.#clock.sleep(left(), signal);
  }

  /**
   * Decides after a failed try; where there is another one, all requests wait for it.
   * @param attempt tries of this request so far, from 1
   */
  judge({ problem, waitMs, advice }: Failure, attempt: number): Verdict {
    const { retries, maxWaitMs } = this.#settings;
    if (attempt > retries)
      return {
        kind: 'exhausted',
        message: `${attempt === 1 ? 'The only try failed' : `${attempt} tries failed, the last one so`}: ${problem}. ${advice}`,
      };
    const wait = waitMs ?? backoff(attempt, this.#clock.random());
    const until = this.#clock.now() + wait;
    if (wait > maxWaitMs) {
      const time = new Date(until).toISOString();
      return {
        kind: 'too-long',
        message: `${problem}. The endpoint asks to wait until ${time}: run the same command then.`,
      };
    }
    this.#until = Math.max(this.#until, until);
    return {
      kind: 'again',
      message: `${problem}; next try in ${(wait / 1000).toFixed(1)} s (${attempt} of ${retries})`,
    };
  }
}
