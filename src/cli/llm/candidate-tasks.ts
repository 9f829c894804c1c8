/** @file The two tasks that are scored: put the candidates of a query in order, and say of each how surely it is the same job. */
import { fillTemplate } from './prompt-template.ts';
import { onlyField, readReply, type Reading, type Reply } from './read-answer.ts';

/** Candidates from the best to the worst, those that were answered for. */
export interface Order {
  /** Places in the candidates as they were shown, from 0; each at most once. */
  readonly places: readonly number[];
  /** One a place, never rising; null where the task only orders. */
  readonly scores: readonly number[] | null;
}

/** What came of the requests for a query. */
export interface Judged extends Order {
  readonly outcome: Reading<unknown>['outcome'];
}

export interface CandidateTask {
  /** Placeholders of its prompt. */
  readonly placeholders: readonly string[];
  /** Most tokens of an answer about this many candidates, where the user does not say. */
  outputTokens(candidates: number): number;
  /** Probable tokens of a good answer. */
  usualTokens(candidates: number): number;
  /**
   * Texts of the requests for a query.
   * @param turned the same question the other way round: candidates from the last to the first, or the pair turned over
   */
  contents(template: string, query: string, candidates: readonly string[], turned: boolean): string[];
  /**
   * What the replies to these requests say.
   * @param candidates how many were shown
   */
  read(replies: readonly Reply[], candidates: number, turned: boolean): Judged;
}

/** A text in one line, so that a list stays a list. */
function inLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** Numbers from 1 to `count`, each once; null for anything else. */
function permutation(value: unknown, count: number): number[] | null {
  if (!Array.isArray(value) || value.length !== count) return null;
  const numbers = value.filter((entry): entry is number => Number.isInteger(entry));
  const inRange = numbers.filter((number) => number >= 1 && number <= count);
  return new Set(inRange).size === count ? inRange : null;
}

const RANK: CandidateTask = {
  placeholders: ['query', 'candidates', 'count'],
  outputTokens: (candidates) => 64 + 8 * candidates,
  usualTokens: (candidates) => 8 + 3 * candidates,
  contents(template, query, candidates, turned) {
    const shown = turned ? candidates.toReversed() : candidates;
    const list = shown.map((text, at) => `${at + 1}. ${inLine(text)}`).join('\n');
    return [
      fillTemplate(template, { query: inLine(query), candidates: list, count: String(candidates.length) }),
    ];
  },
  read([reply], candidates, turned) {
    const reading = readReply(reply!, (object) => permutation(onlyField(object, 'ranking'), candidates));
    if (reading.outcome !== 'answered') return { outcome: reading.outcome, places: [], scores: null };
    const places = reading.value.map((number) => (turned ? candidates - number : number - 1));
    return { outcome: 'answered', places, scores: null };
  },
};

const MOST_SURE = 100;

function scoreIn(object: Readonly<Record<string, unknown>>): number | null {
  const score = onlyField(object, 'score');
  return typeof score === 'number' && Number.isInteger(score) && score >= 0 && score <= MOST_SURE
    ? score
    : null;
}

/** The worst that happened to one of the requests of a query stands for all of them. */
const WORST = ['failed', 'refused', 'unparseable', 'answered'] as const;

const SCORE: CandidateTask = {
  placeholders: ['first', 'second'],
  outputTokens: () => 64,
  usualTokens: () => 8,
  contents(template, query, candidates, turned) {
    return candidates.map((candidate) => {
      const [first, second] = turned ? [candidate, query] : [query, candidate];
      return fillTemplate(template, { first: inLine(first), second: inLine(second) });
    });
  },
  read(replies) {
    const readings = replies.map((reply) => readReply(reply, scoreIn));
    const scored = readings
      .flatMap((reading, place) => (reading.outcome === 'answered' ? [{ place, score: reading.value }] : []))
      .sort((a, b) => b.score - a.score || a.place - b.place);
    return {
      outcome: WORST.find((outcome) => readings.some((reading) => reading.outcome === outcome)) ?? 'answered',
      places: scored.map(({ place }) => place),
      scores: scored.map(({ score }) => score),
    };
  },
};

export const CANDIDATE_TASKS = { rank: RANK, score: SCORE } as const satisfies Record<string, CandidateTask>;
export type CandidateTaskId = keyof typeof CANDIDATE_TASKS;
