/** @file What Rolemap ships, out of public/: models, the coder, the postings. The same files as the site serves. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OccupationNames } from '../core/coding/occupation-names.ts';
import type { FileHash } from '../core/coding/output/run-record.ts';
import { readKnowledge } from '../core/coding/read-knowledge.ts';
import { TitleCoder } from '../core/coding/title-coder.ts';
import type { Manifest, ModelEntry, ModelId } from '../core/formats/manifest.ts';
import { readNpyInt8 } from '../core/formats/npy.ts';
import { readPostings } from '../core/formats/postings.ts';
import { CorpusSearch } from '../core/search/corpus-search.ts';
import type { Kernels } from '../core/search/kernel/scanner.ts';
import type { Field } from '../core/search/types.ts';
import type { CoderOptions, LoadedCoder, LoadedEncoder } from './environment.ts';
import { CommandError } from './errors.ts';
import { loadWasm } from './node-encoder.ts';
import { loadOwnHeads, startHeads } from './own-heads.ts';

type DataManifest = Pick<Manifest, 'corpus'> & Partial<Pick<Manifest, 'coding'>>;

/** Reads files below public/. */
export class ShippedFiles {
  readonly #folder: string;

  /** @param folder public/ */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws CommandError */
  bytes(path: string): Uint8Array<ArrayBuffer> {
    const file = join(this.#folder, path);
    if (!existsSync(file))
      throw new CommandError(
        `${file} is not there. It comes with the repository: get it again, then repeat.`,
      );
    return new Uint8Array(readFileSync(file));
  }

  /** @throws CommandError */
  json(path: string): unknown {
    return JSON.parse(new TextDecoder().decode(this.bytes(path)));
  }

  get data(): DataManifest {
    return this.json('data/manifest.json') as DataManifest;
  }

  model(id: ModelId): ModelEntry {
    return (this.json('models/manifest.json') as Pick<Manifest, 'models'>).models[id];
  }

  hash(path: string): FileHash {
    return { file: path, sha256: createHash('sha256').update(this.bytes(path)).digest('hex') };
  }

  /** Of the file that the browser's WASM runs. */
  modelHash(id: ModelId): FileHash {
    return this.hash(`models/${id}/${this.model(id).devices.wasm}`);
  }

  /** Folder of a model, in the layout of the Hub. */
  modelFolder(id: ModelId): string {
    return join(this.#folder, 'models', id);
  }
}

/** The encoder that the browser's WASM runs. */
export async function loadShippedEncoder(files: ShippedFiles, id: ModelId): Promise<LoadedEncoder> {
  const encoder = await loadWasm(files.modelFolder(id), files.model(id).devices.wasm);
  const { file, sha256 } = files.modelHash(id);
  return { ...encoder, file: { id, file, sha256 } };
}

/** @throws CommandError where the coder's files are not there */
export async function loadShippedCoder(
  files: ShippedFiles,
  kernels: () => Promise<Kernels | undefined>,
  { heads: folder = null }: CoderOptions = {},
): Promise<LoadedCoder> {
  const { coding } = files.data;
  if (!coding)
    throw new CommandError(
      'public/data/manifest.json names no files of the coder. Make them with: npm run build-coding.',
    );
  const knowledge = await readKnowledge({
    titles: files.bytes(coding.titles).buffer,
    vectors: files.bytes(coding.vectors),
    scale: coding.scale,
    occupations: files.bytes(coding.occupations).buffer,
    coder: files.bytes(coding.coder),
    headsDescription: files.bytes(coding.headsDescription),
  });
  const { heads: shipped, ...rest } = knowledge;
  const { titles, vectors, occupations, coder, heads, headsDescription } = coding;
  const own = folder === null ? null : await loadOwnHeads(folder, files.modelHash('tuned').sha256);
  const { description, run } = own ?? {
    description: shipped,
    run: await startHeads(files.bytes(heads)),
  };
  const shippedFiles = [titles, vectors, occupations, coder, ...(own ? [] : [heads, headsDescription])];
  const compiled = await kernels();
  return {
    coder: new TitleCoder({ ...rest, heads: { description, run }, kernels: compiled }),
    names: new OccupationNames(knowledge.occupations),
    threshold: knowledge.settings.threshold,
    files: shippedFiles.map((path) => files.hash(path)),
    ownHeads: own?.facts ?? null,
    kernels: compiled,
  };
}

/** The postings with the vectors of these models and fields. One query over a few thousand rows needs no compiled scan. */
export async function loadShippedCorpus(
  files: ShippedFiles,
  { models, fields }: { readonly models: readonly ModelId[]; readonly fields: readonly Field[] },
): Promise<CorpusSearch> {
  const { corpus } = files.data;
  const search = new CorpusSearch();
  search.appendPostings(await readPostings(files.bytes(corpus.table).buffer));
  for (const { path, model, field, scale } of corpus.vectors) {
    if (!models.includes(model) || !fields.includes(field)) continue;
    search.append({ model, field, rows: readNpyInt8(files.bytes(path), path).rows, scale });
  }
  return search;
}
