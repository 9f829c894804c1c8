/** @file What goes wrong, and what the user gets: one test a row of the fault table. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { whenReady } from './support/browser.ts';
import { expectSearchWorks, openReady, shardsOf, withWorld } from './support/world.ts';

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

test('a full disk: the session works from memory and says how much room is needed', () =>
  withWorld(async ({ site, profile }) => {
    const page = await profile.open();
    const session = await profile.context.newCDPSession(page);
    await page.goto('about:blank');
    await session.send('Storage.overrideQuotaForOrigin', {
      origin: new URL(site.url).origin,
      quotaSize: 4_000_000,
    });
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
    writeFileSync(
      index,
      readFileSync(index, 'utf8').replace('<html lang="en">', '<html lang="en" data-version="2">'),
    );
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
    // At the second visit everything is here, and there is nothing to ask.
    const before = site.requests.length;
    await page.reload();
    await whenReady(page);
    await expectSearchWorks(page, 'surveyor', /survey/i);
    await expect(load).toHaveCount(0);
    expect(site.requests.slice(before).filter((path) => path.startsWith('store/'))).toEqual([]);
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
