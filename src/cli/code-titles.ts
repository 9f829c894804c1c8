/** @file Coding of distinct titles in batches: each once, whatever was beside it. */
import { applyIndex, type GivenCodes } from '../core/coding/apply-index.ts';
import { codedKey, type TitleInput } from '../core/coding/description.ts';
import { resultCells } from '../core/coding/output/result-columns.ts';
import type { StageClock } from '../core/coding/stage-clock.ts';
import type { CodedTitle } from '../core/coding/types.ts';
import { encodeTexts } from './encode-texts.ts';
import type { LoadedCoder, LoadedEncoder } from './environment.ts';
import { DIMENSION } from './node-encoder.ts';
import type { TitleGrouping } from './title-groups.ts';

/** Titles coded at a time. Results do not depend on it. */
const BATCH = 128;

export interface ResultOfTitle {
  /** Values of RESULT_COLUMNS. */
  readonly cells: readonly string[];
  /** What the run record counts; evidence left out, for many titles are held at once. */
  readonly coded: CodedTitle;
}

export interface CodeOptions {
  readonly coder: LoadedCoder;
  readonly encoder: LoadedEncoder;
  readonly threshold: number;
  /** Codes of the user's. */
  readonly given: GivenCodes | null;
  /** Gets every title as the coder left it; null for none. */
  readonly grouping: TitleGrouping | null;
  /** Adds up where the time goes. */
  readonly clock: StageClock;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => Promise<void>;
}

function withoutEvidence(coded: CodedTitle): CodedTitle {
  const jobs = coded.jobs.map((job) => ({ ...job, alternatives: [], nearest: [] }));
  return { ...coded, kept: [], removed: [], jobs };
}

async function codeBatch(
  titles: readonly TitleInput[],
  { coder: { coder }, encoder, grouping, clock, signal }: CodeOptions,
): Promise<CodedTitle[]> {
  const texts = coder.textsOf(titles, clock);
  const encoded = clock.start('encode');
  const vectors = await encodeTexts(encoder, texts, signal);
  encoded();
  const rows = new Map(texts.map((text, row) => [text, row]));
  const vectorOf = (text: string) => {
    const start = rows.get(text)! * DIMENSION;
    return vectors.subarray(start, start + DIMENSION);
  };
  const coded = await coder.code(titles, vectorOf, clock);
  if (grouping) for (const each of coded) grouping.take(each, vectorOf);
  return coded;
}

/**
 * Result of each title, by title; by `inputKey` where it has a description.
 * @param titles each once
 * @throws the signal's reason
 */
export async function codeTitles(
  titles: readonly TitleInput[],
  options: CodeOptions,
): Promise<Map<string, ResultOfTitle>> {
  const { coder, threshold, given, onProgress } = options;
  const results = new Map<string, ResultOfTitle>();
  for (let start = 0; start < titles.length; start += BATCH) {
    const batch = titles.slice(start, start + BATCH);
    for (const found of await codeBatch(batch, options)) {
      const coded = given === null ? found : applyIndex(found, given);
      const cells = resultCells(coded, { threshold, names: coder.names });
      results.set(codedKey(found), { cells, coded: withoutEvidence(coded) });
    }
    await onProgress(start + batch.length);
  }
  return results;
}
