/** @file One t-SNE map, from vectors or neighbours to positions, a few iterations at a time. */
import { jointProbabilities, neighboursFor, usablePerplexity, type Neighbours } from './affinities.ts';
import { scaledStart, startPositions } from './principal-axes.ts';
import { checkSettings, DEFAULT_SETTINGS, phaseAt, type TsneSettings } from './schedule.ts';
import { findNeighbours, MapKernel } from './wasm-kernel.ts';

export interface TsneInput {
  /** Unit vectors [count * dimension]. */
  readonly vectors: Float32Array;
  /** A multiple of 4. */
  readonly dimension: number;
  /** Positions to start from, x and y by turns [2 * count], in any scale; the vectors' own principal axes without. */
  readonly start?: Float64Array;
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

  /**
   * Finds the neighbours and calibrates them; the first map is the start.
   * @param onProgress share of the neighbours found, 0 to 1; may throw to stop
   * @throws RangeError for settings, or a number of points, that cannot be used
   */
  constructor(
    module: WebAssembly.Module,
    { vectors, dimension, start }: TsneInput,
    settings: Partial<TsneSettings> = {},
    onProgress?: (share: number) => void,
  ) {
    this.count = vectors.length / dimension;
    this.settings = { ...DEFAULT_SETTINGS, ...settings };
    checkSettings(this.count, this.settings);
    if (start && start.length !== 2 * this.count)
      throw new RangeError(`The start has ${start.length / 2} positions for ${this.count} points.`);
    const perplexity = usablePerplexity(this.settings.perplexity, this.count);
    const k = neighboursFor(perplexity, this.count);
    this.neighbours = findNeighbours(module, vectors, dimension, k, onProgress);
    const affinities = jointProbabilities(this.neighbours, perplexity);
    const first = start ? scaledStart(start) : startPositions(vectors, dimension);
    this.#kernel = new MapKernel(module, affinities, first);
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
