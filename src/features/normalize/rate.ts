/** @file How fast a long job goes, over the last seconds. */

/** Seconds of the past that count: short enough to follow a change, long enough not to jump. */
const WINDOW_SECONDS = 10;

export class RateMeter {
  #samples: { readonly seconds: number; readonly done: number }[] = [];

  /** @param seconds of any clock that never goes back; @param done of the whole job, never falling */
  record(seconds: number, done: number): void {
    this.#samples.push({ seconds, done });
    // The last one before the window stays: the rate spans the whole of it.
    while (this.#samples.length > 2 && this.#samples[1]!.seconds <= seconds - WINDOW_SECONDS)
      this.#samples.shift();
  }

  /** After a pause: the time in which nothing was to be done does not count. */
  clear(): void {
    this.#samples = [];
  }

  /** A second; null before two samples at different times. */
  get perSecond(): number | null {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (!first || !last || last.seconds <= first.seconds) return null;
    return (last.done - first.done) / (last.seconds - first.seconds);
  }

  /** Until `total` are done at this rate; null where the rate is not known or nothing moves. */
  secondsLeft(total: number): number | null {
    const { perSecond } = this;
    const last = this.#samples.at(-1);
    return perSecond && last ? (total - last.done) / perSecond : null;
  }
}
