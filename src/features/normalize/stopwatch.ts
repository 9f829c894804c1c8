/** @file Seconds of work, pauses left out. */

export class Stopwatch {
  readonly #now: () => number;
  #seconds = 0;
  #since: number | null = null;

  /** @param now seconds of a clock that never goes back */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** So far, whether it runs or stands. */
  get seconds(): number {
    return this.#seconds + (this.#since === null ? 0 : this.#now() - this.#since);
  }

  /** Goes on; nothing changes where it runs. */
  start(): void {
    this.#since ??= this.#now();
  }

  stop(): void {
    this.#seconds = this.seconds;
    this.#since = null;
  }

  clear(): void {
    this.#seconds = 0;
    this.#since = null;
  }
}
