/** @file One t-SNE map, from vectors to positions, a few iterations at a time. */
import { jointProbabilities, neighboursFor, usablePerplexity, type Neighbours } from './affinities.ts';
import { MapKernel } from './map-kernel.ts';
import { searchNeighbours } from './nearest-neighbours.ts';
import { scaledStart, startPositions } from './principal-axes.ts';
import { checkSettings, DEFAULT_SETTINGS, phaseAt, type TsneSettings } from './schedule.ts';
import { compileKernel } from './wasm-memory.ts';

export interface TsneInput {
  /** Unit vectors [count * dimension]. */
  readonly vectors: Float32Array;
  /** A multiple of 4. */
  readonly dimension: number;
  /** Positions to start from, x and y by turns [2 * count], in any scale; the vectors' own principal axes without. */
  readonly start?: Float64Array;
}

/** The compiled kernels of kernel/. */
export interface TsneModules {
  readonly neighbours: WebAssembly.Module;
  readonly layout: WebAssembly.Module;
}

/** Compiles both kernels, once for all maps of a worker. */
export function compileKernels(bytes: {
  readonly neighbours: Uint8Array<ArrayBuffer>;
  readonly layout: Uint8Array<ArrayBuffer>;
}): TsneModules {
  return { neighbours: compileKernel(bytes.neighbours), layout: compileKernel(bytes.layout) };
}

/**
 * A map that is being made. Nothing in it is random: the same vectors, start and settings give the same bits in one build of one
 * browser.
 */
export class Tsne {
  readonly count: number;
  readonly settings: TsneSettings;
  readonly neighbours: Neighbours;
  readonly #kernel: MapKernel;
  #iteration = 0;

  private constructor(kernel: MapKernel, neighbours: Neighbours, settings: TsneSettings) {
    this.count = neighbours.count;
    this.settings = settings;
    this.neighbours = neighbours;
    this.#kernel = kernel;
  }

  /**
   * Finds the neighbours and calibrates them; yields the share of the neighbours found, 0 to 1.
   * @throws RangeError for vectors, settings, or a number of points, that cannot be used
   */
  static *prepare(
    modules: TsneModules,
    { vectors, dimension, start }: TsneInput,
    changes: Partial<TsneSettings> = {},
  ): Generator<number, Tsne, void> {
    const count = vectors.length / dimension;
    const settings = { ...DEFAULT_SETTINGS, ...changes };
    checkSettings(count, settings);
    if (start && start.length !== 2 * count)
      throw new RangeError(`The start has ${start.length / 2} positions for ${count} points.`);
    const perplexity = usablePerplexity(settings.perplexity, count);
    const k = neighboursFor(perplexity, count);
    const neighbours = yield* searchNeighbours(modules.neighbours, vectors, dimension, k);
    const first = start ? scaledStart(start) : startPositions(vectors, dimension);
    const kernel = new MapKernel(modules.layout, jointProbabilities(neighbours, perplexity), first);
    return new Tsne(kernel, neighbours, settings);
  }

  /** Iterations done. */
  get iteration(): number {
    return this.#iteration;
  }

  get done(): boolean {
    return this.#iteration >= this.settings.iterations;
  }

  /** Barnes-Hut angle in use; 0 where repulsion is exact. */
  get angle(): number {
    return this.count <= this.settings.exactLimit ? 0 : this.settings.angle;
  }

  /** Up to `iterations` further ones; fewer at the end. */
  step(iterations: number): void {
    const last = Math.min(this.settings.iterations, this.#iteration + iterations);
    for (; this.#iteration < last; this.#iteration++) {
      const { exaggeration, momentum, rate } = phaseAt(this.#iteration, this.count, this.settings);
      this.#kernel.computeGradient(exaggeration, this.angle);
      this.#kernel.move(rate, momentum);
    }
  }

  /** x and y by turns [2 * count], centred on 0. */
  positions(): Float64Array<ArrayBuffer> {
    return this.#kernel.positions();
  }

  /** Kullback-Leibler divergence of the map, with exact sums: the figure by which engines are compared. */
  divergence(): number {
    return this.#kernel.divergence();
  }
}
