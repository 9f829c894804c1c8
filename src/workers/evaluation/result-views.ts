/** @file What the page looks at in a result: query by query, in groups, and the ranked lists of one query. */
import type { EvaluationPlan } from '../../core/evaluation/evaluate.ts';
import { slicesOf } from '../../core/evaluation/slices.ts';
import type { EvaluationResult, EvaluationTask, Figure, Outcome } from '../../core/evaluation/types.ts';
import { bootstrap, type Interval } from '../../core/metrics/bootstrap.ts';

/** A query with the figure of two contenders. */
export interface QueryRow {
  /** Place in the result. */
  readonly place: number;
  readonly text: string;
  readonly strategy: string;
  /** Null where the query has no such figure. */
  readonly first: number | null;
  readonly second: number | null;
}

/** A group of queries, with the mean of each contender over it, in the order of the result. */
export interface SliceRow {
  readonly name: string;
  readonly queries: number;
  readonly intervals: readonly (Interval | null)[];
}

export interface ListedRow {
  readonly text: string;
  /** Null where the contender only orders. */
  readonly score: number | null;
  readonly right: boolean;
}

/** The best rows that a contender found for a query. */
export interface ContenderList {
  readonly id: string;
  readonly rows: readonly ListedRow[];
  /** Null where the contender always answers. */
  readonly outcome: Outcome | null;
}

export interface QueryLists {
  readonly text: string;
  /** All right answers. */
  readonly relevant: readonly string[];
  readonly lists: readonly ContenderList[];
}

/** Number in the task of each query of a result. */
function numbersOf(task: EvaluationTask, { queries }: EvaluationResult): number[] {
  const numbers = new Map(task.queries.map(({ id }, number) => [id, number]));
  return queries.map((id) => numbers.get(id)!);
}

function contenderOf({ results }: EvaluationResult, id: string) {
  const found = results.find(({ contender }) => contender.id === id);
  if (!found) throw new RangeError(`There is no contender ${id}.`);
  return found;
}

/** @throws RangeError where a contender is not in the result */
export function queryRows(
  { task }: Pick<EvaluationPlan, 'task'>,
  result: EvaluationResult,
  { first, second, figure }: { readonly first: string; readonly second: string; readonly figure: Figure },
): QueryRow[] {
  const [a, b] = [first, second].map((id) => contenderOf(result, id).perQuery[figure]);
  return numbersOf(task, result).map((number, place) => {
    const { text, strategy } = task.queries[number]!;
    return { place, text, strategy, first: a![place] ?? null, second: b![place] ?? null };
  });
}

/** The mean of each group and contender, with its interval over whole clusters. */
export function sliceRows(
  { task }: Pick<EvaluationPlan, 'task'>,
  result: EvaluationResult,
  figure: Figure,
): SliceRow[] {
  const groups = slicesOf(task, numbersOf(task, result));
  return [...groups].map(([name, places]) => ({
    name,
    queries: places.length,
    intervals: result.results.map(({ perQuery }) => {
      const known = places.filter((place) => perQuery[figure][place] !== null);
      if (known.length === 0) return null;
      return bootstrap(
        known.map((place) => perQuery[figure][place]!),
        known.map((place) => result.clusters[place]!),
      );
    }),
  }));
}

/** The ranked lists of some contenders for one query. @throws RangeError where a contender is not in the result */
export function queryLists(
  { task }: Pick<EvaluationPlan, 'task'>,
  result: EvaluationResult,
  { place, contenders }: { readonly place: number; readonly contenders: readonly string[] },
): QueryLists {
  const query = task.queries[numbersOf(task, result)[place]!]!;
  const right = new Set(query.relevant.map(({ row }) => row));
  return {
    text: query.text,
    relevant: query.relevant.map(({ row }) => task.corpus[row]!.text),
    lists: contenders.map((id) => {
      const { lists, outcomes } = contenderOf(result, id);
      const { rows, scores } = lists[place]!;
      return {
        id,
        outcome: outcomes?.[place] ?? null,
        rows: rows.map((row, at) => ({
          text: task.corpus[row]!.text,
          score: scores?.[at] ?? null,
          right: right.has(row),
        })),
      };
    }),
  };
}
