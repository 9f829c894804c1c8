/** @file `npm run synthesize`: asks a language model for titles in the wild, by the prompts and for the seeds of the title data set. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { contentOf } from '../src/cli/llm/chat-request.ts';
import {
  addTokens,
  costOf,
  estimateTokens,
  money,
  mostTokens,
  NO_TOKENS,
  type Tokens,
} from '../src/cli/llm/cost.ts';
import { PromptError } from '../src/cli/llm/prompt-template.ts';
import { sleep } from '../src/cli/llm/waiting.ts';
import { loadTitleData } from './dataset/sources.ts';
import { splitRoles } from './dataset/splits.ts';
import { chooseSeeds, type Seed } from './dataset/variants.ts';
import {
  pendingSeeds,
  requestFor,
  toBatches,
  usualOutput,
  type RequestSettings,
} from './synthesis/batches.ts';
import { Budget } from './synthesis/budget.ts';
import { answersTo, givenFor, type Answers } from './synthesis/history.ts';
import { LogError, RequestLog } from './synthesis/log.ts';
import {
  endpointOf,
  HELP,
  HINTS,
  parseOptions,
  UsageError,
  type Environment,
  type Options,
} from './synthesis/options.ts';
import { checkOutput, OutputError, outputFiles, writeVariants, writtenVariants } from './synthesis/output.ts';
import { loadPrompt, splitsOf } from './synthesis/prompt.ts';
import { run, type RunReport, type Surroundings } from './synthesis/run.ts';

/** What the command needs of the world. */
export interface World extends Omit<Surroundings, 'timeout' | 'hints'> {
  readonly env: Environment;
  /** The folder of occupations, fragments and prompts. */
  readonly dataset: string;
  timeout(ms: number): AbortSignal;
  /** A line for whoever looks for faults. */
  complain(line: string): void;
}

/** Exit codes: 2 for a wrong command line, 130 after Ctrl+C as shells have it. */
export const EXIT = { done: 0, failed: 1, cost: 1, usage: 2, stopped: 130 } as const;

/** Everything that a run starts from. */
interface Start {
  readonly options: Options;
  /** All that the prompt may be sent for, whatever --split says: what is written is never less than what the log holds. */
  readonly seeds: readonly Seed[];
  readonly log: RequestLog;
  readonly given: Answers;
  readonly batches: readonly (readonly Seed[])[];
}

