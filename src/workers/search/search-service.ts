/** @file Corpora and roles in one worker: tables and vectors come in as bytes, ranked hits with their text go out. */
import type { ModelId } from '../../core/formats/manifest.ts';
import { readNpyInt8 } from '../../core/formats/npy.ts';
import { joinShards } from '../../core/formats/shards.ts';
import { readPostings, readRoles, type Role } from '../../core/formats/postings.ts';
import { CorpusSearch } from '../../core/search/corpus-search.ts';
import { KERNELS } from '../../core/search/kernel/kernel-bytes.ts';
import type {
  Field,
  Posting,
  SearchRequest,
  SearchResults,
  SimilarRequest,
} from '../../core/search/types.ts';
import { VectorIndex } from '../../core/search/vector-index.ts';

/** `shipped` is the corpus that comes with the app, `file` the user's own. */
export type CorpusId = 'shipped' | 'file';

interface InCorpus {
  readonly corpus: CorpusId;
}
interface Rows extends InCorpus {
  readonly model: ModelId;
  readonly field: Field;
}

export interface RoleHit extends Role {
  readonly cosine: number;
}

export class SearchService {
  readonly #corpora: Record<CorpusId, CorpusSearch> = {
    shipped: new CorpusSearch({ kernels: KERNELS }),
    file: new CorpusSearch({ kernels: KERNELS }),
  };
  #roles: { readonly index: VectorIndex; readonly rows: readonly Role[] } | null = null;

  /** Which kernel scans here. */
  kernel(): string {
    return this.#corpora.shipped.kernel;
  }

  /** Adds a Parquet table, or replaces the texts of one that is there (the words come first, descriptions follow). */
  async loadTable({ corpus, table }: InCorpus & { readonly table: readonly ArrayBuffer[] }): Promise<number> {
    const postings = await readPostings(joinShards(table).buffer);
    const target = this.#corpora[corpus];
    if (target.postings.length === 0) target.appendPostings(postings);
    else target.replacePostings(postings);
    return postings.length;
  }

  loadVectors(input: Rows & { readonly npy: readonly ArrayBuffer[]; readonly scale: number }): void {
    const { rows } = readNpyInt8(joinShards(input.npy));
    this.#corpora[input.corpus].append({ model: input.model, field: input.field, rows, scale: input.scale });
  }

  /** Rows of a user's file. */
  addPostings({ corpus, postings }: InCorpus & { readonly postings: readonly Posting[] }): void {
    this.#corpora[corpus].appendPostings(postings);
  }

  /** Vectors [n * dimension] of the next n rows of a user's file. */
  addVectors(input: Rows & { readonly vectors: Float32Array }): void {
    this.#corpora[input.corpus].appendVectors(input);
  }

  clear({ corpus }: InCorpus): void {
    this.#corpora[corpus].clear();
  }

  search(request: InCorpus & SearchRequest): SearchResults {
    return this.#corpora[request.corpus].search(request);
  }

  similar(request: InCorpus & SimilarRequest): SearchResults {
    return this.#corpora[request.corpus].similar(request);
  }

  /** A posting by its stable id, null where the corpus has none of it. */
  posting({ corpus, id }: InCorpus & { readonly id: string }): { row: number; posting: Posting } | null {
    const { postings } = this.#corpora[corpus];
    const row = postings.findIndex((posting) => posting.id === id);
    return row < 0 ? null : { row, posting: postings[row]! };
  }

  async loadRoles(input: {
    readonly table: readonly ArrayBuffer[];
    readonly npy: readonly ArrayBuffer[];
    readonly scale: number;
  }): Promise<void> {
    const rows = await readRoles(joinShards(input.table).buffer);
    const index = new VectorIndex({ kernels: KERNELS });
    index.append(readNpyInt8(joinShards(input.npy)).rows, input.scale);
    this.#roles = { index, rows };
  }

  /** The roles nearest to a query vector of the tuned model; none while the roles are not loaded. */
  nearestRoles({ vector, k }: { readonly vector: Float32Array; readonly k: number }): RoleHit[] {
    if (!this.#roles) return [];
    const { index, rows } = this.#roles;
    return index.nearest(vector, k).map(({ row, cosine }) => ({ ...rows[row]!, cosine }));
  }
}
