/** @file The title data set in the built site: looked through, downloaded, from a host that fails, and clean to axe. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import type { TitleDataManifest } from '../../src/core/formats/title-data.ts';
import { withWorld, type World } from './support/world.ts';

const FOLDER = 'data/title-data';

const manifest = () => JSON.parse(readFileSync(`dist/${FOLDER}/manifest.json`, 'utf8')) as TitleDataManifest;
const tableOf = (name: string) => manifest().tables.find((table) => table.name === name)!;
const count = (value: number) => value.toLocaleString('en');

/** Shows another table. */
const choose = (page: Page, table: string) =>
  page
    .getByRole('region', { name: 'Tables and downloads' })
    .getByRole('link', { name: table, exact: true })
    .click();
const status = (page: Page) => page.getByRole('status').filter({ hasText: /^(Rows|No row)/ });
const rows = (page: Page, table: string) => page.getByRole('region', { name: `Rows of ${table}` });
/** Texts of the first column, in order. */
const firstCells = (page: Page, table: string) => rows(page, table).getByRole('rowheader').allTextContents();

async function openTable({ site, profile }: World, hash: string, options = {}): Promise<Page> {
  const page = await profile.open(options);
  await page.goto(`${site.url}#/library/titles${hash}`);
  await expect(status(page)).toBeVisible();
  return page;
}

test('from the Library tab to a row: table, filter, split, order, pages, address', async () => {
  await withWorld(async ({ site, profile }) => {
    const page = await profile.open();
    await page.goto(`${site.url}#/library`);
    const section = page.getByRole('region', { name: 'Title data' });
    for (const { name, rows } of manifest().tables)
      await expect(section.getByText(`${name} ${count(rows)} rows`, { exact: true })).toBeVisible();
    await expect(section).toContainText('Synthetic');
    await expect(section).toContainText('CC BY 4.0');
    await section.getByRole('link', { name: 'titles', exact: true }).click();

    const titles = tableOf('titles');
    await expect(page.getByRole('heading', { level: 1, name: 'Title data' })).toBeFocused();
    await expect(status(page)).toHaveText(`Rows 1 to 50 of ${count(titles.rows)}`);
    const fileOrder = await firstCells(page, 'titles');
    expect(fileOrder).toHaveLength(50);

    const pages = page.getByRole('navigation', { name: 'Pages' });
    await pages.getByRole('button', { name: 'Last' }).click();
    await expect(status(page)).toHaveText(new RegExp(`to ${count(titles.rows)} of ${count(titles.rows)}$`));
    await expect(pages.getByRole('button', { name: 'Next' })).toHaveAttribute('aria-disabled', 'true');
    await pages.getByRole('button', { name: 'First' }).click();
    await pages.getByRole('button', { name: 'Next' }).click();
    await expect(status(page)).toHaveText(`Rows 51 to 100 of ${count(titles.rows)}`);

    const header = page.getByRole('columnheader', { name: 'title' });
    await expect(header).toHaveAttribute('aria-sort', 'none');
    await header.getByRole('button').click();
    await expect(header).toHaveAttribute('aria-sort', 'ascending');
    await expect(status(page)).toHaveText(/^Rows 1 to 50/);
    await header.getByRole('button').click();
    await expect(header).toHaveAttribute('aria-sort', 'descending');
    const last = (await firstCells(page, 'titles'))[0]!.trim();
    expect(last.localeCompare(fileOrder[0]!.trim(), 'en')).toBeGreaterThan(0);
    await header.getByRole('button').click();
    await expect(header).toHaveAttribute('aria-sort', 'none');
    expect(await firstCells(page, 'titles')).toEqual(fileOrder);

    await page.getByRole('textbox', { name: 'Filter rows' }).fill('NURSE');
    await expect(status(page)).toHaveText(/that match/);
    await page.getByRole('combobox', { name: 'Split' }).selectOption('train');
    await expect(page).toHaveURL(/table=titles&q=NURSE&split=train$/);
    await expect.poll(async () => (await rows(page, 'titles').textContent())!).not.toContain('validation');
    const matching = await status(page).textContent();
    const found = await firstCells(page, 'titles');
    expect(found.length).toBeGreaterThan(0);

    await page.reload();
    await expect(status(page)).toHaveText(matching!);
    expect(await firstCells(page, 'titles')).toEqual(found);

    await page.getByRole('textbox', { name: 'Filter rows' }).fill('zzzz');
    await expect(status(page)).toHaveText(`No row of ${count(titles.rows)} matches.`);
    await expect(rows(page, 'titles')).toContainText('No row matches.');
    await rows(page, 'titles').getByRole('button', { name: 'Clear the filter' }).click();
    await expect(status(page)).toHaveText(/^Rows 1 to 50/);
    await expect(page.getByRole('textbox', { name: 'Filter rows' })).toBeFocused();
    await expect(page.getByRole('textbox', { name: 'Filter rows' })).toHaveValue('');
  });
});

