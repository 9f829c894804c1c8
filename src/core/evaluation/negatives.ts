/** @file Wrong answers that a good model must put below the right one: drawn by chance, or those that are easily taken for it. */
import { uniform } from '../random.ts';
import { CharacterIndex } from '../search/character-index.ts';
import { selectTop } from '../search/ranking.ts';
import { pause } from './pause.ts';
import type { EvaluationTask, RunOptions, TaskQuery } from './types.ts';

/** Of each query and kind. */
export const NEGATIVES = 5;
/** Rows like the right answer that are looked at; right and unjudged ones among them are passed over. */
const NEAREST = 60;

export interface Negatives {
  readonly hard: readonly number[];
  readonly random: readonly number[];
}

/** The row that a negative must score below: the first of the relevant ones. */
export function answerRow({ relevant }: Pick<TaskQuery, 'relevant'>): number {
  return relevant[0]!.row;
}

/**
 * Distinct rows by chance, fewer where there are not as many.
 * @param seed a query's own, so that its rows do not depend on which other queries are asked
 */
function randomRows(rows: number, taken: ReadonlySet<number>, seed: number): number[] {
  const random = uniform(seed);
  const wanted = Math.min(NEGATIVES, rows - taken.size);
  const drawn = new Set<number>();
  while (drawn.size < wanted) {
    const row = Math.floor(random() * rows);
    if (!taken.has(row)) drawn.add(row);
  }
  return [...drawn];
}

/**
 * Negatives of some queries. Random ones: any row that is neither relevant nor unjudged. Hard ones: those that the data name, else the
 * rows written most like the right answer, which a search by letters would confuse it with.
 * @param asked numbers of the queries
 * @returns one a number, in their order
 * @throws the signal's reason
 */
export async function negativesOf(
  { queries, corpus }: EvaluationTask,
  asked: readonly number[],
  { signal, onProgress }: Pick<RunOptions, 'signal' | 'onProgress'>,
): Promise<Negatives[]> {
  let index: CharacterIndex | null = null;
  const nearest = new Map<string, Uint32Array>();
  const alike = (text: string): Uint32Array => {
    index ??= new CharacterIndex(corpus.map((document) => document.text));
    const rows = nearest.get(text) ?? selectTop(index.scores(text), NEAREST);
    nearest.set(text, rows);
    return rows;
  };
  const negatives: Negatives[] = [];
  for (const number of asked) {
    const query = queries[number]!;
    const taken = new Set([...query.relevant.map(({ row }) => row), ...query.unjudged]);
    const hard =
      query.hardNegatives ??
      [...alike(corpus[answerRow(query)]!.text)].filter((row) => !taken.has(row)).slice(0, NEGATIVES);
    negatives.push({ hard, random: randomRows(corpus.length, taken, number + 1) });
    onProgress(negatives.length, asked.length);
    await pause(signal);
  }
  return negatives;
}

/** The share of negatives that score below the right answer; a tie is wrong. Null without negatives, or where one has no score. */
export function tripletAccuracy(
  scoreOf: (row: number) => number | null,
  answer: number,
  negatives: readonly number[],
): number | null {
  const right = scoreOf(answer);
  if (right === null || negatives.length === 0) return null;
  const scores = negatives.map(scoreOf);
  if (scores.includes(null)) return null;
  return scores.filter((score) => right > score!).length / negatives.length;
}
