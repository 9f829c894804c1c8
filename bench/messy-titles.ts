/** @file Distinct titles as messy as real ones, any number of them: synthetic variants and adverts with seeded noise on top. */
import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import { loadDataSet } from '../scripts/dataset/data-set.ts';
import { Random } from '../scripts/dataset/random.ts';
import { prepareText } from '../src/core/titles/prepare-text.ts';
import { splitTitle } from '../src/core/titles/split-title.ts';
import { quantile } from './machine.ts';

const MODEL_FOLDER = 'public/models/tuned';
const SEED = 7;
/** Share of titles that get something on top: with half of them the median is above the 10 tokens of the target. */
const NOISY = 0.5;

const NOISE: readonly ((title: string, random: Random) => string)[] = [
  (title, random) => `${title} (Req ${random.integer(10_000, 99_999)})`,
  (title, random) => `${title} - $${random.integer(16, 78)}.${random.integer(10, 99)}/hr`,
  (title, random) => `URGENT: ${title} - ${random.pick(['Nights', 'Days', 'Weekends'])}`,
  (title, random) =>
    `${title}, ${random.pick(['Leeds', 'Toronto', 'Austin, TX', 'Dublin', 'Perth'])} (m/f/d)`,
  (title, random) => `${title} - ${random.integer(3, 24)} month fixed term contract`,
];

/** @returns `count` distinct titles, long and short ones mixed; the same each time */
export function messyTitles(count: number): string[] {
  const { variants, postings } = loadDataSet();
  const written = [...postings.map(({ title }) => title), ...variants.map((made) => made.jitteredTitle)];
  const random = new Random(SEED);
  const titles = new Set<string>();
  // One round where the data set has enough titles, more where it has not.
  for (let round = 0; titles.size < count; round++)
    for (const title of random.shuffle([...new Set(written)])) {
      if (titles.size === count) break;
      titles.add(round > 0 || random.chance(NOISY) ? random.pick(NOISE)(title, random) : title);
    }
  return [...titles];
}

/** Median number of tokens, the marks of begin and end counted, of titles as they are and of what is encoded of them. */
export function medianTokens(titles: readonly string[]): { readonly raw: number; readonly clean: number } {
  const read = (name: string): object =>
    JSON.parse(readFileSync(`${MODEL_FOLDER}/${name}`, 'utf8')) as object;
  const tokenizer = new Tokenizer(read('tokenizer.json'), read('tokenizer_config.json'));
  const median = (texts: readonly string[]) =>
    quantile(
      texts.map((text) => tokenizer.encode(prepareText(text)).ids.length),
      0.5,
    );
  return { raw: median(titles), clean: median(titles.map((title) => splitTitle(title).clean)) };
}
