/** @file Sends the batches, a few at a time, until all are answered, money or patience ends, or somebody stops it. */
import type { ChatRequest } from '../../src/cli/llm/chat-request.ts';
import { addTokens, money, mostTokens, NO_TOKENS, tokensUsed, type Tokens } from '../../src/cli/llm/cost.ts';
import {
  send,
  type Endpoint,
  type Exchange,
  type Outcome,
  type Transport,
} from '../../src/cli/llm/endpoint.ts';
import { Patience, type Clock, type Failure, type PatienceSettings } from '../../src/cli/llm/patience.ts';
import type { Faults, VariantFault } from '../../src/cli/llm/title-variants.ts';
import { messageOf } from '../../src/core/message-of.ts';
import type { Seed } from '../dataset/variants.ts';
import { parseAnswer, type LineFault } from './answer.ts';
import { requestFor, type RequestSettings } from './batches.ts';
import type { Budget } from './budget.ts';
import { askedOf, type Answers } from './history.ts';
import type { LogRecord, RequestLog } from './log.ts';
import { seedId } from './prompt.ts';

/** Answers in a row without one usable line, after which more of them would be money for nothing. */
export const FRUITLESS = 3;

export interface RunSettings extends RequestSettings, PatienceSettings {
  /** Requests in flight at a time, from 1. */
  readonly concurrency: number;
}

/** Clock, chance and the stop button: tests bring their own. */
export interface Surroundings extends Transport, Clock {
  /** Aborted to end the run when the requests in flight are done. */
  readonly stop: AbortSignal;
  /** A line for whoever waits. */
  say(line: string): void;
}

export interface RunInput {
  readonly endpoint: Endpoint;
  readonly settings: RunSettings;
  readonly batches: readonly (readonly Seed[])[];
  /** First rewritings by seed, for the follow-up. */
  readonly given: Answers;
  readonly log: RequestLog;
  readonly budget: Budget;
  readonly surroundings: Surroundings;
}

/** Why a run ended. `failed` and `cost` come with a message that says what to do. */
export type EndReason = 'done' | 'stopped' | 'cost' | 'failed';

export interface RunReport {
  readonly reason: EndReason;
  readonly message: string;
  readonly requests: number;
  readonly tokens: Tokens;
  readonly keptLines: number;
  readonly keptVariants: number;
  readonly droppedLines: Faults<LineFault>;
  readonly droppedVariants: Faults<VariantFault>;
}

/** Sends everything. Never rejects: faults are the reason of the report. */
export async function run(input: RunInput): Promise<RunReport> {
  return new Run(input).all();
}

class Run {
  readonly #input: RunInput;
  readonly #queue: (readonly Seed[])[];
  readonly #ended = new AbortController();
  readonly #halt: AbortSignal;
  #reason: EndReason = 'done';
  #message = '';
  readonly #patience: Patience;
  readonly #started: number;
  #inFlight = 0;
  #answered = 0;
  #fruitless = 0;
  #requests = 0;
  #tokens: Tokens = NO_TOKENS;
  #keptLines = 0;
  #keptVariants = 0;
  readonly #droppedLines: Faults<LineFault> = {};
  readonly #droppedVariants: Faults<VariantFault> = {};

  constructor(input: RunInput) {
    this.#input = input;
    this.#queue = [...input.batches];
    this.#patience = new Patience(input.settings, input.surroundings);
    this.#started = input.surroundings.now();
    this.#halt = AbortSignal.any([input.surroundings.stop, this.#ended.signal]);
  }

