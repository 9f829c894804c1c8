/** @file `rolemap evaluate --llm`: a language model as one more contender, a writer of variants, or only what either would cost. */
import { sampleNumbers } from '../core/evaluation/sample.ts';
import type { ContenderFacts, EvaluationTask, RunOptions, TaskQuery } from '../core/evaluation/types.ts';
import type { Environment } from './environment.ts';
import { UsageError } from './errors.ts';
import {
  contenderId,
  contenderSources,
  openContender,
  type OpenContender,
  type RunnableSource,
} from './evaluate-contenders.ts';
import { StepProgress } from './evaluate-progress.ts';
import { isThisMachine } from './llm/address.ts';
import { CANDIDATE_TASKS } from './llm/candidate-tasks.ts';
import { Candidates } from './llm/candidates.ts';
import { LlmClient } from './llm/client.ts';
import { costOf, money } from './llm/cost.ts';
import { estimate, type PlannedQuestion } from './llm/dry-run.ts';
import { shownAddress } from './llm/endpoint.ts';
import { Journal, type Totals } from './llm/journal.ts';
import { LlmContender, questionsOf, show, type QuestionSettings } from './llm/llm-contender.ts';
import type { LlmOptions } from './llm/llm-options.ts';
import { readPrompt, type PromptFile } from './llm/prompt-file.ts';
import { askVariants, usualVariantTokens, variantQuestion } from './llm/variants-task.ts';
import type { LlmWorld } from './llm/world.ts';
import { counted, thousands, type Progress } from './progress.ts';

/** What a run with a language model starts from. */
export interface LlmRun {
  readonly options: LlmOptions;
  readonly prompt: PromptFile;
  /** Null for a dry run that names no output. */
  readonly journal: Journal | null;
  /** The contender that finds the candidates. */
  readonly from: RunnableSource;
  readonly task: EvaluationTask;
  readonly asked: readonly TaskQuery[];
  readonly seed: number;
  readonly environment: Environment;
  readonly world: LlmWorld;
  readonly progress: Progress;
}

/** Where the answers are kept. */
export function journalOf(output: string): string {
  return `${output}.journal.jsonl`;
}

/** @throws UsageError where it is not one contender that runs here */
export function candidateSource(name: string): RunnableSource {
  const [source, ...others] = contenderSources(name);
  if (!source || others.length > 0 || source.kind === 'result')
    throw new UsageError(`--candidates-from is one contender that runs here, not "${name}".`);
  return source;
}

/**
 * Reads prompt and journal, before anything runs for minutes.
 * @param digest of the task
 * @throws PromptError; CommandError where the journal is of another model, task, prompt or other data
 */
export function startLlm(
  options: LlmOptions,
  {
    limit,
    output,
    digest,
    ...rest
  }: Pick<LlmRun, 'task' | 'seed' | 'environment' | 'world' | 'progress'> & {
    readonly limit: number | null;
    readonly output: string | null;
    readonly digest: string;
  },
): LlmRun {
  const prompt = readPrompt(options.task, options.promptFile);
  const { queries } = rest.task;
  return {
    ...rest,
    options,
    prompt,
    from: candidateSource(options.from),
    asked: sampleNumbers(queries.length, limit ?? queries.length, rest.seed).map(
      (number) => queries[number]!,
    ),
    journal:
      output === null
        ? null
        : new Journal(journalOf(output), {
            format: 'rolemap-llm-journal',
            schemaVersion: 1,
            model: options.model,
            task: options.task,
            prompt: prompt.file.sha256,
            data: digest,
          }),
  };
}

/** An empty list of candidates for the queries of a run. */
export function candidatesFor({ options, task, asked }: LlmRun): Candidates {
  return new Candidates(options.candidates, { corpus: task.corpus, queries: asked });
}

/** Lets the contender of the candidates rank all queries. */
async function collect(candidates: Candidates, { from, environment, progress }: LlmRun): Promise<void> {
  const open = await openContender(from, environment);
  const { label } = open.contender.identity;
  const steps = new StepProgress(progress);
  const step = (name: 'corpus' | 'queries'): RunOptions => ({
    signal: environment.signal,
    now: () => performance.now(),
    onProgress: (done, total) =>
      steps.update(`Candidates by ${label}, ${name}`, name === 'corpus' ? 'texts' : 'queries', done, total),
  });
  try {
    await candidates.collect(open.contender, step);
  } finally {
    await steps.end();
    await open.dispose();
  }
}

/** Says, before the first request, where texts go. */
async function sayWhere({ options, progress }: LlmRun): Promise<void> {
  const { address, key } = options.endpoint;
  if (isThisMachine(address)) return;
  await progress.note(`Queries and candidates are sent to ${shownAddress(address)}.`);
  if (key !== null && new URL(address).protocol === 'http:')
    await progress.note('The key goes there too, over http, where others on the way can read it.');
}

function clientOf({ options, journal, world, environment, progress }: LlmRun): LlmClient {
  if (journal === null) throw new Error('Questions are asked with a journal only.');
  return new LlmClient(options, {
    journal,
    world,
    signal: environment.signal,
    note: (line) => void progress.note(line).catch(() => undefined),
  });
}