test('every table is there, each row opens in full, with the keyboard too', async () => {
  await withWorld(async (world) => {
    const page = await openTable(world, '');
    for (const { name, rows: all, columns } of manifest().tables) {
      await choose(page, name);
      await expect(page.getByRole('link', { name, exact: true })).toHaveAttribute('aria-current', 'true');
      await expect(page.getByRole('combobox', { name: 'Split' })).toHaveCount(
        columns.some((column) => column.name === 'split') ? 1 : 0,
      );
      await expect(status(page)).toHaveText(`Rows 1 to 50 of ${count(all)}`);
      await expect(page.getByRole('columnheader').filter({ has: page.getByRole('button') })).toHaveCount(
        columns.length,
      );
    }
    await choose(page, 'postings');
    await expect(rows(page, 'postings')).toBeVisible();
    await rows(page, 'postings').focus();
    const { columns } = tableOf('postings');
    // The region, then each header, then the first row.
    for (let i = 0; i <= columns.length; i++) await page.keyboard.press('Tab');
    const [id] = await firstCells(page, 'postings');
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog');
    await expect(sheet).toContainText(id!.trim());
    const heading = await sheet.getByRole('heading', { level: 2 }).textContent();
    await expect(page.getByRole('dialog', { name: heading!, exact: true })).toBeVisible();
    await expect(sheet.getByRole('term')).toHaveCount(columns.length);
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await expect(rows(page, 'postings').getByRole('rowheader').first().getByRole('button')).toBeFocused();
    await choose(page, 'occupations');
    await rows(page, 'occupations').getByRole('cell').nth(2).click();
    for (const list of ['roles', 'tasks', 'skills'])
      await expect(sheet.getByRole('term').filter({ hasText: list })).toHaveCount(1);
    await expect(sheet.getByRole('list')).toHaveCount(3);
    await sheet.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('heading', { name: 'Data card' }).click();
    await expect(page.getByText(/no row was collected from anyone/i).last()).toBeVisible();
  });
});

test('the downloads are the files of the manifest', async () => {
  await withWorld(async (world) => {
    const page = await openTable(world, '');
    for (const table of manifest().tables) {
      for (const [format, file] of [
        ['Parquet', table.parquet],
        ['CSV', table.csv],
      ] as const) {
        const download = page.waitForEvent('download');
        await page.getByRole('link', { name: `${table.name} as ${format}` }).click();
        const arrived = await download;
        expect(arrived.suggestedFilename()).toBe(file.path);
        const bytes = readFileSync(await arrived.path());
        expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256);
        await arrived.delete();
      }
    }
  });
});

test('nothing of it is loaded before the page is opened, and then one table', async () => {
  await withWorld(async ({ site, profile }) => {
    const asked = () => site.requests.filter((path) => path.startsWith(FOLDER));
    const page = await profile.open();
    await page.goto(site.url);
    await expect(page.getByText('ready, works offline')).toBeVisible({ timeout: 90_000 });
    expect(asked()).toEqual([]);
    await page.goto(`${site.url}#/library`);
    await expect(page.getByRole('link', { name: 'titles', exact: true })).toBeVisible();
    expect(asked()).toEqual([`${FOLDER}/manifest.json`]);
    await page.getByRole('link', { name: 'labels', exact: true }).click();
    await expect(status(page)).toBeVisible();
    expect(new Set(asked())).toEqual(
      new Set([`${FOLDER}/manifest.json`, `${FOLDER}/${tableOf('labels').parquet.path}`]),
    );
  });
});

test('a host that fails: what, which file, what to do; then it goes on', async () => {
  await withWorld(async ({ site, profile }) => {
    const page = await profile.open();
    const alert = page.getByRole('alert').filter({ hasText: 'title-data' });
    site.faultOf = (path) => (path === `${FOLDER}/manifest.json` ? 'html-page' : null);
    await page.goto(`${site.url}#/library/titles?table=labels`);
    await expect(alert).toContainText('manifest.json came as a web page');
    site.faultOf = (path) => (path.endsWith('labels.parquet') ? 'wrong-bytes' : null);
    await alert.getByRole('button', { name: 'Try again' }).click();
    await expect(alert).toContainText('labels.parquet has other bytes than the manifest says');
    site.faultOf = (path) => (path.endsWith('labels.parquet') ? 'cut' : null);
    // Slow, so that a part arrives before the connection is gone.
    site.bytesPerSecond = 100_000;
    await alert.getByRole('button', { name: 'Try again' }).click();
    await expect(alert).toContainText('labels.parquet broke off');
    site.faultOf = () => null;
    site.bytesPerSecond = Infinity;
    await alert.getByRole('button', { name: 'Try again' }).click();
    await expect(status(page)).toBeVisible();
    await expect(alert).toBeHidden();
    // What is loaded stays in use; what is not says that it needs a network.
    await site.stop();
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(status(page)).toHaveText(/^Rows 51 to 100/);
    await choose(page, 'variants');
    await expect(alert).toContainText('Connect to the network');
    await choose(page, 'labels');
    await expect(status(page)).toHaveText(/^Rows 1 to 50/);
    await site.start();
  });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the page, ${colorScheme}, wide and narrow`, async () => {
    await withWorld(async (world) => {
      const page = await openTable(world, '?table=postings&q=midwife&sort=title', {
        colorScheme,
        reducedMotion: 'reduce',
      });
      const violations = async () =>
        (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => ({
          id,
          nodes: nodes.map(({ html }) => html),
        }));
      const width = () => page.evaluate(() => document.documentElement.scrollWidth);
      for (const summary of await page.locator('summary').all()) await summary.click();
      await expect(page.getByRole('heading', { name: 'Rolemap title data' })).toBeVisible();
      expect(await violations()).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      expect(await violations()).toEqual([]);
      expect(await width()).toBeLessThanOrEqual(360);
      await rows(page, 'postings').getByRole('rowheader').first().getByRole('button').click();
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await violations()).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'Back to the Library' }).click();
      await expect(page.getByRole('region', { name: 'Title data' }).getByRole('listitem')).toHaveCount(
        manifest().tables.length,
      );
      expect(await violations()).toEqual([]);
      expect(await width()).toBeLessThanOrEqual(360);
    });
  });
}
