/** @file The vectors of the map's titles, from the store: what a run, a pin and a comparison need. */
import type { SpaceId } from '../../core/map/default-map.ts';
import type { Space } from '../../core/map/togetherness.ts';
import { readNpyInt8 } from '../../core/formats/npy.ts';
import { joinShards } from '../../core/formats/shards.ts';
import { dequantize, unitRows } from '../../core/vectors/quantize.ts';
import type { AssetStore, EnsureOptions } from '../../store/asset-store.ts';

export type Spaces = Readonly<Record<SpaceId, Space>>;

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
  return { base: spaces.base!, tuned: spaces.tuned! };
}
