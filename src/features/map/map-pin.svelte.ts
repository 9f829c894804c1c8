/** @file A typed title as a pin on both sheets. The latest title wins. */
import type { SpaceId } from '../../core/map/default-map.ts';
import { dropPin, type DroppedPin } from '../../core/map/drop-pin.ts';
import { messageOf } from '../../core/message-of.ts';
import { SPACES, type MapState } from './map.svelte.ts';
import type { Spaces } from './map-vectors.ts';

export interface ShownPin {
  readonly title: string;
  readonly vectors: Readonly<Record<SpaceId, Float32Array>>;
  readonly spaces: Spaces;
}

export interface PinOptions {
  readonly loadSpaces: (signal: AbortSignal) => Promise<Spaces>;
  /** Unit vector of a title under a model. Rejects where the model cannot serve. */
  readonly encode: (space: SpaceId, title: string, signal: AbortSignal) => Promise<Float32Array>;
}

export class MapPin {
  /** The title that was asked for last; it stands in the address, also while it waits for the models. */
  wanted = $state('');
  shown = $state.raw<ShownPin | null>(null);
  busy = $state(false);
  problem = $state<string | null>(null);
  readonly #map: MapState;
  readonly #options: PinOptions;
  #abort = new AbortController();
  /** In the map's own coordinates: they change with the map. */
  readonly #dropped: Readonly<Record<SpaceId, DroppedPin>> | null = $derived.by(() => {
    const { shown } = this;
    const { maps } = this.#map;
    if (!shown || !maps) return null;
    const { vectors, dimension } = shown.spaces.base;
    // A map of other titles, made by the reference engine: the pin waits for its own map to come back.
    if (vectors.length !== maps.set.points.length * dimension) return null;
    const title = shown.title.trim().toLowerCase();
    const own = maps.set.points.findIndex((point) => point.title.toLowerCase() === title);
    const drop = (space: SpaceId) =>
      dropPin(shown.spaces[space], maps.spaces[space].positions, shown.vectors[space], { own });
    return { base: drop('base'), tuned: drop('tuned') };
  });

  constructor(map: MapState, options: PinOptions) {
    this.#map = map;
    this.#options = options;
  }

  on(space: SpaceId): DroppedPin | null {
    return this.#dropped?.[space] ?? null;
  }

  async drop(title: string): Promise<void> {
    this.remove();
    this.wanted = title.trim();
    if (this.wanted === '') return;
    const { signal } = this.#abort;
    this.busy = true;
    try {
      const spaces = await this.#options.loadSpaces(signal);
      const [base, tuned] = await Promise.all(
        SPACES.map((space) => this.#options.encode(space, title, signal)),
      );
      signal.throwIfAborted();
      this.shown = { title, spaces, vectors: { base: base!, tuned: tuned! } };
    } catch (error) {
      if (!signal.aborted) this.problem = messageOf(error);
    } finally {
      if (!signal.aborted) this.busy = false;
    }
  }

  remove(): void {
    this.#abort.abort(new DOMException('Another title was typed.', 'AbortError'));
    this.#abort = new AbortController();
    this.wanted = '';
    this.shown = this.problem = null;
    this.busy = false;
  }
}
