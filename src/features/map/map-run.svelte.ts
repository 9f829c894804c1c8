/** @file "Run it here": both maps made anew in this tab, from the first iteration, in two workers at once. */
import type { FinishedMaps, SpaceId, SpaceMap } from '../../core/map/default-map.ts';
import { messageOf } from '../../core/message-of.ts';
import { align } from '../../core/tsne/alignment.ts';
import { BELIEVED_NEIGHBOURS, trustworthiness } from '../../core/tsne/quality.ts';
import { launchMap, type MapRemote } from '../../workers/map/launch.ts';
import type { FinishedMap, MapProgress } from '../../workers/map/map-service.ts';
import { SPACES, type MapState, type Positions } from './map.svelte.ts';
import type { Spaces } from './map-vectors.ts';

export type RunPhase = 'idle' | 'loading' | 'neighbours' | 'layout' | 'done' | 'stopped' | 'failed';

/** How a run ended beside the map that is shipped. */
export interface RunOutcome {
  /** Work of the slower map, pauses left out. */
  readonly seconds: number;
  readonly divergence: Readonly<Record<SpaceId, number>>;
  /** What is left of the difference from the shipped map after an alignment, the greater of both, 0 to 1. */
  readonly difference: number;
}

/**
 * Up to this disparity two maps are the same picture: JavaScript engines round exp and log differently in the last bit, and 1,000
 * iterations make that visible. Chromium 156 ended 0.015 away from the shipped map, which Node 20 made.
 */
export const SAME_PICTURE = 0.03;

export interface RunOptions {
  readonly loadSpaces: () => Promise<Spaces>;
  readonly launch?: () => MapRemote;
}

export class MapRun {
  phase = $state<RunPhase>('idle');
  /** Of the slower map. */
  iteration = $state(0);
  paused = $state(false);
  problem = $state<string | null>(null);
  outcome = $state.raw<RunOutcome | null>(null);
  readonly #map: MapState;
  readonly #loadSpaces: RunOptions['loadSpaces'];
  readonly #launch: () => MapRemote;
  #abort = new AbortController();
  #remotes: Partial<Record<SpaceId, MapRemote>> = {};
  readonly #iterations = { base: 0, tuned: 0 };

  constructor(map: MapState, { loadSpaces, launch = launchMap }: RunOptions) {
    this.#map = map;
    this.#loadSpaces = loadSpaces;
    this.#launch = launch;
  }

  get running(): boolean {
    return this.phase === 'loading' || this.phase === 'neighbours' || this.phase === 'layout';
  }

  /** Makes both maps of the shipped titles; the finished ones take the place of what is shown. */
  async start(): Promise<void> {
    const maps = this.#map.shipped;
    if (!maps) return;
    this.cancel();
    const { signal } = (this.#abort = new AbortController());
    this.phase = 'loading';
    this.problem = this.outcome = null;
    this.iteration = this.#iterations.base = this.#iterations.tuned = 0;
    try {
      const spaces = await this.#loadSpaces();
      signal.throwIfAborted();
      this.phase = 'neighbours';
      this.#finish(maps, spaces, await this.#make(spaces, maps, signal));
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    } finally {
      if (!signal.aborted) this.#endWorkers();
    }
  }

  pause(): void {
    this.paused = true;
    for (const remote of Object.values(this.#remotes))
      void remote.call('pause', undefined).catch(() => undefined);
  }

  resume(): void {
    this.paused = false;
    for (const remote of Object.values(this.#remotes))
      void remote.call('resume', undefined).catch(() => undefined);
  }

  /** Gives the run up; the map from before it is shown again. */
  cancel(): void {
    this.#abort.abort(new DOMException('The map was given up.', 'AbortError'));
    this.#endWorkers();
    if (this.running) this.phase = 'stopped';
    this.paused = false;
    this.#map.live = null;
  }

  async #make(
    spaces: Spaces,
    { recipe }: FinishedMaps,
    signal: AbortSignal,
  ): Promise<Record<SpaceId, FinishedMap>> {
    for (const space of SPACES) this.#remotes[space] = this.#launch();
    const remotes = this.#remotes as Record<SpaceId, MapRemote>;
    // Both start from the base's axes: only so may the two be compared.
    const start = await remotes.base.call('start', spaces.base, { signal });
    const settings = { perplexity: recipe.perplexity, iterations: recipe.iterations };
    const latest: Partial<Record<SpaceId, Float64Array>> = {};
    const make = (space: SpaceId) =>
      remotes[space].call(
        'run',
        { ...spaces[space], start, settings },
        { signal, onProgress: (progress) => this.#show(space, progress, latest) },
      );
    const [base, tuned] = await Promise.all([make('base'), make('tuned')]);
    return { base, tuned };
  }

  #show(space: SpaceId, progress: MapProgress, latest: Partial<Record<SpaceId, Float64Array>>): void {
    if (progress.stage === 'neighbours') return;
    this.phase = 'layout';
    this.#iterations[space] = progress.iteration;
    this.iteration = Math.min(this.#iterations.base, this.#iterations.tuned);
    latest[space] = Float64Array.from(progress.positions);
    const { base, tuned } = latest;
    if (base && tuned) this.#map.live = { base, tuned: align(tuned, base).positions };
  }

  #finish(maps: FinishedMaps, spaces: Spaces, made: Record<SpaceId, FinishedMap>): void {
    const positions: Positions = {
      base: made.base.positions,
      tuned: align(made.tuned.positions, made.base.positions).positions,
    };
    const differences = SPACES.map(
      (space) => align(positions[space], maps.spaces[space].positions).disparity,
    );
    this.outcome = {
      seconds: Math.max(made.base.seconds, made.tuned.seconds),
      divergence: { base: made.base.divergence, tuned: made.tuned.divergence },
      difference: Math.max(...differences),
    };
    const same = this.outcome.difference <= SAME_PICTURE;
    const describe = (space: SpaceId): SpaceMap => ({
      ...maps.spaces[space],
      ...{ positions: positions[space], divergence: made[space].divergence },
      trustworthiness: same
        ? maps.spaces[space].trustworthiness
        : trustworthiness(
            spaces[space].vectors,
            spaces[space].dimension,
            positions[space],
            BELIEVED_NEIGHBOURS,
          ),
    });
    const shown = { base: describe('base'), tuned: describe('tuned') };
    this.#map.show({ ...maps, spaces: shown });
    this.iteration = maps.recipe.iterations;
    this.phase = 'done';
  }

  #fail(error: unknown): void {
    this.problem = messageOf(error);
    this.phase = 'failed';
    this.#map.live = null;
  }

  #endWorkers(): void {
    for (const remote of Object.values(this.#remotes)) remote.terminate();
    this.#remotes = {};
  }
}
