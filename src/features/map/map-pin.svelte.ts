/** @file A typed title as a pin on both sheets. The latest title wins. */
import type { ModelId } from '../../core/formats/manifest.ts';
import type { MapSet } from '../../core/map/map-set.ts';
import { ENCODED_SPACES, type SpaceId } from '../../core/map/spaces.ts';
import { dropPin, type DroppedPin } from '../../core/map/drop-pin.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import type { MapState } from './map.svelte.ts';
import type { Spaces } from './map-vectors.ts';

export interface ShownPin {
  readonly title: string;
  readonly vectors: Readonly<Record<ModelId, Float32Array>>;
  readonly spaces: Spaces;
  /** Titles whose vectors `spaces` are. */
  readonly set: MapSet;
}

export interface PinOptions {
  readonly loadSpaces: () => Promise<Spaces>;
  /** Unit vector of a title under a model. Rejects where the model cannot serve. */
  readonly encode: (space: ModelId, title: string, signal: AbortSignal) => Promise<Float32Array>;
}

export class MapPin {
  /** The title that was asked for last; it stands in the address, also while it waits for the models. */
  wanted = $state('');
  shown = $state.raw<ShownPin | null>(null);
  readonly task = new LatestTask();
  readonly #map: MapState;
  readonly #options: PinOptions;
  /** In the map's own coordinates: they change with the map. */
  readonly #dropped: Readonly<Record<ModelId, DroppedPin>> | null = $derived.by(() => {
    const { shown } = this;
    const { maps } = this.#map;
    if (!shown || !maps) return null;
    // A map of fewer titles, made by the reference engine: the pin waits for its own map to come back.
    if (maps.set !== shown.set) return null;
    const own = this.#map.pointOf(shown.title);
    const drop = (space: ModelId) =>
      dropPin(shown.spaces[space], maps.spaces[space].positions, shown.vectors[space], { own });
    return { base: drop('base'), tuned: drop('tuned') };
  });

  constructor(map: MapState, options: PinOptions) {
    this.#map = map;
    this.#options = options;
  }

  /** Null also on a sheet of a space that has no encoder. */
  on(space: SpaceId): DroppedPin | null {
    return space === 'seed-recipe' ? null : (this.#dropped?.[space] ?? null);
  }

  async drop(title: string): Promise<void> {
    this.remove();
    this.wanted = title.trim();
    const set = this.#map.home?.set;
    if (this.wanted === '' || !set) return;
    await this.task.run(
      async (signal) => {
        const spaces = await this.#options.loadSpaces();
        const [base, tuned] = await Promise.all(
          ENCODED_SPACES.map((space) => this.#options.encode(space, title, signal)),
        );
        return { title, spaces, set, vectors: { base: base!, tuned: tuned! } };
      },
      (shown) => (this.shown = shown),
    );
  }

  remove(): void {
    this.task.forget();
    this.wanted = '';
    this.shown = null;
  }
}
