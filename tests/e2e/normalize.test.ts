/** @file The Normalize tab in the built site: titles in, codes with evidence out, offline, as in Node; corrected, exported, forgotten. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { whenReady } from './support/browser.ts';
import { openReady, withWorld, type World } from './support/world.ts';

const MESSY = [
  'URGENT: Staff RN - Nights - $42/hr (Req 88213)',
  'Sr. Mgr., FP&A',
  'Lorry Driver HGV Class 1',
  'Nurse/Midwife',
  'Operations Lead (m/f/d)',
  'n/a',
  'Manager',
  'Krankenschwester',
  'welder fabricator',
];

const table = (page: Page) => page.getByRole('table', { name: 'Titles with their codes' });
const rowOf = (page: Page, title: string) =>
  table(page)
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name: title }) })
    // An opened row is followed by its evidence, which may name the title too.
    .first();

async function openNormalize({ site }: World, page: Page): Promise<void> {
  await page.goto(`${site.url}#/normalize`);
  await expect(page.getByRole('heading', { name: 'Code a file of job titles' })).toBeVisible();
}

async function codePasted(page: Page, titles: readonly string[]): Promise<void> {
  await page.getByRole('textbox', { name: 'Or paste titles, one a line' }).fill(titles.join('\n'));
  await page.getByRole('button', { name: 'Read these titles' }).click();
  await page.getByRole('button', { name: 'Code the titles' }).click();
  await expect(page.getByText('All titles are coded.')).toBeAttached({ timeout: 120_000 });
}

async function exported(page: Page, format: string): Promise<{ name: string; text: string }> {
  await page.getByLabel('Format').selectOption(format);
  const downloading = page.waitForEvent('download', (download) =>
    download.suggestedFilename().endsWith(`.${format}`),
  );
  await page.getByRole('button', { name: 'Export table' }).click();
  const download = await downloading;
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

/** What the test reads of the record that comes beside the table. */
interface ExportedRecord {
  readonly model: { readonly file: string };
  readonly device: string;
  readonly deviceComparison: { readonly detailedDiffers: number };
}

async function exportedRecord(page: Page): Promise<ExportedRecord> {
  const downloading = page.waitForEvent('download', (download) =>
    download.suggestedFilename().endsWith('.run.json'),
  );
  await page.getByRole('button', { name: 'Export table' }).click();
  return JSON.parse(readFileSync(await (await downloading).path(), 'utf8')) as ExportedRecord;
}

test('messy titles get code, level, area and evidence, or a reason; the same offline, after a restart', async () => {
  await withWorld(async (world) => {
    const { site, profile } = world;
    let page = await openReady(world);
    await openNormalize(world, page);
    await codePasted(page, MESSY);
    await expect(rowOf(page, 'Staff RN')).toContainText('29-1141');
    await expect(rowOf(page, 'Staff RN')).toContainText('Registered Nurses');
    await expect(rowOf(page, 'Staff RN')).toContainText('Healthcare');
    await expect(rowOf(page, 'n/a')).toContainText('not an occupation');
    await expect(rowOf(page, 'Manager')).toContainText('too general');
    await expect(rowOf(page, 'Krankenschwester')).toContainText('not English');
    await rowOf(page, 'Staff RN').getByRole('button', { name: 'Staff RN' }).click();
    await expect(page.getByText('If detail is doubtful')).toBeVisible();
    const online = await exported(page, 'csv');

    await site.stop();
    page = await profile.open();
    await openNormalize(world, page);
    await whenReady(page);
    await codePasted(page, MESSY);
    expect((await exported(page, 'csv')).text).toBe(online.text);
    // Node codes them alike: the same core, model file and runtime.
    const args = ['bin/rolemap.mjs', 'normalize', '-', '--format', 'text', '--no-header', '--quiet'];
    const node = execFileSync(process.execPath, args, { input: MESSY.join('\n'), encoding: 'utf8' });
    expect(online.text.trimEnd().split('\r\n')).toEqual(node.trimEnd().split(/\r?\n/u));
  });
});

test('a correction counts for the title, stands in the export, and can be undone', async () => {
  await withWorld(async (world) => {
    const page = await openReady(world);
    await openNormalize(world, page);
    await codePasted(page, ['People Partner', 'Staff Nurse']);
    await rowOf(page, 'People Partner').getByRole('button', { name: 'People Partner' }).click();
    await page.keyboard.press('2');
    await expect(rowOf(page, 'People Partner')).toContainText('correction');
    expect((await exported(page, 'csv')).text).toContain('correction');
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await expect(rowOf(page, 'People Partner')).not.toContainText('correction');
  });
});

