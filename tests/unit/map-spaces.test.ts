/** The third space: in the manifest, in runs and finished maps, and absent where nothing of it is there. */
import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../src/core/formats/manifest.ts';
import { openMap, storeMap } from '../../src/core/map/default-map.ts';
import { finishMaps } from '../../src/core/map/finish-maps.ts';
import type { MapSet } from '../../src/core/map/map-set.ts';
import { mapSpaces, mapSpacesAsync, presentSpaces } from '../../src/core/map/spaces.ts';
import type { Space } from '../../src/core/map/togetherness.ts';
import { MapRun, SAME_PICTURE } from '../../src/features/map/map-run.svelte.ts';
import { MapState } from '../../src/features/map/map.svelte.ts';
import { MapService } from '../../src/workers/map/map-service.ts';
import { clusteredVectors } from './core-samples.ts';
import { launchFake } from './fake-worker.ts';
import { serve } from './store-fixture.ts';

const DIMENSION = 16;
const COUNT = 60;
const RECIPE = { unseen: true, seed: 101, perplexity: 10, iterations: 40 };
const SET: MapSet = {
  groups: Array.from({ length: 20 }, (_, at) => ({ seed: `s${at}`, role: `r${at}`, code: '11-1011.00' })),
  points: Array.from({ length: COUNT }, (_, at) => ({
    ...{ title: `title ${at}`, group: at % 20, strategy: '', level: '' },
    kind: at < 20 ? ('seed' as const) : ('synonym' as const),
  })),
};
const space = (seed: number): Space => ({
  vectors: clusteredVectors(COUNT, DIMENSION, seed),
  dimension: DIMENSION,
});
const TWO = { base: space(1), tuned: space(2) };
const THREE = { ...TWO, 'seed-recipe': space(3) };

const launch = () => launchFake(new MapService()).remote;

async function madeOf(spaces: typeof TWO) {
  const remote = launch();
  const start = await remote.call('start', spaces.base);
  const settings = { perplexity: RECIPE.perplexity, iterations: RECIPE.iterations };
  const made = await mapSpacesAsync(spaces, (one) => remote.call('run', { ...one, start, settings }));
  return finishMaps(SET, spaces, made, RECIPE);
}

describe('spaces', () => {
  it('are those that have something, from the general model to ours', async () => {
    expect(presentSpaces(TWO)).toEqual(['base', 'tuned']);
    expect(presentSpaces(THREE)).toEqual(['base', 'seed-recipe', 'tuned']);
    expect(mapSpaces(THREE, (_, id) => id)).toEqual({
      base: 'base',
      tuned: 'tuned',
      'seed-recipe': 'seed-recipe',
    });
    expect(Object.keys(mapSpaces(TWO, (_, id) => id)).toSorted()).toEqual(['base', 'tuned']);
    const late = mapSpacesAsync(THREE, (_, id) =>
      id === 'tuned' ? Promise.reject(new Error(id)) : Promise.resolve(id),
    );
    await expect(late).rejects.toThrow('tuned');
  });

  it('of the manifest may be three, the third under its own name', async () => {
    const { manifest } = await serve({});
    const { vectors } = manifest.map;
    const of = (spaces: readonly string[]) => ({
      ...manifest,
      map: { vectors: spaces.map((id, at) => ({ ...vectors[Math.min(at, 1)], space: id })) },
    });
    expect(parseManifest(of(['base', 'tuned', 'seed-recipe'])).map.vectors).toHaveLength(3);
    for (const spaces of [
      ['base', 'tuned', 'other'],
      ['base', 'seed-recipe'],
      ['base', 'tuned', 'tuned'],
    ])
      expect(() => parseManifest(of(spaces))).toThrow('map.vectors');
  });
});

describe('a map of three spaces', () => {
  it('keeps all of them in its file, laid over the general model’s', async () => {
    const maps = await madeOf(THREE);
    const again = openMap(storeMap(maps));
    expect(presentSpaces(again.spaces)).toEqual(['base', 'seed-recipe', 'tuned']);
    expect(again.spaces['seed-recipe']!.figures).toEqual(maps.spaces['seed-recipe']!.figures);
    expect(again.spaces.base.disparity).toBeCloseTo(0, 6);
    expect(again.spaces['seed-recipe']!.disparity).toBeGreaterThan(0.01);
    expect(presentSpaces(openMap(storeMap(await madeOf(TWO))).spaces)).toEqual(['base', 'tuned']);
  });

  it('is run again in as many workers, to the same picture', async () => {
    const maps = await madeOf(THREE);
    const map = new MapState(() => Promise.resolve(storeMap(maps)));
    await map.open();
    let workers = 0;
    const counted = () => {
      workers++;
      return launch();
    };
    const run = new MapRun(map, { loadSpaces: () => Promise.resolve(THREE), launch: counted });
    await run.start();
    expect([run.phase, run.problem, workers]).toEqual(['done', null, 3]);
    expect(run.outcome!.difference).toBeLessThan(SAME_PICTURE);
    expect(presentSpaces(run.outcome!.divergence)).toHaveLength(3);
    map.chooseSide(0, 'seed-recipe');
    expect(map.sheet(0)!.points).toHaveLength(2 * COUNT);
  });
});
