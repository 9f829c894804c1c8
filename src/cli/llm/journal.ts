/** @file The journal beside the output: every request with what came back, a JSON object a line. A question that is answered in it is not asked again. */
import { createHash } from 'node:crypto';
import { CommandError } from '../errors.ts';
import { addTokens, NO_TOKENS, type UsedTokens, type Tokens } from './cost.ts';
import { LineLog } from './line-log.ts';

/** The first line: what all answers in the journal are answers to. */
export interface JournalHead {
  readonly format: 'rolemap-llm-journal';
  readonly schemaVersion: 1;
  readonly model: string;
  /** rank, score or variants. */
  readonly task: string;
  /** SHA-256 of the prompt as it is in its file. */
  readonly prompt: string;
  /** Digest of the queries and the corpus. */
  readonly data: string;
}

/** A text that a model gave. */
export interface Given {
  readonly text: string;
  readonly cut: boolean;
  readonly refused: boolean;
}

/** One request, be it answered or not. The key is in no field. */
export interface JournalLine {
  /** `questionKey` of the request. */
  readonly question: string;
  /** Id of the query that it belongs to. */
  readonly query: string;
  /** When it was sent, ISO 8601. */
  readonly time: string;
  /** From 1. */
  readonly attempt: number;
  readonly milliseconds: number;
  /** The text that was sent. */
  readonly content: string;
  /** HTTP status; null if no answer began. */
  readonly status: number | null;
  /** What went wrong, or null. */
  readonly problem: string | null;
  /** Null where no text came: then the question is asked again. */
  readonly answer: Given | null;
  readonly tokens: UsedTokens;
}

/** What a few requests used together. */
export interface Totals {
  readonly requests: number;
  /** Requests without an answer. */
  readonly failed: number;
  /** Answers for which the endpoint did not say the tokens, and requests that may have been billed without an answer. */
  readonly estimated: number;
  readonly tokens: Tokens;
  /** From sending to the whole answer, summed over the requests. */
  readonly milliseconds: number;
}

/** Names a request by all that it asks: the same text to the same model with the same settings is the same question. */
export function questionKey(request: object): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}

type Line = JournalHead | JournalLine;

function isHead(line: Line): line is JournalHead {
  return 'format' in line;
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isGiven(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value !== 'object') return false;
  const { text, cut, refused } = value as Record<string, unknown>;
  return typeof text === 'string' && typeof cut === 'boolean' && typeof refused === 'boolean';
}

function lineIn(value: unknown): Line {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (fields['format'] === 'rolemap-llm-journal') {
    if (fields['schemaVersion'] !== 1) throw new Error('another schema version than 1');
    return value as JournalHead;
  }
  const { question, query, milliseconds, answer } = fields;
  const tokens = (fields['tokens'] ?? {}) as Record<string, unknown>;
  if (
    typeof question !== 'string' ||
    typeof query !== 'string' ||
    !isCount(milliseconds) ||
    !isCount(tokens['input']) ||
    !isCount(tokens['output']) ||
    answer === undefined ||
    !isGiven(answer)
  )
    throw new Error('a field is missing or of another kind');
  return value as JournalLine;
}

/** How a refusal calls the parts of the head. */
const PARTS = {
  model: 'another model',
  task: 'another task',
  prompt: 'another prompt',
  data: 'other data, or another version of them,',
} as const satisfies Partial<Record<keyof JournalHead, string>>;

/** @throws CommandError where the first line of a journal that is there is of something else */
function checkHead(file: string, lines: readonly Line[], head: JournalHead): void {
  if (lines.length === 0) return;
  const first = lines[0]!;
  const again = 'Choose another --output, or move the journal away to ask everything anew.';
  if (!isHead(first)) throw new CommandError(`${file} is no journal of this command. ${again}`);
  for (const [part, words] of Object.entries(PARTS) as [keyof typeof PARTS, string][])
    if (first[part] !== head[part])
      throw new CommandError(`${file} holds answers for ${words} (${part}: ${first[part]}). ${again}`);
}

export class Journal {
  readonly #log: LineLog<Line>;
  readonly #head: JournalHead;
  readonly #answers = new Map<string, JournalLine>();
  /** All requests of a question. */
  readonly #requests = new Map<string, JournalLine[]>();

  /**
   * Reads a journal; nothing is written before the first request.
   * @throws CommandError where it is another's: of another model, task, prompt or other data
   */
  constructor(file: string, head: JournalHead) {
    this.#log = new LineLog(file, {
      read: lineIn,
      refuse: (message) => new CommandError(`${message} Remove the line, or choose another --output.`),
    });
    this.#head = head;
    checkHead(file, this.#log.lines, head);
    for (const line of this.#log.lines) if (!isHead(line)) this.#keep(line);
  }

  get file(): string {
    return this.#log.file;
  }

  /** The first answer to a question; null where there is none yet. */
  answerTo(question: string): JournalLine | null {
    return this.#answers.get(question) ?? null;
  }

  append(line: JournalLine): void {
    if (this.#log.lines.length === 0 || this.#log.halfWritten > 0) this.#begin();
    this.#log.append(line);
    this.#keep(line);
  }

  /** What these questions used so far, all runs together. */
  totals(questions: Iterable<string>): Totals {
    const lines = [...questions].flatMap((question) => this.#requests.get(question) ?? []);
    return {
      requests: lines.length,
      failed: lines.filter(({ answer }) => answer === null).length,
      estimated: lines.filter(({ tokens }) => tokens.estimated).length,
      tokens: lines.reduce<Tokens>((sum, { tokens }) => addTokens(sum, tokens), NO_TOKENS),
      milliseconds: lines.reduce((sum, line) => sum + line.milliseconds, 0),
    };
  }

  #begun = false;
  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#log.prepare();
    if (this.#log.lines.length === 0) this.#log.append(this.#head);
  }

  #keep(line: JournalLine): void {
    if (line.answer !== null && !this.#answers.has(line.question)) this.#answers.set(line.question, line);
    const requests = this.#requests.get(line.question) ?? [];
    requests.push(line);
    this.#requests.set(line.question, requests);
  }
}
