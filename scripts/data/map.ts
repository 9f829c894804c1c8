/** @file The default map: vectors, coordinates by the very engine that the browser runs, figures. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { storeMap, type SpaceId, type SpaceMap, type StoredMap } from '../../src/core/map/default-map.ts';
import type { MapSet } from '../../src/core/map/map-set.ts';
import { whatMoved } from '../../src/core/map/moved.ts';
import { measureSpace, type Space } from '../../src/core/map/togetherness.ts';
import { align } from '../../src/core/tsne/alignment.ts';
import { startPositions } from '../../src/core/tsne/principal-axes.ts';
import { BELIEVED_NEIGHBOURS, trustworthiness } from '../../src/core/tsne/quality.ts';
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
  const preparing = Tsne.prepare(modules, { ...space, start }, settings);
  for (;;) {
    const step = preparing.next();
    if (!step.done) continue;
    step.value.step(MAP_ITERATIONS);
    return step.value;
  }
}

/**
 * Both maps from the int8 vectors as they are shipped, so that a run in the browser starts from the same numbers. Both start at the
 * base's principal axes; the second is then laid over the first.
 */
export async function makeMaps(
  set: MapSet,
  spaces: Readonly<Record<SpaceId, Space>>,
  unseen: boolean,
): Promise<StoredMap> {
  const modules = await loadKernels();
  const start = startPositions(spaces.base.vectors, spaces.base.dimension);
  const base = run(modules, spaces.base, start);
  const target = base.positions();
  const describe = (space: Space, map: Tsne): SpaceMap => {
    const { positions, disparity } = align(map.positions(), target);
    return {
      ...{ positions, disparity, divergence: map.divergence(), figures: measureSpace(space, set) },
      trustworthiness: trustworthiness(space.vectors, space.dimension, positions, BELIEVED_NEIGHBOURS),
    };
  };
  const finished = {
    base: describe(spaces.base, base),
    tuned: describe(spaces.tuned, run(modules, spaces.tuned, start)),
  };
  const recipe = { unseen, seed: MAP_SEED, perplexity: MAP_PERPLEXITY, iterations: MAP_ITERATIONS };
  return storeMap({ set, spaces: finished, moved: whatMoved(spaces.base, spaces.tuned, set), recipe });
}

/** Text of the JSON file, on one line: figures at 6 significant digits. */
export function mapJson(map: StoredMap): string {
  const rounded = (_: string, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
  return `${JSON.stringify(map, rounded)}\n`;
}
