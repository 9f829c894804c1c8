/** @file Maps made in this tab from the first iteration, a worker each, all at once: the shipped ones again, or those of another set. */
import type { FinishedMaps, MapOrigin, MapRecipe, SpaceMap } from '../../core/map/default-map.ts';
import { describeMap, measuredPoints } from '../../core/map/finish-maps.ts';
import type { MapSet } from '../../core/map/map-set.ts';
import {
  mapSpaces,
  mapSpacesAsync,
  presentSpaces,
  type BySpace,
  type SpaceId,
} from '../../core/map/spaces.ts';
import { messageOf } from '../../core/message-of.ts';
import { align } from '../../core/tsne/alignment.ts';
import { launchMap, type MapRemote } from '../../workers/map/launch.ts';
import type { FinishedMap, MapProgress } from '../../workers/map/map-service.ts';
import type { MapState } from './map.svelte.ts';
import type { Spaces } from './map-vectors.ts';

export type RunPhase =
  'idle' | 'loading' | 'neighbours' | 'layout' | 'measuring' | 'done' | 'stopped' | 'failed';

/** How a run ended. */
export interface RunOutcome {
  /** Work of the slowest map, pauses left out. */
  readonly seconds: number;
  readonly divergence: BySpace<number>;
  /** What is left of the difference from the map from before after an alignment, the greatest of all spaces, 0 to 1; null for a new set. */
  readonly difference: number | null;
  /** Whether the map from before came with the app. */
  readonly shipped: boolean;
}

/**
 * Up to this disparity two maps are the same picture: JavaScript engines round exp and log differently in the last bit, and 1,000
 * iterations make that visible. Chromium 156 ended 0.015 away from the shipped map, which Node 20 made.
 */
export const SAME_PICTURE = 0.03;

/** A set that has no map yet. */
export interface NewMap {
  readonly set: MapSet;
  readonly spaces: Spaces;
  readonly recipe: MapRecipe;
  readonly origin: Omit<MapOrigin, 'measured'>;
}

export interface RunOptions {
  readonly loadSpaces: () => Promise<Spaces>;
  readonly launch?: () => MapRemote;
}

/** A run under way: what it makes, and the workers that make it. */
interface Job {
  readonly set: MapSet;
  readonly recipe: MapRecipe;
  readonly spaces: Spaces;
  readonly remotes: BySpace<MapRemote>;
  readonly signal: AbortSignal;
}

type Made = BySpace<FinishedMap>;

export class MapRun {
  phase = $state<RunPhase>('idle');
  /** Of the slowest map. */
  iteration = $state(0);
  /** Of the map that is being made, or was made last. */
  iterations = $state(0);
  paused = $state(false);
  problem = $state<string | null>(null);
  outcome = $state.raw<RunOutcome | null>(null);
  readonly #map: MapState;
  readonly #loadSpaces: RunOptions['loadSpaces'];
  readonly #launch: () => MapRemote;
  #abort = new AbortController();
  #remotes: readonly MapRemote[] = [];

  constructor(map: MapState, { loadSpaces, launch = launchMap }: RunOptions) {
    this.#map = map;
    this.#loadSpaces = loadSpaces;
    this.#launch = launch;
  }

  get running(): boolean {
    return ['loading', 'neighbours', 'layout', 'measuring'].includes(this.phase);
  }

  /** Makes the maps of the titles at home again; the finished ones take the place of what is shown. */
  async start(): Promise<void> {
    const maps = this.#map.home;
    if (!maps) return;
    await this.#run(maps, this.#loadSpaces, (job, made) => this.#repeat(maps, job, made));
  }

