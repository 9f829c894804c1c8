/** @file Reads the titles of another set from where the app has them: the published title data, the store, the search. */
import type { TitleDataManifest } from '../../core/formats/title-data.ts';
import type { MapSource, SearchSource } from '../../core/map/map-source.ts';
import { deploymentBase } from '../../store/deployment.ts';
import { defaultDigest } from '../../store/digest.ts';
import { launchTitleData } from '../../workers/title-data/launch.ts';
import { fetchTitleDataFile, fetchTitleDataManifest, type FileSource } from '../library/title-data-files.ts';
import type { Corpus } from '../search/corpus.svelte.ts';
import { cleanQuery } from '../search/search.svelte.ts';
import type { Setup } from '../setup/setup.svelte.ts';
import { storeOf } from './map-vectors.ts';
import type { MapState } from './map.svelte.ts';
import {
  advertTitles,
  foundTitles,
  furtherSeeds,
  knownTitles,
  titlesOfSplit,
  type ReadTitleData,
  type SourceTitles,
} from './source-titles.ts';

/** Hits of each model that become a map of what a search finds. */
const SEARCH_HITS = 200;

export interface Sources {
  readonly setup: Setup;
  /** The one that is searched now: a file of the user's, where one is open. */
  readonly corpus: Corpus;
  readonly map: MapState;
  readonly signal: AbortSignal;
}

/** @throws Error saying what is not here yet; as the readers do */
export function readSource(
  source: MapSource,
  { setup, corpus, map, signal }: Sources,
): Promise<SourceTitles> {
  const { set, recipe } = map.shipped!;
  switch (source.kind) {
    case 'seeds':
      return furtherSeeds(
        readTitleData,
        { count: source.count, seed: recipe.seed, shown: set.groups },
        recipe.unseen,
        signal,
      );
    case 'split':
      return titlesOfSplit(readTitleData, source.split, recipe.unseen, signal);
    case 'onet':
      return knownTitles(storeOf(setup), signal);
    case 'adverts':
      return Promise.resolve(advertTitles(setup.corpus.postings));
    case 'search':
      return searchTitles(source, source.own ? corpus : setup.corpus, signal);
    default:
      throw new Error('These titles are not read from a source of the app.');
  }
}

async function searchTitles(
  source: SearchSource,
  corpus: Corpus,
  signal: AbortSignal,
): Promise<SourceTitles> {
  const { texts } = cleanQuery(source);
  if (source.like !== '') {
    const found = await corpus.similar(source.like, SEARCH_HITS, signal);
    return foundTitles(source, { base: found?.results.base ?? [], tuned: found?.results.tuned ?? [] });
  }
  const models = corpus.readyModels(texts);
  if (models.length < 2) throw new Error('The search needs both models, which are not loaded yet.');
  const queries = await corpus.encodeQuery(models, texts, signal);
  const { base, tuned } = await corpus.search({ queries, k: SEARCH_HITS }, signal);
  return foundTitles(source, { base: base ?? [], tuned: tuned ?? [] });
}

/** Rows of a published table, which is fetched anew and read in a worker of its own. Throws as the fetch does. */
const readTitleData: ReadTitleData = async (name, splits, signal) => {
  const source: FileSource = {
    base: deploymentBase(),
    fetch: globalThis.fetch.bind(globalThis),
    digest: defaultDigest(),
  };
  const table = tableNamed(await fetchTitleDataManifest(source), name);
  const parquet = await fetchTitleDataFile(source, table.parquet, { signal, onBytes: () => undefined });
  const remote = launchTitleData();
  try {
    await remote.call('load', { table, parquet }, { signal, transfer: [parquet] });
    const pages = await Promise.all(
      splits.map((split) => {
        const request = {
          table: name,
          text: '',
          split,
          sort: null,
          start: 0,
          count: Math.max(1, table.rows),
        };
        return remote.call('page', request, { signal });
      }),
    );
    const columns = table.columns.map((column) => column.name);
    return pages.flatMap(({ rows }) =>
      rows.map(({ cells }) => Object.fromEntries(columns.map((column, at) => [column, cells[at]!]))),
    );
  } finally {
    remote.terminate();
  }
};

function tableNamed({ tables }: TitleDataManifest, name: string) {
  const table = tables.find((one) => one.name === name);
  if (!table) throw new Error(`The title data has no table "${name}". Reload the page.`);
  return table;
}
