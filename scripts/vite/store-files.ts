/** @file Reads the files that the app stores, checks them, cuts them into shards and merges the manifests. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  parseManifest,
  type Manifest,
  type ModelEntry,
  type RuntimeId,
  type Shard,
  type StoredFile,
} from '../../src/core/formats/manifest.ts';
import { MAXIMUM_SHARD_BYTES, shardRanges } from '../../src/core/formats/shards.ts';

export interface StoreSources {
  /** Holds models/manifest.json and data/manifest.json with their files, and whatever else the site serves as it is. */
  readonly publicDirectory: string;
  /** onnxruntime-web's dist: ort-wasm-simd-threaded{,.jspi,.asyncify}.{wasm,mjs}. */
  readonly runtimeDirectory: string;
  /** For compressed shards; may be deleted at any time. */
  readonly cacheDirectory: string;
  readonly maximumShardBytes?: number;
}

/** Where the bytes of a served file are. */
export interface Slice {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export interface StoreContents {
  readonly manifest: Manifest;
  /** By SHA-256; two files that share a shard have it once. */
  readonly shards: ReadonlyMap<string, Slice>;
}

const RUNTIME_SUFFIXES: Readonly<Record<RuntimeId, string>> = {
  plain: '',
  jspi: '.jspi',
  asyncify: '.asyncify',
};
/** Files to look through and download as they are: no part of the store. */
const PUBLISHED = 'data/title-data/';
/** What a model needs to run; other files of its folder (model cards and so on) stay out of the site. */
const MODEL_FILE = /^(config\.json|tokenizer\.json|tokenizer_config\.json|onnx\/[^/]+\.onnx)$/;

interface Expected {
  readonly bytes: number;
  readonly sha256: string;
}
interface ModelsManifest {
  readonly models: Readonly<Record<string, ModelEntry>>;
}
interface DataManifest extends Pick<Manifest, 'corpus' | 'roles' | 'map' | 'coding'> {
  readonly files: readonly ({ readonly path: string } & Expected)[];
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function readJson(directory: string, folder: string): unknown {
  const file = join(directory, folder, 'manifest.json');
  if (!existsSync(file))
    throw new Error(`${file} is not there: get it with the repository, or make it (see README.md).`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file} is not JSON.`, { cause });
  }
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (version !== 1)
    throw new Error(`${file}: schemaVersion is ${JSON.stringify(version)}, this build reads 1.`);
  return value;
}

/** Collects files and their shards; memory holds one file at a time. */
class Cutter {
  readonly files: StoredFile[] = [];
  readonly shards = new Map<string, Slice>();
  readonly #maximum: number;
  readonly #cacheDirectory: string;

  constructor(maximum: number, cacheDirectory: string) {
    this.#maximum = maximum;
    this.#cacheDirectory = cacheDirectory;
  }

  /** @throws Error naming the file if it is not there, or is not what its manifest says. */
  add(path: string, file: string, expected?: Expected): void {
    if (!existsSync(file)) throw new Error(`${file} is not there, but the manifest lists it (as ${path}).`);
    const bytes = readFileSync(file);
    const sha256 = sha256Of(bytes);
    if (expected && bytes.length !== expected.bytes) {
      throw new Error(`${file} has ${bytes.length} bytes, its manifest says ${expected.bytes}.`);
    }
    if (expected && sha256 !== expected.sha256) {
      throw new Error(`${file} has the SHA-256 ${sha256}, its manifest says ${expected.sha256}.`);
    }
    const shards = shardRanges(bytes.length, this.#maximum).map(([start, end]): Shard => {
      const hash = sha256Of(bytes.subarray(start, end));
      if (!path.endsWith('.wasm')) {
        this.shards.set(hash, { file, start, end });
        return { sha256: hash, bytes: end - start };
      }
      const compressed = this.#compress(hash, bytes.subarray(start, end));
      this.shards.set(hash, compressed);
      return { sha256: hash, bytes: end - start, gzip: compressed.end };
    });
    this.files.push({ path, bytes: bytes.length, sha256, shards });
  }

  /** The runtimes shrink to a quarter, models and vectors hardly: these alone are compressed, once, and kept for the next build. */
  #compress(hash: string, bytes: Uint8Array): Slice {
    mkdirSync(this.#cacheDirectory, { recursive: true });
    const file = join(this.#cacheDirectory, `${hash}.gz`);
    if (!existsSync(file)) writeFileSync(file, gzipSync(bytes, { level: 9 }));
    return { file, start: 0, end: statSync(file).size };
  }
}

function pickModelFiles(model: ModelEntry): ModelEntry {
  const wanted = Object.entries(model.files).filter(([name]) => MODEL_FILE.test(name));
  return { ...model, files: Object.fromEntries(wanted) };
}

/** Path of a runtime's loader script (`mjs`) or module (`wasm`) in onnxruntime-web. */
export function runtimeFile(sources: StoreSources, id: RuntimeId, extension: 'wasm' | 'mjs'): string {
  return join(sources.runtimeDirectory, `ort-wasm-simd-threaded${RUNTIME_SUFFIXES[id]}.${extension}`);
}

/** Files that are served under their own path: the runtime loaders, and what of the public folder is not stored. By path. */
export function plainFiles(sources: StoreSources): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const id of Object.keys(RUNTIME_SUFFIXES) as RuntimeId[]) {
    files.set(`runtimes/${id}.mjs`, runtimeFile(sources, id, 'mjs'));
  }
  if (!existsSync(sources.publicDirectory)) return files;
  for (const entry of readdirSync(sources.publicDirectory, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(join(sources.publicDirectory, '/').length).replaceAll('\\', '/');
    if (entry.isFile() && (!/^(models|data)\//.test(path) || path.startsWith(PUBLISHED)))
      files.set(path, file);
  }
  return files;
}

/**
 * The merged manifest and where each shard's bytes are. The version is a hash of all stored files: equal files, equal version.
 * @throws Error naming the file that is missing or differs from its manifest; ManifestError naming a wrong field.
 */
export function readStore(sources: StoreSources): StoreContents {
  const { models: listed } = readJson(sources.publicDirectory, 'models') as ModelsManifest;
  const data = readJson(sources.publicDirectory, 'data') as DataManifest;
  const cutter = new Cutter(sources.maximumShardBytes ?? MAXIMUM_SHARD_BYTES, sources.cacheDirectory);
  const models: Record<string, ModelEntry> = {};
  for (const [id, entry] of Object.entries(listed)) {
    const model = pickModelFiles(entry);
    models[id] = model;
    for (const [name, expected] of Object.entries(model.files)) {
      cutter.add(`models/${id}/${name}`, join(sources.publicDirectory, 'models', id, name), expected);
    }
  }
  for (const file of data.files) cutter.add(file.path, join(sources.publicDirectory, file.path), file);
  const runtimes: Record<string, string> = {};
  for (const id of Object.keys(RUNTIME_SUFFIXES) as RuntimeId[]) {
    runtimes[id] = `runtimes/${id}.wasm`;
    cutter.add(runtimes[id], runtimeFile(sources, id, 'wasm'));
  }
  const { files, shards } = cutter;
  const version = sha256Of(
    Buffer.from(files.map(({ path, sha256 }) => `${path} ${sha256}\n`).join('')),
  ).slice(0, 16);
  const { corpus, roles, map, coding } = data;
  const listing = { version, files, models, runtimes, corpus, roles, map, coding };
  const manifest = parseManifest({ schemaVersion: 1, ...listing });
  return { manifest, shards };
}
