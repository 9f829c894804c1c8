/** @file Where the time of coding goes, stage by stage. */

/** Seconds of work in each stage of coding titles; those of workers side by side are added up. */
export interface StageSeconds {
  /** Titles taken apart, and the reasons of those without a job. */
  readonly clean: number;
  /** Vectors of the clean titles. */
  readonly encode: number;
  /** Nearest known titles and the chances of their codes. */
  readonly coder: number;
  /** Job level and job area. */
  readonly heads: number;
  /** Results committed to what keeps them. */
  readonly keep: number;
}

export type Stage = keyof StageSeconds;

/** In the order in which a title goes through them. */
export const STAGES: readonly Stage[] = ['clean', 'encode', 'coder', 'heads', 'keep'];

export const NO_SECONDS: StageSeconds = { clean: 0, encode: 0, coder: 0, heads: 0, keep: 0 };

/** The seconds of two pieces of work together. */
export function addedSeconds(one: StageSeconds, other: Partial<StageSeconds>): StageSeconds {
  const sum = { ...one };
  for (const stage of STAGES) sum[stage] += other[stage] ?? 0;
  return sum;
}

/** Adds up what passes between the starts and the ends of stages. */
export class StageClock {
  readonly #now: () => number;
  #seconds = NO_SECONDS;

  /** @param now seconds of a clock that never goes back; without one nothing is measured */
  constructor(now: () => number = () => 0) {
    this.#now = now;
  }

  get seconds(): StageSeconds {
    return this.#seconds;
  }

  /** Begins a stage. @returns ends it; to be called once */
  start(stage: Stage): () => void {
    const since = this.#now();
    return () => (this.#seconds = addedSeconds(this.#seconds, { [stage]: this.#now() - since }));
  }
}
