/** @file The log: every request with its raw answer, a JSON object a line. What was answered, and for how much, is read from it alone. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf } from '../../src/core/message-of.ts';
import { PROMPTS, type Prompt } from '../dataset/variants.ts';
import type { Faults, LineFault, VariantFault } from './answer.ts';
import type { ChatRequest } from './completion.ts';
import type { Tokens } from './cost.ts';

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
  readonly tokens: Tokens & { readonly estimated: boolean };
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

const NEW_LINE = 0x0a;

/** A log file that is read once and then only appended to. */
export class RequestLog {
  readonly #file: string;
  readonly #records: LogRecord[];
  /** Bytes of a half-written last line, which a stop while writing leaves. */
  readonly halfWritten: number;
  readonly #whole: number;

  /** @throws LogError naming a line that is no record */
  constructor(file: string) {
    this.#file = file;
    const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
    this.#whole = bytes.lastIndexOf(NEW_LINE) + 1;
    this.halfWritten = bytes.length - this.#whole;
    this.#records = readRecords(bytes.toString('utf8', 0, this.#whole), file);
  }

  get records(): readonly LogRecord[] {
    return this.#records;
  }

  /** What all requests cost together. */
  get cost(): number {
    return this.#records.reduce((sum, { cost }) => sum + cost, 0);
  }

  /** Makes the folder and removes a half-written last line. Call it once before the first `append`. */
  prepare(): void {
    mkdirSync(dirname(this.#file), { recursive: true });
    if (this.halfWritten > 0) truncateSync(this.#file, this.#whole);
  }

  append(record: LogRecord): void {
    appendFileSync(this.#file, `${JSON.stringify(record)}\n`);
    this.#records.push(record);
  }
}

function readRecords(text: string, file: string): LogRecord[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      const value: unknown = JSON.parse(line);
      if (!isRecord(value)) throw new Error('a field is missing or of another kind');
      return [value];
    } catch (error) {
      throw new LogError(
        `${file}, line ${index + 1}: no record of a request (${messageOf(error)}). Remove the line, or give another --output.`,
      );
    }
  });
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
