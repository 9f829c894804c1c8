/** @file The switch "Disconnect" of the Normalize tab: nothing leaves, neither of the page nor of its workers, until it is back. */
import { readdirSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { openReady, withWorld, type World } from './support/world.ts';

const switchOf = (page: Page) => page.getByRole('switch', { name: 'Disconnect' });

async function openNormalize({ site }: World, page: Page): Promise<void> {
  await page.goto(`${site.url}#/normalize`);
  await expect(switchOf(page)).toBeEnabled();
}

/** The page asks for an address; a worker asks for its own script under a name that no cache has. */
async function ask(page: Page, address: string): Promise<{ page: unknown; worker: unknown }> {
  const script = readdirSync('dist/assets').find((name) => /^search\.worker-[\w-]+\.js$/u.test(name))!;
  return page.evaluate(
    async ([url, name]) => {
      const ofPage = await fetch(url!).then(
        ({ status }) => status,
        () => 'failed',
      );
      const worker = new Worker(`assets/${name}?again=${Math.random()}`, { type: 'module' });
      const ofWorker = await new Promise((resolve) => {
        worker.onerror = () => resolve('failed');
        setTimeout(() => resolve('started'), 2000);
      });
      worker.terminate();
      return { page: ofPage, worker: ofWorker };
    },
    [address, script],
  );
}

test('while it is on, nothing that the cache lacks is fetched; the app goes on, and a reload changes nothing', async () => {
  await withWorld(async (world) => {
    const { site } = world;
    const page = await openReady(world);
    await openNormalize(world, page);
    const probe = `${site.url}probe.json`;
    expect(await ask(page, probe)).toEqual({ page: 404, worker: 'started' });

    await switchOf(page).check();
    await expect(page.getByText('Disconnected in every tab of Rolemap')).toBeVisible();
    const before = site.requests.length;
    expect(await ask(page, probe)).toEqual({ page: 503, worker: 'failed' });
    await expect(page.getByText(/[1-9]\d* requests? refused/u)).toBeVisible();
    expect(site.requests.slice(before)).toEqual([]);

    await page.reload();
    await expect(switchOf(page)).toBeChecked();
    const reloaded = site.requests.slice(before);
    // The browser itself may look for a new version of the service worker; no page can stop that.
    expect(reloaded.filter((path) => path !== 'service-worker.js')).toEqual([]);
    expect((await ask(page, probe)).page).toBe(503);

    await switchOf(page).uncheck();
    await expect(page.getByText('Rolemap then refuses every request')).toBeVisible();
    expect((await ask(page, probe)).page).toBe(404);
    expect(site.requests).toContain('probe.json');
  });
});

test('a first visit that begins on the Normalize tab has the switch too', async () => {
  await withWorld(async (world) => {
    const page = await world.profile.open();
    await page.goto(`${world.site.url}#/normalize`);
    await expect(switchOf(page)).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText('There is no switch')).toHaveCount(0);
  });
});

test('it holds for another tab, and says so there', async () => {
  await withWorld(async (world) => {
    const first = await openReady(world);
    await openNormalize(world, first);
    const second = await world.profile.newTab();
    await openNormalize(world, second);
    await switchOf(first).check();
    await expect(switchOf(second)).toBeChecked();
    await switchOf(second).uncheck();
    await expect(switchOf(first)).not.toBeChecked();
  });
});

test('requests of the page are counted from the opening of a file, those of the cache are not', async () => {
  await withWorld(async (world) => {
    const { site } = world;
    const page = await openReady(world);
    await openNormalize(world, page);
    await page.getByRole('textbox', { name: 'Or paste titles, one a line' }).fill('Nurse\nWelder');
    await page.getByRole('button', { name: 'Read these titles' }).click();
    const line = page.locator('p', { hasText: 'Pasted lines' }).first();
    await expect(line).toContainText('0 network requests of Rolemap since you opened this file');
    await page.evaluate((url) => fetch(url).then(({ status }) => status), `${site.url}index.html`);
    await expect(line).toContainText('0 network requests');
    await page.evaluate((url) => fetch(url).then(({ status }) => status), `${site.url}probe.json`);
    await expect(line).toContainText('1 network request of Rolemap since');
  });
});

test('switched off, titles are coded from what is stored', async () => {
  await withWorld(async (world) => {
    const page = await openReady(world);
    await openNormalize(world, page);
    const download = page.getByRole('button', { name: /^Download now/ });
    if (await download.isVisible()) await download.click();
    await expect(page.getByText('The coder is stored in this browser')).toBeVisible({ timeout: 90_000 });
    await switchOf(page).check();
    await expect(page.getByText('Disconnected in every tab of Rolemap')).toBeVisible();
    const before = world.site.requests.length;
    await page.getByRole('textbox', { name: 'Or paste titles, one a line' }).fill('Staff Nurse\nWelder');
    await page.getByRole('button', { name: 'Read these titles' }).click();
    await page.getByRole('button', { name: 'Code the titles' }).click();
    await expect(page.getByText('All titles are coded.')).toBeAttached({ timeout: 120_000 });
    // The browser looks for a new version of the service worker by itself, which no page can stop; ours says so.
    const others = world.site.requests.slice(before).filter((path) => !path.endsWith('service-worker.js'));
    expect(others).toEqual([]);
  });
});
