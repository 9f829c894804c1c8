/** @file Asks an endpoint question by question: a few at a time, with patience where it is too busy, everything in the journal. */
import { CommandError } from '../errors.ts';
import { chatRequest, type RequestSettings } from './chat-request.ts';
import { tokensUsed } from './cost.ts';
import { send, type Endpoint, type Hints, type Outcome } from './endpoint.ts';
import { Slots } from './in-order.ts';
import { questionKey, type Journal, type JournalLine, type Totals } from './journal.ts';
import { Patience, type PatienceSettings } from './patience.ts';
import type { Reply } from './read-answer.ts';
import type { LlmWorld } from './world.ts';

/** Questions in a row that no try got through, after which the endpoint is taken to be down. */
export const FAILED_IN_A_ROW = 3;

export interface ClientSettings extends RequestSettings, PatienceSettings {
  readonly endpoint: Endpoint;
  /** Requests in flight at a time, from 1. */
  readonly concurrency: number;
  readonly timeoutMs: number;
}

export interface Question {
  /** Id of the query that it belongs to. */
  readonly query: string;
  readonly content: string;
  /** Most tokens of the answer. */
  readonly outputTokens: number;
}

export interface ClientSurroundings {
  readonly journal: Journal;
  readonly world: LlmWorld;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  /** A line for whoever waits. */
  readonly note: (line: string) => void;
}

/** How advice calls what the user gave. */
const HINTS: Hints = { address: '--llm', model: '--llm-model', smaller: 'Give a smaller --candidates.' };

export class LlmClient {
  readonly #settings: ClientSettings;
  readonly #surroundings: ClientSurroundings;
  readonly #patience: Patience;
  readonly #slots: Slots;
  readonly #asked = new Set<string>();
  /** Aborts when the run cannot go on: what is in flight is finished, nothing more is sent. */
  readonly #ended = new AbortController();
  /** Questions on their way: the same one is asked once. */
  readonly #running = new Map<string, Promise<Reply>>();
  #failedInARow = 0;

  constructor(settings: ClientSettings, surroundings: ClientSurroundings) {
    this.#settings = settings;
    this.#surroundings = surroundings;
    this.#patience = new Patience(settings, surroundings.world);
    this.#slots = new Slots(settings.concurrency);
  }

  /** What all questions so far used, earlier runs with the same journal included. */
  get totals(): Totals {
    return this.#surroundings.journal.totals(this.#asked);
  }

  /** No more requests: those that wait end with an error. */
  end(): void {
    this.#ended.abort(new CommandError('No more requests are sent.'));
  }

  /**
   * The answer to a question, out of the journal where it is there.
   * @throws CommandError where the endpoint refuses or is down, saying what to do; the signal's reason
   */
  ask(question: Question): Promise<Reply> {
    const request = chatRequest(this.#settings, question.content, question.outputTokens);
    const key = questionKey(request);
    this.#asked.add(key);
    const known = this.#surroundings.journal.answerTo(key);
    if (known) return Promise.resolve(replyIn(known));
    const running =
      this.#running.get(key) ??
      this.#slots.run(() => this.#try(question, key)).finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return running;
  }

  async #try(question: Question, key: string): Promise<Reply> {
    const { signal, note } = this.#surroundings;
    const halt = AbortSignal.any([signal, this.#ended.signal]);
    for (let attempt = 1; ; attempt++) {
      await this.#patience.wait(halt);
      halt.throwIfAborted();
      const { line, outcome } = await this.#exchange(question, key, attempt);
      if (outcome.kind === 'completion') {
        this.#failedInARow = 0;
        return replyIn(line);
      }
      if (outcome.kind === 'stop') throw this.#stop(outcome.problem);
      const { kind, message } = this.#patience.judge(outcome, attempt);
      if (kind === 'too-long') throw this.#stop(message);
      note(message);
      if (kind === 'again') continue;
      if (++this.#failedInARow >= FAILED_IN_A_ROW)
        throw this.#stop(`${FAILED_IN_A_ROW} questions in a row had no answer. ${message}`);
      return { kind: 'failed' };
    }
  }

  #stop(problem: string): CommandError {
    const { journal } = this.#surroundings;
    const error = new CommandError(
      `${problem} What is answered is in ${journal.file}: the same command goes on from there.`,
    );
    this.#ended.abort(error);
    return error;
  }

  /** One request, written down whatever comes of it. */
  async #exchange(
    { query, content, outputTokens }: Question,
    question: string,
    attempt: number,
  ): Promise<{ readonly line: JournalLine; readonly outcome: Outcome }> {
    const { journal, world, signal } = this.#surroundings;
    const { endpoint, timeoutMs } = this.#settings;
    const request = chatRequest(this.#settings, content, outputTokens);
    const start = world.now();
    const { status, outcome } = await send(endpoint, request, {
      now: () => world.now(),
      timeout: () => AbortSignal.any([world.timeout(timeoutMs), signal]),
      hints: HINTS,
    });
    const stopped = signal.aborted && outcome.kind !== 'completion';
    const answer =
      outcome.kind === 'completion'
        ? { text: outcome.text, cut: outcome.cut, refused: outcome.refused }
        : null;
    const line: JournalLine = {
      question,
      query,
      time: new Date(start).toISOString(),
      attempt,
      milliseconds: Math.max(0, world.now() - start),
      content,
      status,
      problem: stopped ? 'stopped' : outcome.kind === 'completion' ? outcome.note : outcome.problem,
      answer,
      tokens: tokensUsed(outcome, request),
    };
    journal.append(line);
    if (stopped) signal.throwIfAborted();
    return { line, outcome };
  }
}

/** @param line with an answer */
function replyIn({ answer, milliseconds }: JournalLine): Reply {
  if (answer === null) return { kind: 'failed' };
  return { kind: 'text', text: answer.text, refused: answer.refused, milliseconds };
}
