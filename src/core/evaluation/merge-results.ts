/** @file Results of several files on one task, as one. */
import { FormatError } from '../formats/format-error.ts';
import type { ContenderResult, EvaluationResult, PerQuery } from './types.ts';

/** A result with the name by which messages call it. */
export interface NamedResult {
  /** A file name, for example. */
  readonly name: string;
  readonly result: EvaluationResult;
}

/** A result with only the queries at these places. */
function restrict(result: ContenderResult, places: readonly number[]): ContenderResult {
  const pick = <T>(values: readonly T[]): T[] => places.map((place) => values[place]!);
  const columns = Object.entries(result.perQuery).map(([figure, values]) => [figure, pick(values)]);
  return {
    ...result,
    perQuery: Object.fromEntries(columns) as PerQuery,
    milliseconds: pick(result.milliseconds),
    lists: pick(result.lists),
    outcomes: result.outcomes && pick(result.outcomes),
  };
}

/** "tuned (2)" where there is a "tuned" already. */
function renamed(result: ContenderResult, taken: Set<string>): ContenderResult {
  const { contender } = result;
  let number = 1;
  const name = (text: string) => (number === 1 ? text : `${text} (${number})`);
  while (taken.has(name(contender.id))) number++;
  taken.add(name(contender.id));
  return { ...result, contender: { ...contender, id: name(contender.id), label: name(contender.label) } };
}

/**
 * All contenders of several results, over the queries that each of them was asked. A contender whose id is taken gets a number.
 * @param files at least one; the task's name and the order of the queries are those of the first
 * @throws FormatError `bad-value` where one is of another task, or they have no query in common
 */
export function mergeResults(files: readonly NamedResult[]): EvaluationResult {
  const [first, ...others] = files as readonly [NamedResult, ...NamedResult[]];
  const { task, queries, clusters } = first.result;
  for (const { name, result } of others) {
    if (result.task.digest !== task.digest)
      throw new FormatError(
        'bad-value',
        `${name} was measured on other data than ${first.name} ("${result.task.name}" and "${task.name}"), or on another version of ` +
          'them. Measure both on the same.',
      );
  }
  const places = files.map(({ result }) => new Map(result.queries.map((id, place) => [id, place])));
  const common = queries.filter((id) => places.every((known) => known.has(id)));
  if (common.length === 0)
    throw new FormatError(
      'bad-value',
      `${files.map(({ name }) => name).join(' and ')} have no query in common. Measure with the same sample, or with all queries.`,
    );
  const samples = files.map(({ result }) => result.task.sample?.seed ?? null);
  const seed = samples.every((other) => other === samples[0]) ? samples[0]! : null;
  const taken = new Set<string>();
  return {
    format: 'rolemap-evaluation',
    schemaVersion: 1,
    task: { ...task, sample: common.length < task.queries ? { queries: common.length, seed } : null },
    queries: common,
    clusters: common.map((id) => clusters[places[0]!.get(id)!]!),
    results: files.flatMap(({ result }, file) =>
      result.results.map((each) =>
        renamed(
          restrict(
            each,
            common.map((id) => places[file]!.get(id)!),
          ),
          taken,
        ),
      ),
    ),
  };
}