/** Runs the command. @returns its exit code */
export async function synthesize(args: readonly string[], world: World): Promise<number> {
  try {
    const options = parseOptions(args, world.env);
    if (options.help) {
      world.say(HELP);
      return EXIT.done;
    }
    const files = outputFiles(options.output, options.prompt);
    checkOutput(files, world.dataset);
    const start = prepare(options, new RequestLog(files.log), world);
    if (options.dryRun) {
      estimate(start, world);
      return EXIT.done;
    }
    return await ask(start, files.variants, world);
  } catch (error) {
    if (!isExpected(error)) throw error;
    world.complain(error.message);
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
}

function isExpected(error: unknown): error is Error {
  return [UsageError, OutputError, LogError, PromptError].some((known) => error instanceof known);
}

function prepare(options: Options, log: RequestLog, world: World): Start {
  const { occupations } = loadTitleData(world.dataset);
  const all = chooseSeeds(occupations, splitRoles(occupations));
  const allowed = splitsOf(options.prompt);
  const seeds = all.filter(({ split }) => allowed.includes(split));
  const given = givenFor(options.prompt, log.lines, seeds);
  if (options.prompt === 'follow-up' && given.size < seeds.length)
    world.say(
      `${seeds.length - given.size} of ${seeds.length} seeds have no first rewritings in the log and are left out: run --prompt first-request for them.`,
    );
  const pending = pendingOf(options, seeds, log, given);
  const batches = toBatches(pending.slice(0, options.limit ?? pending.length), options.batch);
  return { options, seeds, log, given, batches };
}

function pendingOf(
  { prompt, splits }: Options,
  seeds: readonly Seed[],
  log: RequestLog,
  given: Answers,
): Seed[] {
  const answered = answersTo(prompt, log.lines, seeds);
  return pendingSeeds(seeds, answered, prompt, given).filter(({ split }) => splits.includes(split));
}

function settingsOf(options: Options, model: string, dataset: string): RequestSettings {
  return { ...options, model, template: loadPrompt(dataset, options.prompt) };
}

/** Says what the run would take. */
function estimate({ options, seeds, log, given, batches }: Start, world: World): void {
  const settings = settingsOf(options, world.env['ROLEMAP_LLM_MODEL'] ?? '', world.dataset);
  let most: Tokens = NO_TOKENS;
  let usual = most;
  for (const batch of batches) {
    const request = requestFor(settings, batch, given);
    most = addTokens(most, mostTokens(request));
    const output = usualOutput(batch.length, options.count);
    usual = addTokens(usual, { input: estimateTokens(contentOf(request)), output });
  }
  const tokens = ({ input, output }: Tokens): string =>
    `${input.toLocaleString('en-US')} tokens sent, ${output.toLocaleString('en-US')} received`;
  const { prices, maxCost } = options;
  const price = (of: Tokens): string => (prices === null ? '' : `; cost ${money(costOf(of, prices))}`);
  const answered = answersTo(options.prompt, log.lines, seeds).size;
  world.say(`Dry run: nothing is sent. ${answered} seeds have their answer already.`);
  world.say(`Requests: ${batches.length} for ${batches.flat().length} seeds, if none must be repeated`);
  world.say(`At most: ${tokens(most)}${price(most)}`);
  world.say(`Probably: ${tokens(usual)}${price(usual)}`);
  if (prices === null) {
    world.say('Give --price-in and --price-out to see what it would cost.');
    return;
  }
  const stops = log.cost + costOf(most, prices) > maxCost;
  world.say(
    `Cost limit: ${money(maxCost)}, of which ${money(log.cost)} are spent; ${stops ? 'it may end the run early' : 'it does not end the run early'}`,
  );
}

async function ask(start: Start, file: string, world: World): Promise<number> {
  const { options, seeds, log, given, batches } = start;
  const endpoint = endpointOf(world.env);
  const settings = { ...options, ...settingsOf(options, endpoint.model, world.dataset) };
  const surroundings: Surroundings = {
    ...world,
    hints: HINTS,
    timeout: () => world.timeout(options.timeoutMs),
  };
  // Only a dry run has no prices.
  const budget = new Budget(options.prices!, options.maxCost, log.cost);
  if (log.halfWritten > 0)
    world.say(`The log ended in a half-written line of ${log.halfWritten} bytes: removed.`);
  log.prepare();
  const answered = answersTo(options.prompt, log.lines, seeds).size;
  world.say(
    `${options.prompt}: ${batches.length} requests for ${batches.flat().length} seeds; ${answered} have their answer already`,
  );
  const report = await run({ endpoint, settings, batches, given, log, budget, surroundings });
  finish(start, report, file, world);
  return EXIT[report.reason];
}

/** Writes what the log now holds and says how it went. */
function finish({ options, seeds, log, given }: Start, report: RunReport, file: string, world: World): void {
  const { prompt } = options;
  const lines = writtenVariants(prompt, seeds, answersTo(prompt, log.lines, seeds));
  writeVariants(file, lines);
  for (const line of describe(report)) world.say(line);
  world.say(`Cost of all runs with this log: ${money(log.cost)}`);
  const variants = lines.reduce((sum, line) => sum + line.variants.length, 0);
  world.say(`${file}: ${variants} variants of ${lines.length} seeds`);
  const left = pendingOf(options, seeds, log, given).length;
  if (report.reason === 'failed' || report.reason === 'cost') world.complain(report.message);
  if (report.reason === 'stopped') world.say('Stopped. Run the same command again to go on from here.');
  else if (left > 0)
    world.say(`${left} seeds have no usable answer yet: run the same command again to ask about them.`);
}

function describe(report: RunReport): string[] {
  const faults = (counts: Partial<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([fault, times]) => `${fault} ${times ?? 0}`)
      .join(', ') || 'none';
  return [
    `${report.requests} requests, ${report.tokens.input} tokens sent, ${report.tokens.output} received`,
    `Lines kept: ${report.keptLines}; dropped: ${faults(report.droppedLines)}`,
    `Variants kept: ${report.keptVariants}; dropped: ${faults(report.droppedVariants)}`,
  ];
}

/** The first Ctrl+C ends the run in good order, a later one at once. */
function stopOnSignals(): AbortSignal {
  const stop = new AbortController();
  const started = new Map<string, number>();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => {
      // npm and tsx pass on the signal that a terminal sends to all of them: that is still one Ctrl+C.
      const first = started.get(name) ?? Date.now();
      started.set(name, first);
      if (stop.signal.aborted && Date.now() - first > ONE_PRESS_MS) process.exit(EXIT.stopped);
      if (stop.signal.aborted) return;
      console.error('Stopping when the requests in flight are done; Ctrl+C again stops at once.');
      stop.abort();
    });
  return stop.signal;
}
const ONE_PRESS_MS = 1000;

async function main(): Promise<void> {
  process.exitCode = await synthesize(process.argv.slice(2), {
    env: process.env,
    dataset: join(import.meta.dirname, 'dataset'),
    now: Date.now,
    sleep,
    random: Math.random,
    timeout: (ms) => AbortSignal.timeout(ms),
    stop: stopOnSignals(),
    say: (line) => console.log(line),
    complain: (line) => console.error(line),
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
