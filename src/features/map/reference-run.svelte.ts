/** @file A map by tsne-js, the reference engine, of as many of the shown jobs as it can bear. */
import type { FinishedMaps, SpaceId } from '../../core/map/default-map.ts';
import { finishMaps } from '../../core/map/finish-maps.ts';
import { subsetOf } from '../../core/map/subset.ts';
import type { Space } from '../../core/map/togetherness.ts';
import { messageOf } from '../../core/message-of.ts';
import { launchReferenceMap, type ReferenceMapRemote } from '../../workers/reference-map/launch.ts';
import type { ReferenceMap } from '../../workers/reference-map/reference-map-service.ts';
import { SPACES, type MapState } from './map.svelte.ts';
import type { Spaces } from './map-vectors.ts';

/** As `MOST_REFERENCE_POINTS` of the worker, which the page must not load: it would bring eval with it. */
export const MOST_REFERENCE_TITLES = 300;

export interface ReferenceOptions {
  readonly loadSpaces: () => Promise<Spaces>;
  readonly launch?: () => ReferenceMapRemote;
}

export class ReferenceRun {
  /** Of the slower map; null when none is made. */
  iteration = $state<number | null>(null);
  problem = $state<string | null>(null);
  /** Seconds of the engine, its workers' start included, of the run whose map is shown. */
  seconds = $state<number | null>(null);
  /** The map from before, to go back to. */
  before = $state.raw<FinishedMaps | null>(null);
  readonly #map: MapState;
  readonly #options: ReferenceOptions;
  #abort = new AbortController();

  constructor(map: MapState, options: ReferenceOptions) {
    this.#map = map;
    this.#options = options;
  }

  get running(): boolean {
    return this.iteration !== null;
  }

  async start(): Promise<void> {
    const whole = this.before ?? this.#map.maps;
    if (!whole) return;
    this.cancel();
    const { signal } = (this.#abort = new AbortController());
    this.problem = null;
    this.iteration = 0;
    try {
      const { set, points } = subsetOf(whole.set, MOST_REFERENCE_TITLES);
      const spaces = rowsOf(await this.#options.loadSpaces(), points);
      const started = performance.now();
      const made = await this.#make(spaces, whole, signal);
      signal.throwIfAborted();
      this.seconds = (performance.now() - started) / 1000;
      this.before = whole;
      this.#map.clear();
      const recipe = {
        ...whole.recipe,
        engine: 'tsne-js',
        iterations: Math.max(made.base.iterations, made.tuned.iterations),
      };
      this.#map.show(finishMaps(set, spaces, made, recipe));
    } catch (error) {
      if (!signal.aborted) this.problem = messageOf(error);
    } finally {
      if (!signal.aborted) this.iteration = null;
    }
  }

  cancel(): void {
    this.#abort.abort(new DOMException('The reference map was given up.', 'AbortError'));
    this.iteration = null;
  }

  /** Shows the map from before again. */
  back(): void {
    this.cancel();
    if (!this.before) return;
    this.#map.clear();
    this.#map.show(this.before);
    this.before = this.seconds = null;
  }

  /** One worker a map; tsne-js looks at nothing while it runs, so that giving up ends the workers. */
  async #make(
    spaces: Spaces,
    { recipe }: FinishedMaps,
    signal: AbortSignal,
  ): Promise<Readonly<Record<SpaceId, ReferenceMap>>> {
    const remotes = SPACES.map(() => (this.#options.launch ?? launchReferenceMap)());
    const iterations = [0, 0];
    try {
      const [base, tuned] = await Promise.all(
        SPACES.map((space, at) =>
          remotes[at]!.call(
            'run',
            { ...spaces[space], perplexity: recipe.perplexity, iterations: recipe.iterations },
            {
              signal,
              onProgress: (iteration) => {
                iterations[at] = iteration;
                this.iteration = Math.min(...iterations);
              },
            },
          ),
        ),
      );
      return { base: base!, tuned: tuned! };
    } finally {
      for (const remote of remotes) remote.terminate();
    }
  }
}

function rowsOf(spaces: Spaces, points: readonly number[]): Spaces {
  const pick = ({ vectors, dimension }: Space): Space => {
    const rows = new Float32Array(points.length * dimension);
    points.forEach((point, at) =>
      rows.set(vectors.subarray(point * dimension, (point + 1) * dimension), at * dimension),
    );
    return { vectors: rows, dimension };
  };
  return { base: pick(spaces.base), tuned: pick(spaces.tuned) };
}
