/** @file What goes wrong, and what the user gets: one test a row of the fault table. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { Profile, titlesOf, type, whenReady, type ProfileOptions } from './support/browser.ts';
import { Site } from './support/site.ts';

interface World {
  readonly site: Site;
  readonly profile: Profile;
}

/** A fresh host and a fresh profile for each test, gone afterwards. */
async function withWorld(work: (world: World) => Promise<void>, root?: string): Promise<void> {
  const site = await new Site(root === undefined ? {} : { root }).start();
  const profile = new Profile();
  try {
    await work({ site, profile });
  } finally {
    await profile.remove();
    await site.stop();
  }
}

async function openReady({ site, profile }: World, options: ProfileOptions = {}): Promise<Page> {
  const page = await profile.open(options);
  await page.goto(site.url);
  await whenReady(page);
  return page;
}

async function expectSearchWorks(page: Page, query: string, top: RegExp): Promise<void> {
  await type(page, query);
  await expect.poll(async () => (await titlesOf(page, 'Tuned model results')).join()).toMatch(top);
}

/** Shard addresses of a file, from the built manifest. */
function shardsOf(pattern: RegExp): string[] {
  const manifest = JSON.parse(readFileSync('dist/manifest.json', 'utf8')) as {
    files: { path: string; shards: { sha256: string }[] }[];
  };
  const files = manifest.files.filter(({ path }) => pattern.test(path));
  return files.flatMap(({ shards }) => shards.map(({ sha256 }) => `store/${sha256}.bin`));
}

test('a shard that comes damaged once is fetched once more; damaged twice, the file and what to do are named', () =>
  withWorld(async ({ site, profile }) => {
    const [once] = shardsOf(/models\/tuned\/onnx\/model_quantized/);
    const always = shardsOf(/models\/base\/onnx\/model_quantized/)[0]!;
    let served = 0;
    site.faultOf = (path) => {
      if (path === once) return served++ === 0 ? 'wrong-bytes' : null;
      return path === always ? 'wrong-bytes' : null;
    };
    const page = await profile.open();
    await page.goto(site.url);
    await expect(page.getByRole('alert')).toContainText('models/base/onnx/model_quantized.onnx');
    await expect(page.getByRole('alert')).toContainText('Reload the page');
    expect(site.requests.filter((path) => path === once)).toHaveLength(2);
    expect(site.requests.filter((path) => path === always)).toHaveLength(2);
    // The job-title model is there and serves alone.
    await expectSearchWorks(page, 'plumber', /plumb|pipe/i);
    await expect(page.getByText('The job-title model alone')).toBeVisible();
  }));

test('index.html in place of a model is recognised, not stored as a model', () =>
  withWorld(async ({ site, profile }) => {
    const shards = shardsOf(/models\/tuned\/onnx/);
    site.faultOf = (path) => (shards.includes(path) ? 'html-page' : null);
    const page = await profile.open();
    await page.goto(site.url);
    await expect(page.getByRole('alert')).toContainText(/models\/tuned\/onnx\/.*page/);
    site.faultOf = () => null;
    await page.getByRole('button', { name: 'Try again' }).click();
    await whenReady(page);
  }));

test('killed workers are replaced and the query is answered', () =>
  withWorld(async (world) => {
    const page = await openReady(world);
    await expectSearchWorks(page, 'nurse', /nurs|RN/i);
    const session = await world.profile.context.newCDPSession(page);
    const targets = (await session.send('Target.getTargets')) as { targetInfos: { type: string; targetId: string }[] };
    const workers = targets.targetInfos.filter((target) => target.type === 'worker');
    // Three workers: two encoders and the search.
    for (const worker of page.workers()) {
      await worker.evaluate(() => setTimeout(() => { throw new Error('killed by the test'); })).catch(() => undefined);
    }
    expect(page.workers().length + workers.length).toBeGreaterThan(0);
    await expectSearchWorks(page, 'welder', /weld|fabricat/i);
    await expectSearchWorks(page, 'dentist', /dent/i);
  }));

test('a software WebGPU adapter is not taken by itself; the setting WebGPU takes it with a warning', () =>
  withWorld(async (world) => {
    const page = await openReady(world);
    await page.getByRole('link', { name: 'Library' }).click();
    await expect(page.getByText(/only WebGPU adapter is software/).first()).toBeVisible();
    await expect(page.getByText('WASM, onnx/model_quantized.onnx, plain runtime')).toHaveCount(2);
  }));

