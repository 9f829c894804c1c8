/**
 * @file A corpus of the user's own in files: texts, filters, and for each model int8 rows (`vectors-<slot>.int8`) and, for a large
 * corpus, binary codes (`codes-<slot>.bits`), both without a header. Every append is committed by the manifest, so that a cut write
 * goes on from the last row that counts. One tab writes at a time; any may read.
 */
import { dequantize, quantizeWithScale, rowScale } from '../../vectors/quantize.ts';
import { BinaryCoder, codeBytes, fitCodes, type CodeVariant } from '../codes/binary-coder.ts';
import type { CorpusFolder } from './byte-file.ts';
import { CorpusError } from './corpus-error.ts';
import {
  readManifest,
  sameModel,
  writeManifest,
  type CorpusManifest,
  type CorpusModel,
  type StoredVectors,
} from './corpus-manifest.ts';
import { FilterStore, type FilterColumn } from './filter-store.ts';
import { FileRowStore, type RowStore } from './row-store.ts';
import { TextStore } from './text-store.ts';

/** Up to here int8 rows are held in memory and scanned exactly; above, codes. */
export const EXACT_ROWS = 200_000;
/** Rows coded, or loaded, at a time: 25 MB of 384 dimensions. */
export const PIECE_ROWS = 65_536;
/** Rows from which the mean of the codes is taken, in pieces spread over the corpus. */
const SAMPLE_PIECES = 16;
const SAMPLE_PIECE_ROWS = 1024;

/** What is known of a corpus before its first row. */
export type CorpusPlan = Pick<CorpusManifest, 'name' | 'created' | 'columns' | 'titleColumn' | 'filters'> & {
  readonly source: { readonly name: string; readonly bytes: number };
};

export class StoredCorpus {
  readonly #folder: CorpusFolder;
  readonly #texts: TextStore;
  readonly #filters: readonly FilterStore[];
  #manifest: CorpusManifest;
  #commits: Promise<void> = Promise.resolve();

  private constructor(folder: CorpusFolder, manifest: CorpusManifest) {
    this.#folder = folder;
    this.#manifest = manifest;
    this.#texts = new TextStore(folder);
    this.#filters = manifest.filters.map((place) => new FilterStore(folder, place));
  }

  /** Begins a corpus without rows, over whatever the folder holds. */
  static async create(folder: CorpusFolder, plan: CorpusPlan): Promise<StoredCorpus> {
    const before = await readManifest(folder);
    const manifest: CorpusManifest = {
      formatVersion: 1,
      sequence: before?.sequence ?? 0,
      ...plan,
      source: { ...plan.source, rowsRead: 0 },
      rows: 0,
      complete: false,
      textBytes: 0,
      valueBytes: plan.filters.map(() => 0),
      vectors: [],
    };
    return new StoredCorpus(folder, await writeManifest(folder, manifest));
  }

  /** A corpus as it was committed; null where the folder holds none. */
  static async open(folder: CorpusFolder): Promise<StoredCorpus | null> {
    const manifest = await readManifest(folder);
    return manifest && new StoredCorpus(folder, manifest);
  }

  get manifest(): CorpusManifest {
    return this.#manifest;
  }

  /** Whether all rows have vectors of a model, and codes where they are many. */
  isReady(model: string, exactRows: number = EXACT_ROWS): boolean {
    const { complete, rows } = this.#manifest;
    const vectors = this.vectors(model);
    return complete && vectors?.rows === rows && (rows <= exactRows || vectors.codes !== null);
  }

  vectors(model: string): StoredVectors | undefined {
    return this.#manifest.vectors.find((each) => each.model.id === model);
  }

