/**
 * @file The manifests: what the app may download, and what each file must be. `public/models/manifest.json` and
 * `public/data/manifest.json` are written by scripts; the build cuts their files (and the onnxruntime-web runtimes) into shards
 * and writes one `manifest.json` beside the app.
 */

export type ModelId = 'base' | 'tuned';
export type Device = 'webgpu' | 'wasm';
export type RuntimeId = 'plain' | 'jspi' | 'asyncify';

/** A piece of a stored file: the unit of download, hashing and resume, served as `store/<sha256>.bin`. */
export interface Shard {
  /** Of the bytes as stored, after any decompression. */
  readonly sha256: string;
  readonly bytes: number;
  /** Bytes on the wire where the shard is served as gzip; absent where it is served as it is. */
  readonly gzip?: number;
}

/** Bytes that the download of a shard takes. */
export function wireBytes({ bytes, gzip }: Shard): number {
  return gzip ?? bytes;
}

export interface StoredFile {
  /** Path below `public/`, for example `models/tuned/onnx/model_q4.onnx`, or `runtimes/plain.wasm`. Unique. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly shards: readonly Shard[];
}

/** Unit vectors that a model file must reproduce (cosine >= 0.995) on a device before it may serve. */
export interface SelfTest {
  readonly titles: readonly string[];
  /** By file path relative to the model's folder, then one vector (384 numbers) a title. */
  readonly vectors: Readonly<Record<string, readonly (readonly number[])[]>>;
}

export interface ModelEntry {
  readonly label: string;
  readonly technicalName: string;
  readonly licence: string;
  readonly dimension: number;
  readonly maxTokens: number;
  readonly pooling: 'mean';
  /** Relative to the model's folder: config.json, tokenizer.json, tokenizer_config.json and the ONNX files. */
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
  readonly devices: Readonly<Record<Device, string>>;
  readonly selfTest: SelfTest;
}

/** Int8 vectors of one field of a corpus under one model: value = stored * scale. */
export interface VectorFile {
  readonly path: string;
  readonly model: ModelId;
  readonly field: 'title' | 'skills';
  readonly rows: number;
  readonly scale: number;
}

export interface CorpusEntry {
  readonly id: string;
  readonly name: string;
  readonly synthetic: boolean;
  readonly licence: string;
  readonly origin: string;
  readonly rows: number;
  /** Titles, companies, places, skills: at most 400 kB, what the word search needs. */
  readonly lexical: string;
  /** All columns, descriptions included. */
  readonly table: string;
  readonly vectors: readonly VectorFile[];
}

/** One vector a role (mean of its titles under the tuned model) and the role's titles, for "Also called". */
export interface RolesEntry {
  readonly table: string;
  readonly vectors: string;
  readonly rows: number;
  readonly scale: number;
}

/** Int8 vectors of the map's titles in one space: value = stored * scale. The seed recipe's model has no other file. */
export interface MapVectorFile {
  readonly space: ModelId | 'seed-recipe';
  readonly path: string;
  readonly rows: number;
  readonly scale: number;
}

/** What "Run it here" needs; the map that is shown first is part of the app. */
export interface MapEntry {
  readonly vectors: readonly MapVectorFile[];
}

/** What Normalize needs beside the tuned model; downloaded when a file is coded for the first time. */
export interface CodingEntry {
  /** Known titles with their codes: first those with a vector, in the order of `vectors`. */
  readonly titles: string;
  readonly vectors: string;
  /** Titles with a vector. */
  readonly rows: number;
  readonly scale: number;
  readonly occupations: string;
  /** Settings of the coder (JSON). */
  readonly coder: string;
  /** The level and area network (ONNX) and what it says of itself (JSON). */
  readonly heads: string;
  readonly headsDescription: string;
}

export interface Manifest {
  readonly schemaVersion: 1;
  readonly version: string;
  readonly files: readonly StoredFile[];
  readonly models: Readonly<Record<ModelId, ModelEntry>>;
  readonly runtimes: Readonly<Record<RuntimeId, string>>;
  readonly corpus: CorpusEntry;
  readonly roles: RolesEntry;
  readonly map: MapEntry;
  readonly coding: CodingEntry;
}

export { ManifestError, parseManifest } from './parse-manifest.ts';
