/** @file Holds a contender against a task, query by query. */
import { rankingFigures } from '../metrics/ranking-figures.ts';
import { judgeAnswer } from './judge-answer.ts';
import { answerRow, negativesOf, tripletAccuracy, type Negatives } from './negatives.ts';
import { pause } from './pause.ts';
import { sampleNumbers } from './sample.ts';
import {
  FIGURES,
  type Answer,
  type Contender,
  type ContenderResult,
  type EvaluationResult,
  type EvaluationTask,
  type Figure,
  type Outcome,
  type PerQuery,
  type RunOptions,
  type TaskIdentity,
  type TaskQuery,
  type TopList,
} from './types.ts';

/** A task with what is the same for all contenders. */
export interface EvaluationPlan {
  readonly task: EvaluationTask;
  readonly identity: TaskIdentity;
  /** Numbers of the queries that are asked, ascending. */
  readonly asked: readonly number[];
  /** One a query that is asked. */
  readonly negatives: readonly Negatives[];
}

export interface PlanOptions extends Pick<RunOptions, 'signal' | 'onProgress'> {
  /** SHA-256 of taskBytes(task), 64 lower-case hexadecimal digits. */
  readonly digest: string;
  /** Ask no more queries than this, drawn by chance; all of them where it is null. */
  readonly limit?: number | null;
  /** Of that draw; 1 if absent. */
  readonly seed?: number;
}

/**
 * Chooses the queries and their negatives.
 * @throws the signal's reason
 */
export async function planEvaluation(
  task: EvaluationTask,
  { digest, limit = null, seed = 1, ...run }: PlanOptions,
): Promise<EvaluationPlan> {
  const { name, queries, corpus } = task;
  const asked = sampleNumbers(queries.length, limit ?? queries.length, seed);
  const sample = asked.length < queries.length ? { queries: asked.length, seed } : null;
  return {
    task,
    identity: { name, digest, queries: queries.length, documents: corpus.length, sample },
    asked,
    negatives: await negativesOf(task, asked, run),
  };
}

/** What a contender did; where and with what it ran is added by whoever started it. */
export type Measured = Omit<ContenderResult, 'facts'>;

export interface EvaluateOptions extends Omit<RunOptions, 'onProgress'> {
  readonly onProgress: (step: 'corpus' | 'queries', done: number, total: number) => void;
}

interface Row {
  readonly figures: Readonly<Record<Figure, number | null>>;
  readonly top: TopList;
}

function measure(answer: Answer, query: TaskQuery, { hard, random }: Negatives): Row {
  const { found, top, scoreOf } = judgeAnswer(answer, query);
  const row = answerRow(query);
  return {
    figures: {
      ...rankingFigures(
        found,
        query.relevant.map(({ grade }) => grade),
      ),
      hardTriplets: tripletAccuracy(scoreOf, row, hard),
      randomTriplets: tripletAccuracy(scoreOf, row, random),
    },
    top,
  };
}

function columnsOf(rows: readonly Row[]): PerQuery {
  const columns = FIGURES.map((figure) => [figure, rows.map(({ figures }) => figures[figure])] as const);
  return Object.fromEntries(columns) as unknown as PerQuery;
}

/**
 * Asks a contender all queries of a plan.
 * @throws the signal's reason; whatever the contender throws; Error where it gives another number of answers than it was asked
 */
export async function evaluate(
  { task, asked, negatives }: EvaluationPlan,
  contender: Contender,
  { signal, now, onProgress }: EvaluateOptions,
): Promise<Measured> {
  const step = (name: 'corpus' | 'queries'): RunOptions => ({
    signal,
    now,
    onProgress: (done, total) => onProgress(name, done, total),
  });
  await contender.prepare(
    task.corpus.map(({ text }) => text),
    step('corpus'),
  );
  const rows: Row[] = [];
  const milliseconds: (number | null)[] = [];
  const outcomes: Outcome[] = [];
  const queries = asked.map((number) => task.queries[number]!);
  for await (const answer of contender.rank(queries, step('queries'))) {
    const at = rows.length;
    if (at === queries.length) throw new Error(`${contender.identity.label} gave more answers than queries.`);
    rows.push(measure(answer, queries[at]!, negatives[at]!));
    milliseconds.push(answer.milliseconds);
    outcomes.push(answer.kind === 'list' ? answer.outcome : 'answered');
    await pause(signal);
  }
  if (rows.length < queries.length)
    throw new Error(`${contender.identity.label} gave ${rows.length} answers to ${queries.length} queries.`);
  return {
    contender: contender.identity,
    perQuery: columnsOf(rows),
    milliseconds,
    lists: rows.map(({ top }) => top),
    outcomes: contender.identity.kind === 'llm' ? outcomes : null,
  };
}

/** Results of one plan as a result file has them. */
export function resultOf(
  { task, identity, asked }: EvaluationPlan,
  results: readonly ContenderResult[],
): EvaluationResult {
  const queries = asked.map((number) => task.queries[number]!);
  const numbers = new Map<string, number>();
  const clusters = queries.map(({ cluster }) => {
    const number = numbers.get(cluster) ?? numbers.size;
    numbers.set(cluster, number);
    return number;
  });
  return {
    format: 'rolemap-evaluation',
    schemaVersion: 1,
    task: identity,
    queries: queries.map(({ id }) => id),
    clusters,
    results,
  };
}
