/** Other titles on the map: read, drawn, encoded by both models and made into maps, over the real services without a worker. */
import { describe, expect, it, vi } from 'vitest';
import { storeMap, type FinishedMaps } from '../../src/core/map/default-map.ts';
import type { MapSource, SourceTitle } from '../../src/core/map/map-source.ts';
import { uniform } from '../../src/core/random.ts';
import { openTable } from '../../src/core/tables/open-table.ts';
import { pastedTable } from '../../src/core/tables/pasted-table.ts';
import { normalise } from '../../src/core/vectors/similarity.ts';
import { MapCompare } from '../../src/features/map/map-compare.svelte.ts';
import { EMPTY_ADDRESS, mapHash } from '../../src/features/map/map-address.ts';
import { MapFile } from '../../src/features/map/map-file.svelte.ts';
import { MapPin } from '../../src/features/map/map-pin.svelte.ts';
import { MapRun } from '../../src/features/map/map-run.svelte.ts';
import { MapSets, type SetPorts } from '../../src/features/map/map-sets.svelte.ts';
import { MapTools } from '../../src/features/map/map-tools.svelte.ts';
import type { Spaces } from '../../src/features/map/map-vectors.ts';
import { MapState } from '../../src/features/map/map.svelte.ts';
import { ReferenceRun } from '../../src/features/map/reference-run.svelte.ts';
import { MapService } from '../../src/workers/map/map-service.ts';
import { launchFake } from './fake-worker.ts';

const DIMENSION = 16;
const SPLIT: MapSource = { kind: 'split', split: 'test' };

/** A vector by the letters of a title, other ones for each model. */
function vectorOf(model: string, title: string): Float32Array {
  const bytes = new TextEncoder().encode(`${model}${title}`);
  const seed = bytes.reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7);
  const random = uniform(seed);
  return normalise(Float32Array.from({ length: DIMENSION }, () => random() - 0.5));
}

const titles = (count: number, named = 'title'): SourceTitle[] =>
  Array.from({ length: count }, (_, at) => ({
    ...{ title: `${named} ${at}`, key: `role ${at % 12}`, seed: `${named} ${at % 12}`, role: '', code: '' },
    ...{ kind: at < 12 ? ('seed' as const) : ('synonym' as const), strategy: '', level: '' },
  }));

function shipped(): FinishedMaps {
  const set = {
    groups: [{ seed: 'shipped', role: 'shipped', code: '11-1011.00' }],
    points: [{ title: 'shipped', group: 0, kind: 'seed' as const, strategy: '', level: '' }],
  };
  const figures = {
    ...{ synonyms: null, variants: null, silhouette: null, withinCosine: null, betweenCosine: null },
    groups: [{ synonyms: null, variants: null }],
  };
  const space = {
    positions: Float64Array.of(0, 0),
    figures,
    trustworthiness: 1,
    divergence: 1,
    disparity: 0,
  };
  return {
    ...{ set, spaces: { base: space, tuned: space } },
    moved: { together: [], apart: [], mateApart: [], strangersTogether: [], better: [], worse: [] },
    recipe: { unseen: true, seed: 101, perplexity: 20, iterations: 40 },
  };
}

async function tools(ports: Partial<SetPorts> = {}): Promise<MapTools> {
  const map = new MapState(() => Promise.resolve(storeMap(shipped())));
  await map.open();
  const loadSpaces = (): Promise<Spaces> =>
    sets.spaces ? Promise.resolve(sets.spaces) : Promise.reject(new Error('no store'));
  const launch = () => launchFake(new MapService()).remote;
  const run = new MapRun(map, { loadSpaces, launch });
  const encode: SetPorts['encode'] = (model, texts) => {
    const vectors = new Float32Array(texts.length * DIMENSION);
    texts.forEach((text, at) => vectors.set(vectorOf(model, text), at * DIMENSION));
    return Promise.resolve(vectors);
  };
  const read = () =>
    Promise.resolve({
      titles: titles(60),
      name: 'Titles of the test split',
      synthetic: true,
      mates: 'job' as const,
      unseen: true,
    });
  const sets = new MapSets(map, run, new MapFile((file) => openTable(file)), { read, encode, ...ports });
  const options = {
    loadSpaces,
    encode: (model: 'base' | 'tuned', text: string) => Promise.resolve(vectorOf(model, text)),
  };
  return new MapTools(map, {
    ...{ run, sets, pin: new MapPin(map, options), compare: new MapCompare(map, options) },
    reference: new ReferenceRun(map, { loadSpaces }),
  });
}