  /**
   * Adds rows and commits them.
   * @param cells one array of cells a row, as many as columns
   * @param rowsRead of the table so far, with those left out
   */
  async appendRows(cells: readonly (readonly string[])[], rowsRead: number): Promise<void> {
    const { rows, textBytes, valueBytes, filters, source } = this.#manifest;
    const bytes = await this.#texts.append(cells, { rows, bytes: textBytes });
    const values: number[] = [];
    for (const [index, place] of filters.entries()) {
      const column = cells.map((row) => row[place] ?? '');
      values.push(await this.#filters[index]!.append(column, { rows, bytes: valueBytes[index]! }));
    }
    await this.#commit(() => ({
      rows: rows + cells.length,
      textBytes: bytes,
      valueBytes: values,
      source: { ...source, rowsRead },
    }));
  }

  /** All rows of the table are there. */
  async finishRows(): Promise<void> {
    await this.#commit(() => ({ complete: true }));
  }

  /**
   * Makes room for the vectors of a model, or finds them. Vectors of another file under the same id are dropped.
   * @throws CorpusError `mismatch` where the model cannot be coded
   */
  async addModel(model: CorpusModel): Promise<StoredVectors> {
    const before = this.vectors(model.id);
    if (before && sameModel(before.model, model)) return before;
    const next = Math.max(-1, ...this.#manifest.vectors.map((each) => each.slot)) + 1;
    const fresh: StoredVectors = { model, slot: before?.slot ?? next, rows: 0, scale: null, codes: null };
    await this.#commit(({ vectors }) => ({
      vectors: [...vectors.filter((each) => each.model.id !== model.id), fresh],
    }));
    return fresh;
  }

  /**
   * Adds unit vectors of the next rows and commits them; the first ones decide the scale.
   * @param vectors [n * dimension]
   * @throws CorpusError `mismatch`, VectorError `not-finite`
   */
  async appendVectors(model: string, vectors: Float32Array): Promise<void> {
    const scale = this.#vectorsOf(model).scale ?? rowScale(vectors);
    await this.appendRounded(model, quantizeWithScale(vectors, scale), scale);
  }

  /** Adds int8 rows, see `appendVectors`. Throws CorpusError `mismatch` for another scale than before, or too many rows. */
  async appendRounded(model: string, rows: Int8Array<ArrayBuffer>, scale: number): Promise<void> {
    const stored = this.#vectorsOf(model);
    const { dimension, label } = stored.model;
    const count = stored.rows + rows.length / dimension;
    if (!Number.isInteger(count) || (stored.scale !== null && stored.scale !== scale)) {
      throw new CorpusError('mismatch', `These vectors do not go on those of ${label} that are stored.`);
    }
    if (count > this.#manifest.rows) {
      const message = `${label} has vectors for ${count} rows, but ${this.#manifest.name} holds ${this.#manifest.rows}.`;
      throw new CorpusError('mismatch', message);
    }
    await this.#folder.file(vectorFile(stored)).write(stored.rows * dimension, new Uint8Array(rows.buffer));
    await this.#replace({ ...stored, rows: count, scale });
  }

  /**
   * Makes the codes of a model from its int8 rows; a run that was cut begins again, which takes seconds.
   * @param report called with the rows done
   * @throws CorpusError `unfinished` while there are rows without vectors
   */
  async buildCodes(
    model: string,
    options: {
      readonly variant?: CodeVariant;
      readonly signal?: AbortSignal;
      readonly report?: (rows: number) => void;
    } = {},
  ): Promise<void> {
    const stored = this.#vectorsOf(model);
    const { rows } = this.#manifest;
    if (stored.scale === null || stored.rows !== rows) {
      const message = `${stored.model.label} has vectors for ${stored.rows} of ${rows} rows. Let it finish first.`;
      throw new CorpusError('unfinished', message);
    }
    const store = this.rowStore(model);
    const sample = dequantize(await sampleRows(store), stored.scale);
    const { variant } = options;
    const coder = new BinaryCoder(
      fitCodes(sample, { dimension: store.dimension, ...(variant && { variant }) }),
    );
    for (let first = 0; first < rows; first += PIECE_ROWS) {
      options.signal?.throwIfAborted();
      const end = Math.min(rows, first + PIECE_ROWS);
      const codes = coder.encode(await store.range(first, end), stored.scale);
      await this.#folder.file(codeFile(stored)).write(first * coder.bytes, codes);
      options.report?.(end);
    }
    await this.#replace({ ...stored, codes: coder.settings });
  }

  /** Int8 rows of a model, read from its file. */
  rowStore(model: string): RowStore {
    const stored = this.#vectorsOf(model);
    return new FileRowStore(this.#folder.file(vectorFile(stored)), stored.model.dimension, stored.rows);
  }

  /** Codes of rows `first` up to, not including, `end`. */
  codes(model: string, first: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const stored = this.#vectorsOf(model);
    const bytes = codeBytes(stored.model.dimension);
    return this.#folder.file(codeFile(stored)).read(first * bytes, (end - first) * bytes);
  }

  /** Cells of rows by number. */
  cells(rows: readonly number[]): Promise<string[][]> {
    return this.#texts.rows(rows);
  }

  /** Cells of rows `first` up to, not including, `end`; fewer where there are fewer. */
  cellRange(first: number, end: number): Promise<string[][]> {
    return this.#texts.range(first, Math.min(end, this.#manifest.rows));
  }

  /** The values of a filter by its place in `manifest.filters`. */
  filter(index: number): Promise<FilterColumn> {
    const { rows, valueBytes } = this.#manifest;
    return this.#filters[index]!.read({ rows, bytes: valueBytes[index]! });
  }

  close(): void {
    this.#folder.close();
  }

  #vectorsOf(model: string): StoredVectors {
    const stored = this.vectors(model);
    if (stored) return stored;
    throw new CorpusError('missing', `${this.#manifest.name} has no vectors of the model ${model}.`);
  }

  #replace(stored: StoredVectors): Promise<void> {
    return this.#commit(({ vectors }) => ({
      vectors: vectors.map((each) => (each.slot === stored.slot ? stored : each)),
    }));
  }

  /** One after the other: two models may be added to at the same time. */
  #commit(change: (manifest: CorpusManifest) => Partial<CorpusManifest>): Promise<void> {
    const commit = this.#commits.then(async () => {
      this.#manifest = await writeManifest(this.#folder, { ...this.#manifest, ...change(this.#manifest) });
    });
    this.#commits = commit.catch(() => undefined);
    return commit;
  }
}

/** Name of the file of a model's int8 rows. */
export function vectorFile({ slot }: StoredVectors): string {
  return `vectors-${slot}.int8`;
}

function codeFile({ slot }: StoredVectors): string {
  return `codes-${slot}.bits`;
}

/** Rows from all over a store. */
async function sampleRows(store: RowStore): Promise<Int8Array<ArrayBuffer>> {
  if (store.count <= SAMPLE_PIECES * SAMPLE_PIECE_ROWS) return store.range(0, store.count);
  const sample = new Int8Array(SAMPLE_PIECES * SAMPLE_PIECE_ROWS * store.dimension);
  const last = store.count - SAMPLE_PIECE_ROWS;
  for (let piece = 0; piece < SAMPLE_PIECES; piece++) {
    const first = Math.floor((piece / (SAMPLE_PIECES - 1)) * last);
    const rows = await store.range(first, first + SAMPLE_PIECE_ROWS);
    sample.set(rows, piece * rows.length);
  }
  return sample;
}
