/** The Map tab's state: colours and pages, selection, finding, the address, outlines, the marks. */
import { expect, test } from 'vitest';
import { storeMap, type FinishedMaps } from '../../src/core/map/default-map.ts';
import { subsetOf } from '../../src/core/map/subset.ts';
import { colourPoints } from '../../src/features/map/colouring.ts';
import type { Scene } from '../../src/features/map/draw.ts';
import { namesOf } from '../../src/features/map/draw-names.ts';
import { commonFrame, contoursOf, regionsOf, toSheet } from '../../src/features/map/geography.ts';
import { EMPTY_ADDRESS, mapHash, readMapAddress } from '../../src/features/map/map-address.ts';
import { between, isInside } from '../../src/features/map/map-tools.svelte.ts';
import { MapState } from '../../src/features/map/map.svelte.ts';
import { contrast, marksOf, PAPER } from '../../src/features/map/palette.ts';
import { toPixels, toUnits, zoomed, ZOOM_RANGE } from '../../src/features/map/view.ts';

const GROUPS = 45;

/** A made-up map: each group has a seed, a synonym and a variant around a place of its own. */
function finished(): FinishedMaps {
  const groups = Array.from({ length: GROUPS }, (_, at) => ({
    seed: `Seed ${at}`,
    role: `role ${at}`,
    code: `${at % 2 ? '15' : '29'}-10${at}.00`,
  }));
  const points = groups.flatMap((_, group) =>
    (['seed', 'synonym', 'variant'] as const).map((kind) => ({
      title: `${kind} title ${group}`,
      ...{ group, kind, level: 'Specialist', strategy: kind === 'variant' ? 'casing' : '' },
    })),
  );
  const positions = Float64Array.from({ length: points.length * 2 }, (_, at) => Math.sin(at * 12.9) * 40);
  const together = { nearest: 0.5, purity: 0.5, titles: 1 };
  const figures = {
    ...{ synonyms: together, variants: together, silhouette: 0.1, withinCosine: 0.5, betweenCosine: 0.1 },
    groups: groups.map((_, group) => ({ synonyms: { ...together, purity: group / GROUPS }, variants: null })),
  };
  const space = { positions, figures, trustworthiness: 0.9, divergence: 1, disparity: 0 };
  const after = { ...figures, groups: figures.groups.map(() => ({ synonyms: together, variants: null })) };
  return {
    set: { groups, points },
    spaces: { base: space, tuned: { ...space, figures: after } },
    moved: { together: [], apart: [], mateApart: [], strangersTogether: [], better: [], worse: [] },
    recipe: { unseen: true, seed: 101, perplexity: 20, iterations: 1000 },
  };
}

async function opened(): Promise<MapState> {
  const map = new MapState(() => Promise.resolve(storeMap(finished())));
  await map.open();
  return map;
}

test('twenty seed titles are in colour, the next twenty after them, then the first again', async () => {
  const map = await opened();
  expect(map.colouring.classes.map(({ name }) => name)).toEqual(
    Array.from({ length: 20 }, (_, at) => `Seed ${at}`),
  );
  expect([...map.colouring.classOf].filter((of) => of >= 0)).toHaveLength(60);
  map.nextPage();
  expect(map.colouring.classes[0]!.name).toBe('Seed 20');
  map.nextPage();
  expect(map.colouring.classes).toHaveLength(5);
  map.nextPage();
  expect(map.page).toBe(0);
});

test('a title that was asked for is in colour and selected', async () => {
  const map = await opened();
  expect(map.find('synonym 33')).toEqual([33]);
  map.showGroup(33);
  expect(map.colouring.classes.at(-1)!.name).toBe('Seed 33');
  expect(map.colouring.classes.map(({ name }) => name).slice(0, 19)).toEqual(
    Array.from({ length: 19 }, (_, at) => `Seed ${at}`),
  );
  map.nextPage();
  expect(map.colouring.classes.map(({ name }) => name)).toContain('Seed 33');
  expect([...map.selected]).toEqual([99, 100, 101]);
  map.toggleGroupOf(100);
  expect(map.selected.size).toBe(0);
});

