/** @file `rolemap evaluate`: models and plain searches measured on one task, with intervals. */
import { createHash } from 'node:crypto';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { arch, platform, version } from 'node:process';
import { groupBy } from '../core/group-by.ts';
import { compare } from '../core/evaluation/compare.ts';
import { evaluate, planEvaluation, resultOf, type EvaluationPlan } from '../core/evaluation/evaluate.ts';
import { mergeResults, type NamedResult } from '../core/evaluation/merge-results.ts';
import type { OwnTask } from '../core/evaluation/own-tasks.ts';
import { writeResult } from '../core/evaluation/result-file.ts';
import { taskBytes } from '../core/evaluation/task-digest.ts';
import type { Comparison, ContenderResult, EvaluationResult } from '../core/evaluation/types.ts';
import {
  comparisonCsv,
  comparisonMarkdown,
  intervalText,
  taskText,
} from '../core/evaluation/write-comparison.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import type { Environment } from './environment.ts';
import { EXIT, UsageError } from './errors.ts';
import {
  contenderId,
  openContender,
  readResultFile,
  sameSource,
  type ContenderSource,
  type OpenContender,
} from './evaluate-contenders.ts';
import {
  candidatesFor,
  describeLlm,
  openLlm,
  startLlm,
  writeLlmVariants,
  type LlmRun,
} from './evaluate-llm.ts';
import { EVALUATE_OPTIONS, evaluateOptions, type EvaluateOptions } from './evaluate-options.ts';
import { StepProgress } from './evaluate-progress.ts';
import { filesOfTask, nameOfTask, readTask } from './evaluate-tasks.ts';
import { NODE_WORLD, type LlmWorld } from './llm/world.ts';
import { OutputFiles } from './output-files.ts';
import { counted, Progress } from './progress.ts';
import { listProblems } from './read-titles.ts';
import { ShippedFiles } from './shipped-files.ts';

const PUBLIC = join(import.meta.dirname, '../../public');
const now = () => performance.now();

/** Processor, cores, system. */
function machineText(): string {
  const processors = cpus();
  return `${processors[0]?.model.trim() ?? 'unknown processor'}, ${counted(processors.length, 'core')}, ${platform} ${arch}, Node ${version}`;
}

interface Work {
  readonly options: EvaluateOptions;
  readonly environment: Environment;
  readonly progress: Progress;
  /** Null without a language model. */
  readonly llm: LlmRun | null;
}

/** Says what could not be used of the user's files. */
async function reportProblems(
  { problems, queriesWithoutAnswer }: OwnTask,
  { environment, progress }: Pick<Work, 'environment' | 'progress'>,
): Promise<void> {
  for (const [file, rows] of groupBy(problems, (problem) => problem.file))
    await listProblems(environment.errors, file, { problems: rows, problemCount: rows.length });
  if (queriesWithoutAnswer > 0)
    await progress.note(
      `${counted(queriesWithoutAnswer, 'query').replace(/querys$/u, 'queries')} without a relevant text; left out.`,
    );
}

function digestOf({ task }: OwnTask): string {
  return createHash('sha256').update(taskBytes(task)).digest('hex');
}

async function planOf(
  { task }: OwnTask,
  digest: string,
  { options, environment, progress }: Work,
): Promise<EvaluationPlan> {
  const steps = new StepProgress(progress);
  const plan = await planEvaluation(task, {
    digest,
    limit: options.limit,
    seed: options.seed,
    signal: environment.signal,
    onProgress: (done, total) => steps.update('Negatives', 'queries', done, total),
  });
  await steps.end();
  await progress.note(`${task.name}: ${taskText(plan.identity)}`);
  return plan;
}

async function measureOne(
  plan: EvaluationPlan,
  open: OpenContender,
  { environment, progress }: Work,
): Promise<ContenderResult> {
  const { label } = open.contender.identity;
  const steps = new StepProgress(progress);
  try {
    for (const note of open.notes) await progress.note(note);
    const date = environment.now().toISOString();
    const measured = await evaluate(plan, open.contender, {
      signal: environment.signal,
      now,
      onProgress: (step, done, total) =>
        steps.update(`${label}, ${step}`, step === 'corpus' ? 'texts' : 'queries', done, total),
    });
    const counts = open.counts?.() ?? {};
    return { ...measured, facts: { ...open.facts, machine: machineText(), date, counts } };
  } finally {
    await steps.end();
    await open.dispose();
  }
}

/** All contenders, those of result files too. */
async function measureAll(plan: EvaluationPlan, work: Work): Promise<EvaluationResult> {
  const { contenders, task, reference } = work.options;
  const { llm, environment } = work;
  const here = { name: `The task ${nameOfTask(task)}`, result: resultOf(plan, []) };
  const files = new Map<ContenderSource, NamedResult>();
  for (const source of contenders)
    if (source.kind === 'result') files.set(source, readResultFile(source.path));
  // Before anything runs for minutes: a file of another task, or a reference that is not there, is refused at once.
  mergeResults([here, ...files.values()]);
  const ids = contenders.flatMap((source) => files.get(source)?.result.results ?? []);
  checkReference(reference, [
    ...contenders.flatMap((source) => (source.kind === 'result' ? [] : [contenderId(source)])),
    ...ids.map(({ contender }) => contender.id),
    ...(llm === null ? [] : [llm.options.model]),
  ]);
  const candidates = llm && candidatesFor(llm);
  const results: NamedResult[] = [];
  const measure = async (open: OpenContender) => {
    const measured = await measureOne(plan, open, work);
    results.push({ name: here.name, result: resultOf(plan, [measured]) });
  };
  for (const source of contenders) {
    if (source.kind === 'result') results.push(files.get(source)!);
    else {
      const open = await openContender(source, environment);
      const finds = candidates !== null && sameSource(source, llm!.from);
      await measure(finds ? { ...open, contender: candidates.listenTo(open.contender) } : open);
    }
  }
  if (llm && candidates) await measure(await openLlm(llm, candidates));
  return mergeResults([here, ...results]);
}

