/** @file Groups of queries that are looked at apart. */
import { answerRow } from './negatives.ts';
import type { EvaluationTask } from './types.ts';
import { wordsOf } from './word-index.ts';

/** Queries that no search by words can answer. */
export const NO_SHARED_WORD = 'no word shared with the answer';

/**
 * Places of the queries of each group: by strategy where there are any, and those that share no word with their answer.
 * @param asked numbers of the queries, as EvaluationPlan has them; places count in this list
 */
export function slicesOf(
  { queries, corpus }: EvaluationTask,
  asked: readonly number[],
): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  const add = (group: string, place: number) => {
    const known = groups.get(group);
    if (known) known.push(place);
    else groups.set(group, [place]);
  };
  asked.forEach((number, place) => {
    const query = queries[number]!;
    if (query.strategy !== '') add(query.strategy, place);
    const words = new Set(wordsOf(query.text));
    if (!wordsOf(corpus[answerRow(query)]!.text).some((word) => words.has(word))) add(NO_SHARED_WORD, place);
  });
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}
