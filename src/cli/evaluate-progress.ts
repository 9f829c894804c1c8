/** @file Progress of steps that call back without waiting. */
import type { Progress } from './progress.ts';

/** Pictures follow each other in order; a new name begins a new bar. */
export class StepProgress {
  readonly #progress: Progress;
  #step = '';
  #shown: Promise<void> = Promise.resolve();
  #waiting: number | null = null;

  constructor(progress: Progress) {
    this.#progress = progress;
  }

  /** Of pictures that come faster than they can be shown, the last one is. */
  update(step: string, unit: string, done: number, total: number): void {
    if (step !== this.#step) {
      this.#step = step;
      this.#shown = this.#shown.then(() => this.#progress.start(step, unit, total));
    }
    const waits = this.#waiting !== null;
    this.#waiting = done;
    if (waits) return;
    this.#shown = this.#shown.then(() => {
      const latest = this.#waiting ?? done;
      this.#waiting = null;
      return this.#progress.update(latest);
    });
  }

  /** Ends the bar once all that was said is shown. */
  async end(): Promise<void> {
    await this.#shown;
    await this.#progress.end();
  }
}
