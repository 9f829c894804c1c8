/** @file The main job as its users do it: two models, one box, postings. */
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { Profile, titlesOf, type, whenReady } from './support/browser.ts';
import { Site } from './support/site.ts';

const saved = JSON.parse(readFileSync('src/features/search/saved-answers.json', 'utf8')) as {
  queries: {
    title: string;
    skills: string;
    results: Record<'base' | 'tuned', { posting: { title: string } }[]>;
  }[];
};

let site: Site;
let profile: Profile;
let page: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  site = await new Site().start();
  profile = new Profile();
  page = await profile.open();
});
test.afterAll(async () => {
  await profile.remove();
  await site.stop();
});

test('the first screen shows a saved answer of both models before anything has loaded', async () => {
  site.delayOf = (path) => (path.startsWith('store/') ? 3000 : 0);
  await page.goto(site.url);
  await expect(page.getByText('saved answer')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Job title' })).toHaveValue(saved.queries[0]!.title);
  expect(await titlesOf(page, 'Tuned model results')).toHaveLength(10);
  expect(await titlesOf(page, 'Base model results')).toHaveLength(10);
  await expect(page.locator('[data-line]').first()).toBeVisible();
  // Rests there until both models have answered: what the page shows next is not held back by it.
  await page.getByRole('list', { name: 'Tuned model results' }).hover();
});

test('words answer before the models are there, and say so', async () => {
  site.delayOf = (path) =>
    path.startsWith('store/') && site.requests.filter((p) => p.startsWith('store/')).length > 1 ? 4000 : 0;
  await type(page, 'registered nurse');
  await expect(page.getByText('By words only,')).toBeVisible();
  const words = page.getByRole('list', { name: 'Results by words only' }).getByRole('listitem');
  await expect(words.first()).toContainText(/nurs/i);
  await expect(page.getByText(/Job-title model: .* MB/)).toBeVisible();
});

test('then both models answer, under a pointer that rests where the lists appear, and without another key', async () => {
  site.delayOf = () => 0;
  await whenReady(page);
  await expect(page.getByRole('list', { name: 'Tuned model results' }).getByRole('button')).toHaveCount(10);
  await expect(page.getByRole('list', { name: 'Base model results' }).getByRole('button')).toHaveCount(10);
  await expect(page.getByText(/shared\./)).toBeVisible();
  await page.mouse.move(0, 0);
});

test('every saved answer is what the live models answer', async () => {
  for (const { title, skills, results } of saved.queries) {
    await type(page, title, skills);
    await expect(page.getByText('saved answer')).toHaveCount(0);
    await expect
      .poll(() => titlesOf(page, 'Tuned model results'), { message: title + skills })
      .toEqual(results.tuned.map(({ posting }) => posting.title));
    expect(await titlesOf(page, 'Base model results')).toEqual(
      results.base.map(({ posting }) => posting.title),
    );
  }
});

test('a hit opens its posting, with why it matched, and leads to the jobs most like it; Back returns', async () => {
  await type(page, 'staff nurse');
  await expect(page).toHaveURL(/q=staff\+nurse/);
  const first = page.getByRole('list', { name: 'Tuned model results' }).getByRole('button').first();
  await expect.poll(async () => (await titlesOf(page, 'Tuned model results'))[0]).toMatch(/nurs|RN/i);
  await first.click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByRole('heading', { name: 'Why' })).toBeVisible();
  await expect(sheet.getByText('Heavier words help')).toBeVisible();
  await expect(sheet.getByText('synthetic posting')).toBeVisible();
  expect(((await sheet.locator('.description').textContent()) ?? '').split(/\s+/).length).toBeGreaterThan(50);
  await sheet.getByRole('button', { name: 'Most similar jobs' }).click();
  await expect(page.getByText(/Most like/)).toBeVisible();
  await expect(page.getByRole('list', { name: 'Tuned model results' }).getByRole('button')).toHaveCount(5);
  await page.getByRole('button', { name: 'More of these' }).click();
  await expect(page.getByRole('list', { name: 'Tuned model results' }).getByRole('button')).toHaveCount(10);
  await page.goBack();
  await expect(page.getByRole('textbox', { name: 'Job title' })).toHaveValue('staff nurse');
  await expect(page.getByText(/Most like/)).toHaveCount(0);
});

test('title and skills together are fused, and the page says so', async () => {
  await type(page, 'engineer', 'python airflow sql');
  await expect(page.getByText('reciprocal rank fusion')).toBeVisible();
  await expect(page).toHaveURL(/skills=python/);
});

