/** @file A map by tsne-js, the reference engine, of as many of the shown jobs as it can bear. */
import type { FinishedMaps } from '../../core/map/default-map.ts';
import { finishMaps } from '../../core/map/finish-maps.ts';
import { mapSpaces, mapSpacesAsync, presentSpaces, type BySpace } from '../../core/map/spaces.ts';
import { subsetOf } from '../../core/map/subset.ts';
import { pickRows } from '../../core/map/togetherness.ts';
import { messageOf } from '../../core/message-of.ts';
import { launchReferenceMap, type ReferenceMapRemote } from '../../workers/reference-map/launch.ts';
import type { ReferenceMap } from '../../workers/reference-map/reference-map-service.ts';
import type { MapState } from './map.svelte.ts';
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
      const spaces = mapSpaces(await this.#options.loadSpaces(), (space) => pickRows(space, points));
      const started = performance.now();
      const made = await this.#make(spaces, whole, signal);
      signal.throwIfAborted();
      this.seconds = (performance.now() - started) / 1000;
      this.before = whole;
      this.#map.clear();
      const recipe = {
        ...whole.recipe,
        engine: 'tsne-js',
        iterations: Math.max(...presentSpaces(made).map((id) => made[id]!.iterations)),
      };
      const maps = finishMaps(set, spaces, made, recipe);
      const { origin } = whole;
      this.#map.show(origin ? { ...maps, origin: { ...origin, measured: points.length } } : maps);
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
  async #make(spaces: Spaces, { recipe }: FinishedMaps, signal: AbortSignal): Promise<BySpace<ReferenceMap>> {
    const remotes = mapSpaces(spaces, () => (this.#options.launch ?? launchReferenceMap)());
    const iterations = new Map(presentSpaces(spaces).map((id) => [id, 0]));
    try {
      return await mapSpacesAsync(remotes, (remote, id) =>
        remote.call(
          'run',
          { ...spaces[id]!, perplexity: recipe.perplexity, iterations: recipe.iterations },
          {
            signal,
            onProgress: (iteration) => {
              iterations.set(id, iteration);
              this.iteration = Math.min(...iterations.values());
            },
          },
        ),
      );
    } finally {
      for (const id of presentSpaces(remotes)) remotes[id]!.terminate();
    }
  }
}