test('storage removed behind the page: the next visit loads it again', () =>
  withWorld(async (world) => {
    const page = await openReady(world);
    await page.evaluate(async () => {
      for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name!);
    });
    await page.reload();
    await whenReady(page);
    await expectSearchWorks(page, 'carpenter', /carpent|join/i);
  }));

test('"Remove everything stored" leaves nothing', () =>
  withWorld(async (world) => {
    const page = await openReady(world);
    await page.getByRole('link', { name: 'Library' }).click();
    world.site.faultOf = (path) => (path.startsWith('store/') ? 'not-found' : null);
    await page.getByRole('button', { name: 'Remove everything stored' }).click();
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Remove it' }).click()]);
    await expect
      .poll(() => page.evaluate(async () => {
        const names = (await indexedDB.databases()).map(({ name }) => name!);
        let keys = 0;
        for (const name of names) {
          const database = await new Promise<IDBDatabase>((resolve, reject) => {
            const request = indexedDB.open(name);
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(new Error('no database'));
          });
          for (const store of database.objectStoreNames) {
            keys += await new Promise<number>((resolve) => {
              const count = database.transaction(store).objectStore(store).count();
              count.onsuccess = () => resolve(count.result);
            });
          }
          database.close();
        }
        return keys;
      }))
      .toBe(0);
  }));

test('a full disk: the session works from memory and says how much room is needed', () =>
  withWorld(async ({ site, profile }) => {
    const page = await profile.open();
    const session = await profile.context.newCDPSession(page);
    await page.goto('about:blank');
    await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(site.url).origin, quotaSize: 4_000_000 });
    await page.goto(site.url);
    await expect(page.getByText(/memory/).first()).toBeVisible({ timeout: 90_000 });
    await expectSearchWorks(page, 'electrician', /electric/i);
  }));

test('two tabs: one downloads, the other waits and uses the same files', () =>
  withWorld(async ({ site, profile }) => {
    const first = await profile.open();
    site.delayOf = (path) => (path.startsWith('store/') ? 300 : 0);
    await first.goto(site.url);
    const second = await profile.newTab();
    await second.goto(site.url);
    await whenReady(first);
    await whenReady(second);
    const shards = site.requests.filter((path) => path.startsWith('store/'));
    expect(new Set(shards).size).toBe(shards.length);
    await expectSearchWorks(second, 'pharmacist', /pharm/i);
  }));

test('a new version while open: a prompt, then the new version whole', () => {
  const copy = mkdtempSync(join(tmpdir(), 'rolemap-site-'));
  cpSync('dist', copy, { recursive: true });
  return withWorld(async (world) => {
    const page = await openReady(world);
    const index = join(copy, 'index.html');
    writeFileSync(index, readFileSync(index, 'utf8').replace('<html lang="en">', '<html lang="en" data-version="2">'));
    const worker = join(copy, 'service-worker.js');
    const script = readFileSync(worker, 'utf8');
    const next = script.replace(/[0-9a-f]{32}(?="\s*,\s*"url"\s*:\s*"index\.html")/, '0'.repeat(32));
    expect(next, 'the service worker lists index.html with a revision').not.toBe(script);
    writeFileSync(worker, next);
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
    await expect(page.getByText('A new version is ready.')).toBeVisible();
    expect(await page.locator('html').getAttribute('data-version')).toBeNull();
    await page.getByRole('button', { name: 'Reload to use it' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-version', '2');
    await whenReady(page);
  }, copy).finally(() => rmSync(copy, { recursive: true, force: true }));
});

test('Save-Data: nothing large loads before a click that names the size', () =>
  withWorld(async ({ site, profile }) => {
    const page = await profile.open();
    await page.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true }) });
    });
    await page.goto(site.url);
    const load = page.getByRole('button', { name: /Load the models, \d+ MB/ });
    await expect(load).toBeVisible();
    const bytes = new Set(site.requests.filter((path) => path.startsWith('store/')));
    expect(bytes.size).toBe(shardsOf(/postings-words/).length);
    await load.click();
    await whenReady(page);
  }));

test('not a secure context: works from memory, and says what to do', () =>
  withWorld(async ({ site, profile }) => {
    // Chromium trusts localhost; this name resolves to the same machine and is not trusted.
    const page = await profile.open({ args: ['--host-resolver-rules=MAP rolemap.test 127.0.0.1'] });
    await page.goto(`http://rolemap.test:${site.port}/`);
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    await expectSearchWorks(page, 'librarian', /librar/i);
    await expect(page.getByText(/https/).first()).toBeVisible();
  }));
