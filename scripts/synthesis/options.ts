/** @file What the command line and the environment of `npm run synthesize` say. */
import { parseArgs } from 'node:util';
import { chatAddress, keyOf } from '../../src/cli/llm/address.ts';
import { TOKEN_FIELDS, type TokenField } from '../../src/cli/llm/chat-request.ts';
import { HIGHEST_PRICE, type Prices } from '../../src/cli/llm/cost.ts';
import type { Endpoint, Hints } from '../../src/cli/llm/endpoint.ts';
import { messageOf } from '../../src/core/message-of.ts';
import { SPLITS, type Split } from '../dataset/splits.ts';
import { PROMPTS, TEST_ONLY_PROMPT, type Prompt } from '../dataset/variants.ts';
import { splitsOf } from './prompt.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export class UsageError extends Error {
  readonly code = 'bad-usage';
  constructor(message: string) {
    super(`${message} "npm run synthesize -- --help" explains.`);
    this.name = 'UsageError';
  }
}

export interface Options {
  readonly help: boolean;
  readonly dryRun: boolean;
  readonly prompt: Prompt;
  readonly splits: readonly Split[];
  readonly output: string;
  /** Variants of each seed. */
  readonly count: number;
  /** Seeds a request. */
  readonly batch: number;
  /** Seeds asked about in this run; null for all. */
  readonly limit: number | null;
  readonly concurrency: number;
  readonly retries: number;
  readonly timeoutMs: number;
  readonly maxWaitMs: number;
  readonly outputTokens: number | null;
  readonly tokenField: TokenField;
  readonly temperature: number | null;
  /** Null where none are given, which only a dry run may do. */
  readonly prices: Prices | null;
  /** In the currency of the prices. */
  readonly maxCost: number;
}

export const HELP = `Asks a language model for titles in the wild, for the seeds of the title data set.

  npm run synthesize -- --prompt first-request --price-in 0.15 --price-out 0.60

Environment
  ROLEMAP_LLM_URL     address of an OpenAI-compatible endpoint, up to /v1: "/chat/completions" is added
  ROLEMAP_LLM_MODEL   name of the model
  ROLEMAP_LLM_KEY     its key, if it wants one; it is sent to that address only, never logged, never shown
  ROLEMAP_LLM_PRICE_IN, ROLEMAP_LLM_PRICE_OUT   instead of --price-in and --price-out

What to ask
  --prompt NAME       ${PROMPTS.join(', ')} (scripts/dataset/prompts).
                      follow-up asks only about seeds that first-request has answered in the same log;
                      ${TEST_ONLY_PROMPT} is for the test splits only
  --split NAME        only seeds of this split; may be repeated (${SPLITS.join(', ')})
  --count N           variants of each seed (default 5)
  --batch N           seeds a request (default 20)
  --limit N           no more than N seeds in this run, for a trial

What it may cost
  --price-in P        price of a million tokens sent; 0 for a model of your own
  --price-out P       price of a million tokens received
  --max-cost C        no request is sent that could pass this, all runs with the same log together (default 1)
  --dry-run           send nothing; say how many requests and tokens it would be, and what they would cost at most

How to ask
  --concurrency N     requests at a time (default 2)
  --timeout S         seconds that an answer may take, at most 300 (default 120)
  --retries N         tries after the first, after 429, 5xx, a cut connection or a timeout (default 5)
  --max-wait S        end the run if the endpoint asks to wait longer (default 600)
  --output-tokens N   most tokens of an answer (default: by --batch and --count; more for a model that reasons first)
  --token-field NAME  max_tokens (default) or max_completion_tokens, as the endpoint wants it
  --temperature T     0 to 2 (default: the endpoint's own)

Where it goes
  --output FOLDER     default synthesis/, which git ignores: log.jsonl has every request with its raw answer,
                      variants/<prompt>.jsonl the good ones in the form of scripts/dataset/variants.
                      Hand-written files are never touched.

Ctrl+C ends the run when the requests in flight are done. The same command goes on where it stopped: seeds whose answer is in the
log are not asked about again. Run one such command a folder at a time.

Examples
  npm run synthesize -- --prompt first-request --dry-run --price-in 0.15 --price-out 0.60
  npm run synthesize -- --prompt first-request --limit 40 --max-cost 0.05 --price-in 0.15 --price-out 0.60
  npm run synthesize -- --prompt follow-up --price-in 0.15 --price-out 0.60 --max-cost 3
  npm run synthesize -- --prompt ${TEST_ONLY_PROMPT} --split test --price-in 0 --price-out 0
  ROLEMAP_LLM_URL=http://localhost:11434/v1 ROLEMAP_LLM_MODEL=qwen3 npm run synthesize -- --prompt first-request --price-in 0 --price-out 0
`;