/** @throws UsageError */
function checkReference(given: string | null, ids: readonly string[]): void {
  if (given !== null && !ids.includes(given))
    throw new UsageError(`--reference is one of the contenders, ${ids.join(', ')}, not "${given}".`);
}

function referenceOf({ results }: EvaluationResult, given: string | null): string {
  const ids = results.map(({ contender }) => contender.id);
  return given ?? (ids.includes('base') ? 'base' : ids[0]!);
}

function contentOf(comparison: Comparison, result: EvaluationResult, { format }: EvaluateOptions): string {
  if (format === 'json') return writeResult(result, comparison);
  return format === 'csv' ? comparisonCsv(comparison) : comparisonMarkdown(comparison, result);
}

async function write(result: EvaluationResult, files: OutputFiles, work: Work): Promise<void> {
  const { options, environment, progress } = work;
  const comparison = compare(result, referenceOf(result, options.reference));
  const content = contentOf(comparison, result, options);
  if (options.output === null) {
    await environment.output.write(content);
    return;
  }
  await writeFile(options.output, content, files, environment.signal);
  for (const { contender, figures } of comparison.summaries)
    await progress.note(`${contender.label}: MAP ${intervalText(figures.map.interval)}`);
  await progress.note(`Written: ${options.output}`);
}

async function writeFile(
  path: string,
  content: string,
  files: OutputFiles,
  signal: AbortSignal,
): Promise<void> {
  await files.write(path, [new TextEncoder().encode(content)], signal);
  await files.commit();
}

/** A dry run, or variants of titles: nothing is scored. @returns false where contenders are to be measured */
async function withoutScores(
  llm: LlmRun,
  files: OutputFiles,
  { options, environment, progress }: Work,
): Promise<boolean> {
  if (llm.options.dryRun) {
    await environment.output.write(await describeLlm(llm));
    return true;
  }
  if (llm.options.task !== 'variants') return false;
  await writeFile(options.output!, await writeLlmVariants(llm), files, environment.signal);
  await progress.note(`Written: ${options.output!}`);
  return true;
}

async function run(args: Arguments, environment: Environment, world: LlmWorld): Promise<number> {
  const options = evaluateOptions(args, world.env);
  const files = new OutputFiles({ overwrite: options.overwrite });
  const { output } = options;
  const inputs = [
    ...filesOfTask(options.task),
    ...options.contenders.flatMap((source) => (source.kind === 'result' ? [source.path] : [])),
  ];
  if (output !== null && options.llm?.dryRun !== true)
    files.claim(output, inputs.find((input) => resolve(input) === resolve(output)) ?? null);
  const progress = new Progress(environment.errors, { quiet: options.quiet, now: environment.now });
  try {
    const own = await readTask(options.task, new ShippedFiles(PUBLIC), environment);
    await reportProblems(own, { environment, progress });
    const digest = digestOf(own);
    const start = { ...options, task: own.task, digest, environment, world, progress };
    const llm = options.llm && startLlm(options.llm, start);
    const work = { options, environment, progress, llm };
    if (llm === null || !(await withoutScores(llm, files, work)))
      await write(await measureAll(await planOf(own, digest, work), work), files, work);
    return options.strict && own.problems.length > 0 ? EXIT.rowProblems : EXIT.ok;
  } finally {
    await progress.end();
    await files.discard();
  }
}

/** @param world clock, chance and variables for requests to a language model */
export function evaluateCommand(world: LlmWorld): Command {
  return { ...DESCRIPTION, run: (args, environment) => run(args, environment, world) };
}

const DESCRIPTION: Omit<Command, 'run'> = {
  name: 'evaluate',
  summary: 'Measure which model finds the right texts, on our test data or on yours.',
  usage: '--task NAME|FILE [OPTIONS]',
  description: [
    'Ranks a corpus for each query under each contender and compares the rankings with what is relevant: MAP, MRR, nDCG@10, recall and precision at 1, 5 and 10 as trec_eval defines them, triplet accuracy with hard and with random negatives, and the time of a query. Every mean has a 95 % bootstrap interval, and so has its difference from the reference, query by query.',
    'Rows of your files that cannot be used are listed by file and row, and the rest goes on. Queries without a relevant text are left out.',
    'Nothing leaves this machine, unless --llm names an address: then a language model there is asked about each query and its candidates. Refusals, answers of another form and answers that change with the order of the candidates are counted as results.',
  ],
  options: EVALUATE_OPTIONS,
  examples: [
    ['rolemap evaluate --task test --limit 500', 'Our test split, a sample of 500 queries'],
    [
      'rolemap evaluate --task pairs.csv --contenders base,tuned,bm25 --output result.json',
      'Pairs of yours (columns query and relevant), as a file that Evaluate on the site opens',
    ],
    [
      'rolemap evaluate --queries queries.tsv --corpus corpus.tsv --qrels qrels.txt -o table.md',
      'Judgements in the form of TREC',
    ],
    [
      'rolemap evaluate --task holdout --contenders tuned,./my-model,earlier.json --reference tuned',
      'A model of yours and an earlier result against the job-title model',
    ],
    [
      'rolemap evaluate --task test --limit 200 --llm http://localhost:11434/v1 --llm-model qwen3 --dry-run',
      'What it would take to ask a language model; without --dry-run, and with --output, it is asked',
    ],
  ],
};

export const EVALUATE: Command = evaluateCommand(NODE_WORLD);