describe('another set', () => {
  it('is encoded, mapped, measured, and at home', async () => {
    const all = await tools();
    const { map, sets, pin } = all;
    await all.showSet(SPLIT);
    expect([sets.task.problem, all.run.problem, sets.making]).toEqual([null, null, null]);
    expect([sets.done, sets.total]).toEqual([120, 120]);
    const maps = map.maps!;
    expect(map.home).toBe(maps);
    expect(maps.origin).toEqual({
      name: 'Titles of the test split',
      ...{ synthetic: true, mates: 'job' },
      titles: 60,
      measured: 60,
    });
    expect(maps.set.points).toHaveLength(60);
    expect(maps.recipe).toMatchObject({ unseen: true, seed: 101, perplexity: 20 });
    expect(maps.spaces.tuned.figures.synonyms!.titles).toBe(48);
    expect(maps.spaces.base.positions.every(Number.isFinite)).toBe(true);
    expect(all.address.source).toEqual(SPLIT);
    // A pin and a comparison are about these titles now.
    await pin.drop('title 30');
    const at = map.pointOf('TITLE 30');
    expect(pin.on('tuned')!.neighbours[0]!.point).toBe(at);
    expect(pin.on('seed-recipe')).toBeNull();
    await all.compare.compare(['title 1', 'title 1']);
    expect(all.compare.shown!.cosine.base).toBeCloseTo(1, 5);
  });

  it('can be made again, to the same picture as before', async () => {
    const all = await tools();
    await all.showSet(SPLIT);
    const before = all.map.maps!;
    await all.run.start();
    expect(all.run.outcome).toMatchObject({ shipped: false });
    expect(all.run.outcome!.difference).toBeCloseTo(0, 10);
    expect(all.map.maps!.spaces.tuned.figures).toEqual(before.spaces.tuned.figures);
    expect(all.map.maps!.origin).toEqual(before.origin);
  });

  it('goes back to the shipped one', async () => {
    const all = await tools();
    await all.showSet(SPLIT);
    await all.showSet({ kind: 'shipped' });
    expect(all.map.maps).toBe(all.map.shipped);
    expect(all.map.home).toBe(all.map.shipped);
    expect([all.sets.spaces, all.address.source.kind]).toEqual([null, 'shipped']);
  });

  it('that fails says why and leaves the map as it was', async () => {
    for (const [ports, problem] of [
      [{ read: () => Promise.reject(new Error('data/title-data/titles.parquet was cut')) }, 'was cut'],
      [{ encode: () => Promise.reject(new Error('The models are not loaded yet')) }, 'not loaded'],
      [
        {
          read: () =>
            Promise.resolve({
              titles: titles(5),
              name: '',
              synthetic: true,
              mates: 'job' as const,
              unseen: null,
            }),
        },
        'at least 30',
      ],
    ] as const) {
      const all = await tools(ports);
      await all.showSet(SPLIT);
      expect(all.sets.task.problem).toContain(problem);
      expect([all.sets.making, all.map.maps]).toEqual([null, all.map.shipped]);
    }
  });

  it('that is given up while it is encoded leaves the map as it was', async () => {
    let go: () => void = () => undefined;
    const encode: SetPorts['encode'] = (_, texts, { signal }) =>
      new Promise((resolve, reject) => {
        go = () => resolve(new Float32Array(texts.length * DIMENSION));
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      });
    const all = await tools({ encode });
    const showing = all.showSet(SPLIT);
    await vi.waitFor(() => expect(all.sets.phase).toBe('encoding'));
    all.sets.cancel();
    go();
    await showing;
    expect([all.sets.making, all.sets.task.problem, all.map.maps]).toEqual([null, null, all.map.shipped]);
    expect(all.sets.source.kind).toBe('shipped');
  });

  it('loses against a later choice', async () => {
    const read = async ({ kind }: MapSource) => {
      await new Promise((resolve) => setTimeout(resolve, kind === 'split' ? 50 : 1));
      return { titles: titles(40, kind), name: kind, synthetic: true, mates: 'job' as const, unseen: null };
    };
    const all = await tools({ read });
    const first = all.showSet(SPLIT);
    await all.showSet({ kind: 'onet' });
    await first;
    expect([all.map.maps!.origin!.name, all.sets.source.kind]).toEqual(['onet', 'onet']);
  });
});