const FLAGS = {
  help: { type: 'boolean', short: 'h' },
  'dry-run': { type: 'boolean' },
  prompt: { type: 'string' },
  split: { type: 'string', multiple: true },
  output: { type: 'string', default: 'synthesis' },
  count: { type: 'string', default: '5' },
  batch: { type: 'string', default: '20' },
  limit: { type: 'string' },
  concurrency: { type: 'string', default: '2' },
  retries: { type: 'string', default: '5' },
  timeout: { type: 'string', default: '120' },
  'max-wait': { type: 'string', default: '600' },
  'output-tokens': { type: 'string' },
  'token-field': { type: 'string', default: 'max_tokens' },
  temperature: { type: 'string' },
  'price-in': { type: 'string' },
  'price-out': { type: 'string' },
  'max-cost': { type: 'string', default: '1' },
} as const;

/** @throws UsageError naming the flag and what it takes */
export function parseOptions(args: readonly string[], env: Environment): Options {
  const values = flagsOf(args);
  const number = (flag: keyof typeof FLAGS, least: number, most: number): number =>
    numberOf(`--${flag}`, values[flag] as string, least, most);
  const whole = (flag: keyof typeof FLAGS, least: number, most: number): number => {
    const value = number(flag, least, most);
    if (!Number.isInteger(value)) throw new UsageError(`--${flag} takes a whole number.`);
    return value;
  };
  const dryRun = values['dry-run'] ?? false;
  const help = values.help ?? false;
  const prompt = help ? PROMPTS[0] : promptOf(values.prompt);
  return {
    help,
    dryRun,
    prompt,
    splits: splitsWanted(prompt, values.split),
    output: values.output,
    count: whole('count', 1, 20),
    batch: whole('batch', 1, 200),
    limit: values.limit === undefined ? null : whole('limit', 1, 1e6),
    concurrency: whole('concurrency', 1, 32),
    retries: whole('retries', 0, 20),
    timeoutMs: 1000 * number('timeout', 1, 300),
    maxWaitMs: 1000 * number('max-wait', 0, 86_400),
    outputTokens: values['output-tokens'] === undefined ? null : whole('output-tokens', 1, 1e6),
    tokenField: oneOf('--token-field', values['token-field'], TOKEN_FIELDS),
    temperature: values.temperature === undefined ? null : number('temperature', 0, 2),
    prices: help ? null : pricesOf(values['price-in'], values['price-out'], env, dryRun),
    maxCost: number('max-cost', 0, 1e6),
  };
}

function flagsOf(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(`${messageOf(error)}.`);
  }
}

function numberOf(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most))
    throw new UsageError(`${name} takes a number from ${least} to ${most}, not "${text}".`);
  return value;
}

function oneOf<Name extends string>(flag: string, value: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value);
  if (found === undefined) throw new UsageError(`${flag} takes ${names.join(', ')}, not "${value}".`);
  return found;
}

function promptOf(value: string | undefined): Prompt {
  if (value === undefined) throw new UsageError(`Give --prompt: ${PROMPTS.join(', ')}.`);
  return oneOf('--prompt', value, PROMPTS);
}

function splitsWanted(prompt: Prompt, names: readonly string[] | undefined): readonly Split[] {
  const allowed = splitsOf(prompt);
  if (names === undefined) return allowed;
  return names.map((name) => {
    const split = oneOf('--split', name, SPLITS);
    if (!allowed.includes(split))
      throw new UsageError(
        `The prompt ${prompt} is kept for the splits ${allowed.join(', ')}: not ${split}.`,
      );
    return split;
  });
}

function pricesOf(
  flagIn: string | undefined,
  flagOut: string | undefined,
  env: Environment,
  dryRun: boolean,
): Prices | null {
  const input = flagIn ?? env['ROLEMAP_LLM_PRICE_IN'];
  const output = flagOut ?? env['ROLEMAP_LLM_PRICE_OUT'];
  if (input !== undefined && output !== undefined)
    return {
      input: numberOf('--price-in (or ROLEMAP_LLM_PRICE_IN)', input, 0, HIGHEST_PRICE),
      output: numberOf('--price-out (or ROLEMAP_LLM_PRICE_OUT)', output, 0, HIGHEST_PRICE),
    };
  if (dryRun && input === undefined && output === undefined) return null;
  throw new UsageError(
    'Without prices there is no cost limit: give --price-in and --price-out (0 for a model of your own).',
  );
}

const ADDRESS = 'ROLEMAP_LLM_URL';
const MODEL = 'ROLEMAP_LLM_MODEL';

/** How advice calls what the user gave. */
export const HINTS: Hints = { address: ADDRESS, model: MODEL, smaller: 'Give a smaller --batch.' };

/** @throws UsageError naming the variable, never a key's text */
export function endpointOf(env: Environment): Endpoint {
  const refuse = (message: string) => new UsageError(message);
  const url = env[ADDRESS]?.trim() ?? '';
  const model = env[MODEL]?.trim() ?? '';
  if (url === '')
    throw refuse(`Set ${ADDRESS} to the endpoint's address, for example http://localhost:11434/v1.`);
  if (model === '') throw refuse(`Set ${MODEL} to the name of the model.`);
  return { address: chatAddress(url, ADDRESS, refuse), model, key: keyOf(env, refuse) };
}
