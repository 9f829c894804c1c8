/** @file Progress of a set of files in bytes, with a smoothed rate and the time left. */

/**
 * - `queued`: another download of this tab goes first
 * - `waiting`: another tab downloads; the file will be there when it is done
 * - `downloading`: bytes are coming, or being checked
 * - `done`: all files of the set are stored
 */
export type Phase = 'queued' | 'waiting' | 'downloading' | 'done';

export interface Progress {
  /** The file in work; the last one when done. */
  readonly path: string;
  readonly phase: Phase;
  /** Of the whole set, what was stored before included. Falls back to the last good shard when one has to be fetched again. */
  readonly receivedBytes: number;
  /** Of the whole set; a shard that two files share counts once. */
  readonly totalBytes: number;
  /** Smoothed over about 3 seconds; 0 until it can be known. */
  readonly bytesPerSecond: number;
  readonly secondsLeft: number | null;
}

/** Time constant of the exponential smoothing, in seconds. */
const SMOOTHING_SECONDS = 3;
/** Chunks arrive in bursts: a rate over less time than this says nothing. */
const SAMPLE_MILLISECONDS = 250;
const REPORT_MILLISECONDS = 100;

/** Adds up shards and part of one, and calls `report` at each change of phase or file and otherwise at most ten times a second. */
export class ProgressMeter {
  readonly #total: number;
  readonly #report: ((progress: Progress) => void) | undefined;
  readonly #now: () => number;
  readonly #counted = new Set<string>();
  #stored = 0;
  #partial = 0;
  #path = '';
  #phase: Phase = 'queued';
  #rate = 0;
  #sampleStart: number;
  #sampleBytes = 0;
  #lastReport = -Infinity;

  constructor(total: number, report: ((progress: Progress) => void) | undefined, now: () => number) {
    this.#total = total;
    this.#report = report;
    this.#now = now;
    this.#sampleStart = now();
  }

  /** A shard is stored, whoever fetched it. Repeated calls for the same shard count once. */
  stored(sha256: string, bytes: number): void {
    if (this.#counted.has(sha256)) return;
    this.#counted.add(sha256);
    this.#stored += bytes;
    this.#partial = 0;
    this.#emit(false);
  }

  /** `received` bytes of the shard in work have come so far (0 when it starts, or starts again). */
  partial(received: number): void {
    this.#sample(received - this.#partial);
    this.#partial = received;
    this.#emit(false);
  }

  enter(phase: Phase, path: string): void {
    if (phase === this.#phase && path === this.#path) return;
    if (phase === 'downloading' && this.#phase !== 'downloading') {
      this.#sampleStart = this.#now();
      this.#sampleBytes = 0;
    }
    this.#phase = phase;
    this.#path = path;
    this.#emit(true);
  }

  #sample(bytes: number): void {
    if (bytes > 0) this.#sampleBytes += bytes;
    const elapsed = this.#now() - this.#sampleStart;
    if (elapsed < SAMPLE_MILLISECONDS) return;
    const rate = (this.#sampleBytes * 1000) / elapsed;
    const weight = this.#rate === 0 ? 1 : 1 - Math.exp(-elapsed / 1000 / SMOOTHING_SECONDS);
    this.#rate += weight * (rate - this.#rate);
    this.#sampleStart += elapsed;
    this.#sampleBytes = 0;
  }

  #emit(always: boolean): void {
    if (!this.#report || (!always && this.#now() - this.#lastReport < REPORT_MILLISECONDS)) return;
    this.#lastReport = this.#now();
    const receivedBytes = this.#stored + this.#partial;
    const left = this.#total - receivedBytes;
    const known = this.#phase === 'done' || (this.#phase === 'downloading' && this.#rate > 0);
    this.#report({
      path: this.#path,
      phase: this.#phase,
      receivedBytes,
      totalBytes: this.#total,
      bytesPerSecond: this.#rate,
      secondsLeft: known ? (left === 0 ? 0 : left / this.#rate) : null,
    });
  }
}
