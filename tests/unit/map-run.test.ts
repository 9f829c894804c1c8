/** "Run it here" and pins, over the real services without a worker. */
import { afterEach, expect, test, vi } from 'vitest';
import { storeMap, type FinishedMaps, type SpaceMap } from '../../src/core/map/default-map.ts';
import type { MapSet } from '../../src/core/map/map-set.ts';
import { whatMoved } from '../../src/core/map/moved.ts';
import { subsetOf } from '../../src/core/map/subset.ts';
import { cosine, measureSpace, type Space } from '../../src/core/map/togetherness.ts';
import { align } from '../../src/core/tsne/alignment.ts';
import { startPositions } from '../../src/core/tsne/principal-axes.ts';
import { MapCompare } from '../../src/features/map/map-compare.svelte.ts';
import { MapPin } from '../../src/features/map/map-pin.svelte.ts';
import { MapRun, SAME_PICTURE } from '../../src/features/map/map-run.svelte.ts';
import { MapState } from '../../src/features/map/map.svelte.ts';
import { MOST_REFERENCE_TITLES, ReferenceRun } from '../../src/features/map/reference-run.svelte.ts';
import type { MapRemote } from '../../src/workers/map/launch.ts';
import { MapService } from '../../src/workers/map/map-service.ts';
import { clusteredVectors } from './core-samples.ts';
import { launchFake } from './fake-worker.ts';

afterEach(() => vi.unstubAllGlobals());

const COUNT = 120;
const DIMENSION = 16;
const RECIPE = { unseen: true, seed: 101, perplexity: 10, iterations: 60 };
const SET: MapSet = {
  groups: Array.from({ length: 40 }, (_, at) => ({ seed: `s${at}`, role: `r${at}`, code: '11-1011.00' })),
  points: Array.from({ length: COUNT }, (_, at) => ({
    title: `title ${at}`,
    group: at % 40,
    kind: at < 40 ? ('seed' as const) : ('synonym' as const),
    strategy: '',
    level: '',
  })),
};
const SPACES: Readonly<Record<'base' | 'tuned', Space>> = {
  base: { vectors: clusteredVectors(COUNT, DIMENSION, 1), dimension: DIMENSION },
  tuned: { vectors: clusteredVectors(COUNT, DIMENSION, 2), dimension: DIMENSION },
};

const localRemote = (): MapRemote => launchFake(new MapService()).remote;

async function shipped(): Promise<FinishedMaps> {
  const start = startPositions(SPACES.base.vectors, DIMENSION);
  const settings = { perplexity: RECIPE.perplexity, iterations: RECIPE.iterations };
  const make = (space: 'base' | 'tuned') => localRemote().call('run', { ...SPACES[space], start, settings });
  const base = await make('base');
  const tuned = await make('tuned');
  const describe = (space: 'base' | 'tuned', positions: Float64Array): SpaceMap => ({
    ...{ positions, trustworthiness: 1, divergence: 1, disparity: 0 },
    figures: measureSpace(SPACES[space], SET),
  });
  const spaces = {
    base: describe('base', base.positions),
    tuned: describe('tuned', align(tuned.positions, base.positions).positions),
  };
  return { set: SET, spaces, moved: whatMoved(SPACES.base, SPACES.tuned, SET), recipe: RECIPE };
}

async function openedMap(): Promise<MapState> {
  const maps = await shipped();
  const map = new MapState(() => Promise.resolve(storeMap(maps)));
  await map.open();
  return map;
}

test('a run shows both maps while they are made, and ends on the shipped picture', async () => {
  const map = await openedMap();
  const run = new MapRun(map, { loadSpaces: () => Promise.resolve(SPACES), launch: localRemote });
  let seen = 0;
  const watched = new Proxy(map, {
    set(target, key, value) {
      if (key === 'live' && value !== null) seen++;
      return Reflect.set(target, key, value);
    },
  });
  const watching = new MapRun(watched, { loadSpaces: () => Promise.resolve(SPACES), launch: localRemote });
  await watching.start();
  expect(seen).toBeGreaterThan(0);
  await run.start();
  expect([run.phase, run.problem]).toEqual(['done', null]);
  expect(run.outcome!.difference).toBeLessThan(SAME_PICTURE);
  expect(map.live).toBeNull();
});

test('other vectors end on another picture, and that is measured', async () => {
  const map = await openedMap();
  const other = {
    ...SPACES,
    tuned: { vectors: clusteredVectors(COUNT, DIMENSION, 3), dimension: DIMENSION },
  };
  const run = new MapRun(map, { loadSpaces: () => Promise.resolve(other), launch: localRemote });
  await run.start();
  expect(run.outcome!.difference).toBeGreaterThan(SAME_PICTURE);
});