test('a file is coded with every column in its place; a closed tab goes on; forgetting leaves nothing', async () => {
  await withWorld(async (world) => {
    const page = await openReady(world);
    await openNormalize(world, page);
    const csv = 'id,job title,pay\r\n007,Staff Nurse,"1,5"\r\n008,=cmd,2\r\n009,"Welder, Nights",3\r\n';
    await page
      .getByLabel('File of job titles')
      .setInputFiles({ name: 'staff.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await expect(page.getByText('3 rows, 3 distinct titles')).toBeVisible();
    await page.getByRole('button', { name: 'Code the titles' }).click();
    await expect(page.getByText('All titles are coded.')).toBeAttached({ timeout: 120_000 });
    await expect(page.locator('p', { hasText: 'staff.csv' })).toContainText(
      '. 0 network requests of Rolemap since',
    );
    const { name, text } = await exported(page, 'csv');
    expect(name).toBe('staff-coded.csv');
    const [header, first, second] = text.split('\r\n');
    expect(header).toMatch(/^id,job title,pay,rolemap_/u);
    expect(first).toMatch(/^007,Staff Nurse,"1,5",Staff Nurse,/u);
    expect(second).toMatch(/^008,'=cmd,2,/u);

    await page.reload();
    const kept = page.getByRole('region', { name: 'Kept in this browser' });
    await expect(kept).toContainText('staff.csv, column “job title”: 3 of 3 titles');
    await kept.getByRole('button', { name: 'Forget staff.csv' }).click();
    await expect(
      page.getByText('staff.csv is forgotten: nothing of it is stored in this browser.'),
    ).toBeVisible();
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Code a file of job titles' })).toBeVisible();
    await whenReady(page);
    await expect(kept).toHaveCount(0);
  });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing, ${colorScheme}`, async () => {
    await withWorld(async (world) => {
      const page = await openReady(world);
      await page.emulateMedia({ colorScheme });
      await openNormalize(world, page);
      await codePasted(page, MESSY);
      await rowOf(page, 'Staff RN').getByRole('button', { name: 'Staff RN' }).click();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    });
  });
}

test('at 360 pixels nothing runs out of the page', async () => {
  await withWorld(async (world) => {
    const page = await openReady(world);
    await page.setViewportSize({ width: 360, height: 740 });
    await openNormalize(world, page);
    await codePasted(page, MESSY);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
});

test('with WebGPU a sample is coded on both devices first, and what differs is said and kept in the run record', async () => {
  test.setTimeout(600_000); // The software adapter is slow.
  await withWorld(async (world) => {
    const page = await openReady(world);
    await page.goto(`${world.site.url}#/library`);
    const select = page.getByRole('combobox', { name: 'Device' });
    // A software adapter is offered only where it is asked for.
    await Promise.all([page.waitForEvent('load'), select.selectOption('WebGPU')]);
    await expect(select).toHaveValue('webgpu');
    await openNormalize(world, page);
    await expect(page.getByText('ready, works offline')).toBeVisible({ timeout: 240_000 });
    const titles = MESSY.slice(0, 6);
    await page.getByRole('textbox', { name: 'Or paste titles, one a line' }).fill(titles.join('\n'));
    await page.getByRole('button', { name: 'Read these titles' }).click();
    await page.getByRole('checkbox', { name: 'Use the GPU' }).check();
    await page.getByRole('button', { name: 'Code the titles' }).click();
    await expect(page.getByText('All titles are coded.')).toBeAttached({ timeout: 240_000 });
    const sentence = page.getByText(/^Of 6 titles of this file/u);
    await expect(sentence).toHaveText(
      /^Of 6 titles of this file \d \(.+\) (?:has|have) another detailed code on the GPU than on WASM .+, \d \(.+\) another answer at 0\.\d\d\.$/u,
    );
    await expect(rowOf(page, 'Staff RN')).toContainText('29-1141');
    const { model, device, deviceComparison } = await exportedRecord(page);
    expect(model.file).toContain('model_q4');
    expect(device).toMatch(/^WebGPU, ./u);
    expect(deviceComparison).toMatchObject({ titles: 6, seed: 1 });
    const differing = / (\d) \(/u.exec(await sentence.innerText());
    expect(deviceComparison.detailedDiffers).toBe(Number(differing?.[1]));
  });
});
