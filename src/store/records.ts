/** @file Keys and records in the store: `shard/<sha256>` -> bytes, `file/<path>` -> what was committed. */
import type { Backend } from './backend.ts';

/** Written when all shards of a file are stored: its presence is the commit. */
export interface FileRecord {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly shards: readonly string[];
  /** Milliseconds since 1970. */
  readonly stored: number;
}

/** `coder` is what Normalize needs beside the job-title model. */
export type FileKind = 'model' | 'runtime' | 'data' | 'coder';

/** A stored file as the Library tab lists it. */
export interface ListedFile {
  readonly path: string;
  readonly kind: FileKind;
  readonly bytes: number;
  readonly stored: Date;
  /** False for a file of an earlier version. */
  readonly current: boolean;
  /** False where the browser has lost a part of it. */
  readonly complete: boolean;
}

const FILE = 'file/';

export function shardKey(sha256: string): string {
  return `shard/${sha256}`;
}

export function fileKey(path: string): string {
  return FILE + path;
}

export function kindOf(path: string): FileKind {
  if (/^(models|data)\/coding\//.test(path)) return 'coder';
  if (path.startsWith('models/')) return 'model';
  return path.startsWith('runtimes/') ? 'runtime' : 'data';
}

/** All file records, whichever version of the app wrote them. */
export async function fileRecords(backend: Backend): Promise<readonly FileRecord[]> {
  const records: FileRecord[] = [];
  for (const key of await backend.keys()) {
    if (!key.startsWith(FILE)) continue;
    const record = (await backend.get(key)) as FileRecord | undefined;
    if (record) records.push(record);
  }
  return records;
}
