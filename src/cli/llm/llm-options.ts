/** @file What `rolemap evaluate --llm` is asked for. */
import { numberOf, choiceOf, type Arguments, type OptionSpec } from '../arguments.ts';
import { UsageError } from '../errors.ts';
import { chatAddress, KEY_VARIABLE, keyOf } from './address.ts';
import { CANDIDATE_TASKS } from './candidate-tasks.ts';
import { TOKEN_FIELDS } from './chat-request.ts';
import type { ClientSettings } from './client.ts';
import { HIGHEST_PRICE, type Prices } from './cost.ts';
import type { LlmWorld } from './world.ts';

export const LLM_TASKS = [
  ...(Object.keys(CANDIDATE_TASKS) as (keyof typeof CANDIDATE_TASKS)[]),
  'variants',
] as const;
export type LlmTaskId = (typeof LLM_TASKS)[number];

/** Values where nothing is said. */
const DEFAULTS = {
  from: 'tuned',
  candidates: 10,
  check: 0.1,
  variants: 5,
  concurrency: 4,
  retries: 5,
  timeout: 120,
  maxWait: 600,
  temperature: 0,
} as const;
const MOST_CANDIDATES = 100;

/** Options that mean nothing without --llm. */
const DEPENDENT: readonly OptionSpec[] = [
  { name: 'llm-model', value: 'NAME', help: 'Name of the model there.' },
  {
    name: 'llm-task',
    value: 'TASK',
    help: 'rank (default): put the candidates of a query in order. score: say of each candidate, in a request of its own, how surely it is the same job. variants: write other titles for each query; they go to --output (.jsonl), marked as written by a machine, and are not scored.',
  },
  {
    name: 'candidates',
    value: 'N',
    help: `Candidates of each query (default ${DEFAULTS.candidates}, at most ${MOST_CANDIDATES}). Rows beyond them count as not found.`,
  },
  {
    name: 'candidates-from',
    value: 'NAME',
    help: `Contender whose best rows are the candidates (default ${DEFAULTS.from}). Without --contenders it is the one that the model is compared with.`,
  },
  {
    name: 'check',
    value: 'SHARE',
    help: `Share of the queries that are asked twice, the candidates in the opposite order (rank) or the two texts swapped (score); where another candidate comes first, the answer counts as inconsistent (default ${DEFAULTS.check}).`,
  },
  {
    name: 'variants',
    value: 'N',
    help: `Titles that the task variants asks for (default ${DEFAULTS.variants}).`,
  },
  {
    name: 'prompt',
    value: 'FILE',
    help: 'Instead of the prompt in src/cli/llm/prompts: a text with {{query}}, {{candidates}} and {{count}} (rank), {{first}} and {{second}} (score), or {{title}} and {{count}} (variants).',
  },
  {
    name: 'dry-run',
    help: 'Send nothing and write nothing: say how many requests it would be, how many tokens, and what they would cost.',
  },
  { name: 'price-in', value: 'P', help: 'Price of a million tokens sent, in your currency.' },
  { name: 'price-out', value: 'P', help: 'Price of a million tokens received.' },
  { name: 'concurrency', value: 'N', help: `Requests at a time (default ${DEFAULTS.concurrency}).` },
  { name: 'timeout', value: 'S', help: `Seconds that an answer may take (default ${DEFAULTS.timeout}).` },
  {
    name: 'retries',
    value: 'N',
    help: `Tries after the first, after 429, 5xx, a cut connection or a timeout (default ${DEFAULTS.retries}).`,
  },
  {
    name: 'max-wait',
    value: 'S',
    help: `Stop where the endpoint asks to wait longer than so many seconds (default ${DEFAULTS.maxWait}).`,
  },
  {
    name: 'output-tokens',
    value: 'N',
    help: 'Most tokens of an answer. Default: enough for the answer alone; a model that reasons first needs more.',
  },
  {
    name: 'token-field',
    value: 'NAME',
    help: `Name of that bound: ${TOKEN_FIELDS[0]} (default) or ${TOKEN_FIELDS[1]}, as the endpoint wants it.`,
  },
  {
    name: 'temperature',
    value: 'T',
    help: `0 to 2 (default ${DEFAULTS.temperature}), or "default" for the endpoint's own, where a model takes no other.`,
  },
];

