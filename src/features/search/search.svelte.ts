/** @file The search: one query, the latest wins, answered by whatever is there: saved answers, words, one model, both. */
import { cleanInput } from '../../core/titles/prepare-text.ts';
import type { ModelId } from '../../core/formats/manifest.ts';
import type { LexicalHit } from '../../core/search/lexical.ts';
import type { Posting, QueryVectors, SearchResults } from '../../core/search/types.ts';
import { messageOf } from '../../core/message-of.ts';
import type { Corpus } from './corpus.svelte.ts';
import savedAnswers from './saved-answers.json';
import type { SavedAnswer } from './saved-answer.ts';

/** Long enough to skip most letters of fast typing, short enough not to be felt. */
const DEBOUNCE_MILLISECONDS = 25;
const HITS = 10;
/** "Most similar jobs" begins with five each. */
const SIMILAR_HITS = 5;

export interface Query {
  readonly title: string;
  readonly skills: string;
  /** Id of a posting whose likes are wanted, instead of a text. */
  readonly like: string;
}

export const EMPTY_QUERY: Query = { title: '', skills: '', like: '' };

export interface Shown {
  readonly source: 'saved' | 'words' | 'models';
  readonly query: Query;
  readonly results: SearchResults;
  readonly words: readonly (LexicalHit & { posting: Posting })[];
  /** Query vectors of each model that answered; absent for saved answers and words. */
  readonly vectors: Readonly<Partial<Record<ModelId, QueryVectors>>>;
  /** The posting of "Most similar jobs". */
  readonly like: Posting | null;
  readonly rows: number;
  readonly note: string;
}

export const SAVED_ANSWERS = savedAnswers.queries as unknown as readonly SavedAnswer[];

export class Search {
  query = $state.raw<Query>(EMPTY_QUERY);
  shown = $state.raw<Shown | null>(null);
  /** What the page changed in the typed text, in plain words. */
  note = $state('');
  error = $state<string | null>(null);
  busy = $state(false);
  similarHits = $state(SIMILAR_HITS);
  readonly #current: () => Corpus;
  #request = 0;
  #abort = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #held = false;
  #askAgain = false;
  #waiting: Shown | null = null;

  /** @param corpus the one that is searched now */
  constructor(corpus: () => Corpus) {
    this.#current = corpus;
  }