  /** Makes the maps of another set, measures them, and shows them as the ones at home. */
  async startNew({ set, spaces, recipe, origin }: NewMap): Promise<void> {
    await this.#run(
      { set, recipe },
      () => Promise.resolve(spaces),
      (job, made) => this.#finish(job, made, origin),
    );
  }

  pause(): void {
    this.paused = true;
    for (const remote of this.#remotes) void remote.call('pause', undefined).catch(() => undefined);
  }

  resume(): void {
    this.paused = false;
    for (const remote of this.#remotes) void remote.call('resume', undefined).catch(() => undefined);
  }

  /** Gives the run up; the map from before it is shown again. */
  cancel(): void {
    this.#abort.abort(new DOMException('The map was given up.', 'AbortError'));
    this.#endWorkers();
    if (this.running) this.phase = 'stopped';
    this.paused = false;
    this.#map.live = null;
  }

  async #run(
    { set, recipe }: Pick<FinishedMaps, 'set' | 'recipe'>,
    loadSpaces: () => Promise<Spaces>,
    finish: (job: Job, made: Made) => Promise<void>,
  ): Promise<void> {
    this.cancel();
    const { signal } = (this.#abort = new AbortController());
    this.phase = 'loading';
    this.problem = this.outcome = null;
    this.iteration = 0;
    this.iterations = recipe.iterations;
    try {
      const spaces = await loadSpaces();
      signal.throwIfAborted();
      this.phase = 'neighbours';
      const remotes = mapSpaces(spaces, () => this.#launch());
      this.#remotes = presentSpaces(remotes).map((id) => remotes[id]!);
      const job = { set, recipe, spaces, remotes, signal };
      const made = await this.#make(job);
      this.phase = 'measuring';
      await finish(job, made);
      this.iteration = recipe.iterations;
      this.phase = 'done';
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    } finally {
      if (!signal.aborted) this.#endWorkers();
    }
  }

  async #make({ set, recipe, spaces, remotes, signal }: Job): Promise<Made> {
    // All start from the general model's axes: only so may they be compared.
    const start = await remotes.base.call('start', spaces.base, { signal });
    const settings = { perplexity: recipe.perplexity, iterations: recipe.iterations };
    const latest = new Map<SpaceId, MapProgress & { stage: 'layout' }>();
    const show = (space: SpaceId, progress: MapProgress) => {
      if (progress.stage === 'neighbours') return;
      latest.set(space, progress);
      if (latest.size === this.#remotes.length) this.#show(set, latest, remotes);
    };
    return mapSpacesAsync(remotes, (remote, id) =>
      remote.call(
        'run',
        { ...spaces[id]!, start, settings },
        { signal, onProgress: (progress) => show(id, progress) },
      ),
    );
  }

  #show(
    set: MapSet,
    latest: ReadonlyMap<SpaceId, MapProgress & { stage: 'layout' }>,
    remotes: BySpace<MapRemote>,
  ): void {
    this.phase = 'layout';
    this.iteration = Math.min(...[...latest.values()].map(({ iteration }) => iteration));
    const made = mapSpaces(remotes, (_, id) => Float64Array.from(latest.get(id)!.positions));
    const positions = mapSpaces(made, (map, id) => (id === 'base' ? map : align(map, made.base).positions));
    this.#map.live = { set, positions };
  }

  /** The same titles again: what was measured of their vectors still holds. */
  async #repeat(maps: FinishedMaps, job: Job, made: Made): Promise<void> {
    const differences = mapSpaces(made, ({ positions }, id) => {
      const laid = align(positions, made.base.positions).positions;
      const before = maps.spaces[id];
      return before ? align(laid, before.positions).disparity : 0;
    });
    const difference = Math.max(...presentSpaces(differences).map((id) => differences[id]!));
    const same = difference <= SAME_PICTURE;
    const points = measuredPoints(job.set, job.recipe.seed);
    const spaces = await mapSpacesAsync(made, async (map, id): Promise<SpaceMap> => {
      const before = maps.spaces[id];
      const measured = before && same ? before : await this.#measure(job, map, id, points);
      const { figures, trustworthiness } = measured;
      return describeMap(map, made.base, { figures, trustworthiness });
    });
    job.signal.throwIfAborted();
    this.#end(made, difference, maps === this.#map.shipped);
    this.#map.show({ ...maps, spaces });
  }

  async #finish(job: Job, made: Made, origin: NewMap['origin']): Promise<void> {
    const { set, recipe, spaces, remotes, signal } = job;
    const points = measuredPoints(set, recipe.seed);
    const compare = { before: spaces.base, after: spaces.tuned, set, points };
    const moved = remotes.tuned.call('compare', compare, { signal });
    const measuring = mapSpacesAsync(made, async (map, id) =>
      describeMap(map, made.base, await this.#measure(job, map, id, points)),
    );
    // Both are waited for together, so that neither fails unheard.
    const [what, described] = await Promise.all([moved, measuring]);
    signal.throwIfAborted();
    this.#end(made, null, false);
    this.#map.enter({
      ...{ set, recipe, moved: what, spaces: described },
      origin: { ...origin, measured: points.length },
    });
  }

  #measure({ set, spaces, remotes, signal }: Job, map: FinishedMap, id: SpaceId, points: readonly number[]) {
    const request = { space: spaces[id]!, set, positions: map.positions, points };
    return remotes[id]!.call('measure', request, { signal });
  }

  #end(made: Made, difference: number | null, shipped: boolean): void {
    this.outcome = {
      seconds: Math.max(...presentSpaces(made).map((id) => made[id]!.seconds)),
      divergence: mapSpaces(made, ({ divergence }) => divergence),
      ...{ difference, shipped },
    };
  }

  #fail(error: unknown): void {
    this.problem = messageOf(error);
    this.phase = 'failed';
    this.#map.live = null;
  }

  #endWorkers(): void {
    for (const remote of this.#remotes) remote.terminate();
    this.#remotes = [];
  }
}