function questionSettings({ options, prompt, seed }: LlmRun): QuestionSettings & { concurrency: number } {
  const { task, outputTokens, check, concurrency } = options;
  if (task === 'variants') throw new Error('Variants have no candidates.');
  return { task: CANDIDATE_TASKS[task], template: prompt.template, outputTokens, check, seed, concurrency };
}

function settingsFacts({ options, seed }: LlmRun, from: RunnableSource): ContenderFacts['settings'] {
  const { model, task, candidates, check, temperature, prices, outputTokens } = options;
  return {
    model,
    task,
    candidates,
    'candidates from': contenderId(from),
    'share asked twice': check,
    seed,
    temperature: temperature ?? 'of the endpoint',
    ...(outputTokens === null ? {} : { 'most tokens of an answer': outputTokens }),
    ...(prices === null
      ? {}
      : {
          'price of a million tokens sent': prices.input,
          'price of a million tokens received': prices.output,
        }),
  };
}

function totalsFacts(
  { requests, failed, estimated, tokens, milliseconds }: Totals,
  { prices }: LlmOptions,
): ContenderFacts['counts'] {
  return {
    requests,
    'requests without an answer': failed,
    'tokens sent': tokens.input,
    'tokens received': tokens.output,
    'requests with estimated tokens': estimated,
    seconds: milliseconds / 1000,
    ...(prices === null ? {} : { cost: costOf(tokens, prices) }),
  };
}

function totalsText({ requests, tokens, milliseconds }: Totals, { prices }: LlmOptions): string {
  return (
    `${counted(requests, 'request')}, ${thousands(tokens.input)} tokens sent, ${thousands(tokens.output)} received, ` +
    `${(milliseconds / 1000).toFixed(1)} s of waiting for answers` +
    (prices === null ? '' : `, cost ${money(costOf(tokens, prices))}`)
  );
}

/**
 * The language model, ready to be asked.
 * @param candidates of all queries, or of none: then they are found first
 */
export async function openLlm(run: LlmRun, candidates: Candidates): Promise<OpenContender> {
  const { options, prompt, from, progress } = run;
  if (!candidates.complete) await collect(candidates, run);
  await sayWhere(run);
  const client = clientOf(run);
  const contender = new LlmContender(
    { id: options.model, label: `${options.model}, ${options.task}`, kind: 'llm' },
    { client, settings: questionSettings(run), candidatesOf: (query) => candidates.of(query) },
  );
  return {
    contender,
    facts: {
      files: [prompt.file],
      device: `Endpoint ${shownAddress(options.endpoint.address)}`,
      settings: settingsFacts(run, from),
    },
    counts: () => ({
      ...contender.counts,
      'queries with a relevant candidate': candidates.answerable,
      ...totalsFacts(client.totals, options),
    }),
    notes: [],
    dispose: async () => {
      const outcomes = Object.entries(contender.counts).map(([name, count]) => `${thousands(count)} ${name}`);
      await progress.note(`${options.model}: ${outcomes.join(', ')}; ${totalsText(client.totals, options)}`);
    },
  };
}

/** Every question of a run with candidates, those that are asked the other way round too. */
function* candidateQuestions(run: LlmRun, candidates: Candidates): Generator<PlannedQuestion> {
  const settings = questionSettings(run);
  const corpus = run.task.corpus.map(({ text }) => text);
  for (const query of run.asked) {
    const shown = show(query, candidates.of(query.id), corpus, settings);
    const usualTokens = settings.task.usualTokens(shown.rows.length);
    for (const turned of shown.checked ? [false, true] : [false])
      for (const question of questionsOf(shown, settings, turned)) yield { ...question, usualTokens };
  }
}

function variantSettings({ options, prompt }: LlmRun) {
  return { template: prompt.template, count: options.variants, outputTokens: options.outputTokens };
}

/** What a run would send and cost, in a few lines. */
export async function describeLlm(run: LlmRun): Promise<string> {
  const { options, asked, journal } = run;
  const how = { settings: options, prices: options.prices, journal };
  if (options.task === 'variants') {
    const settings = variantSettings(run);
    const usualTokens = usualVariantTokens(options.variants);
    return estimate(
      asked.map((query) => ({ ...variantQuestion(query, settings), usualTokens })),
      how,
    );
  }
  const candidates = candidatesFor(run);
  await collect(candidates, run);
  return estimate(candidateQuestions(run, candidates), how);
}

/** Asks for variants. @returns the lines of the file, one JSON object a title */
export async function writeLlmVariants(run: LlmRun): Promise<string> {
  const { options, prompt, asked, progress } = run;
  await sayWhere(run);
  const client = clientOf(run);
  const steps = new StepProgress(progress);
  try {
    const { lines, outcomes, dropped } = await askVariants(asked, variantSettings(run), {
      client,
      source: { model: options.model, prompt: prompt.file.sha256 },
      concurrency: options.concurrency,
      onProgress: (done, total) => steps.update('Variants', 'titles', done, total),
    });
    await steps.end();
    const said = Object.entries({ ...outcomes, ...dropped }).map(
      ([name, count]) => `${thousands(count)} ${name}`,
    );
    await progress.note(`${options.model}: ${said.join(', ')}; ${totalsText(client.totals, options)}`);
    return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  } finally {
    await steps.end();
  }
}
