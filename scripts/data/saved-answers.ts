/**
 * @file The example queries, answered before anything is downloaded: made with the file and the runtime that WASM runs, through
 * the same search, so that a live run gives the same lists.
 */
import type { ModelId } from '../../src/core/formats/manifest.ts';
import { CorpusSearch } from '../../src/core/search/corpus-search.ts';
import type { Hit, Posting, QueryVectors, SearchResults } from '../../src/core/search/types.ts';
import { cleanInput } from '../../src/core/titles/prepare-text.ts';
import type { NodeEncoder } from '../../src/cli/node-encoder.ts';

export interface Example {
  readonly title: string;
  readonly skills: string;
  /** Said beside the results where the example shows something particular. */
  readonly note?: string;
}

export const HITS = 10;
export const MAXIMUM_BYTES = 60_000;

export interface Int8Rows {
  readonly rows: Int8Array;
  readonly scale: number;
}

export interface AnswerSources {
  readonly postings: readonly Posting[];
  readonly vectors: Readonly<Record<ModelId, Readonly<Record<'title' | 'skills', Int8Rows>>>>;
  readonly encoders: Readonly<Record<ModelId, NodeEncoder>>;
}

export interface Answer extends Example {
  readonly corpusRows: number;
  readonly results: SearchResults;
}

const MODELS: readonly ModelId[] = ['base', 'tuned'];

/** The corpus as the search worker holds it. */
export function corpusOf({ postings, vectors }: AnswerSources): CorpusSearch {
  const corpus = new CorpusSearch();
  corpus.appendPostings(postings);
  for (const model of MODELS) {
    for (const field of ['title', 'skills'] as const)
      corpus.append({ model, field, ...vectors[model][field] });
  }
  return corpus;
}

/** Answers by both models, ten hits each, without descriptions. */
export async function answer(sources: AnswerSources, examples: readonly Example[]): Promise<Answer[]> {
  const corpus = corpusOf(sources);
  const answers: Answer[] = [];
  for (const example of examples) {
    const queries: Partial<Record<ModelId, QueryVectors>> = {};
    for (const model of MODELS) queries[model] = await encodeQuery(sources.encoders[model], example);
    const { base, tuned } = corpus.search({ queries, k: HITS });
    answers.push({
      ...example,
      corpusRows: sources.postings.length,
      results: { base: base && base.map(compact), tuned: tuned && tuned.map(compact) },
    });
  }
  return answers;
}

async function encodeQuery(encoder: NodeEncoder, { title, skills }: Example): Promise<QueryVectors> {
  const vectorOf = (text: string): Promise<Float32Array> => encoder.encode([cleanInput(text).text]);
  return {
    ...(title === '' ? {} : { title: await vectorOf(title) }),
    ...(skills === '' ? {} : { skills: await vectorOf(skills) }),
  };
}

/** Descriptions follow with the table; four decimals are more than any bar shows. */
function compact(hit: Hit): Hit {
  const cosine = Object.fromEntries(
    Object.entries(hit.cosine).map(([field, value]) => [field, round(value)]),
  );
  // The generator's postings carry more than a posting: only what the page shows goes into its first bytes.
  const { id, title, company, place, skills, code } = hit.posting;
  const posting = { id, title, company, place, skills, description: '', code };
  return { ...hit, posting, cosine, score: round(hit.score) };
}

function round(value: number): number {
  return Number(value.toFixed(5));
}

/** @throws Error over 60 kB: the file is part of the first page */
export function toJson(answers: readonly Answer[]): string {
  const json = `${JSON.stringify({ queries: answers })}\n`;
  if (json.length > MAXIMUM_BYTES) {
    throw new Error(
      `The saved answers have ${json.length} bytes, at most ${MAXIMUM_BYTES} are allowed. Take an example out.`,
    );
  }
  return json;
}
