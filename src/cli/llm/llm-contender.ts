/** @file A language model as a contender: it is shown a few candidates of each query and says which fit best. */
import type {
  Contender,
  ContenderFacts,
  ContenderIdentity,
  Outcome,
  RankedList,
  RunOptions,
  TaskQuery,
} from '../../core/evaluation/types.ts';
import { CommandError } from '../errors.ts';
import type { CandidateTask, Judged } from './candidate-tasks.ts';
import { isChecked, shuffled } from './chance.ts';
import type { LlmClient, Question } from './client.ts';
import { allOf, inOrder } from './in-order.ts';
import type { Reply } from './read-answer.ts';

/** How questions are made out of queries. */
export interface QuestionSettings {
  readonly task: CandidateTask;
  readonly template: string;
  /** Most tokens of an answer; null for the task's own. */
  readonly outputTokens: number | null;
  /** Share of the queries that are asked once more the other way round, 0 to 1. */
  readonly check: number;
  readonly seed: number;
}

/** A query with its candidates in the order in which they are shown. */
export interface Shown {
  readonly query: string;
  readonly text: string;
  /** Rows of the corpus. */
  readonly rows: readonly number[];
  readonly texts: readonly string[];
  readonly checked: boolean;
}

/** Candidates are shown in an order by chance, so that the order of the contender that found them says nothing. */
export function show(
  { id, text }: Pick<TaskQuery, 'id' | 'text'>,
  candidates: readonly number[],
  corpus: readonly string[],
  { seed, check }: QuestionSettings,
): Shown {
  const rows = shuffled(candidates, seed, id);
  return {
    query: id,
    text,
    rows,
    texts: rows.map((row) => corpus[row]!),
    // One candidate has no other order.
    checked: rows.length > 1 && isChecked(seed, id, check),
  };
}

/** The requests that one way of asking makes. */
export function questionsOf(shown: Shown, settings: QuestionSettings, turned: boolean): Question[] {
  const { task, template, outputTokens } = settings;
  if (shown.rows.length === 0) return [];
  return task.contents(template, shown.text, shown.texts, turned).map((content) => ({
    query: shown.query,
    content,
    outputTokens: outputTokens ?? task.outputTokens(shown.rows.length),
  }));
}

/** What was counted, beside what the client counts. */
type Tally = Record<Outcome | 'checked', number>;

export class LlmContender implements Contender {
  readonly identity: ContenderIdentity;
  readonly #client: Pick<LlmClient, 'ask' | 'end'>;
  readonly #settings: QuestionSettings & { readonly concurrency: number };
  readonly #candidatesOf: (query: string) => readonly number[];
  readonly #tally: Tally = {
    answered: 0,
    refused: 0,
    unparseable: 0,
    inconsistent: 0,
    failed: 0,
    checked: 0,
  };
  #corpus: readonly string[] = [];

  constructor(
    identity: ContenderIdentity,
    options: {
      readonly client: Pick<LlmClient, 'ask' | 'end'>;
      readonly settings: QuestionSettings & { readonly concurrency: number };
      readonly candidatesOf: (query: string) => readonly number[];
    },
  ) {
    this.identity = identity;
    this.#client = options.client;
    this.#settings = options.settings;
    this.#candidatesOf = options.candidatesOf;
  }

  /** Outcomes of the queries, and how many were asked the other way round too. */
  get counts(): ContenderFacts['counts'] {
    const { checked, ...outcomes } = this.#tally;
    return { ...outcomes, 'asked twice': checked };
  }

  prepare(corpus: readonly string[]): Promise<void> {
    this.#corpus = corpus;
    return Promise.resolve();
  }

  /** @throws CommandError where the endpoint refuses or is down; the signal's reason */
  async *rank(
    queries: readonly Pick<TaskQuery, 'id' | 'text'>[],
    { onProgress }: RunOptions,
  ): AsyncGenerator<RankedList> {
    const limits = { ahead: 2 * this.#settings.concurrency, stop: () => this.#client.end() };
    let done = 0;
    for await (const answer of inOrder(queries, limits, (query) => this.#answer(query))) {
      this.#tally[answer.outcome]++;
      onProgress(++done, queries.length);
      yield answer;
    }
    if (done > 0 && this.#tally.failed === done)
      throw new CommandError(
        'No question was answered, and a result without answers says nothing of the model. The same command asks again.',
      );
  }

  async #answer(query: Pick<TaskQuery, 'id' | 'text'>): Promise<RankedList> {
    const shown = show(query, this.#candidatesOf(query.id), this.#corpus, this.#settings);
    const { judged, milliseconds } = await this.#ask(shown, false);
    const list: RankedList = {
      kind: 'list',
      rows: judged.places.map((place) => shown.rows[place]!),
      scores: judged.scores,
      milliseconds,
      outcome: judged.outcome,
    };
    if (judged.outcome !== 'answered' || !shown.checked) return list;
    const other = await this.#ask(shown, true);
    if (other.judged.outcome !== 'failed') this.#tally.checked++;
    return agree(judged, other.judged) ? list : { ...list, outcome: 'inconsistent' };
  }

  async #ask(
    shown: Shown,
    turned: boolean,
  ): Promise<{ readonly judged: Judged; readonly milliseconds: number | null }> {
    const questions = questionsOf(shown, this.#settings, turned);
    if (questions.length === 0)
      return { judged: { outcome: 'answered', places: [], scores: null }, milliseconds: null };
    const replies = await allOf(questions.map((question) => this.#client.ask(question)));
    return {
      judged: this.#settings.task.read(replies, shown.rows.length, turned),
      milliseconds: timeOf(replies),
    };
  }
}

/** Of all requests of a query; null where one had no answer. */
function timeOf(replies: readonly Reply[]): number | null {
  let sum = 0;
  for (const reply of replies) {
    if (reply.kind === 'failed') return null;
    sum += reply.milliseconds;
  }
  return sum;
}

/**
 * Two answers to one question agree where the same candidate comes first. A second answer that cannot be used disagrees; where the
 * endpoint gave none, nothing is known against the first.
 */
function agree(first: Judged, second: Judged): boolean {
  if (second.outcome === 'failed') return true;
  return second.outcome === 'answered' && first.places[0] === second.places[0];
}
