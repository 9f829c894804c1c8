/** @file What the page holds together: the address, the setup, the search and the corpus it runs over. */
import { launchSearch } from '../../workers/launch.ts';
import { FileCorpus } from '../search/file-corpus.svelte.ts';
import { EMPTY_QUERY, SAVED_ANSWERS, savedAnswerTo, Search, type Query } from '../search/search.svelte.ts';
import type { SavedAnswer } from '../search/saved-answer.ts';
import { Selection } from '../search/selection.svelte.ts';
import { SearchClient } from '../setup/search-client.ts';
import { Setup } from '../setup/setup.svelte.ts';
import { readDeviceSetting } from './settings.ts';
import { formatHash, Router, type Route } from './route.svelte.ts';

export class AppState {
  readonly router = new Router();
  readonly setup: Setup;
  readonly search: Search;
  readonly selection = new Selection();
  readonly file: FileCorpus;

  constructor() {
    const client = new SearchClient(launchSearch);
    this.setup = new Setup(client, readDeviceSetting());
    this.file = new FileCorpus(
      client,
      () => this.setup.encoders,
      () => this.search.refresh(),
    );
    this.search = new Search(() => this.corpus);
    this.#openFirst();
  }

  /** The corpus that is searched now. */
  get corpus() {
    return this.file.corpus ?? this.setup.corpus;
  }

  /** A query with a step for Back: an example, another name, "Most similar jobs". */
  go(query: Partial<Query>): void {
    const whole = { ...EMPTY_QUERY, ...query };
    this.router.push(hashOf(whole));
    this.search.open(whole);
  }

  /** Typing: searches at the next pause and keeps the address true. */
  type(title: string, skills: string): void {
    this.router.replace(hashOf({ title, skills, like: '' }));
    this.search.type(title, skills);
  }

  /** A model or data arrived: the query is asked again, and a file that was opened too early is encoded. */
  moreCanAnswer(): void {
    this.search.refresh();
    if (this.file.corpus && this.file.done === 0) void this.file.encode();
  }

  /** Called when the address changed by itself: Back, Forward, a pasted link. */
  follow(route: Route): void {
    if (route.tab !== 'search') return;
    const query = queryOf(route);
    if (hashOf(query) !== hashOf(this.search.query)) this.search.open(query);
  }

  /** The first screen shows an answer at once: the address's query if it has one, else the first example. */
  #openFirst(): void {
    const asked = queryOf(this.router.current);
    const [{ title, skills }] = SAVED_ANSWERS as readonly [SavedAnswer];
    const query = hashOf(asked) === hashOf(EMPTY_QUERY) ? { title, skills, like: '' } : asked;
    if (this.router.current.tab === 'search') this.router.replace(hashOf(query));
    this.search.query = query;
    this.search.shown = savedAnswerTo(query, this.setup.corpus);
  }
}

function queryOf({ parameters }: Route): Query {
  return {
    title: parameters.get('q') ?? '',
    skills: parameters.get('skills') ?? '',
    like: parameters.get('like') ?? '',
  };
}

export function hashOf({ title, skills, like }: Query): string {
  return formatHash('search', { q: title, skills, like });
}
