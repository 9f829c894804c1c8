/** @file What the level and area network is given, and how its answers are read. The network itself runs in onnxruntime. */
import { prepareText } from '../titles/prepare-text.ts';
import type { Label } from './types.ts';

/** heads.json: what `scripts/train heads` says of its network. */
export interface HeadsDescription {
  readonly levels: readonly string[];
  readonly areas: readonly string[];
  readonly wordBuckets: number;
  readonly temperatures: { readonly level: number; readonly area: number };
}

/** Logits [rows * levels] and [rows * areas]. */
export interface HeadLogits {
  readonly level: Float32Array;
  readonly area: Float32Array;
}

/** Runs the network on unit vectors [rows * dimension] and bags of words [rows * wordBuckets]. */
export type RunHeads = (vectors: Float32Array, bags: Float32Array, rows: number) => Promise<HeadLogits>;

/** Rows of every run: always as many, so that a title's answer does not depend on how many are coded with it. */
export const HEADS_BATCH = 32;

/** 32-bit FNV-1a hash of the UTF-8 bytes (Fowler, Noll and Vo; RFC 9923, section 2). */
function fnv1a(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}

/** Buckets of a title's words and of its first and last word, as in scripts/train (heads.py, bag_of_words). */
export function wordBuckets(text: string, buckets: number): number[] {
  const words =
    prepareText(text)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const marked = [
    ...words,
    ...words.slice(0, 1).map((word) => `^${word}`),
    ...words.slice(-1).map((word) => `${word}$`),
  ];
  return marked.map((word) => fnv1a(word) % buckets);
}

export interface Labels {
  readonly level: Label;
  readonly area: Label;
}

/**
 * Level and area of titles, one each, in their order.
 * @param vectors of the titles, [dimension] each
 */
export async function labelTitles(
  titles: readonly string[],
  vectors: readonly Float32Array[],
  { description, run }: { readonly description: HeadsDescription; readonly run: RunHeads },
): Promise<Labels[]> {
  const labels: Labels[] = [];
  const { levels, areas, temperatures } = description;
  const dimension = vectors[0]?.length ?? 0;
  for (let start = 0; start < titles.length; start += HEADS_BATCH) {
    const part = titles.slice(start, start + HEADS_BATCH);
    const input = new Float32Array(HEADS_BATCH * dimension);
    const bags = new Float32Array(HEADS_BATCH * description.wordBuckets);
    part.forEach((title, row) => {
      input.set(vectors[start + row]!, row * dimension);
      for (const bucket of wordBuckets(title, description.wordBuckets))
        bags[row * description.wordBuckets + bucket] = 1;
    });
    const logits = await run(input, bags, HEADS_BATCH);
    part.forEach((_, row) =>
      labels.push({
        level: bestLabel(logits.level, row, levels, temperatures.level),
        area: bestLabel(logits.area, row, areas, temperatures.area),
      }),
    );
  }
  return labels;
}

/** The label with the greatest probability after temperature scaling (Guo et al. 2017, section 4.2). */
function bestLabel(logits: Float32Array, row: number, names: readonly string[], temperature: number): Label {
  const values = Array.from(
    logits.subarray(row * names.length, (row + 1) * names.length),
    (value) => value / temperature,
  );
  const best = values.indexOf(Math.max(...values));
  const sum = values.reduce((total, value) => total + Math.exp(value - values[best]!), 0);
  return { name: names[best]!, confidence: 1 / sum };
}
