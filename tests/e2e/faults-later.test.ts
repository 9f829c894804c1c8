/** @file What goes wrong after everything was loaded once; one profile for all, ready at the start of each test. */
import { expect, test, type Page } from '@playwright/test';
import { whenReady } from './support/browser.ts';
import { countStored, invertStored } from './support/storage.ts';
import {
  createWorld,
  expectSearchWorks,
  hashesOf,
  openReady,
  removeWorld,
  type World,
} from './support/world.ts';

let world: World;
let page: Page;

const downloads = () => world.site.requests.filter((path) => path.startsWith('store/'));

/** With what was decided for each model, and why, on the page. */
async function openLibrary(): Promise<void> {
  await page.getByRole('link', { name: 'Library', exact: true }).click();
  await expect(page.getByText('What was decided, and why')).toHaveCount(2);
  for (const summary of await page.getByText('What was decided, and why').all()) await summary.click();
}

test.beforeAll(async () => {
  world = await createWorld();
  page = await openReady(world);
});
test.afterAll(() => removeWorld(world));
test.beforeEach(async () => {
  await page.goto(world.site.url);
  await whenReady(page);
});

test('killed workers are replaced and the query is answered', async () => {
  await expectSearchWorks(page, 'nurse', /nurs|RN/i);
  const workers = page.workers();
  expect(workers, 'two encoders and the search').toHaveLength(3);
  for (const worker of workers) {
    await worker.evaluate(() => {
      setTimeout(() => {
        throw new Error('killed by the test');
      });
    });
  }
  await expectSearchWorks(page, 'welder', /weld|fabricat/i);
  await expect(page.getByRole('list', { name: 'Base model results' }).getByRole('button')).toHaveCount(10);
  await expectSearchWorks(page, 'dentist', /dent/i);
  await openLibrary();
  await expect(page.getByText(/killed by the test.* Starting again\.$/)).toHaveCount(2);
  await expect(page.getByText('WASM, onnx/model_quantized.onnx, plain runtime')).toHaveCount(2);
  expect(page.workers().filter((worker) => workers.includes(worker))).toEqual([]);
});

test('a stored model whose bytes changed is fetched again, and the Library says so', async () => {
  const [damaged] = hashesOf(/models\/tuned\/onnx\/model_quantized/);
  expect(await invertStored(page, damaged!)).toBe(1);
  const before = downloads().length;
  await page.reload();
  await whenReady(page);
  await expectSearchWorks(page, 'machinist', /machin/i);
  expect(downloads().slice(before)).toEqual([`store/${damaged}.bin`]);
  await openLibrary();
  const path = 'models/tuned/onnx/model_quantized.onnx';
  await expect(page.getByText(`Damaged in this browser's storage, fetched again: ${path}.`)).toBeVisible();
});

test('storage removed behind the page: the next visit loads it again', async () => {
  await page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name!);
  });
  await page.reload();
  await whenReady(page);
  await expectSearchWorks(page, 'carpenter', /carpent|join/i);
});

test('"Remove everything stored" leaves nothing and loads nothing until it is told to', async () => {
  await openLibrary();
  await page.getByRole('button', { name: 'Remove everything stored' }).click();
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Remove it' }).click()]);
  const before = downloads().length;
  await page.getByRole('link', { name: 'Search', exact: true }).click();
  await expect(page.getByText('Everything stored was removed.')).toBeVisible();
  expect(await countStored(page)).toBe(0);
  expect(await page.evaluate(() => caches.keys())).toEqual([]);
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  expect(downloads().length, 'nothing is downloaded').toBe(before);
  await page.getByRole('button', { name: /Load the models, \d+ MB/ }).click();
  await whenReady(page);
  await expectSearchWorks(page, 'paramedic', /paramedic|ambulance|EMT|emergency/i);
});

test('a software WebGPU adapter is not taken by itself; the setting WebGPU takes it with a warning', async () => {
  test.setTimeout(300_000); // The software adapter is slow.
  await openLibrary();
  await expect(page.getByText(/only WebGPU adapter is software/)).toHaveCount(2);
  await expect(page.getByText('WASM, onnx/model_quantized.onnx, plain runtime')).toHaveCount(2);
  const select = page.getByRole('combobox', { name: 'Device' });
  await Promise.all([page.waitForEvent('load'), select.selectOption('WebGPU')]);
  await expect(select).toHaveValue('webgpu');
  await page.getByText('What was decided, and why').first().click();
  await expect(page.getByText(/^This machine's only WebGPU adapter is software/)).toBeVisible();
  await expect(page.getByText(/^WebGPU, as set, on .*expect it to be far slower/).first()).toBeVisible();
  await expect(page.getByText(/^WebGPU, onnx\/model_q4\.onnx/).first()).toBeVisible({ timeout: 120_000 });
  await page.getByRole('link', { name: 'Search', exact: true }).click();
  await expectSearchWorks(page, 'florist', /flor|flower/i);
});
