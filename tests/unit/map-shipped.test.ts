/** The map that comes with the app: drawn from the test splits, small, and what its vectors give. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { drawMapSet, MAP_SEED } from '../../scripts/data/map-points.ts';
import { makeMaps } from '../../scripts/data/map.ts';
import { isUnseen } from '../../scripts/data/seen.ts';
import { TEST_SPLITS, type Split } from '../../scripts/dataset/splits.ts';
import type { MapEntry } from '../../src/core/formats/manifest.ts';
import { readNpyInt8 } from '../../src/core/formats/npy.ts';
import { openMap, type StoredMap } from '../../src/core/map/default-map.ts';
import { mapSpaces, presentSpaces } from '../../src/core/map/spaces.ts';
import { dequantize, unitRows } from '../../src/core/vectors/quantize.ts';

const ROOT = join(import.meta.dirname, '../..');
const MOST_COORDINATE_BYTES = 50_000;
const read = (path: string) => readFileSync(join(ROOT, path));

const stored = JSON.parse(read('src/features/map/default-map.json').toString()) as StoredMap;
const maps = openMap(stored);
const { map } = JSON.parse(read('public/data/manifest.json').toString()) as { map: MapEntry };

/** Rows of a published table of the title data. */
function table(name: string): Record<string, string>[] {
  const text = read(`public/data/title-data/${name}.csv`).toString();
  return Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true }).data;
}

describe('the shipped map', () => {
  test('holds the titles that its seed draws, all of the test splits', () => {
    const titles = table('titles').map(({ title, role, onet_code: code, split }) => ({
      ...{ title: title!, role: role!, code: code! },
      split: split as Split,
    }));
    const variants = table('variants').map((row) => ({
      ...{ seedTitle: row['seed_title']!, jitteredTitle: row['jittered_title']!, strategy: row['strategy']! },
      ...{ role: row['role']!, code: row['onet_code']!, split: row['split'] as Split },
    }));
    expect(maps.set).toEqual(drawMapSet({ titles, variants }));
    expect(maps.recipe.seed).toBe(MAP_SEED);
    expect(maps.recipe.unseen).toBe(
      isUnseen(join(ROOT, 'public/models'), join(ROOT, 'public/data/title-data')),
    );
    expect(maps.set.groups).toHaveLength(150);
    const splits = new Map(titles.map(({ code, role, split }) => [`${code} ${role}`, split]));
    for (const { code, role } of maps.set.groups)
      expect(TEST_SPLITS).toContain(splits.get(`${code} ${role}`));
  });

  test('has the spaces whose vectors are shipped', () => {
    expect(presentSpaces(maps.spaces).toSorted()).toEqual(map.vectors.map(({ space }) => space).toSorted());
  });

  test('keeps its coordinates under 50 KB', () => {
    const bytes = Object.values(stored.spaces).reduce((sum, space) => sum + space.map.data.length, 0);
    expect(bytes).toBeLessThan(MOST_COORDINATE_BYTES);
  });

  test('is what the engine makes of the shipped vectors', { timeout: 120_000 }, async () => {
    const spaces = mapSpaces(maps.spaces, (_, id) => {
      const { path, scale } = map.vectors.find((file) => file.space === id)!;
      const { rows, dimension } = readNpyInt8(new Uint8Array(read(`public/${path}`)), path);
      return { vectors: unitRows(dequantize(rows, scale), dimension), dimension };
    });
    const made = await makeMaps(maps.set, spaces, maps.recipe.unseen);
    const again = openMap(made);
    for (const id of presentSpaces(maps.spaces)) {
      expect(made.spaces[id]!.map.data).toBe(stored.spaces[id]!.map.data);
      expect(again.spaces[id]!.divergence).toBeCloseTo(maps.spaces[id]!.divergence, 4);
      expect(again.spaces[id]!.figures.synonyms!.nearest).toBeCloseTo(
        maps.spaces[id]!.figures.synonyms!.nearest,
        4,
      );
    }
    expect(again.moved.worse.map(({ point }) => point)).toEqual(maps.moved.worse.map(({ point }) => point));
  });
});
