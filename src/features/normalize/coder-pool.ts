/** @file One coder or several, each in a worker of its own: a batch stays with the one that took its titles apart. */

/** How many encoders keep one coder busy: it looks a title up faster than they encode it. */
const ENCODERS_A_CODER = 4;
/** Each holds the vectors of all known titles (13 MB) and the indexes made of them. */
const MOST_CODERS = 2;

/** One coder for each four encoders, two at most. @param encoders 1 or more */
export function coderCount(encoders: number): number {
  return Math.min(MOST_CODERS, Math.ceil(encoders / ENCODERS_A_CODER));
}

/** What is needed of a coder that has started. */
export interface PooledCoder {
  /** Settles when its worker has died by itself. */
  readonly crashed: Promise<unknown>;
}

interface Place<Coder> {
  starting: Promise<Coder> | null;
  /** Under way. */
  batches: number;
}

export class CoderPool<Coder extends PooledCoder> {
  readonly #places: readonly Place<Coder>[];
  readonly #start: () => Promise<Coder>;

  /** @param start starts one more coder; a coder that died is replaced by the next call */
  constructor(count: number, start: () => Promise<Coder>) {
    this.#places = Array.from({ length: count }, () => ({ starting: null, batches: 0 }));
    this.#start = start;
  }

  /** Starts all of them; at once where they run. */
  async start(): Promise<void> {
    await Promise.all(this.#places.map((place) => this.#coderAt(place)));
  }

  /** Works with the coder that has the fewest batches; `work` may ask it several times. */
  async use<T>(work: (coder: Coder) => Promise<T>): Promise<T> {
    const place = this.#places.reduce((least, each) => (each.batches < least.batches ? each : least));
    place.batches++;
    try {
      return await work(await this.#coderAt(place));
    } finally {
      place.batches--;
    }
  }

  /** Ends all of them; the next call starts new ones. Work under way fails. */
  stop(end: (coder: Coder) => void): void {
    for (const place of this.#places) {
      place.starting?.then(end, () => undefined);
      place.starting = null;
    }
  }

  #coderAt(place: Place<Coder>): Promise<Coder> {
    if (place.starting) return place.starting;
    const starting = this.#start();
    const forget = () => {
      if (place.starting === starting) place.starting = null;
    };
    place.starting = starting;
    starting.then((coder) => void coder.crashed.then(forget), forget);
    return starting;
  }
}
