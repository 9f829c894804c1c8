/** @file Two titles compared in both spaces: cosines, and how many pairs of the map are less alike. The latest question wins. */
import type { ModelId } from '../../core/formats/manifest.ts';
import { CosinePercentiles } from '../../core/map/moved.ts';
import type { Space } from '../../core/map/togetherness.ts';
import { dot } from '../../core/vectors/similarity.ts';
import type { PinOptions } from './map-pin.svelte.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import type { MapState } from './map.svelte.ts';
import type { Spaces } from './map-vectors.ts';

export interface ComparedTitles {
  readonly titles: readonly [string, string];
  readonly cosine: Readonly<Record<ModelId, number>>;
  /** Share of the pairs of the map's titles that are less alike, 0 to 1. */
  readonly percentile: Readonly<Record<ModelId, number>>;
}

/** Pairs that percentiles are counted from: an error of half a percent, in a moment. */
const PAIRS = 50_000;

export class MapCompare {
  shown = $state.raw<ComparedTitles | null>(null);
  readonly task = new LatestTask();
  readonly #map: MapState;
  readonly #options: PinOptions;
  #percentiles: { readonly of: Spaces; readonly by: Readonly<Record<ModelId, CosinePercentiles>> } | null =
    null;

  constructor(map: MapState, options: PinOptions) {
    this.#map = map;
    this.#options = options;
  }

  async compare(titles: readonly [string, string]): Promise<void> {
    this.shown = null;
    await this.task.run(
      async (signal) => {
        const spaces = await this.#options.loadSpaces();
        const cosineIn = async (space: ModelId) => {
          const [a, b] = await Promise.all(
            titles.map((title) => this.#vectorOf(title, space, spaces, signal)),
          );
          return dot(a!, b!);
        };
        const [base, tuned] = await Promise.all([cosineIn('base'), cosineIn('tuned')]);
        const by = this.#percentilesOf(spaces);
        const percentile = { base: by.base.of(base), tuned: by.tuned.of(tuned) };
        return { titles, cosine: { base, tuned }, percentile };
      },
      (shown) => (this.shown = shown),
    );
  }

  forget(): void {
    this.task.forget();
    this.shown = null;
  }

  /** A title of the map has its vector already; any other is encoded. */
  async #vectorOf(title: string, space: ModelId, spaces: Spaces, signal: AbortSignal): Promise<Float32Array> {
    const { vectors, dimension } = spaces[space];
    const point = this.#map.pointOf(title);
    if (point < 0) return this.#options.encode(space, title, signal);
    return vectors.subarray(point * dimension, (point + 1) * dimension);
  }

  #percentilesOf(spaces: Spaces): Readonly<Record<ModelId, CosinePercentiles>> {
    const make = (space: Space) =>
      new CosinePercentiles(space, space.vectors.length / space.dimension, PAIRS);
    if (this.#percentiles?.of !== spaces)
      this.#percentiles = { of: spaces, by: { base: make(spaces.base), tuned: make(spaces.tuned) } };
    return this.#percentiles.by;
  }
}
