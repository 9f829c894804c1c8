/** @file What the page holds together: the address, the setup, the search and the corpus it runs over. */
import { launchSearch } from '../../workers/launch.ts';
import type { MapTools } from '../map/map-tools.svelte.ts';
import { FileCorpus } from '../search/file-corpus.svelte.ts';
import {
  cleanQuery,
  EMPTY_QUERY,
  SAVED_ANSWERS,
  savedAnswerTo,
  Search,
  type Query,
} from '../search/search.svelte.ts';
import type { SavedAnswer } from '../search/saved-answer.ts';
import { Selection } from '../search/selection.svelte.ts';
import { SearchClient } from '../setup/search-client.ts';
import { Setup } from '../setup/setup.svelte.ts';
import { Updates } from './updates.svelte.ts';
import { readDeviceSetting, wasRemoved } from './settings.ts';
import { formatHash, Router, type Route } from './route.svelte.ts';

/** After the last letter: browsers limit how often the address may change. */
const ADDRESS_MILLISECONDS = 400;

export class AppState {
  readonly router = new Router((route) => this.#follow(route));
  readonly updates = new Updates();
  readonly setup: Setup;
  readonly search: Search;
  readonly selection = new Selection();
  readonly file: FileCorpus;
  /** The Map tab, from its first visit on. */
  map: MapTools | null = null;
  #address: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const client = new SearchClient(launchSearch);
    this.setup = new Setup(client, readDeviceSetting(), () => this.updates.guard(), wasRemoved());
    this.file = new FileCorpus(
      client,
      () => this.setup.encoders,
      () => this.search.refresh(),
      () => {
        this.selection.clearTicks();
        void this.search.run();
      },
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
    clearTimeout(this.#address);
    const whole = { ...EMPTY_QUERY, ...query };
    this.router.push(hashOf(whole));
    this.search.open(whole);
  }

  /** Typing: searches at the next pause, and then keeps the address true. */
  type(title: string, skills: string): void {
    this.search.type(title, skills);
    clearTimeout(this.#address);
    this.#address = setTimeout(() => this.router.replace(hashOf(this.search.query)), ADDRESS_MILLISECONDS);
  }

  /** A model or data arrived: the query is asked again, and a file that was opened too early is encoded. */
  moreCanAnswer(): void {
    this.search.refresh();
    this.file.resume();
  }

  /** Back, Forward, or a pasted link. */
  #follow(route: Route): void {
    // Also on the way to another tab: the address of what was typed would lead back from there.
    clearTimeout(this.#address);
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

/** The address of a query, of its text as it is searched: cleaned and cut. */
export function hashOf(query: Query): string {
  const { title, skills } = cleanQuery(query).texts;
  return formatHash('search', { q: title, skills, like: query.like });
}