  async all(): Promise<RunReport> {
    const { concurrency } = this.#input.settings;
    await Promise.all(Array.from({ length: concurrency }, () => this.#work()));
    const all = this.#answered === this.#input.batches.length;
    return {
      reason: this.#reason === 'done' && !all ? 'stopped' : this.#reason,
      message: this.#message,
      requests: this.#requests,
      tokens: this.#tokens,
      keptLines: this.#keptLines,
      keptVariants: this.#keptVariants,
      droppedLines: this.#droppedLines,
      droppedVariants: this.#droppedVariants,
    };
  }

  #end(reason: EndReason, message: string): void {
    if (this.#ended.signal.aborted) return;
    this.#reason = reason;
    this.#message = message;
    this.#ended.abort();
  }

  async #work(): Promise<void> {
    try {
      while (!this.#halt.aborted) {
        const batch = this.#queue.shift();
        if (batch === undefined || !(await this.#ask(batch))) return;
      }
    } catch (error) {
      this.#end('failed', messageOf(error));
    }
  }

  /** Asks about a batch until it is answered. @returns false if this worker has nothing more to do */
  async #ask(batch: readonly Seed[]): Promise<boolean> {
    const { settings, given, budget } = this.#input;
    const request = requestFor(settings, batch, given);
    const most = mostTokens(request);
    for (let attempt = 1; ; attempt++) {
      await this.#patience.wait(this.#halt);
      if (this.#halt.aborted) return false;
      if (!budget.reserve(most)) {
        this.#overLimit(batch);
        return false;
      }
      const outcome = await this.#exchange(batch, request, most, attempt);
      if (outcome.kind === 'completion') return true;
      if (outcome.kind === 'stop') this.#end('failed', outcome.problem);
      else this.#failed(outcome, attempt);
    }
  }

  /** One request, logged and paid. */
  async #exchange(
    batch: readonly Seed[],
    request: ChatRequest,
    most: Tokens,
    attempt: number,
  ): Promise<Outcome> {
    const { endpoint, budget, surroundings, log } = this.#input;
    const time = new Date(surroundings.now()).toISOString();
    this.#requests++;
    this.#inFlight++;
    const exchange = await send(endpoint, request, surroundings).finally(() => this.#inFlight--);
    const tokens = tokensUsed(exchange.outcome, request);
    const cost = budget.settle(most, tokens);
    this.#tokens = addTokens(this.#tokens, tokens);
    log.append({
      time,
      ...this.#describe(batch),
      attempt,
      request,
      ...this.#read(exchange, batch),
      tokens,
      cost,
    });
    if (exchange.outcome.kind === 'completion') this.#progress();
    return exchange.outcome;
  }

  #describe(batch: readonly Seed[]): Pick<LogRecord, 'prompt' | 'count' | 'seeds'> {
    const { prompt, count } = this.#input.settings;
    return { prompt, count, seeds: batch.map(seedId) };
  }

  /** Parses an answer and counts what it holds. */
  #read(
    { status, body, outcome }: Exchange,
    batch: readonly Seed[],
  ): Pick<LogRecord, 'status' | 'problem' | 'answer' | 'lines' | 'variants'> {
    const { settings, given } = this.#input;
    const problem = outcome.kind === 'completion' ? outcome.note : outcome.problem;
    const nothing = { kept: 0, dropped: {} };
    if (outcome.kind !== 'completion')
      return { status, problem, answer: body, lines: nothing, variants: nothing };
    const asked = batch.map((seed) => askedOf(seed, given));
    const parsed = parseAnswer(outcome.text, asked, settings.count, outcome.cut);
    const lines = parsed.variants.size;
    const variants = [...parsed.variants.values()].flat().length;
    this.#answered++;
    this.#keptLines += lines;
    this.#keptVariants += variants;
    addFaults(this.#droppedLines, parsed.droppedLines);
    addFaults(this.#droppedVariants, parsed.droppedVariants);
    this.#fruitless = lines === 0 ? this.#fruitless + 1 : 0;
    if (this.#fruitless === FRUITLESS)
      this.#end('failed', `${FRUITLESS} answers in a row hold no usable line${said(problem)}. ${FORM}`);
    return {
      status,
      problem,
      answer: body,
      lines: { kept: lines, dropped: parsed.droppedLines },
      variants: { kept: variants, dropped: parsed.droppedVariants },
    };
  }

  /** Another worker may come in under its bound and leave room: then it goes on with this batch. */
  #overLimit(batch: readonly Seed[]): void {
    this.#queue.unshift(batch);
    if (this.#inFlight > 0) return;
    const { spent, limit } = this.#input.budget;
    this.#end(
      'cost',
      `The next request could pass the cost limit: ${money(spent)} of ${money(limit)} are spent, earlier runs included. ` +
        'Give a higher --max-cost to go on.',
    );
  }

  #failed(failure: Failure, attempt: number): void {
    const { kind, message } = this.#patience.judge(failure, attempt);
    if (kind === 'again') this.#input.surroundings.say(`  ${message}`);
    else this.#end('failed', message);
  }

  #progress(): void {
    const { batches, budget, surroundings } = this.#input;
    const dropped = Object.values(this.#droppedLines).reduce((sum, times) => sum + times, 0);
    // Never zero, also where an answer comes within a tick of the clock.
    const minutes = Math.max(1, surroundings.now() - this.#started) / 60_000;
    const left = (minutes / this.#answered) * (batches.length - this.#answered);
    surroundings.say(
      `  ${this.#answered} of ${batches.length} batches: ${this.#keptLines} lines kept, ${dropped} dropped, ${money(budget.spent)} spent; ` +
        `${(this.#answered / minutes).toFixed(1)} batches a minute, about ${Math.ceil(left)} min left`,
    );
  }
}

const FORM =
  'The log has what came back. Does the model keep to a form? Try another model, a smaller --batch or more --output-tokens.';

function said(problem: string | null): string {
  return problem === null ? '' : ` (${problem})`;
}

function addFaults<Fault extends string>(sum: Faults<Fault>, more: Faults<Fault>): void {
  for (const [fault, times] of Object.entries(more) as [Fault, number][])
    (sum as Partial<Record<string, number>>)[fault] = (sum[fault] ?? 0) + times;
}
