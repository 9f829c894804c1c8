/** @file One map in one worker: vectors come in, positions come out while they are made; it can be paused, given up, and measured. */
import { measureMap, type Measured } from '../../core/map/finish-maps.ts';
import type { MapSet } from '../../core/map/map-set.ts';
import { whatMoved, type Moved } from '../../core/map/moved.ts';
import type { Space } from '../../core/map/togetherness.ts';
import { TSNE_KERNELS } from '../../core/tsne/kernel-bytes.ts';
import { startPositions } from '../../core/tsne/principal-axes.ts';
import type { TsneSettings } from '../../core/tsne/schedule.ts';
import { compileKernels, Tsne, type TsneInput } from '../../core/tsne/tsne.ts';
import type { CallContext } from '../rpc/protocol.ts';

export interface MapRequest extends TsneInput {
  readonly settings?: Partial<TsneSettings>;
}

/** Told while a map is made: first how far the search for neighbours is, then the positions. */
export type MapProgress =
  | { readonly stage: 'neighbours'; readonly share: number }
  | {
      readonly stage: 'layout';
      readonly iteration: number;
      /** x and y by turns [2 * count]. */
      readonly positions: Float32Array;
    };

export interface FinishedMap {
  readonly iterations: number;
  readonly positions: Float64Array<ArrayBuffer>;
  /** Kullback-Leibler divergence, exact. */
  readonly divergence: number;
  /** Time spent on the map, pauses left out. */
  readonly seconds: number;
}

export interface MeasureRequest {
  readonly space: Space;
  readonly set: MapSet;
  /** Of the finished map. */
  readonly positions: Float64Array;
  /** Points that are measured, among all of them. */
  readonly points: readonly number[];
}

export interface CompareRequest {
  readonly before: Space;
  readonly after: Space;
  readonly set: MapSet;
  readonly points: readonly number[];
}

/** Milliseconds of work between two pictures: 20 a second, if the page can draw so many. */
const FRAME = 50;

export class MapService {
  readonly #modules = compileKernels(TSNE_KERNELS);
  #paused = false;
  /** Ends the wait of a pause. */
  #wake: () => void = () => undefined;
  /** Settles when the map before is finished or given up. */
  #before: Promise<unknown> = Promise.resolve();

  /**
   * Makes a map, after the one that is being made. A pause belongs to the map it was called for.
   * @throws RangeError for input that cannot be mapped; the signal's reason when given up
   */
  run(request: MapRequest, context: CallContext<MapProgress>): Promise<FinishedMap> {
    const mine = this.#before.then(() => this.#make(request, context));
    this.#before = mine.catch(() => undefined);
    return mine;
  }

  /** Where maps of these vectors, and of others of the same titles, may start: their principal axes. */
  start({ vectors, dimension }: TsneInput): Float64Array {
    return startPositions(vectors, dimension);
  }

  /** What the picture cannot say: seconds of work for thousands of titles. */
  measure({ space, set, positions, points }: MeasureRequest): Measured {
    return measureMap(space, set, positions, points);
  }

  /** What the second space moved. */
  compare({ before, after, set, points }: CompareRequest): Moved {
    return whatMoved(before, after, set, { measured: points });
  }

  /** Stops after the picture under way, until `resume`. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#wake();
  }

  async #make({ settings, ...input }: MapRequest, context: CallContext<MapProgress>): Promise<FinishedMap> {
    const { signal, progress, transfer } = context;
    signal.throwIfAborted();
    this.resume();
    try {
      const clock = new Clock();
      const preparing = Tsne.prepare(this.#modules, input, settings);
      let step = preparing.next();
      for (; !step.done; step = preparing.next()) {
        progress({ stage: 'neighbours', share: step.value });
        await clock.without(this.#turn(signal));
      }
      const map = step.value;
      while (!map.done) {
        work(map);
        progress({
          stage: 'layout',
          iteration: map.iteration,
          positions: Float32Array.from(map.positions()),
        });
        await clock.without(this.#turn(signal));
      }
      const positions = map.positions();
      transfer(positions.buffer);
      const divergence = map.divergence();
      return { iterations: map.iteration, positions, divergence, seconds: clock.seconds() };
    } finally {
      this.resume();
    }
  }

  /** A turn of the message queue, which lets a pause or an abort in; in a pause it lasts until `resume` or the abort. */
  async #turn(signal: AbortSignal): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 0));
    while (this.#paused && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    signal.throwIfAborted();
  }
}

/** Counts the time of work, not that of waiting. */
class Clock {
  #started = performance.now();
  #spent = 0;

  async without(waiting: Promise<void>): Promise<void> {
    this.#spent += performance.now() - this.#started;
    await waiting;
    this.#started = performance.now();
  }

  seconds(): number {
    return (this.#spent + performance.now() - this.#started) / 1000;
  }
}

/** Steps for the time of one picture. */
function work(map: Tsne): void {
  const until = performance.now() + FRAME;
  while (!map.done && performance.now() < until) map.step(1);
}
