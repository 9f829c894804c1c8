/** @file The Evaluate tab in the built site with the real models: a sample of our test split, files of the user's, offline, axe. */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import Papa from 'papaparse';
import { whenReady, type ProfileOptions } from './support/browser.ts';
import { openReady, withWorld, type World } from './support/world.ts';

const PAIRS = [
  'query,relevant',
  'ward nurse nights,night nurse',
  'java dev,software developer',
  'cook (m/f),cook',
  'head cook,chef',
  'bus driver,driver of a bus',
  'HGV driver,truck driver',
  'p/t cleaner,cleaner',
  'maths teacher,mathematics teacher',
].join('\n');

const LEXICAL = ['Word TF-IDF', 'Char TF-IDF'] as const;

const figures = (page: Page) => page.getByRole('table', { name: 'Figures' });
const queries = (page: Page) => page.getByRole('table', { name: 'Queries' });

async function openEvaluate({ site, profile }: World, options: ProfileOptions = {}): Promise<Page> {
  const page = await profile.open(options);
  await page.goto(`${site.url}#/evaluate`);
  await expect(page.getByRole('heading', { name: 'Which model finds the right titles' })).toBeVisible();
  await whenReady(page);
  return page;
}

/** The pairs as the set, measured by both models and BM25. */
async function measurePairs(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Set', exact: true }).selectOption('pairs');
  await page
    .getByLabel('File of pairs')
    .setInputFiles({ name: 'pairs.csv', mimeType: 'text/csv', buffer: Buffer.from(PAIRS) });
  await expect(page.getByText('8 queries, a corpus of 8 texts.')).toBeVisible();
  const contenders = page.getByRole('group', { name: 'Contenders' });
  for (const name of LEXICAL) await contenders.getByRole('checkbox', { name }).uncheck();
  await page.getByRole('button', { name: 'Measure', exact: true }).click();
  await expect(figures(page)).toBeVisible({ timeout: 120_000 });
}

/** Clicks a button of the export, and gives the file's text. */
async function exported(page: Page, name: string): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name, exact: true }).click();
  return readFileSync(await (await download).path(), 'utf8');
}

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

test('a sample of our test split: figures with intervals, both lists of a query, exports', async () => {
  test.setTimeout(600_000);
  await withWorld(async (world) => {
    await openReady(world);
    const page = await openEvaluate(world);
    await expect(page.getByText(/[\d,]+ queries, a corpus of [\d,]+ texts\./)).toBeVisible({
      timeout: 60_000,
    });
    await expect(page.getByText('These data are synthetic')).toBeVisible();
    const contenders = page.getByRole('group', { name: 'Contenders' });
    for (const name of LEXICAL) await contenders.getByRole('checkbox', { name }).uncheck();
    await page.getByRole('combobox', { name: 'Queries', exact: true }).selectOption('other');
    await page.getByRole('spinbutton', { name: 'Number of queries' }).fill('40');
    // The estimate comes first.
    await expect(page.getByText(/^about .* the models read the whole corpus once/)).toBeVisible({
      timeout: 60_000,
    });
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await expect(page.getByRole('progressbar', { name: 'Measured' })).toBeVisible();
    await expect(figures(page)).toBeVisible({ timeout: 480_000 });
    await expect(figures(page).getByRole('columnheader')).toHaveText([
      'Figure',
      'General model',
      'Job-title model',
      'BM25',
    ]);
    await expect(page.getByText('A sample, not the whole set.')).toBeVisible();
    const map = figures(page)
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: 'MAP' }) });
    for (const cell of await map.getByRole('cell').all())
      await expect(cell).toContainText(/[01]\.\d{3}\s+[01]\.\d{3} to [01]\.\d{3}/);

    await page.locator('summary', { hasText: 'By kind of query' }).click();
    await expect(page.getByRole('table', { name: 'By kind of query' })).toBeVisible();

    const first = queries(page).getByRole('row').nth(1);
    await first.getByRole('button').click();
    for (const name of ['Job-title model', 'General model'])
      await expect(page.getByRole('list', { name: `Ranked by ${name}` }).getByRole('listitem')).toHaveCount(
        10,
      );

    const json = JSON.parse(await exported(page, 'Export JSON')) as {
      format: string;
      queries: string[];
      results: { contender: { id: string }; perQuery: { map: number[] } }[];
    };
    expect(json.format).toBe('rolemap-evaluation');
    expect(json.queries).toHaveLength(40);
    expect(json.results.map(({ contender }) => contender.id)).toEqual(['base', 'tuned', 'bm25']);
    for (const { perQuery } of json.results) expect(perQuery.map).toHaveLength(40);
    // What the page shows is the mean of what the file holds.
    for (const [at, { perQuery }] of json.results.entries()) {
      const mean = perQuery.map.reduce((sum, value) => sum + value, 0) / 40;
      await expect(map.getByRole('cell').nth(at)).toContainText(mean.toFixed(3));
    }
    const markdown = await exported(page, 'Export Markdown');
    expect(markdown).toContain('| MAP |');
    expect(markdown).toContain('40 of');
    const { data } = Papa.parse<Record<string, string>>(
      (await exported(page, 'Export CSV')).replace(/^\ufeff/, ''),
      { header: true, skipEmptyLines: true },
    );
    expect(new Set(data.map((row) => row['contender']))).toEqual(new Set(['base', 'tuned', 'bm25']));
  });
});

