/**
 * @file A title's result does not depend on its batch mates, on their order or on a resumed run: shipped titles, coded by the shipped
 * model on WASM in each of these ways, have the same results to the last byte.
 */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeTexts } from '../../src/cli/encode-texts.ts';
import type { LoadedCoder, LoadedEncoder } from '../../src/cli/environment.ts';
import { DIMENSION } from '../../src/cli/node-encoder.ts';
import { loadShippedCoder, loadShippedEncoder, ShippedFiles } from '../../src/cli/shipped-files.ts';
import type { CodedTitle } from '../../src/core/coding/types.ts';
import { readParquetRows } from '../../src/core/formats/parquet-rows.ts';
import { uniform } from '../../src/core/random.ts';
import { KERNELS } from '../../src/core/search/kernel/kernel-bytes.ts';

const TITLES = 1000;
const BATCH = 32;
/** Does not divide the other one: no title keeps its mates. */
const SHUFFLED_BATCH = 17;
const SEED = 7;

const files = new ShippedFiles(join(import.meta.dirname, '../../public'));
const loadCoder = () => loadShippedCoder(files, () => Promise.resolve(KERNELS));

/** Distinct variants, as messy as they are shipped, from all over the table. */
async function shippedTitles(): Promise<string[]> {
  const { buffer } = files.bytes('data/title-data/variants.parquet');
  const rows = await readParquetRows(buffer, {
    required: ['jittered_title'],
    name: 'variants.parquet',
    remedy: '',
  });
  const all = [...new Set(rows.map((row) => String(row['jittered_title'])))];
  const step = all.length / TITLES;
  return Array.from({ length: TITLES }, (_, place) => all[Math.floor(place * step)]!);
}

/** Fisher and Yates' shuffle. */
function shuffled(titles: readonly string[]): string[] {
  const random = uniform(SEED);
  const order = [...titles];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

interface Models {
  readonly coder: LoadedCoder['coder'];
  readonly encoder: LoadedEncoder;
}

async function codeBatch(titles: readonly string[], { coder, encoder }: Models): Promise<CodedTitle[]> {
  const texts = coder.textsOf(titles);
  const vectors = await encodeTexts(encoder, texts, new AbortController().signal);
  const rows = new Map(texts.map((text, row) => [text, row]));
  return coder.code(titles, (text) => {
    const start = rows.get(text)! * DIMENSION;
    return vectors.subarray(start, start + DIMENSION);
  });
}

/** Result of each title as JSON, by title. */
async function code(titles: readonly string[], batch: number, models: Models): Promise<Map<string, string>> {
  const results = new Map<string, string>();
  for (let start = 0; start < titles.length; start += batch)
    for (const coded of await codeBatch(titles.slice(start, start + batch), models))
      results.set(coded.raw, JSON.stringify(coded));
  return results;
}

describe.skipIf(files.data.coding === undefined)(`${TITLES} shipped titles`, () => {
  let titles: string[];
  let models: Models;
  let inBatches: Map<string, string>;

  /** Titles whose result is another one than in batches. */
  const otherThanInBatches = (results: ReadonlyMap<string, string>) =>
    titles.filter((title) => results.get(title) !== inBatches.get(title));

  beforeAll(async () => {
    titles = await shippedTitles();
    const { coder } = await loadCoder();
    models = { coder, encoder: await loadShippedEncoder(files, 'tuned') };
    inBatches = await code(titles, BATCH, models);
  }, 600_000);

  it('are all coded, most with a code', () => {
    expect(inBatches.size).toBe(TITLES);
    const withJobs = [...inBatches.values()].filter(
      (json) => (JSON.parse(json) as CodedTitle).jobs.length > 0,
    );
    expect(withJobs.length).toBeGreaterThan(TITLES / 2);
  });

  it('have the same results shuffled, in batches of another size', { timeout: 600_000 }, async () => {
    const order = shuffled(titles);
    expect(order).not.toEqual(titles);
    expect(otherThanInBatches(await code(order, SHUFFLED_BATCH, models))).toEqual([]);
  });

  it(
    'have the same results when a run is resumed half way by another coder',
    { timeout: 600_000 },
    async () => {
      const half = Math.floor(TITLES / 2) + 5;
      const before = await code(titles.slice(0, half), BATCH, models);
      const { coder } = await loadCoder();
      const encoder = await loadShippedEncoder(files, 'tuned');
      const after = await code(titles.slice(half), BATCH, { coder, encoder });
      await encoder.dispose();
      expect(otherThanInBatches(new Map([...before, ...after]))).toEqual([]);
    },
  );

  it('have the same results one at a time', { timeout: 600_000 }, async () => {
    expect(otherThanInBatches(await code(titles, 1, models))).toEqual([]);
    await models.encoder.dispose();
  });
});
