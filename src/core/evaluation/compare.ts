/** @file Contenders beside each other: means with intervals, and paired differences from one of them. */
import { bootstrapColumns, type Interval } from '../metrics/bootstrap.ts';
import { percentile } from '../metrics/percentile.ts';
import {
  FIGURES,
  type Comparison,
  type ContenderResult,
  type EvaluationResult,
  type Figure,
} from './types.ts';
import type { FigureSummary, Latency, Summary } from './types.ts';

type Column = readonly (number | null)[];

/**
 * The mean of each column with its interval, over the queries that have a value. Columns without gaps share their draws, because
 * drawing is what takes the time.
 */
function intervalsOf(columns: readonly Column[], clusters: readonly number[]): (Interval | null)[] {
  const whole = columns.filter((column): column is readonly number[] => !column.includes(null));
  const shared = clusters.length > 0 && whole.length > 0 ? bootstrapColumns(whole, clusters) : [];
  return columns.map((column) => {
    const at = whole.indexOf(column as readonly number[]);
    if (at >= 0) return shared[at] ?? null;
    const known = [...column.keys()].filter((query) => column[query] !== null);
    if (known.length === 0) return null;
    const values = known.map((query) => column[query]!);
    return bootstrapColumns(
      [values],
      known.map((query) => clusters[query]!),
    )[0]!;
  });
}

/** Null where one of the two has no value. */
function differences(column: Column, reference: Column): Column {
  return column.map((value, query) => {
    const other = reference[query] ?? null;
    return value === null || other === null ? null : value - other;
  });
}

/** Median and 95th percentile of what was timed; null where nothing was. */
export function latencyOf(milliseconds: Column): Latency | null {
  const times = milliseconds.filter((time) => time !== null).sort((a, b) => a - b);
  if (times.length === 0) return null;
  return { median: percentile(times, 0.5), p95: percentile(times, 0.95), queries: times.length };
}

function summarise(
  { contender, perQuery, milliseconds }: ContenderResult,
  reference: ContenderResult,
  clusters: readonly number[],
): Summary {
  const columns = FIGURES.map((figure) => perQuery[figure]);
  const isReference = contender.id === reference.contender.id;
  const paired = isReference
    ? []
    : FIGURES.map((figure) => differences(perQuery[figure], reference.perQuery[figure]));
  const intervals = intervalsOf([...columns, ...paired], clusters);
  const figures = FIGURES.map((figure, at): [Figure, FigureSummary] => [
    figure,
    {
      interval: intervals[at]!,
      queries: columns[at]!.filter((value) => value !== null).length,
      difference: isReference ? null : intervals[FIGURES.length + at]!,
    },
  ]);
  return {
    contender,
    figures: Object.fromEntries(figures) as Record<Figure, FigureSummary>,
    latency: latencyOf(milliseconds),
  };
}

/**
 * Summaries of all contenders of a result.
 * @param reference id of the contender that the others are compared with; the first one if absent
 * @throws Error where no contender has that id
 */
export function compare(
  { task, queries, clusters, results }: EvaluationResult,
  reference: string = results[0]!.contender.id,
): Comparison {
  const against = results.find(({ contender }) => contender.id === reference);
  if (!against) {
    const ids = results.map(({ contender }) => contender.id);
    throw new Error(`There is no contender ${reference}; there are ${ids.join(', ')}.`);
  }
  return {
    task,
    reference,
    queries: queries.length,
    summaries: results.map((result) => summarise(result, against, clusters)),
  };
}
