/** @file Drawing of the map: frames a second while it is panned, and how soon it stands on the page. */
import type { Browser, Page } from 'playwright';
import { createServer } from 'vite';
import { Site } from '../tests/e2e/support/site.ts';
import { quantile } from './machine.ts';

const TITLES = 8000;
const SECONDS = 4;
const VISITS = 5;

export async function measureMapDrawing(browser: Browser): Promise<string> {
  const { whole, near } = await frameRates(browser);
  const { first, again } = await firstPaints(browser);
  const median = (values: readonly number[]) => `${(quantile(values, 0.5) / 1000).toFixed(2)} s`;
  return [
    '| drawing | |',
    '| --- | --- |',
    `| ${TITLES.toLocaleString('en')} titles a sheet, 20 classes in colour, two sheets of 600 pixels, panned for ${SECONDS} s | ${whole.toFixed(0)} frames a second |`,
    `| the same at four times the scale | ${near.toFixed(0)} frames a second |`,
    `| both sheets painted, first visit to #/map, nothing stored, median of ${VISITS} | ${median(first)} |`,
    `| the same, the app stored and the server stopped, median of ${VISITS} | ${median(again)} |`,
  ].join('\n');
}

async function frameRates(browser: Browser) {
  const server = await createServer({ configFile: 'vite.config.ts', logLevel: 'error', server: { port: 0 } });
  await server.listen();
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(0);
    await page.goto(new URL('bench/map-drawing.html', server.resolvedUrls!.local[0]).href);
    await page.waitForFunction(() => 'mapDrawing' in globalThis);
    return await page.evaluate(([count, seconds]) => globalThis.mapDrawing.measureFrames(count, seconds), [
      TITLES,
      SECONDS,
    ] as const);
  } finally {
    await context.close();
    await server.close();
  }
}

/** Milliseconds from the start of the navigation until both canvases have pixels of several colours. */
async function firstPaints(browser: Browser): Promise<{ first: number[]; again: number[] }> {
  const first: number[] = [];
  const again: number[] = [];
  for (let visit = 0; visit < VISITS; visit++) {
    const site = await new Site().start();
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      await watchForPaint(page);
      await page.goto(`${site.url}#/map`);
      first.push(await paintedAt(page));
      // Until the service worker holds the app's own files: the models are not waited for.
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      await site.stop();
      await page.reload();
      again.push(await paintedAt(page));
    } finally {
      await context.close();
      await site.stop();
    }
  }
  return { first, again };
}

/** Looks at both canvases in every frame of every document that the page loads. */
async function watchForPaint(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const isPainted = (canvas: HTMLCanvasElement) => {
      if (canvas.width < 2 || canvas.height < 2) return false;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const colours = new Set(new Uint32Array(data.buffer));
      return colours.size > 20;
    };
    const look = () => {
      const canvases = [...document.querySelectorAll<HTMLCanvasElement>('[role="application"] canvas')];
      if (canvases.length === 2 && canvases.every(isPainted)) performance.mark('map-painted');
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

async function paintedAt(page: Page): Promise<number> {
  await page.waitForFunction(() => performance.getEntriesByName('map-painted').length > 0, undefined, {
    timeout: 60_000,
  });
  return page.evaluate(() => performance.getEntriesByName('map-painted')[0]!.startTime);
}
