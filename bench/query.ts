/** @file Query latency on WASM over 1,000 and 100,000 rows: from the last input event to the paint of both lists, and its parts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { build } from 'vite';
import { Site } from '../tests/e2e/support/site.ts';
import { writeLargeCorpus } from './large-corpus.ts';
import { medianAndP95 } from './machine.ts';

const QUERIES = [
  'registered nurse',
  'head of people',
  'java developer',
  'bus driver',
  'sous chef',
  'chartered accountant',
  'forklift driver',
  'primary school teacher',
  'data analyst',
  'plumber',
  'care assistant',
  'solicitor',
  'site manager',
  'graphic designer',
  'sales representative',
  'warehouse operative',
  'product owner',
  'physiotherapist',
  'security guard',
  'research scientist',
];
const ROUNDS = 3;
/** The first queries warm the machine code up. */
const WARM_UP = 10;

interface Timing {
  readonly encode: number;
  readonly scan: number;
  readonly total: number;
}

export async function measureQuery(browser: Browser): Promise<string> {
  const lines = [
    '| rows | encode | scan and fetch, both models | last input to paint |',
    '| --- | --- | --- | --- |',
  ];
  for (const rows of [1_000, 100_000]) {
    const timings = await measureRows(browser, rows);
    const column = (key: keyof Timing) => medianAndP95(timings.map((each) => each[key]));
    lines.push(
      `| ${rows.toLocaleString('en')} | ${column('encode')} | ${column('scan')} | ${column('total')} |`,
    );
  }
  const n = QUERIES.length * ROUNDS - WARM_UP;
  return [
    `Query on WASM, both models, debounce included; ms, median / p95, n = ${n} each`,
    '',
    ...lines,
  ].join('\n');
}

async function measureRows(browser: Browser, rows: number): Promise<Timing[]> {
  const directory = mkdtempSync(join(tmpdir(), 'rolemap-bench-'));
  const [publicDirectory, outDir] = [join(directory, 'public'), join(directory, 'dist')];
  await writeLargeCorpus(rows, publicDirectory);
  process.env['ROLEMAP_PUBLIC'] = publicDirectory;
  await build({ logLevel: 'error', build: { outDir, emptyOutDir: true } });
  delete process.env['ROLEMAP_PUBLIC'];
  const site = await new Site({ root: outDir }).start();
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(site.url);
    await page.getByText('ready, works offline').waitFor({ timeout: 300_000 });
    return await timeQueries(page);
  } finally {
    await context.close();
    await site.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function timeQueries(page: Page): Promise<Timing[]> {
  const timings: Timing[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const query of QUERIES) timings.push(await page.evaluate(timeQuery, query));
  }
  return timings.slice(WARM_UP);
}

/** Runs in the page: types a query and waits until both lists show its answer and the frame is painted. */
async function timeQuery(query: string): Promise<Timing> {
  const box = document.querySelector<HTMLInputElement>('form[role="search"] input')!;
  const lists = document.querySelector('.results')!;
  performance.clearMeasures();
  const start = performance.now();
  const shown = new Promise<void>((resolve) => {
    const observer = new MutationObserver(() => {
      // Both measures exist once both models have answered this query; the rows are in the document then.
      if (performance.getEntriesByName('search').length === 0) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(lists, { childList: true, subtree: true, characterData: true, attributes: true });
  });
  box.value = query;
  box.dispatchEvent(new Event('input', { bubbles: true }));
  await shown;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
  const total = performance.now() - start;
  // No function with a name in here: the compiler would call a helper for it that the page does not have.
  const [encode, scan] = ['encode', 'search'].map((name) => {
    const entries = performance.getEntriesByName(name);
    if (entries.length === 0) throw new Error(`The page measured no "${name}".`);
    return entries[entries.length - 1]!.duration;
  });
  return { encode: encode!, scan: scan!, total };
}
