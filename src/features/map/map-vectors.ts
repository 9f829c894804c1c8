/** @file The vectors of the map's titles, from the store: what a run, a pin and a comparison need. */
import type { BySpace, SpaceId } from '../../core/map/spaces.ts';
import type { Space } from '../../core/map/togetherness.ts';
import { readNpyInt8 } from '../../core/formats/npy.ts';
import { joinShards } from '../../core/formats/shards.ts';
import { dequantize, unitRows } from '../../core/vectors/quantize.ts';
import type { AssetStore, EnsureOptions } from '../../store/asset-store.ts';
import type { Setup } from '../setup/setup.svelte.ts';

export type Spaces = BySpace<Space>;

/** The store of a page that is ready for downloads and workers. @throws Error before that */
export function storeOf({ store, control }: Pick<Setup, 'store' | 'control'>): AssetStore {
  if (!store || !control) throw new Error('The app is still loading. Try again when it is ready.');
  return store;
}

/** Downloads what is missing. Throws as the store does. */
export async function loadSpaces(store: AssetStore, options: EnsureOptions = {}): Promise<Spaces> {
  const files = store.manifest.map.vectors;
  await store.ensure(
    files.map(({ path }) => path),
    options,
  );
  const spaces: Partial<Record<SpaceId, Space>> = {};
  for (const { space, path, scale } of files) {
    const { rows, dimension } = readNpyInt8(joinShards(await store.read(path)).buffer, path);
    spaces[space] = { vectors: unitRows(dequantize(rows, scale), dimension), dimension };
  }
  return { ...spaces, base: spaces.base!, tuned: spaces.tuned! };
}