export const LLM_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'llm',
    value: 'URL',
    help: `A language model as one more contender: an OpenAI-compatible endpoint up to /v1, http://localhost:11434/v1 for example. A key, if it wants one, stands in ${KEY_VARIABLE}; it is sent there and nowhere else. Queries and candidates are sent to that address. Beside the output a journal (.journal.jsonl) keeps every answer: the same command goes on where it stopped.`,
  },
  ...DEPENDENT,
];

export interface LlmOptions extends ClientSettings {
  readonly task: LlmTaskId;
  /** File of the user's; null for the one that comes with Rolemap. */
  readonly promptFile: string | null;
  readonly candidates: number;
  /** Name of a contender. */
  readonly from: string;
  readonly check: number;
  readonly variants: number;
  /** Null for the task's own. */
  readonly outputTokens: number | null;
  readonly prices: Prices | null;
  readonly dryRun: boolean;
}

const refuse = (message: string) => new UsageError(message);

function pricesOf(args: Arguments): Prices | null {
  const [input, output] = (['price-in', 'price-out'] as const).map((name) =>
    numberOf(args, name, { least: 0, most: HIGHEST_PRICE }),
  );
  if (input == null && output == null) return null;
  if (input == null || output == null) throw refuse('--price-in and --price-out go together.');
  return { input, output };
}

function temperatureOf(args: Arguments): number | null {
  if (args.text('temperature')?.toLowerCase() === 'default') return null;
  return numberOf(args, 'temperature', { least: 0, most: 2 }) ?? DEFAULTS.temperature;
}

/** Options that belong to other tasks than the one asked for. */
function checkTask(args: Arguments, task: LlmTaskId): void {
  const foreign =
    task === 'variants'
      ? ['candidates', 'candidates-from', 'check', 'contenders', 'reference']
      : ['variants'];
  const given = foreign.find((name) => args.text(name) !== null);
  if (given !== undefined) throw refuse(`--${given} does not go with --llm-task ${task}.`);
}

/**
 * Null where no language model is asked for.
 * @throws UsageError; it never shows a key
 */
export function llmOptions(args: Arguments, env: LlmWorld['env']): LlmOptions | null {
  const url = args.text('llm')?.trim();
  if (url === undefined) {
    const lost = DEPENDENT.find(({ name }) => args.has(name));
    if (lost) throw refuse(`--${lost.name} goes with --llm.`);
    return null;
  }
  const model = args.text('llm-model')?.trim() ?? '';
  if (model === '') throw refuse('--llm needs --llm-model NAME too.');
  const task = choiceOf(args, 'llm-task', LLM_TASKS) ?? 'rank';
  checkTask(args, task);
  const whole = (name: string, least: number, most: number) =>
    numberOf(args, name, { least, most, whole: true });
  const seconds = (name: string, least: number, most: number) => numberOf(args, name, { least, most });
  return {
    endpoint: { address: chatAddress(url, '--llm', refuse), model, key: keyOf(env, refuse) },
    model,
    task,
    promptFile: args.text('prompt'),
    candidates: whole('candidates', 1, MOST_CANDIDATES) ?? DEFAULTS.candidates,
    from: args.text('candidates-from') ?? DEFAULTS.from,
    check: numberOf(args, 'check', { least: 0, most: 1 }) ?? DEFAULTS.check,
    variants: whole('variants', 1, 20) ?? DEFAULTS.variants,
    concurrency: whole('concurrency', 1, 64) ?? DEFAULTS.concurrency,
    retries: whole('retries', 0, 20) ?? DEFAULTS.retries,
    timeoutMs: 1000 * (seconds('timeout', 1, 3600) ?? DEFAULTS.timeout),
    maxWaitMs: 1000 * (seconds('max-wait', 0, 86_400) ?? DEFAULTS.maxWait),
    outputTokens: whole('output-tokens', 1, 1e6),
    tokenField: choiceOf(args, 'token-field', TOKEN_FIELDS) ?? TOKEN_FIELDS[0],
    temperature: temperatureOf(args),
    prices: pricesOf(args),
    dryRun: args.has('dry-run'),
  };
}
