/** @file The log: every request with its raw answer, a JSON object a line. What was answered, and for how much, is read from it alone. */
import type { ChatRequest } from '../../src/cli/llm/chat-request.ts';
import type { UsedTokens } from '../../src/cli/llm/cost.ts';
import { LineLog } from '../../src/cli/llm/line-log.ts';
import type { Faults, VariantFault } from '../../src/cli/llm/title-variants.ts';
import { PROMPTS, type Prompt } from '../dataset/variants.ts';
import type { LineFault } from './answer.ts';

/** A line of the log: one request, be it answered or not. */
export interface LogRecord {
  /** When the request was sent, ISO 8601. */
  readonly time: string;
  readonly prompt: Prompt;
  /** Variants asked for of each seed. */
  readonly count: number;
  /** `seedId` of the titles in the order of their numbers in the prompt, from 1. */
  readonly seeds: readonly string[];
  /** From 1. */
  readonly attempt: number;
  /** The body as sent; the key travels in a header and is not in it. */
  readonly request: ChatRequest;
  /** HTTP status; null if no answer began. */
  readonly status: number | null;
  /** What went wrong, or null. */
  readonly problem: string | null;
  /** The raw body of the answer as far as it came. */
  readonly answer: string | null;
  readonly tokens: UsedTokens;
  /** In the currency of the prices given. */
  readonly cost: number;
  readonly lines: { readonly kept: number; readonly dropped: Faults<LineFault> };
  readonly variants: { readonly kept: number; readonly dropped: Faults<VariantFault> };
}

export class LogError extends Error {
  readonly code = 'bad-log';
  constructor(message: string) {
    super(message);
    this.name = 'LogError';
  }
}

/** A log file that is read once and then only appended to. */
export class RequestLog extends LineLog<LogRecord> {
  /** @throws LogError naming a line that is no record */
  constructor(file: string) {
    super(file, {
      read: recordIn,
      refuse: (message) => new LogError(`${message} Remove the line, or give another --output.`),
    });
  }

  /** What all requests cost together. */
  get cost(): number {
    return this.lines.reduce((sum, { cost }) => sum + cost, 0);
  }
}

function recordIn(value: unknown): LogRecord {
  if (!isRecord(value)) throw new Error('a field is missing or of another kind');
  return value;
}

function isRecord(value: unknown): value is LogRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { prompt, count, seeds, status, answer, cost } = value as Record<string, unknown>;
  return (
    PROMPTS.some((known) => known === prompt) &&
    Number.isSafeInteger(count) &&
    Array.isArray(seeds) &&
    seeds.every((seed) => typeof seed === 'string') &&
    (status === null || typeof status === 'number') &&
    (answer === null || typeof answer === 'string') &&
    typeof cost === 'number' &&
    cost >= 0
  );
}
