/** @file The content security policy holds in the page and inside every worker; axe finds nothing, light and dark. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { Profile, titlesOf, type, whenReady } from './support/browser.ts';
import { RecordingProxy } from './support/recording-proxy.ts';
import { Site } from './support/site.ts';

test('no eval and no foreign request in the page or in any worker', async () => {
  const site = await new Site().start();
  const proxy = await new RecordingProxy().start();
  const profile = new Profile();
  try {
    const page = await profile.open({ proxy: proxy.address });
    await page.goto(site.url);
    await whenReady(page);
    // In a task of its own: what runs inside an evaluation of the debugger is excused from the policy.
    const attempt = () =>
      new Promise<{ evaluated: string; fetched: string }>((resolve) => {
        setTimeout(() => {
          let evaluated = 'allowed';
          try {
            // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- what must fail
            new Function('return 1')();
          } catch (error) {
            evaluated = (error as Error).name;
          }
          const refused = (event: Event) => {
            resolve({ evaluated, fetched: (event as SecurityPolicyViolationEvent).effectiveDirective });
          };
          addEventListener('securitypolicyviolation', (event) => {
            if (event.effectiveDirective === 'connect-src') refused(event);
          });
          fetch('http://localhost:9/foreign').catch(() => undefined);
        });
      });
    const workers = page.workers();
    expect(workers.length).toBe(3);
    const refused = { evaluated: 'EvalError', fetched: 'connect-src' };
    expect(await page.evaluate(attempt)).toEqual(refused);
    for (const worker of workers) expect(await worker.evaluate(attempt)).toEqual(refused);
    expect(proxy.foreign(site.url)).toEqual([]);
  } finally {
    await profile.remove();
    await proxy.stop();
    await site.stop();
  }
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing, ${colorScheme}, wide and narrow`, async () => {
    const site = await new Site().start();
    const profile = new Profile();
    try {
      // Reduced motion: a row that is still moving has no final colour.
      const page = await profile.open({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(site.url);
      await whenReady(page);
      await type(page, 'data analyst');
      await expect.poll(async () => (await titlesOf(page, 'Tuned model results'))[0]).toMatch(/data|analy/i);
      const violations = async () =>
        (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => ({
          id,
          nodes: nodes.map(({ html }) => html),
        }));
      expect(await violations()).toEqual([]);
      await page.getByRole('list', { name: 'Tuned model results' }).getByRole('button').first().click();
      await expect(page.getByText('Heavier words help')).toBeVisible();
      expect(await violations()).toEqual([]);
      await page.keyboard.press('Escape');
      await page.setViewportSize({ width: 360, height: 740 });
      expect(await violations()).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      await page.getByRole('button', { name: 'General model' }).click();
      await expect(page.getByRole('list', { name: 'Base model results' })).toBeVisible();
      await expect(page.getByRole('list', { name: 'Tuned model results' })).toBeHidden();
      await page.getByRole('link', { name: 'Library' }).click();
      await expect(page.getByRole('heading', { name: 'What is stored' })).toBeVisible();
      expect(await violations()).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    } finally {
      await profile.remove();
      await site.stop();
    }
  });
}