test('a file of pairs is measured offline, and its result file comes back as a contender', async () => {
  test.setTimeout(240_000);
  await withWorld(async (world) => {
    await openReady(world);
    await world.site.stop();
    const page = await openEvaluate(world);
    await measurePairs(page);
    const text = await exported(page, 'Export JSON');
    await page
      .getByLabel('Result file of the command line')
      .setInputFiles({ name: 'earlier.json', mimeType: 'application/json', buffer: Buffer.from(text) });
    await expect(figures(page).getByRole('columnheader', { name: 'BM25 (2)' })).toBeVisible();
    await page.getByRole('combobox', { name: 'First contender' }).selectOption('bm25');
    await page.getByRole('combobox', { name: 'Second contender' }).selectOption('bm25 (2)');
    await expect(page.getByText('BM25 better on 0, BM25 (2) on 0, equal on 8.')).toBeVisible();
    await page.getByRole('button', { name: 'Leave out earlier.json' }).click();
    await expect(figures(page).getByRole('columnheader', { name: 'BM25 (2)' })).toHaveCount(0);
    const wrong = { name: 'wrong.json', mimeType: 'application/json', buffer: Buffer.from('{}') };
    await page.getByLabel('Result file of the command line').setInputFiles(wrong);
    await expect(page.getByText('wrong.json is not a result of Rolemap')).toBeVisible();
  });
});

test('a measure can be given up; the keyboard goes from query to query', async () => {
  test.setTimeout(240_000);
  await withWorld(async (world) => {
    await openReady(world);
    const page = await openEvaluate(world);
    await expect(page.getByText(/[\d,]+ queries, a corpus of/)).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await expect(page.getByText(/reading the corpus: [\d,]+ of [\d,]+ texts/)).toBeVisible({
      timeout: 120_000,
    });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('progressbar', { name: 'Measured' })).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Measure', exact: true })).toBeEnabled();
    await measurePairs(page);
    const buttons = queries(page).getByRole('button', { expanded: false });
    await buttons.first().focus();
    await page.keyboard.press('ArrowDown');
    await expect(buttons.nth(1)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('list', { name: 'Ranked by General model' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('list', { name: 'Ranked by General model' })).toHaveCount(0);
    await queries(page).getByRole('columnheader', { name: 'query' }).getByRole('button').click();
    await expect(queries(page).getByRole('row').nth(1)).toContainText('bus driver');
  });
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing, ${colorScheme}, and nothing runs out of a narrow page`, async () => {
    test.setTimeout(240_000);
    await withWorld(async (world) => {
      await openReady(world);
      const page = await openEvaluate(world, { colorScheme, reducedMotion: 'reduce' });
      await expectNoViolations(page);
      await measurePairs(page);
      for (const text of ['By kind of query', 'What each figure means', 'What ran where', 'saturates'])
        await page.locator('summary', { hasText: text }).click();
      await queries(page).getByRole('row').nth(1).getByRole('button').click();
      await expect(page.getByRole('list', { name: 'Ranked by General model' })).toBeVisible();
      await expectNoViolations(page);
      await page.setViewportSize({ width: 360, height: 740 });
      await expectNoViolations(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    });
  });
