/**
 * @file Corpora of 10,000, 100,000 and 1,000,000 rows under two models in Chromium, stored by the app's own worker: scan and rescoring
 * apart, ready after reopening, memory; beside plain JavaScript and, up to 100,000 rows, the packages of corpus-peers.ts.
 * `ROLEMAP_ROWS=10000,100000` chooses sizes.
 */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright';
import { createServer } from 'vite';
import { keptVectors } from './corpus-kept-vectors.ts';
import { medianAndP95 } from './machine.ts';

const SIZES = (process.env['ROLEMAP_ROWS'] ?? '10000,100000,1000000').split(',').map(Number);
const LARGEST_FOR_PEERS = 100_000;

/** Memory of all processes of this browser that is not shared twice, in MB (Linux: proportional set size). */
async function megabytesOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  let kilobytes = 0;
  for (const { id } of processInfo) {
    try {
      kilobytes += Number(/^Pss:\s+(\d+)/mu.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      // The process has ended meanwhile, or this is no Linux.
    }
  }
  return kilobytes / 1024;
}

export async function measureCorpus(browser: Browser): Promise<string> {
  const server = await createServer({ configFile: 'vite.config.ts', logLevel: 'error', server: { port: 0 } });
  await server.listen();
  const lines = [
    '| rows | engine | build, s | ready after reopening, s | scan, ms | rescoring, ms | recall@10 | held, MB | whole browser, MB |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  const origins: string[] = [];
  try {
    for (const rows of SIZES) {
      const { origin, table } = await measureRows(
        browser,
        new URL('bench/corpus.html', server.resolvedUrls!.local[0]).href,
        rows,
      );
      origins.push(`${rows.toLocaleString('en')}: ${origin}.`);
      lines.push(...table);
    }
  } finally {
    await server.close();
  }
  return [
    'Own corpus, two models (the same vectors twice), 384 dimensions, one worker; ms of one model, median / p95, n = 100 (plain ' +
      'JavaScript and peers 50). "Held" are vectors or codes of both models. The whole browser is measured with the corpus open, ' +
      'less the page with the queries. Build is without encoding.',
    '',
    ...origins,
    '',
    ...lines,
  ].join('\n');
}

async function measureRows(browser: Browser, url: string, rows: number) {
  const context = await browser.newContext({ bypassCSP: true });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(0);
    const vectors = keptVectors('tuned');
    await page.route('**/bench-vectors.f32', (route) => route.fulfill({ body: Buffer.from(vectors.buffer) }));
    await page.goto(url);
    await page.waitForFunction(() => 'corpusBench' in globalThis);
    await page.evaluate((count) => globalThis.corpusBench.prepare(count), rows);
    const before = await megabytesOf(browser);
    const own = await page.evaluate(() => globalThis.corpusBench.timeOwn());
    const memory = (await megabytesOf(browser)) - before;
    await page.evaluate(() => globalThis.corpusBench.clear());
    const count = rows.toLocaleString('en');
    const held = (own.heldBytes / 1e6).toFixed(0);
    const table = [
      `| ${count} | **ours** | ${own.buildSeconds.toFixed(1)} | ${own.readySeconds.toFixed(2)} | ${medianAndP95(own.scan)} | ${medianAndP95(own.rescore)} | ${own.recall.toFixed(4)} | ${held} | ${memory.toFixed(0)} |`,
    ];
    const plain = await page.evaluate(() => globalThis.corpusBench.timePlain());
    table.push(
      `| ${count} | plain JavaScript, int8 | | | ${medianAndP95(plain.scan)} | | ${plain.recall.toFixed(4)} | | |`,
    );
    if (rows <= LARGEST_FOR_PEERS) table.push(...(await measurePeers(browser, page, count)));
    return { origin: own.origin, table };
  } finally {
    await context.close();
  }
}

async function measurePeers(browser: Browser, page: Page, count: string): Promise<string[]> {
  const table: string[] = [];
  for (const name of await page.evaluate(() => globalThis.corpusBench.peers)) {
    const before = await megabytesOf(browser);
    try {
      const { run } = await page.evaluate((peer) => globalThis.corpusBench.timePeer(peer), name);
      const memory = (await megabytesOf(browser)) - before;
      table.push(
        run
          ? `| ${count} | ${name} | ${run.buildSeconds.toFixed(1)} | | ${medianAndP95(run.query)} | | ${run.recall.toFixed(4)} | | ${memory.toFixed(0)} |`
          : `| ${count} | ${name} | not installed | | | | | | |`,
      );
    } catch (error) {
      table.push(`| ${count} | ${name} | failed: ${String(error).split('\n')[0]!} | | | | | | |`);
    }
  }
  return table;
}