test('other names of the job are offered and copied as a Boolean search', async () => {
  await profile.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await type(page, 'lawyer');
  const names = page.getByRole('region', { name: 'Also called' });
  await expect(names.getByRole('button', { name: /attorney|solicitor|counsel/i }).first()).toBeVisible();
  await names.getByRole('button', { name: 'Copy as a Boolean search' }).click();
  await expect(names.getByText('Copied.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^\("lawyer" OR ".*"\)$/);
});

test('ticked hits are exported as CSV', async () => {
  await type(page, 'electrician');
  await expect.poll(async () => (await titlesOf(page, 'Tuned model results'))[0]).toMatch(/electric/i);
  const [top] = await titlesOf(page, 'Tuned model results');
  await page.getByRole('list', { name: 'Tuned model results' }).getByRole('checkbox').first().check();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export results' }).click(),
  ]);
  const lines = readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain('rank_tuned');
  expect(lines[1]).toContain(top!);
  await page.getByRole('button', { name: 'Clear ticks' }).click();
});

test('a CSV dropped on the page is searched, bad rows are listed, nothing of it is sent', async () => {
  const before = site.requests.length;
  const rows = [
    'id,job title,skills',
    '1,Forklift Driver,pallets',
    '2,,nothing',
    '3,Paediatric Nurse,wards',
    '4,<b>Chef</b>,knives',
  ];
  await dropFile(page, 'mine.csv', rows.join('\n'));
  const file = page.getByRole('region', { name: 'Your file' });
  await expect(file.getByText('mine.csv: 3 rows')).toBeVisible();
  await expect(file.getByText('Row 3:')).toBeAttached();
  await type(page, 'cook');
  await expect.poll(async () => (await titlesOf(page, 'Tuned model results'))[0]).toBe('<b>Chef</b>');
  expect(site.requests.length).toBe(before);
  await file.getByRole('button', { name: 'Back to the synthetic postings' }).click();
  await expect(page.getByText(/synthetic postings, or/)).toBeVisible();
});

test('an address that names no posting of the corpus says so', async () => {
  await page.goto(`${site.url}#/search?like=nothing`);
  await expect(page.getByText('This posting is not among the synthetic postings.')).toBeVisible();
});

test('the Library opened right after typing stays open', async () => {
  await page.goto(site.url);
  await whenReady(page);
  await type(page, 'glazier');
  await page.getByRole('link', { name: 'Library', exact: true }).click();
  // Longer than the pause after which the address would follow the typed text.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 800)));
  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible();
  await page.getByRole('link', { name: 'Search', exact: true }).click();
  await expect(page.getByRole('textbox', { name: 'Job title' })).toHaveValue('glazier');
});

test('at 360 px each row shows its rank in the other model', async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  await type(page, 'accountant');
  await expect
    .poll(async () => (await titlesOf(page, 'Tuned model results'))[0])
    .toMatch(/account|audit|book/i);
  const rows = page.getByRole('list', { name: 'Tuned model results' }).getByRole('listitem');
  await expect(rows).toHaveCount(10);
  await expect(rows.getByText(/^\d+(st|nd|rd|th) in base$/).filter({ visible: true })).toHaveCount(10);
  await page.getByRole('button', { name: 'General model' }).click();
  const others = page
    .getByRole('list', { name: 'Base model results' })
    .getByText(/^\d+(st|nd|rd|th) in tuned$/);
  await expect(others.filter({ visible: true })).toHaveCount(10);
  await page.setViewportSize({ width: 1280, height: 900 });
});

test('the keyboard walks the lists', async () => {
  await page.locator('body').press('/');
  await expect(page.getByRole('textbox', { name: 'Job title' })).toBeFocused();
  await type(page, 'teacher');
  await expect
    .poll(async () => (await titlesOf(page, 'Tuned model results'))[0])
    .toMatch(/teach|tutor|instruct|lectur/i);
  const tuned = page.getByRole('list', { name: 'Tuned model results' }).getByRole('button');
  const base = page.getByRole('list', { name: 'Base model results' }).getByRole('button');
  await tuned.first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(tuned.nth(1)).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(base.nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(base.nth(1)).toBeFocused();
});

test('odd input: empty, very long, control characters, right-to-left, HTML', async () => {
  const box = page.getByRole('textbox', { name: 'Job title' });
  await type(page, '');
  await expect(page.getByText('An empty box finds nothing.')).toBeVisible();
  await box.fill('nurse '.repeat(1700));
  await expect(page.getByText('Only the first 1,000 characters are searched.')).toBeVisible();
  await expect.poll(async () => (await titlesOf(page, 'Tuned model results')).length).toBe(10);
  await box.fill('nur\u0007se \u202emanager');
  await expect(page.getByText('Invisible control characters were left out.')).toBeVisible();
  await box.fill('<img src=x onerror=alert(1)>');
  await expect.poll(async () => (await titlesOf(page, 'Tuned model results')).length).toBe(10);
  await expect(page.locator('img')).toHaveCount(0);
});

async function dropFile(page: Page, name: string, text: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content!], fileName!, { type: 'text/csv' }));
      return transfer;
    },
    [name, text],
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: data });
}
