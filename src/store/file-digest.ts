/** @file SHA-256 of a file on the user's disk, whatever its size. */
import { sha256 } from '@noble/hashes/sha2.js';
import { CodingStoreError } from './coding-errors.ts';
import { messageOf } from '../core/message-of.ts';

/** Bytes hashed at a stretch: some 15 ms of work, after which the next read leaves the page its turn. */
const SLICE_BYTES = 1024 * 1024;

export interface FileDigestOptions {
  readonly signal?: AbortSignal;
  /** Bytes hashed so far and in all; called once at least. */
  readonly onProgress?: (bytes: number, total: number) => void;
}

/**
 * SHA-256 of the file as 64 lower-case hexadecimal digits. One pass, about 15 s a gigabyte, a few megabytes in memory: WebCrypto would
 * want the file as a whole.
 * @throws the signal's reason; StoreError where the file can no longer be read.
 */
export async function digestOfFile(
  file: Blob & { readonly name?: string },
  { signal, onProgress }: FileDigestOptions = {},
): Promise<string> {
  signal?.throwIfAborted();
  const hash = sha256.create();
  let bytes = 0;
  onProgress?.(0, file.size);
  for (let start = 0; start < file.size; start += SLICE_BYTES) {
    const slice = await read(file, start);
    signal?.throwIfAborted();
    hash.update(slice);
    bytes += slice.byteLength;
    onProgress?.(bytes, file.size);
  }
  signal?.throwIfAborted();
  return Array.from(hash.digest(), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** One slice: its size is ours, whatever pieces the browser's own stream would come in. */
async function read(file: Blob & { readonly name?: string }, start: number): Promise<Uint8Array> {
  const end = Math.min(start + SLICE_BYTES, file.size);
  try {
    const slice = new Uint8Array(await file.slice(start, end).arrayBuffer());
    if (slice.byteLength === end - start) return slice;
  } catch (cause) {
    const problem = `could not be read (${messageOf(cause)})`;
    throw new CodingStoreError('unreadable', file.name ?? 'The file', problem, { cause });
  }
  throw new CodingStoreError('unreadable', file.name ?? 'The file', 'has become shorter while it was read');
}
