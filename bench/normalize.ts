/**
 * @file A file of messy titles through the Normalize tab, from the click to the last result and to the written table, stage by stage, with
 * the memory of the whole browser. `ROLEMAP_TITLES` says how many distinct titles, 5,000 if absent; the target is of 50,000.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright';
import { STAGES, type StageSeconds } from '../src/core/coding/stage-clock.ts';
import { Site } from '../tests/e2e/support/site.ts';
import { medianTokens, messyTitles } from './messy-titles.ts';

const DEFAULT_TITLES = 5000;
const HOUR = 3_600_000;

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

/** What the run record says of the time. */
interface RecordedTimes {
  readonly device: string;
  readonly stageSeconds: StageSeconds & { readonly write: number };
}

/** Exports as CSV and reads the record beside it. */
async function exportedTimes(page: Page): Promise<RecordedTimes> {
  const downloading = page.waitForEvent('download', {
    predicate: (download) => download.suggestedFilename().endsWith('.run.json'),
    timeout: HOUR,
  });
  await page.getByRole('button', { name: 'Export table' }).click();
  const path = await (await downloading).path();
  return JSON.parse(readFileSync(path, 'utf8')) as RecordedTimes;
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
  const { device, stageSeconds } = await exportedTimes(page);
  clearInterval(watch);
  await context.close();
  await site.stop();
  const tokens = medianTokens(titles);
  return [
    `Normalize, ${count} distinct titles (synthetic variants and adverts with seeded noise, median ${tokens.raw} tokens raw, ${tokens.clean} cleaned), ${device}, n = 1`,
    '',
    '| | |',
    '| --- | --- |',
    `| from the click to the last result | ${seconds.toFixed(1)} s |`,
    ...STAGES.map((stage) => `| ${stage}, workers added up | ${stageSeconds[stage].toFixed(1)} s |`),
    `| write, as CSV | ${stageSeconds.write.toFixed(1)} s |`,
    `| titles a second | ${(titles.length / seconds).toFixed(0)} |`,
    `| whole browser, most | ${peak.toFixed(0)} MB |`,
  ].join('\n');
}
