/**
 * @file Performance of the built site in Chromium: `npm run bench -- [first-visit] [query] [encoder] [map] [exaggeration] [normalize] [corpus] [recall]` (all without a name).
 * Prints Markdown with machine, browser, date and n. Run by hand, never as a test.
 */
import { build } from 'vite';
import { chromium } from 'playwright';
import { chromiumLaunchOptions } from '../scripts/chromium.ts';
import { measureCorpus } from './corpus.ts';
import { describeMachine } from './machine.ts';
import { measureEncoder } from './encoder.ts';
import { measureExaggeration } from './exaggeration.ts';
import { measureFirstVisit } from './first-visit.ts';
import { measureMap } from './map.ts';
import { measureNormalize } from './normalize.ts';
import { measureQuery } from './query.ts';
import { measureRecall } from './recall-binary.ts';

const MEASUREMENTS = {
  'first-visit': measureFirstVisit,
  query: measureQuery,
  encoder: measureEncoder,
  map: measureMap,
  exaggeration: measureExaggeration,
  normalize: measureNormalize,
  corpus: measureCorpus,
  recall: () => measureRecall(),
} as const;
type Name = keyof typeof MEASUREMENTS;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in MEASUREMENTS));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. Choose from: ${Object.keys(MEASUREMENTS).join(', ')}.`);
  process.exit(2);
}

await build({ logLevel: 'warn' });
const browser = await chromium.launch({ ...chromiumLaunchOptions(), headless: true });
console.log(
  `${describeMachine()}, Chromium ${browser.version()}, ${new Date().toISOString().slice(0, 10)}\n`,
);
try {
  for (const name of Object.keys(MEASUREMENTS) as Name[]) {
    if (wanted.length === 0 || wanted.includes(name)) console.log(`${await MEASUREMENTS[name](browser)}\n`);
  }
} finally {
  await browser.close();
}
