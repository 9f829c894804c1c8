/**
 * @file Keys and records of models of the user's own: `own-model/<id>` -> record, `own-file/<id>/<name>/<number>` -> bytes,
 * `own-vectors/<id>/<corpus>/<field>` -> what vectors are for, with `/values` behind it their bytes.
 */
import { stampKey, type ModelStamp } from '../core/models/model-stamp.ts';
import type { Backend } from './backend.ts';
import type { Digest } from './digest.ts';

/** A file as transformers.js asks for it. */
export type OwnFileName = 'config.json' | 'tokenizer.json' | 'tokenizer_config.json' | 'onnx/model.onnx';

export const WEIGHTS = 'onnx/model.onnx';

export interface OwnFile {
  readonly name: OwnFileName;
  readonly bytes: number;
  /** SHA-256 of its pieces, in order. */
  readonly pieces: readonly string[];
}

export interface OwnModelRecord extends ModelStamp {
  /** `own-` and 16 hexadecimal digits, the same for the same file and settings. */
  readonly id: string;
  readonly name: string;
  /** As the model's card names it; null where nothing does. */
  readonly licence: string | null;
  /** Markdown; null where the folder had no README.md. */
  readonly card: string | null;
  /** Least cosine with the vectors of reference.json; null: nobody gave any, so the model is unverified. */
  readonly referenceCosine: number | null;
  readonly files: readonly OwnFile[];
  /** Milliseconds since 1970. */
  readonly added: number;
}

const MODEL = 'own-model/';

export function modelKey(id: string): string {
  return MODEL + id;
}

export function isModelKey(key: string): boolean {
  return key.startsWith(MODEL);
}

export function pieceKey(id: string, name: OwnFileName, number: number): string {
  return `own-file/${id}/${name}/${String(number).padStart(6, '0')}`;
}

export function vectorsKey(id: string, corpus: string, field: string): string {
  return `own-vectors/${id}/${encodeURIComponent(corpus)}/${encodeURIComponent(field)}`;
}

/** Whether the key holds a part of model `id`: a file, or vectors that it made. */
export function belongsTo(key: string, id: string): boolean {
  return key === modelKey(id) || key.startsWith(`own-file/${id}/`) || key.startsWith(`own-vectors/${id}/`);
}

/** Bytes of all its files. */
export function bytesOf(record: Pick<OwnModelRecord, 'files'>): number {
  return record.files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The id of a stamp: another file, tokenizer or setting is another model. */
export async function modelIdOf(stamp: ModelStamp, digest: Digest): Promise<string> {
  const hash = await digest(new TextEncoder().encode(stampKey(stamp)).buffer);
  return `own-${hash.slice(0, 16)}`;
}

/** All records, the oldest first. */
export async function modelRecords(
  backend: Backend,
  keys: readonly string[],
): Promise<readonly OwnModelRecord[]> {
  const records = await Promise.all(keys.filter(isModelKey).map((key) => backend.get(key)));
  return (records as (OwnModelRecord | undefined)[])
    .filter((record) => record !== undefined)
    .sort((a, b) => a.added - b.added);
}
