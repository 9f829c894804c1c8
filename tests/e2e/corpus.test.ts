/** @file A corpus of the user's own in the built site: added, searched, reloaded, exported, removed, imported; and clean to axe. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Download, type Page } from '@playwright/test';
import { openReady, withWorld, type World } from './support/world.ts';

const TITLES = [
  'Registered Nurse',
  'Staff Nurse, Intensive Care',
  'Midwife',
  'Paramedic',
  'Dental Hygienist',
  'Software Engineer',
  'Backend Developer',
  'Data Scientist',
  'Database Administrator',
  'Network Technician',
  'Welder',
  'Electrician',
  'Plumber',
  'Carpenter',
  'Bricklayer',
  'Truck Driver',
  'Forklift Operator',
  'Warehouse Manager',
  'Airline Pilot',
  'Train Conductor',
  'Accountant',
  'Tax Adviser',
  'Auditor',
  'Bank Teller',
  'Insurance Underwriter',
  'Primary School Teacher',
  'University Lecturer',
  'Librarian',
  'Head Chef',
  'Gardener',
];
const CSV = ['id,job title,place', ...TITLES.map((title, at) => `${at},"${title}",Leeds`)].join('\n');

const section = (page: Page) => page.getByRole('region', { name: 'Your own corpora' });
const corpus = (page: Page, name: string) => section(page).getByRole('article', { name, exact: true });
const searchBox = (page: Page, name: string) =>
  corpus(page, name).getByRole('searchbox', { name: 'Search this corpus' });

async function openLibrary(page: Page, { site }: World): Promise<void> {
  await page.goto(`${site.url}#/library`);
  await expect(section(page)).toBeVisible();
}

async function choose(page: Page, name: string, text: string): Promise<void> {
  await section(page)
    .getByLabel('Table of a new corpus')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
}

async function addCorpus(page: Page): Promise<void> {
  await choose(page, 'staff.csv', CSV);
  const draft = section(page).getByRole('group', { name: 'New corpus' });
  await expect(draft.getByRole('combobox', { name: 'Title column' })).toHaveValue('1');
  await expect(draft.getByRole('columnheader', { name: 'job title, titles' })).toBeVisible();
  await draft.getByRole('checkbox', { name: 'place' }).check();
  await draft.getByRole('button', { name: 'Read it and estimate' }).click();
  await expect(corpus(page, 'staff')).toContainText('30 rows: embedding takes about', { timeout: 90_000 });
  await expect(draft).toBeHidden();
  await expect(searchBox(page, 'staff')).toBeHidden();
  await corpus(page, 'staff').getByRole('button', { name: 'Embed staff' }).click();
  await expect(searchBox(page, 'staff')).toBeVisible({ timeout: 90_000 });
}

async function expectAnswers(page: Page, name: string): Promise<void> {
  await searchBox(page, name).fill('hospital nurse');
  await searchBox(page, name).press('Enter');
  const lists = corpus(page, name).getByRole('list', { name: /nearest to hospital nurse$/u });
  await expect(lists).toHaveCount(2, { timeout: 60_000 });
  for (const list of await lists.all()) {
    await expect(list.getByRole('listitem')).toHaveCount(10);
    await expect(list.getByRole('listitem').first()).toContainText('Nurse');
    await expect(list.getByRole('listitem').first()).toContainText('Leeds');
  }
  await expect(corpus(page, name).getByText(/^scan [\d.]+ ms, rescoring [\d.]+ ms$/u)).toHaveCount(2);
}

async function removeCorpus(page: Page, name: string): Promise<void> {
  await corpus(page, name)
    .getByRole('button', { name: `Remove ${name}` })
    .click();
  await corpus(page, name).getByRole('button', { name: 'Remove it' }).click();
  await expect(corpus(page, name)).toHaveCount(0);
  await expect(section(page)).toContainText('None yet.');
}

/** Exports and keeps the files under their own names. @returns their paths */
async function exportTo(page: Page, name: string, folder: string): Promise<string[]> {
  const arrived: Download[] = [];
  page.on('download', (download) => arrived.push(download));
  await corpus(page, name)
    .getByRole('button', { name: `Export ${name}` })
    .click();
  await expect.poll(() => arrived.length).toBe(3);
  return Promise.all(
    arrived.map(async (download) => {
      const path = join(folder, download.suggestedFilename());
      await download.saveAs(path);
      return path;
    }),
  );
}

test('a table becomes a corpus that is searched, kept, exported, removed and taken in again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolemap-corpus-'));
  try {
    await withWorld(async (world) => {
      const page = await openReady(world);
      await openLibrary(page, world);
      await addCorpus(page);
      await expectAnswers(page, 'staff');

      await page.reload();
      await expect(corpus(page, 'staff')).toContainText('30 rows');
      await expect(searchBox(page, 'staff')).toBeVisible({ timeout: 90_000 });
      await expectAnswers(page, 'staff');

      const files = await exportTo(page, 'staff', folder);
      expect(files.map((path) => path.slice(folder.length + 1)).sort()).toEqual([
        'staff.base.npy',
        'staff.parquet',
        'staff.tuned.npy',
      ]);
      await removeCorpus(page, 'staff');
      await page.reload();
      await expect(section(page)).toContainText('None yet.');

      await expect(section(page).getByRole('button', { name: 'Import a corpus' })).toBeEnabled({
        timeout: 90_000,
      });
      const pair = section(page).getByLabel('Parquet file and .npy files of a corpus');
      await pair.setInputFiles(files.filter((path) => path.endsWith('.npy')));
      await expect(section(page).getByRole('alert')).toContainText('Choose the Parquet file of one corpus');
      await pair.setInputFiles(files);
      await expect(searchBox(page, 'staff')).toBeVisible();
      await expect(section(page).getByRole('alert')).toBeHidden();
      await expectAnswers(page, 'staff');
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('wrong files are refused in words, and nothing of them stays', async () => {
  await withWorld(async (world) => {
    const page = await openReady(world);
    await openLibrary(page, world);
    await choose(page, 'broken.parquet', 'PAR1 and then nothing of a table');
    await expect(section(page).getByRole('alert')).toContainText('broken.parquet');

    await choose(page, 'empty.csv', 'job title,place\n,Leeds\n ,York\n');
    await section(page).getByRole('combobox', { name: 'Title column' }).selectOption('job title');
    await section(page).getByRole('button', { name: 'Read it and estimate' }).click();
    await expect(section(page).getByRole('alert')).toContainText('no row with a job title');
    await expect(section(page).getByRole('article')).toHaveCount(0);
    await section(page).getByRole('combobox', { name: 'Title column' }).selectOption('place');
    await section(page).getByRole('button', { name: 'Read it and estimate' }).click();
    await expect(corpus(page, 'empty')).toContainText('2 rows: embedding takes about', { timeout: 90_000 });
    await expect(section(page).getByRole('alert')).toBeHidden();
  });
});

test('axe finds nothing in the section, light and dark, wide and narrow', async () => {
  await withWorld(async (world) => {
    const page = await openReady(world);
    await openLibrary(page, world);
    await addCorpus(page);
    await expectAnswers(page, 'staff');
    await choose(page, 'more.csv', CSV);
    await expect(section(page).getByRole('group', { name: 'New corpus' })).toBeVisible();
    const violations = async () =>
      (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => ({
        id,
        nodes: nodes.map(({ html }) => html),
      }));
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 740 });
        expect(await violations()).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    }
  });
});
