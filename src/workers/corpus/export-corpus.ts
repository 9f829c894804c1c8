/** @file A corpus as files for the user: its rows as Parquet, the vectors of every finished model as .npy. */
import { pairFacts, writePairTable } from '../../core/search/corpus/corpus-pair.ts';
import { npyHeader } from '../../core/search/corpus/npy-pieces.ts';
import { PIECE_ROWS, type StoredCorpus } from '../../core/search/corpus/stored-corpus.ts';

export interface NamedBlob {
  readonly name: string;
  readonly blob: Blob;
}

export interface CorpusExport {
  readonly table: NamedBlob;
  readonly vectors: readonly NamedBlob[];
}

/** Name of the files without their ends: letters, digits, dots, hyphens. */
function stemOf(name: string): string {
  return name.replace(/\.[^.]+$/u, '').replace(/[^\p{L}\p{N}._-]+/gu, '-') || 'corpus';
}

/**
 * The files. Every piece becomes a blob at once, because browsers keep large blobs on disk.
 * @param report called with rows done of all vectors
 */
export async function exportCorpus(
  corpus: StoredCorpus,
  options: {
    readonly signal: AbortSignal;
    readonly report: (progress: { readonly done: number; readonly total: number }) => void;
  },
): Promise<CorpusExport> {
  const { name, rows } = corpus.manifest;
  const stem = stemOf(name);
  const facts = pairFacts(corpus, stem);
  const table: Blob[] = [];
  for await (const piece of writePairTable(corpus, facts)) table.push(new Blob([piece]));
  const vectors: NamedBlob[] = [];
  for (const { file, model } of facts.vectors) {
    const store = corpus.rowStore(model.id);
    const pieces = [new Blob([npyHeader(rows, store.dimension)])];
    for (let first = 0; first < rows; first += PIECE_ROWS) {
      options.signal.throwIfAborted();
      pieces.push(new Blob([await store.range(first, Math.min(rows, first + PIECE_ROWS))]));
      options.report({ done: vectors.length * rows + first, total: facts.vectors.length * rows });
    }
    vectors.push({ name: file, blob: new Blob(pieces) });
  }
  return { table: { name: `${stem}.parquet`, blob: new Blob(table) }, vectors };
}
