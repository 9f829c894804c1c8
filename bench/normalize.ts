/**
 * @file A file of messy titles through the Normalize tab, from the click to the last result, with the memory of the whole browser.
 * `ROLEMAP_TITLES` says how many distinct titles, 5,000 if absent.
 */
import { execFileSync } from 'node:child_process';
import type { Browser, Page } from 'playwright';
import { loadDataSet } from '../scripts/dataset/data-set.ts';
import { Site } from '../tests/e2e/support/site.ts';
import { quantile } from './machine.ts';

const DEFAULT_TITLES = 5000;
const HOUR = 3_600_000;

/** Distinct titles as they stand in the wild (synthetic), the long and the short ones mixed. */
function messyTitles(count: number): string[] {
  const { variants, postings } = loadDataSet();
  const all = [
    ...new Set([
      ...postings.map(({ title }) => title),
      ...variants.map(({ jitteredTitle }) => jitteredTitle),
    ]),
  ];
  const step = all.length / Math.min(count, all.length);
  return Array.from({ length: Math.min(count, all.length) }, (_, i) => all[Math.floor(i * step)]!);
}

/** Memory of all processes of browsers on this machine that are not shared twice, in MB (Linux: proportional set size). */
function browserMegabytes(): number {
  const pids = execFileSync('pgrep', ['-f', 'chrom']).toString().split('\n').filter(Boolean);
  let kilobytes = 0;
  for (const pid of pids) {
    try {
      const text = execFileSync('cat', [`/proc/${pid}/smaps_rollup`], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      kilobytes += Number(/^Pss:\s+(\d+)/mu.exec(text.toString())?.[1] ?? 0);
    } catch {
      // The process has ended meanwhile.
    }
  }
  return kilobytes / 1024;
}

async function openFile(page: Page, url: string, titles: readonly string[]): Promise<void> {
  await page.goto(`${url}#/normalize`);
  await page.getByText('ready, works offline').waitFor({ timeout: 300_000 });
  const csv = ['title', ...titles.map((title) => `"${title.replaceAll('"', '""')}"`)].join('\n');
  await page
    .getByLabel('File of job titles')
    .setInputFiles({ name: 'titles.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
}

export async function measureNormalize(browser: Browser): Promise<string> {
  const titles = messyTitles(Number(process.env['ROLEMAP_TITLES'] ?? DEFAULT_TITLES));
  const site = await new Site().start();
  const context = await browser.newContext();
  const page = await context.newPage();
  await openFile(page, site.url, titles.slice(0, 10));
  // The first run loads the coder; what is measured is the work.
  await page.getByRole('button', { name: 'Code the titles' }).click();
  await page.getByText(/^10 of 10 titles/).waitFor({ timeout: HOUR });
  await page.getByRole('button', { name: 'Forget this file' }).click();
  await openFile(page, site.url, titles);
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, browserMegabytes())), 2000);
  const start = performance.now();
  await page.getByRole('button', { name: 'Code the titles' }).click();
  const count = titles.length.toLocaleString('en-US');
  await page.getByText(new RegExp(`^${count} of ${count} titles`, 'u')).waitFor({ timeout: HOUR });
  const seconds = (performance.now() - start) / 1000;
  clearInterval(watch);
  await context.close();
  await site.stop();
  const words = titles.map((title) => title.split(/\s+/u).length);
  return [
    `Normalize, ${count} distinct titles (synthetic variants and adverts, median ${quantile(words, 0.5)} words), n = 1`,
    '',
    '| | |',
    '| --- | --- |',
    `| from the click to the last result | ${seconds.toFixed(1)} s |`,
    `| titles a second | ${(titles.length / seconds).toFixed(0)} |`,
    `| whole browser, most | ${peak.toFixed(0)} MB |`,
  ].join('\n');
}