describe('a link', () => {
  it('to another set waits for the models, then shows it with all that the link says', async () => {
    const all = await tools();
    const address = { ...EMPTY_ADDRESS, source: SPLIT, selected: [3, 41], asked: [2] };
    all.follow(address);
    expect(all.sets.waiting).toEqual(SPLIT);
    // Meanwhile the address stays what it was.
    expect(mapHash(all.address)).toBe(mapHash(address));
    await all.makeWaiting();
    expect(all.sets.waiting).toBeNull();
    expect([...all.map.selected]).toEqual([3, 41]);
    expect(mapHash(all.address)).toBe(mapHash(address));
    // Back to the same address makes nothing again.
    all.follow(address);
    expect(all.sets.waiting).toBeNull();
  });

  it('to a file of another browser says so, and shows the shipped titles', async () => {
    const all = await tools();
    all.follow({ ...EMPTY_ADDRESS, source: { kind: 'file' } });
    expect(all.sets.note).toContain('only the browser that made the link has');
    expect([all.sets.waiting, all.map.maps]).toEqual([null, all.map.shipped]);
    expect(all.address.source.kind).toBe('shipped');
  });
});

describe('a file', () => {
  const rows = ['Team,Job title,Note', ...titles(40, 'Job').map(({ title }, at) => `T${at % 3},${title},x`)];
  const csv = (lines: readonly string[]) => pastedTable(lines.join('\n'), 'staff.csv');

  it('gives its titles, each in a group of its own or in that of another column', async () => {
    const all = await tools();
    const { file } = all.sets;
    await file.open(csv(rows));
    expect([file.titleColumn, file.colourColumn, file.task.problem]).toEqual([1, null, null]);
    await all.showSet({ kind: 'file' });
    expect(all.map.set.groups).toHaveLength(40);
    expect(all.map.maps!.spaces.base.figures).toMatchObject({ synonyms: null, silhouette: null });
    file.colourColumn = 0;
    await all.showSet({ kind: 'file' });
    expect(all.map.set.groups.map(({ seed }) => seed)).toEqual(['T0', 'T1', 'T2']);
    expect(all.map.maps!.origin).toMatchObject({ name: 'staff.csv, column Job title', synthetic: false });
    expect(all.map.maps!.spaces.base.figures.synonyms!.titles).toBe(40);
    expect(all.map.maps!.recipe.unseen).toBeNull();
    expect(mapHash(all.address)).toContain('set=file');
  });

  it('can have its title column corrected, which is then no colour column', async () => {
    const file = new MapFile((table) => openTable(table));
    await file.open(csv(rows));
    file.colourColumn = 2;
    file.chooseTitleColumn(2);
    expect([file.titleColumn, file.colourColumn]).toEqual([2, null]);
    const read = await file.titles(new AbortController().signal);
    expect(read.titles.map(({ title }) => title)).toEqual(['x']);
  });

  it('that cannot be read says why; without one there is nothing to make', async () => {
    const all = await tools();
    await all.sets.file.open(pastedTable('', 'empty.csv'));
    expect(all.sets.file.task.problem).toContain('empty.csv is empty');
    await all.showSet({ kind: 'file' });
    expect(all.sets.task.problem).toContain('Choose a file');
  });
});
