/** @file t-SNE engines in one run in Chromium: seconds until a peer's final divergence, and how many neighbours a map keeps; then drawing. */
import type { Browser, Page } from 'playwright';
import { createServer } from 'vite';
import { measureMapDrawing } from './map-drawing.ts';
import type { OwnRun, PeerName, PeerRun } from './map-page.ts';

/** Sizes, and the peers that can be waited for: above, they take many minutes. */
const SIZES: readonly (readonly [count: number, peers: readonly PeerName[]])[] = [
  [500, ['tsne-js', 'tsne', 'druidjs', 'wasm-bhtsne', 'umap-js']],
  [2000, ['tsne', 'druidjs', 'wasm-bhtsne', 'umap-js']],
  [5000, ['wasm-bhtsne', 'umap-js']],
];
const LARGEST = 5000;

export async function measureMap(browser: Browser): Promise<string> {
  const server = await createServer({ configFile: 'vite.config.ts', logLevel: 'error', server: { port: 0 } });
  await server.listen();
  // The peers need eval or an isolated page; the app's own policy would stop them.
  const context = await browser.newContext({ bypassCSP: true });
  const lines = [
    '| titles | engine | seconds, all iterations | KL | ours until its KL + 2 %, s | recall of 10 neighbours |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(0);
    await page.goto(new URL('bench/map.html', server.resolvedUrls!.local[0]).href);
    await page.waitForFunction(() => 'mapBench' in globalThis);
    for (const [count, peers] of SIZES) lines.push(...(await rowsFor(page, count, peers)));
    const both = await page.evaluate((count) => globalThis.mapBench.timeBoth(count), LARGEST);
    lines.push(
      '',
      `${LARGEST} titles in both maps at once, two workers, vectors to final: ${both.toFixed(1)} s.`,
    );
  } finally {
    await context.close();
    await server.close();
  }
  return [
    't-SNE of synthetic unit vectors around 40 centres, 384 dimensions, perplexity 30, 1,000 iterations, one thread; every engine loaded and warm before its clock starts',
    '',
    ...lines,
    '',
    await measureMapDrawing(browser),
  ].join('\n');
}

async function rowsFor(page: Page, count: number, peers: readonly PeerName[]): Promise<string[]> {
  const runs: (PeerRun | string)[] = [];
  for (const name of peers) {
    try {
      runs.push(
        await page.evaluate(([peer, size]) => globalThis.mapBench.timePeer(peer, size), [
          name,
          count,
        ] as const),
      );
    } catch (error) {
      runs.push(String(error).split('\n')[0]!);
    }
  }
  const goals = runs.map((run) => (typeof run === 'string' ? -1 : run.divergence));
  const own: OwnRun = await page.evaluate(([size, wanted]) => globalThis.mapBench.timeOwn(size, wanted), [
    count,
    goals,
  ] as const);
  const rows = runs.map((run, at) => {
    const name = peers[at]!;
    if (typeof run === 'string') return `| ${count} | ${name} | failed: ${run} | | | |`;
    const until = name === 'umap-js' ? '' : (own.secondsTo[at]?.toFixed(2) ?? 'not reached');
    const divergence = name === 'umap-js' ? '' : run.divergence.toFixed(3);
    return `| ${count} | ${name} | ${run.seconds.toFixed(2)} | ${divergence} | ${until} | ${run.recall.toFixed(3)} |`;
  });
  return [
    `| ${count} | **ours** | ${own.seconds.toFixed(2)} | ${own.divergence.toFixed(3)} | | ${own.recall.toFixed(3)} |`,
    ...rows,
  ];
}
