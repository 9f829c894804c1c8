/** @file The result file: one JSON object, written by the command line and read by Evaluate. */
import type { Comparison, EvaluationResult } from './types.ts';

/** Figures and scores keep this many decimals, times keep three. */
const FIGURE_STEP = 1e9;
const TIME_STEP = 1e3;

function rounded(value: number | null, step: number): number | null {
  return value === null ? null : Math.round(value * step) / step;
}

/** Lists of numbers by query are short lines of their own, so that the file can be looked at. */
function objectText(entries: readonly (readonly [key: string, value: unknown])[], indent: string): string {
  const lines = entries.map(([key, value]) => `${indent}  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

/**
 * The text of a result file.
 * @param comparison means and differences, for programs that want no more than these; whoever reads the file makes them anew
 */
export function writeResult(result: EvaluationResult, comparison: Comparison): string {
  const { format, schemaVersion, task, queries, clusters, results } = result;
  const { reference, summaries } = comparison;
  const head = { format, schemaVersion, task, comparison: { reference, summaries }, queries, clusters };
  const contenders = results.map((result) => {
    const perQuery = Object.entries(result.perQuery).map(
      ([figure, values]) => [figure, values.map((value) => rounded(value, FIGURE_STEP))] as const,
    );
    const lists = result.lists.map(({ rows, scores }) => ({
      rows,
      scores: scores && scores.map((score) => rounded(score, FIGURE_STEP)),
    }));
    return objectText(
      [
        ['contender', result.contender],
        ['facts', result.facts],
        ['perQuery', Object.fromEntries(perQuery)],
        ['milliseconds', result.milliseconds.map((time) => rounded(time, TIME_STEP))],
        ['lists', lists],
        ['outcomes', result.outcomes],
      ],
      '    ',
    );
  });
  const parts = Object.entries(head).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return `{\n${parts.join(',\n')},\n  "results": [\n    ${contenders.join(',\n    ')}\n  ]\n}\n`;
}