test('a run that cannot start says why and leaves the map as it was', async () => {
  const map = await openedMap();
  const before = map.maps;
  const run = new MapRun(map, {
    loadSpaces: () => Promise.reject(new Error('data/map/base.npy: cut short')),
    launch: localRemote,
  });
  await run.start();
  expect([run.phase, run.problem]).toEqual(['failed', 'data/map/base.npy: cut short']);
  expect(map.maps).toBe(before);
});

test('a run that is given up leaves the map as it was', async () => {
  const map = await openedMap();
  const before = map.maps;
  const run = new MapRun(map, { loadSpaces: () => Promise.resolve(SPACES), launch: localRemote });
  const running = run.start();
  await vi.waitFor(() => expect(run.running).toBe(true));
  run.cancel();
  await running;
  expect([run.phase, run.running, map.live]).toEqual(['stopped', false, null]);
  expect(map.maps).toBe(before);
});

/** The package looks for `self`, which a worker has and Node has not, when it is loaded and when it runs. */
async function referenceService() {
  vi.stubGlobal('self', globalThis);
  return import('../../src/workers/reference-map/reference-map-service.ts');
}

test('tsne-js makes a map of the first jobs that fit, and the map from before comes back', async () => {
  const map = await openedMap();
  const before = map.maps!;
  const whole = before.set.points.length;
  const { ReferenceMapService } = await referenceService();
  const run = new ReferenceRun(map, {
    loadSpaces: () => Promise.resolve(SPACES),
    launch: () => launchFake(new ReferenceMapService()).remote,
  });
  await run.start();
  expect(run.problem).toBeNull();
  expect(map.maps!.recipe.engine).toBe('tsne-js');
  expect(map.set.points).toHaveLength(Math.min(whole, MOST_REFERENCE_TITLES));
  expect(map.maps!.spaces.tuned.positions.every(Number.isFinite)).toBe(true);
  run.back();
  expect(map.maps).toBe(before);
});

test('the worker refuses more titles than it can bear', async () => {
  const { MOST_REFERENCE_POINTS, ReferenceMapService } = await referenceService();
  expect(MOST_REFERENCE_TITLES).toBe(MOST_REFERENCE_POINTS);
  const { remote } = launchFake(new ReferenceMapService());
  const vectors = clusteredVectors(MOST_REFERENCE_POINTS + 1, 4, 1);
  await expect(remote.call('run', { vectors, dimension: 4, perplexity: 10, iterations: 10 })).rejects.toThrow(
    'up to 300 titles, not 301',
  );
});

test('a subset holds whole jobs, as many as fit', () => {
  const { set, points } = subsetOf(SET, 100);
  expect(set.groups).toHaveLength(33);
  expect(points).toHaveLength(99);
  expect(points.map((point) => SET.points[point])).toEqual(set.points);
});

test('the latest typed title is the pin', async () => {
  const map = await openedMap();
  const answers: Record<string, Float32Array> = {
    first: SPACES.base.vectors.slice(0, DIMENSION),
    second: SPACES.base.vectors.slice(5 * DIMENSION, 6 * DIMENSION),
  };
  const pin = new MapPin(map, {
    loadSpaces: () => Promise.resolve(SPACES),
    encode: async (_, title) => {
      await new Promise((resolve) => setTimeout(resolve, title === 'first' ? 30 : 1));
      return answers[title]!;
    },
  });
  const slow = pin.drop('first');
  await pin.drop('second');
  await slow;
  expect(pin.shown!.title).toBe('second');
  expect(pin.on('base')!.neighbours[0]!.point).toBe(5);
  expect(pin.on('base')!.neighbours).toHaveLength(5);
  pin.remove();
  expect(pin.on('base')).toBeNull();
});

test('two titles are compared in both spaces, titles of the map without a model', async () => {
  const map = await openedMap();
  const encode = vi.fn(() => Promise.resolve(SPACES.base.vectors.slice(0, DIMENSION)));
  const compare = new MapCompare(map, { loadSpaces: () => Promise.resolve(SPACES), encode });
  await compare.compare(['Title 3', 'title 3']);
  expect(encode).not.toHaveBeenCalled();
  expect(compare.shown!.cosine.base).toBeCloseTo(1, 5);
  expect(compare.shown!.percentile.tuned).toBeGreaterThan(0.99);
  await compare.compare(['title 3', 'title 4']);
  expect(compare.shown!.cosine.tuned).toBeCloseTo(cosine(SPACES.tuned, 3, 4), 5);
  await compare.compare(['title 3', 'something else']);
  expect(encode).toHaveBeenCalledTimes(2);
});

test('a pin that cannot be placed says why', async () => {
  const map = await openedMap();
  const pin = new MapPin(map, {
    loadSpaces: () => Promise.resolve(SPACES),
    encode: () => Promise.reject(new Error('The models are not loaded yet.')),
  });
  await pin.drop('anything');
  expect([pin.shown, pin.task.busy, pin.task.problem]).toEqual([
    null,
    false,
    'The models are not loaded yet.',
  ]);
});
