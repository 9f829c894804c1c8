/** The published tables are whole, are made from the sources that stand here, and hold what the data card says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toCsv } from '../../scripts/data/publish.ts';
import { titleDataTables } from '../../scripts/data/title-data.ts';
import { sha256 } from '../../scripts/data/vector-cache.ts';
import { loadDataSet } from '../../scripts/dataset/data-set.ts';
import { labelReport } from '../../scripts/dataset/label-report.ts';
import { AREAS, LEVELS, loadLabelRules } from '../../scripts/dataset/labels.ts';
import { parseTitleDataManifest, readTitleTable } from '../../src/core/formats/title-data.ts';

const FOLDER = join(import.meta.dirname, '../../public/data/title-data');
const read = (path: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(join(FOLDER, path)));
const manifest = parseTitleDataManifest(JSON.parse(new TextDecoder().decode(read('manifest.json'))));
const data = loadDataSet();

describe('the published files', () => {
  test.each(manifest.tables.map((table) => [table.name, table] as const))(
    '%s is what the manifest says',
    async (_, table) => {
      for (const file of [table.parquet, table.csv]) {
        const bytes = read(file.path);
        expect(bytes.length).toBe(file.bytes);
        expect(sha256(bytes)).toBe(file.sha256);
      }
      const rows = await readTitleTable(read(table.parquet.path).buffer, table);
      expect(rows).toHaveLength(table.rows);
    },
  );

  test('are made from these sources', () => {
    // The negatives of the skills queries need the general model's vectors; build-data makes them.
    for (const table of titleDataTables(data, []).filter(({ name }) => name !== 'skills-queries')) {
      const published = manifest.tables.find(({ name }) => name === table.name);
      expect(published?.csv.sha256, `${table.name}: run build-data`).toBe(sha256(toCsv(table)));
    }
  });
});

describe('labels', () => {
  const report = labelReport(data.gold, loadLabelRules(), { levels: LEVELS, areas: AREAS });

  test('of 1,500 gold titles, two fifths without a keyword, 300 of them labelled twice', () => {
    expect(report.gold).toBe(1500);
    expect(report.withoutKeyword / report.gold).toBeGreaterThanOrEqual(0.4);
    expect(report.twice).toBeGreaterThanOrEqual(300);
  });

  test('are balanced over levels and areas', () => {
    for (const { label, gold } of report.levels)
      expect(gold, label).toBeGreaterThanOrEqual(0.9 * (1500 / LEVELS.length));
    for (const { label, gold } of report.areas)
      expect(gold, label).toBeGreaterThanOrEqual(0.8 * (1500 / AREAS.length));
  });

  test('of at least 12,000 other titles, each title once, none of them gold', () => {
    const others = data.labels.filter(({ split }) => split !== 'gold');
    expect(others.length).toBeGreaterThanOrEqual(12_000);
    expect(new Set(data.labels.map(({ title }) => title.toLowerCase())).size).toBe(data.labels.length);
    expect(others.filter(({ areaSource }) => areaSource === 'correction').length).toBeGreaterThan(300);
  });

  test('for training leave no class thin', () => {
    const rows = data.labels.filter(({ split }) => split === 'train');
    for (const level of LEVELS)
      expect(rows.filter((row) => row.level === level).length, level).toBeGreaterThan(300);
    for (const area of AREAS)
      expect(rows.filter((row) => row.area === area).length, area).toBeGreaterThan(100);
  });
});

test('there are 5,000 postings or more over all codes, and 3,000 skills queries or more', () => {
  const rows = (name: string): number => manifest.tables.find((table) => table.name === name)!.rows;
  expect(rows('postings')).toBeGreaterThanOrEqual(5000);
  expect(new Set(data.postings.map(({ code }) => code)).size).toBe(1016);
  expect(rows('skills-queries')).toBeGreaterThanOrEqual(3000);
});
