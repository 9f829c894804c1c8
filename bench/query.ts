/**
 * @file Query latency on WASM: from the last input event to the paint of both lists, and its parts, over 1,000 and 100,000 rows.
 * The rows of the large corpus are the shipped vectors repeated with seeded noise, so that no two are equal: real model output in
 * shape, not real postings.
 */
import type { Browser, Page } from 'playwright';
import { Site } from '../tests/e2e/support/site.ts';
import { medianAndP95 } from './machine.ts';

const QUERIES = [
  'registered nurse', 'head of people', 'java developer', 'bus driver', 'sous chef', 'chartered accountant', 'forklift driver',
  'primary school teacher', 'data analyst', 'plumber', 'care assistant', 'solicitor', 'site manager', 'graphic designer',
  'sales representative', 'warehouse operative', 'product owner', 'physiotherapist', 'security guard', 'research scientist',
];
const ROUNDS = 3;

interface Timing {
  readonly encode: number;
  readonly scan: number;
  readonly total: number;
}

export async function measureQuery(browser: Browser): Promise<string> {
  const site = await new Site().start();
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${site.url}?bench`);
  await page.getByText('ready, works offline').waitFor({ timeout: 300_000 });
  const lines = ['| rows | encode | scan, both models | last input to paint, debounce included |', '| --- | --- | --- | --- |'];
  for (const rows of [1_000, 100_000]) {
    await page.evaluate((count) => globalThis.rolemapBench!.useRows(count), rows);
    const timings = await measure(page);
    const column = (key: keyof Timing) => medianAndP95(timings.map((each) => each[key]));
    lines.push(`| ${rows.toLocaleString('en')} | ${column('encode')} | ${column('scan')} | ${column('total')} |`);
  }
  await page.context().close();
  await site.stop();
  return [`Query on WASM, ms, median / p95, n = ${QUERIES.length * ROUNDS} each`, '', ...lines].join('\n');
}

async function measure(page: Page): Promise<Timing[]> {
  const timings: Timing[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const query of QUERIES) {
      timings.push(await page.evaluate((text) => globalThis.rolemapBench!.timeQuery(text), query));
    }
  }
  return timings.slice(5); // The first runs warm the machine code up.
}
