/** @file The corpus that is searched: the shipped postings or the user's file, with what of it can answer by now. */
import type { ModelId } from '../../core/formats/manifest.ts';
import type { LexicalHit, LexicalIndex } from '../../core/search/lexical.ts';
import type { Field, Posting, QueryVectors, SearchRequest, SearchResults } from '../../core/search/types.ts';
import type { CorpusId, RoleHit } from '../../workers/search/search-service.ts';
import type { Encoder } from '../setup/encoder.svelte.ts';
import type { SearchClient } from '../setup/search-client.ts';
import type { Texts } from './search.svelte.ts';

type Queries = Partial<Record<ModelId, QueryVectors>>;

const MODELS: readonly ModelId[] = ['tuned', 'base'];

export class Corpus {
  readonly id: CorpusId;
  name = $state('');
  synthetic = $state(false);
  rows = $state(0);
  /** True once the postings of the worker can be asked for by row and id. */
  hasTable = $state(false);
  words = $state.raw<LexicalIndex | null>(null);
  postings = $state.raw<readonly Posting[]>([]);
  /** `tuned/title` and so on: the indexes that hold at least one row. */
  indexes = $state.raw<ReadonlySet<string>>(new Set());
  readonly #client: SearchClient;
  readonly #encoders: () => Readonly<Partial<Record<ModelId, Encoder>>>;

  constructor(
    id: CorpusId,
    client: SearchClient,
    encoders: () => Readonly<Partial<Record<ModelId, Encoder>>>,
  ) {
    this.id = id;
    this.#client = client;
    this.#encoders = encoders;
  }

  markIndexed(model: ModelId, field: Field): void {
    this.indexes = new Set([...this.indexes, `${model}/${field}`]);
  }

  hasField(field: Field): boolean {
    return MODELS.some((model) => this.indexes.has(`${model}/${field}`));
  }

  /** The models that can answer these texts now. */
  readyModels(texts: Texts): ModelId[] {
    const fields = fieldsOf(texts);
    const isReady = (model: ModelId) =>
      this.#encoders()[model]?.answers === true &&
      fields.every((field) => this.indexes.has(`${model}/${field}`));
    return MODELS.filter(isReady);
  }

  /** Query vectors of each model, both models at the same time. */
  async encodeQuery(models: readonly ModelId[], texts: Texts, signal: AbortSignal): Promise<Queries> {
    const fields = fieldsOf(texts);
    const encode = async (model: ModelId): Promise<[ModelId, QueryVectors]> => {
      const vectors = await this.#encoders()[model]!.encode(
        fields.map((field) => texts[field]),
        { signal },
      );
      const size = vectors.length / fields.length;
      const entries = fields.map((field, i) => [field, vectors.slice(i * size, (i + 1) * size)]);
      return [model, Object.fromEntries(entries)];
    };
    const start = performance.now();
    const queries = Object.fromEntries(await Promise.all(models.map(encode)));
    measure('encode', start);
    return queries;
  }

  async search(request: SearchRequest, signal: AbortSignal): Promise<SearchResults> {
    const start = performance.now();
    const results = await this.#client.call('search', { corpus: this.id, ...request }, { signal });
    measure('search', start);
    return results;
  }

  /** Null while the posting, or every model's vector of it, is not there. */
  async similar(
    id: string,
    k: number,
    signal: AbortSignal,
  ): Promise<{ posting: Posting; results: SearchResults } | null> {
    const found = await this.posting(id);
    if (!found) return null;
    const results = await this.#client.call('similar', { corpus: this.id, row: found.row, k }, { signal });
    return results.base || results.tuned ? { posting: found.posting, results } : null;
  }

  /** A posting with its description, null where it is not there (yet). */
  async posting(id: string): Promise<{ row: number; posting: Posting } | null> {
    return this.hasTable ? this.#client.call('posting', { corpus: this.id, id }) : null;
  }

  searchWords(title: string, skills: string, k: number): (LexicalHit & { posting: Posting })[] | null {
    const hits = this.words?.search(title, skills, k);
    return hits ? hits.map((hit) => ({ ...hit, posting: this.postings[hit.row]! })) : null;
  }

  nearestRoles(vector: Float32Array, k: number): Promise<RoleHit[]> {
    return this.#client.call('nearestRoles', { vector, k });
  }
}

function fieldsOf(texts: Texts): Field[] {
  return (['title', 'skills'] as const).filter((field) => texts[field] !== '');
}

/** The last duration of a part of a query, in the browser's own performance timeline: bench/ and curious users read it there. */
function measure(part: 'encode' | 'search', start: number): void {
  performance.clearMeasures(part);
  performance.measure(part, { start });
}
