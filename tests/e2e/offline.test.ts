/** @file After the first load everything works with the network off; no request ever leaves the origin. */
import { expect, test } from '@playwright/test';
import { Profile, titlesOf, type, whenReady } from './support/browser.ts';
import { RecordingProxy } from './support/recording-proxy.ts';
import { Site } from './support/site.ts';

for (const base of ['/', '/sub/path/']) {
  test(`at ${base}: works with the server stopped and the browser restarted, and asked nobody else`, async () => {
    const site = await new Site({ base }).start();
    const proxy = await new RecordingProxy().start();
    const profile = new Profile();
    try {
      let page = await profile.open({ proxy: proxy.address });
      const asked = new Set<string>();
      profile.context.on('request', (request) => asked.add(new URL(request.url()).origin));
      await page.goto(site.url);
      await whenReady(page);
      expect([...asked].filter((origin) => origin !== 'null')).toEqual([new URL(site.url).origin]);
      expect(proxy.hosts.length).toBeGreaterThan(5);
      expect(proxy.foreign(site.url)).toEqual([]);
      await type(page, 'bus driver');
      await expect
        .poll(async () => (await titlesOf(page, 'Tuned model results'))[0])
        .toMatch(/bus|coach|driver/i);
      const online = await titlesOf(page, 'Tuned model results');

      await site.stop();
      page = await profile.open({ proxy: proxy.address });
      await page.goto(`${site.url}#/search?q=bus+driver`);
      await whenReady(page);
      await expect.poll(() => titlesOf(page, 'Tuned model results')).toEqual(online);
      await page.getByRole('link', { name: 'Library', exact: true }).click();
      await page.locator('summary', { hasText: 'Model card: Job-title model' }).click();
      await expect(page.getByRole('heading', { name: 'Limits' })).toBeVisible();
      expect(proxy.foreign(site.url)).toEqual([]);
    } finally {
      await profile.remove();
      await proxy.stop();
      await site.stop();
    }
  });
}

test('cut off half way through the first visit: the page says what is missing, and goes on where it stopped', async () => {
  const site = await new Site().start();
  const profile = new Profile();
  try {
    const page = await profile.open();
    let allowed = 6;
    site.faultOf = (path) => (path.startsWith('store/') && allowed-- <= 0 ? 'cut' : null);
    await page.goto(site.url);
    const problem = page.getByRole('alert');
    await expect(problem).toContainText(/models\/|runtimes\/|data\//);
    await expect(problem).toContainText('the download goes on from there');
    const before = site.requests.length;
    // The first six came whole; the seventh was cut.
    const stored = site.requests.filter((path) => path.startsWith('store/')).slice(0, 6);
    site.faultOf = () => null;
    await page.getByRole('button', { name: 'Try again' }).click();
    await whenReady(page);
    const again = site.requests.slice(before).filter((path) => stored.includes(path));
    expect(again, 'shards that had arrived are not fetched again').toEqual([]);
  } finally {
    await profile.remove();
    await site.stop();
  }
});
