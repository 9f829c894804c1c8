/** @file What a task's digest is made of. */
import type { EvaluationTask } from './types.ts';

/**
 * The task in bytes, the same wherever it is built; their SHA-256 is the task's digest. All that has an effect on a figure is in it,
 * the name is not.
 */
export function taskBytes({ queries, corpus }: EvaluationTask): Uint8Array<ArrayBuffer> {
  const lines = [
    JSON.stringify(['rolemap-task', 1, queries.length, corpus.length]),
    ...corpus.map(({ id, text }) => JSON.stringify([id, text])),
    ...queries.map(({ id, text, relevant, unjudged, cluster, strategy, hardNegatives }) => {
      const grades = relevant.map(({ row, grade }) => [row, grade]);
      return JSON.stringify([id, text, grades, unjudged, cluster, strategy, hardNegatives]);
    }),
  ];
  return new TextEncoder().encode(lines.join('\n'));
}