test('colours follow what they are asked to mean', async () => {
  const map = await opened();
  const names = (by: Parameters<MapState['colourBy']>[0]) => {
    map.colourBy(by);
    return map.colouring.classes.map(({ name }) => name);
  };
  expect(names('kind').toSorted()).toEqual(['seed title', 'synonym', 'variant in the wild']);
  expect(names('major')).toEqual(['Health Care', 'Computing']);
  expect(names('strategy')).toEqual(['casing']);
  expect(names('level')).toEqual(['Specialist']);
  expect(names('moved').toSorted()).toEqual(['synonyms farther apart', 'synonyms nearer together']);
  expect([...colourPoints(map.set, 'strategy').classOf.slice(0, 3)]).toEqual([-1, -1, 0]);
});

test('a copied address shows the same view', () => {
  const address = {
    source: { kind: 'seeds', count: 40 },
    sides: ['tuned', 'seed-recipe'],
    by: 'major',
    page: 1,
    view: { k: 2.5, x: -0.3, y: 0.12 },
    selected: [3, 8],
    asked: [7, 2],
    share: 0.4,
    title: 'RN',
  } as const;
  const parameters = new URLSearchParams(mapHash(address).split('?')[1]);
  expect(readMapAddress(parameters)).toEqual(address);
  expect(mapHash(EMPTY_ADDRESS)).toBe('#/map');
  expect(readMapAddress(new URLSearchParams('by=nothing&page=-4&view=a,b&select=x.7&between=300'))).toEqual({
    ...EMPTY_ADDRESS,
    selected: [7],
    share: 1,
  });
});

test('a map that cannot be read says so', async () => {
  const map = new MapState(() => Promise.reject(new Error('no such chunk')));
  await map.open();
  expect(map.problem).toContain('no such chunk');
});

test('every mark stands out from its paper, and no two are alike', () => {
  for (const theme of ['light', 'dark'] as const) {
    const marks = marksOf(theme);
    expect(new Set(marks.map(({ colour, shape }) => `${colour} ${shape}`)).size).toBe(20);
    for (const { colour } of marks) expect(contrast(colour, PAPER[theme])).toBeGreaterThanOrEqual(3);
  }
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
});

test('on the way between both spaces every title goes straight', () => {
  const sheet = (points: number[]) => ({ points: Float64Array.from(points), contours: [], regions: [] });
  const [base, tuned] = [sheet([0, 0, 1, -1]), sheet([1, 0, 0, -1])];
  expect(between(base, tuned, 0)).toBe(base);
  expect(between(base, tuned, 1)).toBe(tuned);
  expect([...between(base, tuned, 0.25).points]).toEqual([0.25, 0, 0.75, -1]);
});

test('a place is inside a drawn outline or not', () => {
  const triangle = [
    [0, 0],
    [10, 0],
    [0, 10],
  ] as const;
  expect(isInside([2, 2], triangle)).toBe(true);
  expect(isInside([8, 8], triangle)).toBe(false);
});

test('both sheets have one scale, contours are closed lines on the sheet, regions stand among their titles', () => {
  const { set, spaces } = finished();
  const frame = commonFrame(spaces.base.positions, spaces.tuned.positions);
  const sheet = toSheet(spaces.base.positions, frame);
  expect(Math.max(...sheet)).toBeLessThanOrEqual(1);
  const rings = contoursOf(sheet);
  expect(rings.length).toBeGreaterThan(0);
  for (const ring of rings) expect([ring[0], ring[1]]).toEqual([ring.at(-2), ring.at(-1)]);
  const regions = regionsOf(sheet, set);
  expect(regions.filter(({ rank }) => rank === 'major').map(({ name, count }) => [name, count])).toEqual([
    ['Health Care', 69],
    ['Computing', 66],
  ]);
  expect(regions.filter(({ rank }) => rank === 'minor').map(({ name, count }) => [name, count])).toEqual([
    ['Healthcare Diagnosing or Treating Practitioners', 69],
    ['Computer Occupations', 66],
  ]);
});

test('pixels and units of the sheet are each other’s inverse', () => {
  const size = { width: 500, height: 500 };
  const view = { k: 3, x: -0.08, y: 0.05 };
  const back = toUnits(...toPixels(0.3, -0.7, size, view), size, view);
  expect(back[0]).toBeCloseTo(0.3, 10);
  expect(back[1]).toBeCloseTo(-0.7, 10);
});

test('nearer and farther keep the middle of the sheet where it is', () => {
  const size = { width: 500, height: 500 };
  const view = { k: 2, x: -0.7, y: 0.1 };
  for (const factor of [1.5, 0.4]) {
    const [x, y] = toUnits(250, 250, size, zoomed(view, factor));
    const [wantedX, wantedY] = toUnits(250, 250, size, view);
    expect(x).toBeCloseTo(wantedX, 10);
    expect(y).toBeCloseTo(wantedY, 10);
  }
  expect(zoomed(view, 1000).k).toBe(ZOOM_RANGE[1]);
});

