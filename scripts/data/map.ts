/** @file The default map: vectors, coordinates by the very engine that the browser runs, figures. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { storeMap, type StoredMap } from '../../src/core/map/default-map.ts';
import { finishMaps } from '../../src/core/map/finish-maps.ts';
import type { MapSet } from '../../src/core/map/map-set.ts';
import { mapSpaces, type BySpace } from '../../src/core/map/spaces.ts';
import type { Space } from '../../src/core/map/togetherness.ts';
import { startPositions } from '../../src/core/tsne/principal-axes.ts';
import { runToEnd } from '../../src/core/tsne/run-to-end.ts';
import { compileKernels, Tsne, type TsneModules } from '../../src/core/tsne/tsne.ts';
import { compile } from '../vite/assemblyscript.ts';
import { MAP_SEED } from './map-points.ts';

export const MAP_PERPLEXITY = 20;
export const MAP_ITERATIONS = 1000;
const KERNELS = join(import.meta.dirname, '../../src/core/tsne/kernel');

async function kernel(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const path = join(KERNELS, file);
  return compile(readFileSync(path, 'utf8'), basename(path), false);
}

/** The kernels compiled from their sources, for Node. */
export async function loadKernels(): Promise<TsneModules> {
  return compileKernels({
    neighbours: await kernel('neighbours.as.ts'),
    layout: await kernel('layout.as.ts'),
  });
}

function run(modules: TsneModules, space: Space, start: Float64Array): Tsne {
  const settings = { perplexity: MAP_PERPLEXITY, iterations: MAP_ITERATIONS };
  const map = runToEnd(Tsne.prepare(modules, { ...space, start }, settings));
  map.step(MAP_ITERATIONS);
  return map;
}

/**
 * The maps of all spaces that there are, from the int8 vectors as they are shipped, so that a run in the browser starts from the same
 * numbers. All start at the base's principal axes; the others are then laid over the base's.
 * @param unseen whether the job-title model was trained without these titles; null where that is not known
 */
export async function makeMaps(
  set: MapSet,
  spaces: BySpace<Space>,
  unseen: boolean | null,
): Promise<StoredMap> {
  const modules = await loadKernels();
  const start = startPositions(spaces.base.vectors, spaces.base.dimension);
  const made = mapSpaces(spaces, (space) => {
    const map = run(modules, space, start);
    return { positions: map.positions(), divergence: map.divergence() };
  });
  const recipe = { unseen, seed: MAP_SEED, perplexity: MAP_PERPLEXITY, iterations: MAP_ITERATIONS };
  return storeMap(finishMaps(set, spaces, made, recipe));
}

/** Text of the JSON file, on one line: figures at 6 significant digits. */
export function mapJson(map: StoredMap): string {
  const rounded = (_: string, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
  return `${JSON.stringify(map, rounded)}\n`;
}
