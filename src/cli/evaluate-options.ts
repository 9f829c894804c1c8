/** @file What `rolemap evaluate` is asked for. */
import { TITLE_DATA_TASK_IDS, TITLE_DATA_TASKS } from '../core/evaluation/title-data-tasks.ts';
import { numberOf, type Arguments, type OptionSpec } from './arguments.ts';
import { UsageError } from './errors.ts';
import { CONTENDER_IDS, contenderSources, type ContenderSource } from './evaluate-contenders.ts';
import { taskSource, type TaskSource } from './evaluate-tasks.ts';
import { LLM_OPTIONS, llmOptions, type LlmOptions } from './llm/llm-options.ts';
import type { LlmWorld } from './llm/world.ts';
import { QUIET } from './normalize-options.ts';

export const RESULT_FORMATS = ['json', 'md', 'csv'] as const;
export type ResultFormat = (typeof RESULT_FORMATS)[number];

const MOST = 1_000_000_000;
const TASKS = TITLE_DATA_TASK_IDS.map((id) => `${id} (${TITLE_DATA_TASKS[id].about})`).join(' ');

export const EVALUATE_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'task',
    value: 'NAME',
    help: `What to measure on: a task of the shipped title data, or a table of yours with the columns query and relevant (and grade, if you have grades). ${TASKS}`,
  },
  { name: 'queries', value: 'FILE', help: 'Instead of --task: a table with the columns id and text.' },
  {
    name: 'corpus',
    value: 'FILE',
    help: 'The texts that are searched: a table with the columns id and text.',
  },
  {
    name: 'qrels',
    value: 'FILE',
    help: 'What is relevant, in the form of TREC: query id, 0, document id and relevance on each line.',
  },
  {
    name: 'contenders',
    value: 'LIST',
    help: `With commas: ${CONTENDER_IDS.join(', ')} (default: these; with --llm that of --candidates-from alone), folders of ONNX models in the layout of the Hub, and result files (.json) of this command.`,
  },
  {
    name: 'reference',
    value: 'NAME',
    help: 'Contender that the others are compared with. Default: base where it is among them, else the first.',
  },
  {
    name: 'output',
    short: 'o',
    value: 'FILE',
    help: 'Where to write: .json (all figures by query; Evaluate on the site opens it), .md or .csv. Default: Markdown to standard output.',
  },
  { name: 'limit', value: 'N', help: 'Ask a sample of N queries, drawn by chance; the output says so.' },
  {
    name: 'seed',
    value: 'N',
    help: 'Of that draw, and of the orders in which --llm shows candidates (default 1).',
  },
  ...LLM_OPTIONS,
  { name: 'overwrite', help: 'Write over an output that is there already.' },
  { name: 'strict', help: 'Exit with 3 where rows of your files had problems. All is written all the same.' },
  QUIET,
];

export interface EvaluateOptions {
  readonly task: TaskSource;
  readonly contenders: readonly ContenderSource[];
  /** A language model as one more; null without. */
  readonly llm: LlmOptions | null;
  /** Null for the default. */
  readonly reference: string | null;
  /** Null for standard output. */
  readonly output: string | null;
  /** Of a result; variants of titles have a form of their own. */
  readonly format: ResultFormat;
  /** Null for all queries. */
  readonly limit: number | null;
  readonly seed: number;
  readonly overwrite: boolean;
  readonly strict: boolean;
  readonly quiet: boolean;
}

function resultFormat(output: string | null): ResultFormat {
  if (output === null) return 'md';
  const ending = /\.([^./\\]+)$/u.exec(output)?.[1]?.toLowerCase();
  const format = RESULT_FORMATS.find((known) => known === ending);
  if (format === undefined)
    throw new UsageError(
      `The output of evaluate ends in .${RESULT_FORMATS.join(', .')}, and ${output} does not.`,
    );
  return format;
}

/** @throws UsageError where a language model needs an output, or one of another form */
function checkOutput(llm: LlmOptions, output: string | null): void {
  if (output === null) {
    if (llm.dryRun) return;
    throw new UsageError('--llm needs --output FILE: a journal beside it keeps every answer.');
  }
  if (llm.task === 'variants' && !/\.jsonl$/iu.test(output))
    throw new UsageError(`Variants are lines of JSON: the output ends in .jsonl, and ${output} does not.`);
}

/**
 * @param env in which the key of an endpoint stands
 * @throws UsageError
 */
export function evaluateOptions(args: Arguments, env: LlmWorld['env']): EvaluateOptions {
  if (args.positionals.length > 0)
    throw new UsageError(
      `evaluate takes options only; "${args.positionals[0]!}" is too much. Files go with --task.`,
    );
  const named = args.text('output');
  const output = named === '-' ? null : named;
  const limit = numberOf(args, 'limit', { least: 1, most: MOST, whole: true });
  const seed = numberOf(args, 'seed', { least: 0, most: MOST, whole: true });
  const llm = llmOptions(args, env);
  if (seed !== null && limit === null && llm === null)
    throw new UsageError('--seed goes with --limit or --llm.');
  if (llm !== null) checkOutput(llm, output);
  return {
    task: taskSource(args),
    contenders: contenderSources(args.text('contenders') ?? llm?.from ?? CONTENDER_IDS.join(',')),
    llm,
    reference: args.text('reference'),
    output,
    format: llm?.task === 'variants' ? 'json' : resultFormat(output),
    limit,
    seed: seed ?? 1,
    overwrite: args.has('overwrite'),
    strict: args.has('strict'),
    quiet: args.has('quiet'),
  };
}
