/** @file The central directory of a zip archive: what is in it and how large it gets, known before anything is unpacked. */
import { readBytes } from './read-bytes.ts';
import type { TableFile } from './table-types.ts';

export interface ZipEntry {
  readonly path: string;
  /** 0: stored, 8: deflated. */
  readonly method: number;
  /** Bytes in the archive and unpacked, as the directory claims. */
  readonly packed: number;
  readonly unpacked: number;
  /** Where the entry's local header begins. */
  readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_LENGTH = 22;
const ENTRY_LENGTH = 46;
const LOCAL_LENGTH = 30;
/** The end record is followed by a comment of at most this length. */
const LONGEST_COMMENT = 0xffff;
/** A directory of this size has more entries than any workbook. */
const LARGEST_DIRECTORY = 16_777_216;

/** Where the end record begins in the tail of a file; -1 where there is none. */
function findEnd(tail: DataView): number {
  for (let at = tail.byteLength - END_LENGTH; at >= 0; at--) {
    if (tail.getUint32(at, true) === END_SIGNATURE) return at;
  }
  return -1;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Entries of an archive as its central directory lists them; null where it is no zip archive, is damaged, or has the 64-bit form,
 * which no workbook of a size that is read here needs.
 */
export async function readZipDirectory(file: TableFile): Promise<ZipEntry[] | null> {
  const tailStart = Math.max(0, file.size - END_LENGTH - LONGEST_COMMENT);
  const tail = view(await readBytes(file, tailStart, file.size));
  const end = findEnd(tail);
  if (end < 0) return null;
  const count = tail.getUint16(end + 10, true);
  const length = tail.getUint32(end + 12, true);
  const start = tail.getUint32(end + 16, true);
  if (start + length > tailStart + end || length > LARGEST_DIRECTORY) return null;
  const directory = await readBytes(file, start, start + length);
  const entries: ZipEntry[] = [];
  for (let at = 0, left = count; left > 0; left--) {
    if (at + ENTRY_LENGTH > length) return null;
    const fields = view(directory.subarray(at));
    if (fields.getUint32(0, true) !== ENTRY_SIGNATURE) return null;
    const pathEnd = ENTRY_LENGTH + fields.getUint16(28, true);
    entries.push({
      path: new TextDecoder().decode(directory.subarray(at + ENTRY_LENGTH, at + pathEnd)),
      method: fields.getUint16(10, true),
      packed: fields.getUint32(20, true),
      unpacked: fields.getUint32(24, true),
      offset: fields.getUint32(42, true),
    });
    at += pathEnd + fields.getUint16(30, true) + fields.getUint16(32, true);
  }
  return entries;
}

/** Thrown where an entry holds something else than the directory says. */
export class ZipEntryError extends Error {}

/** Inflates until more comes out than was claimed. */
async function inflate(packed: Uint8Array<ArrayBuffer>, claimed: number): Promise<Uint8Array<ArrayBuffer>> {
  const { writable, readable } = new DecompressionStream('deflate-raw');
  const writer = writable.getWriter();
  // A fault in the data comes out of the reader as well.
  const written = writer.write(packed).then(() => writer.close());
  written.catch(() => undefined);
  const unpacked = new Uint8Array(claimed);
  const reader = (readable as ReadableStream<Uint8Array>).getReader();
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (length + part.value.length > claimed) {
      await reader.cancel();
      throw new ZipEntryError('larger than the directory says');
    }
    unpacked.set(part.value, length);
    length += part.value.length;
  }
  if (length !== claimed) throw new ZipEntryError('smaller than the directory says');
  return unpacked;
}

/**
 * The bytes of an entry, never more than the directory claims.
 * @throws ZipEntryError where the entry does not hold what the directory says; TypeError where its data is damaged
 */
export async function unpackEntry(file: TableFile, entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  if (entry.offset + LOCAL_LENGTH > file.size) throw new ZipEntryError('outside the file');
  const local = view(await readBytes(file, entry.offset, entry.offset + LOCAL_LENGTH));
  if (local.getUint32(0, true) !== LOCAL_SIGNATURE) throw new ZipEntryError('no local header');
  const start = entry.offset + LOCAL_LENGTH + local.getUint16(26, true) + local.getUint16(28, true);
  if (start + entry.packed > file.size) throw new ZipEntryError('outside the file');
  const packed = await readBytes(file, start, start + entry.packed);
  if (entry.method === 8) return inflate(packed, entry.unpacked);
  if (entry.method === 0 && entry.packed === entry.unpacked) return packed;
  throw new ZipEntryError('a method of compression that is not read here');
}
