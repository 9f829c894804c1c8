/** @file Coding of distinct titles in batches: each once, whatever was beside it. */
import type { GivenCodes } from '../core/coding/apply-index.ts';
import { applyIndex } from '../core/coding/apply-index.ts';
import { resultCells } from '../core/coding/output/result-columns.ts';
import type { CodedTitle } from '../core/coding/types.ts';
import { encodeTexts } from './encode-texts.ts';
import type { LoadedCoder, LoadedEncoder } from './environment.ts';
import { DIMENSION } from './node-encoder.ts';

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
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => Promise<void>;
}

function withoutEvidence(coded: CodedTitle): CodedTitle {
  const jobs = coded.jobs.map((job) => ({ ...job, alternatives: [], nearest: [] }));
  return { ...coded, kept: [], removed: [], jobs };
}

async function codeBatch(
  titles: readonly string[],
  { coder: { coder }, encoder, signal }: CodeOptions,
): Promise<CodedTitle[]> {
  const texts = coder.textsOf(titles);
  const vectors = await encodeTexts(encoder, texts, signal);
  const rows = new Map(texts.map((text, row) => [text, row]));
  return coder.code(titles, (text) => {
    const start = rows.get(text)! * DIMENSION;
    return vectors.subarray(start, start + DIMENSION);
  });
}

/**
 * Result of each title.
 * @param titles each once
 * @throws the signal's reason
 */
export async function codeTitles(
  titles: readonly string[],
  options: CodeOptions,
): Promise<Map<string, ResultOfTitle>> {
  const { coder, threshold, given, onProgress } = options;
  const results = new Map<string, ResultOfTitle>();
  for (let start = 0; start < titles.length; start += BATCH) {
    const batch = titles.slice(start, start + BATCH);
    for (const found of await codeBatch(batch, options)) {
      const coded = given === null ? found : applyIndex(found, given);
      const cells = resultCells(coded, { threshold, names: coder.names });
      results.set(found.raw, { cells, coded: withoutEvidence(coded) });
    }
    await onProgress(start + batch.length);
  }
  return results;
}
