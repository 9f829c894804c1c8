/** @file One map in one worker: vectors come in, positions come out while they are made; it can be paused and given up. */
import { TSNE_KERNEL } from '../../core/tsne/kernel-bytes.ts';
import type { TsneSettings } from '../../core/tsne/schedule.ts';
import { Tsne, type TsneInput } from '../../core/tsne/tsne.ts';
import { compileKernel } from '../../core/tsne/wasm-kernel.ts';
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

/** Milliseconds of work between two pictures: 20 a second, if the page can draw so many. */
const FRAME = 50;

export class MapService {
  readonly #module = compileKernel(TSNE_KERNEL);
  /** Settled while the map may go on; pending in a pause. */
  #gate: Promise<void> = Promise.resolve();
  #open: () => void = () => undefined;

  /** Makes a map; one at a time. @throws RangeError for input that cannot be mapped; the signal's reason when given up */
  async run(
    { settings, ...input }: MapRequest,
    { signal, progress, transfer }: CallContext<MapProgress>,
  ): Promise<FinishedMap> {
    let started = performance.now();
    let spent = 0;
    const givenUp = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    const map = new Tsne(this.#module, input, settings, (share) => progress({ stage: 'neighbours', share }));
    while (!map.done) {
      work(map);
      progress({ stage: 'layout', iteration: map.iteration, positions: Float32Array.from(map.positions()) });
      spent += performance.now() - started;
      // A turn of the message queue lets a pause or an abort in.
      await new Promise((resolve) => setTimeout(resolve, 0));
      await Promise.race([this.#gate, givenUp]);
      signal.throwIfAborted();
      started = performance.now();
    }
    const positions = map.positions();
    transfer(positions.buffer);
    return { iterations: map.iteration, positions, divergence: map.divergence(), seconds: spent / 1000 };
  }

  /** Stops after the picture under way, until `resume`. */
  pause(): void {
    this.resume();
    this.#gate = new Promise((resolve) => (this.#open = resolve));
  }

  resume(): void {
    this.#open();
  }
}

/** Steps for the time of one picture. */
function work(map: Tsne): void {
  const until = performance.now() + FRAME;
  while (!map.done && performance.now() < until) map.step(1);
}