test('other maps with fewer titles leave nothing pointing at what they have not', async () => {
  const map = await opened();
  map.showGroup(44);
  map.hovered = 133;
  const { set, points } = subsetOf(map.set, 30);
  const shipped = map.maps!;
  const rows = Float64Array.from(points.flatMap((point) => [point, -point]));
  const space = (id: 'base' | 'tuned') => ({ ...shipped.spaces[id], positions: rows });
  map.show({ ...shipped, set, spaces: { base: space('base'), tuned: space('tuned') } });
  expect(map.colouring.classes).toHaveLength(10);
  expect([map.hovered, map.asked, [...map.selected]]).toEqual([null, [], []]);
  expect(map.sheet(1)!.points).toHaveLength(60);
  expect(map.shipped).toBe(shipped);
});

test('a sheet shows the space that is chosen for it, and its own where this map has no such space', async () => {
  const recipe = finished().spaces.base;
  const positions = recipe.positions.map((value) => -value);
  const three = { ...finished(), spaces: { ...finished().spaces, 'seed-recipe': { ...recipe, positions } } };
  const map = new MapState(() => Promise.resolve(storeMap(three)));
  await map.open();
  expect(map.spaces).toEqual(['base', 'seed-recipe', 'tuned']);
  const before = map.sheet(0)!.points;
  map.chooseSide(0, 'seed-recipe');
  expect(map.sides).toEqual(['seed-recipe', 'tuned']);
  expect(Math.sign(map.sheet(0)!.points[0]!)).toBe(-Math.sign(before[0]!));
  map.enter(finished());
  expect([map.spaces, map.sides]).toEqual([
    ['base', 'tuned'],
    ['base', 'tuned'],
  ]);
  map.show(map.shipped!);
  expect(map.sides).toEqual(['seed-recipe', 'tuned']);
});

test('another set begins without what was selected and asked for; titles are looked up in it', async () => {
  const map = await opened();
  map.showGroup(3);
  map.nextPage();
  const other = finished();
  const points = other.set.points.map((point) => ({ ...point, title: `other ${point.title}`, strategy: '' }));
  map.colourBy('strategy');
  map.enter({ ...other, set: { ...other.set, points } });
  expect([map.selected.size, map.asked, map.page, map.by]).toEqual([0, [], 0, 'seed']);
  expect(map.pointOf('Other seed title 2')).toBe(6);
  expect(map.pointOf('seed title 2')).toBe(-1);
});

test('meanings of colour that tell no titles apart are not offered', async () => {
  const map = await opened();
  // All titles have the same level here.
  expect(map.meanings).toEqual(['seed', 'kind', 'strategy', 'major', 'moved']);
  const groups = map.set.groups.map((group) => ({ ...group, code: '' }));
  map.enter({ ...finished(), set: { ...map.set, groups } });
  expect(map.meanings).not.toContain('major');
  expect(regionsOf(map.sheet(0)!.points, map.set)).toEqual([]);
});

test('far away the major groups have names, then the minor ones within them, and near no groups at all', () => {
  const scene: Scene = {
    points: Float64Array.of(0, 0),
    contours: [],
    regions: [
      { name: 'Computing', rank: 'major', x: 0, y: 0, count: 9 },
      { name: 'Computer Occupations', rank: 'minor', x: 0, y: 0, count: 9 },
    ],
    towns: [{ text: 'Web Developer', point: 0 }],
    classOf: Int16Array.of(-1),
    marks: [],
    highlighted: null,
    selected: new Set(),
    hovered: null,
    trails: [],
    pin: null,
    outline: [],
  };
  const kindsAt = (k: number) => {
    const size = { width: 400, height: 400 };
    const view = { k, x: 0.5 - k / 2, y: 0.5 - k / 2 };
    return namesOf(scene, size, view, (_, text) => text.length).map(({ kind }) => kind);
  };
  expect(kindsAt(1)).toEqual(['region', 'town']);
  expect(kindsAt(3)).toEqual(['district', 'town', 'region']);
  expect(kindsAt(6)).toEqual(['town', 'district', 'region']);
  expect(kindsAt(20)).toEqual(['town']);
});