  get #corpus(): Corpus {
    return this.#current();
  }

  /** Searches as soon as typing pauses. */
  type(title: string, skills: string): void {
    this.query = { title, skills, like: '' };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.run(), DEBOUNCE_MILLISECONDS);
  }

  /** Enter: searches without waiting for the pause. */
  now(): void {
    clearTimeout(this.#timer);
    void this.run();
  }

  /** Searches at once: an example, an address, "Most similar jobs". */
  open(query: Query): void {
    clearTimeout(this.#timer);
    this.query = query;
    this.similarHits = SIMILAR_HITS;
    void this.run();
  }

  get hasMore(): boolean {
    return this.query.like !== '' && this.similarHits < HITS;
  }

  /** More of "Most similar jobs": as many as any other search shows. */
  more(): void {
    this.similarHits = HITS;
    void this.run();
  }

  /**
   * Asks again because more can answer now; does not reorder rows under a pointer or focus. A query under way is answered first:
   * a file that is being encoded asks several times a second.
   */
  refresh(): void {
    if (this.busy) this.#askAgain = true;
    else void this.run({ gently: true });
  }

  /** While held, results that the user did not ask for just now wait, if they reorder a list. */
  hold(held: boolean): void {
    this.#held = held;
    if (held || !this.#waiting) return;
    this.shown = this.#waiting;
    this.#waiting = null;
  }

  async run({ gently = false } = {}): Promise<void> {
    const request = ++this.#request;
    this.#abort.abort(new DOMException('A later query replaced this one.', 'AbortError'));
    this.#abort = new AbortController();
    this.#waiting = null;
    this.busy = true;
    try {
      const shown = await this.#answer(this.query, this.#abort.signal);
      if (request !== this.#request) return;
      this.error = null;
      if (gently && this.#held && !keepsOrder(this.shown, shown)) this.#waiting = shown;
      else this.shown = shown;
    } catch (error) {
      if (request !== this.#request) return;
      this.error = messageOf(error);
    } finally {
      if (request === this.#request) this.#finish();
    }
  }

  #finish(): void {
    this.busy = false;
    if (!this.#askAgain) return;
    this.#askAgain = false;
    this.refresh();
  }

  async #answer(query: Query, signal: AbortSignal): Promise<Shown | null> {
    const { texts, note } = cleanQuery(query);
    this.note = note;
    if (query.like !== '') return this.#similar(query, signal);
    if (texts.title === '' && texts.skills === '') return null;
    const saved = savedAnswerTo(query, this.#corpus);
    const models = this.#corpus.readyModels(texts);
    // One model alone would take a list away from an answer that has both.
    if (saved && models.length < 2) return saved;
    return (await this.#byModels(models, query, texts, signal)) ?? this.#byWords(query, texts);
  }

  async #byModels(
    models: readonly ModelId[],
    query: Query,
    texts: Texts,
    signal: AbortSignal,
  ): Promise<Shown | null> {
    if (models.length === 0) return null;
    const vectors = await this.#corpus.encodeQuery(models, texts, signal);
    const results = await this.#corpus.search({ queries: vectors, k: HITS }, signal);
    if (!results.base && !results.tuned) return null;
    const note = savedAnswerTo(query, this.#corpus)?.note ?? '';
    return { ...this.#frame(query), source: 'models', results, vectors, note };
  }

  async #similar(query: Query, signal: AbortSignal): Promise<Shown | null> {
    const found = await this.#corpus.similar(query.like, this.similarHits, signal);
    if (!found) return null;
    return { ...this.#frame(query), source: 'models', results: found.results, like: found.posting };
  }

  #byWords(query: Query, texts: Texts): Shown | null {
    const words = this.#corpus.searchWords(texts.title, texts.skills, HITS);
    return words && { ...this.#frame(query), source: 'words', words };
  }

  #frame(query: Query): Shown {
    const results = { base: null, tuned: null };
    const rows = this.#corpus.rows;
    return { source: 'models', query, results, words: [], vectors: {}, like: null, rows, note: '' };
  }
}

/** True if each list that is shown stays in its order: the other model's list may join it under a pointer. */
function keepsOrder(before: Shown | null, after: Shown | null): boolean {
  const idsOf = (shown: Shown | null, model: ModelId) =>
    shown?.results[model]?.map(({ posting }) => posting.id).join();
  return (['base', 'tuned'] as const).every(
    (model) => !before?.results[model] || idsOf(before, model) === idsOf(after, model),
  );
}

export interface Texts {
  readonly title: string;
  readonly skills: string;
}

/** What is searched for a typed query, and what was left out of it. */
export function cleanQuery({ title, skills }: Texts): { texts: Texts; note: string } {
  const cleaned = [cleanInput(title), cleanInput(skills)] as const;
  const notes: string[] = [];
  if (cleaned.some(({ cut }) => cut)) notes.push('Only the first 1,000 characters are searched.');
  if (cleaned.some(({ removed }) => removed > 0)) notes.push('Invisible control characters were left out.');
  return { texts: { title: cleaned[0].text, skills: cleaned[1].text }, note: notes.join(' ') };
}

/** The saved answer to exactly this query over the shipped corpus. */
export function savedAnswerTo(query: Query, corpus: { id: string }): Shown | null {
  if (corpus.id !== 'shipped') return null;
  const saved = SAVED_ANSWERS.find(
    (answer) => answer.title === query.title && answer.skills === query.skills,
  );
  if (!saved) return null;
  const { results, corpusRows: rows, note } = saved;
  return { source: 'saved', query, results, words: [], vectors: {}, like: null, rows, note: note ?? '' };
}
