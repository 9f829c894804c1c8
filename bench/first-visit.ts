/** @file First visit with an empty cache at 10 Mbit/s: bytes, time to the first words, time to each model's first answer. */
import type { Browser } from 'playwright';
import { Site } from '../tests/e2e/support/site.ts';
import { quantile } from './machine.ts';

const VISITS = 3;
const TEN_MEGABITS_PER_SECOND = 10_000_000 / 8;

interface Visit {
  readonly megabytes: number;
  readonly painted: number;
  readonly words: number;
  readonly tuned: number;
  readonly ready: number;
}

export async function measureFirstVisit(browser: Browser): Promise<string> {
  const visits: Visit[] = [];
  for (let i = 0; i < VISITS; i++) visits.push(await visit(browser));
  const median = (key: keyof Visit) =>
    quantile(
      visits.map((each) => each[key]),
      0.5,
    ).toFixed(1);
  return [
    `First visit, empty cache, 10 Mbit/s, text served as gzip, n = ${VISITS}, median`,
    '',
    '| | |',
    '| --- | --- |',
    `| bytes in all | ${median('megabytes')} MB |`,
    `| saved answer painted | ${median('painted')} s |`,
    `| word search answers | ${median('words')} s |`,
    `| job-title model answers | ${median('tuned')} s |`,
    `| both models, descriptions and other names there | ${median('ready')} s |`,
  ].join('\n');
}

async function visit(browser: Browser): Promise<Visit> {
  const site = await new Site().start();
  const context = await browser.newContext();
  const page = await context.newPage();
  site.bytesPerSecond = TEN_MEGABITS_PER_SECOND;
  const start = performance.now();
  const since = () => (performance.now() - start) / 1000;
  await page.goto(site.url, { waitUntil: 'commit' });
  await page.getByRole('list', { name: 'Tuned model results' }).waitFor();
  const painted = since();
  await page.getByRole('textbox', { name: 'Job title' }).fill('night nurse');
  await page.getByRole('list', { name: 'Results by words only' }).waitFor({ timeout: 60_000 });
  const words = since();
  await page.getByRole('list', { name: 'Tuned model results' }).waitFor({ timeout: 180_000 });
  const tuned = since();
  await page.getByText('ready, works offline').waitFor({ timeout: 300_000 });
  const ready = since();
  await context.close();
  await site.stop();
  return { megabytes: site.sentBytes / 1e6, painted, words, tuned, ready };
}
