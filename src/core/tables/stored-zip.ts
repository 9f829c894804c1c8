/** @file A zip archive without compression. */

export interface StoredEntry {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Names are UTF-8. */
const FLAGS = 0x0800;
const VERSION = 20;

/** Fields that the local header and the directory have in common, from the version on. */
function writeFields(view: DataView, at: number, size: number, pathLength: number): void {
  view.setUint16(at, VERSION, true);
  view.setUint16(at + 2, FLAGS, true);
  // Method, time, date and checksum stay 0: whoever reads this archive was given it by us.
  view.setUint32(at + 14, size, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, pathLength, true);
}

function endRecord(count: number, length: number, start: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(22));
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, count, true);
  view.setUint16(10, count, true);
  view.setUint32(12, length, true);
  view.setUint32(16, start, true);
  return new Uint8Array(view.buffer);
}

/** An archive of at most 65,535 entries and 4 GB, with checksums left at 0. */
export function storedZip(entries: readonly StoredEntry[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { path, bytes } of entries) {
    const name = encoder.encode(path);
    const local = new DataView(new ArrayBuffer(30));
    local.setUint32(0, 0x04034b50, true);
    writeFields(local, 4, bytes.length, name.length);
    parts.push(new Uint8Array(local.buffer), name, bytes);
    const listed = new DataView(new ArrayBuffer(46));
    listed.setUint32(0, 0x02014b50, true);
    listed.setUint16(4, VERSION, true);
    writeFields(listed, 6, bytes.length, name.length);
    listed.setUint32(42, offset, true);
    directory.push(new Uint8Array(listed.buffer), name);
    offset += 30 + name.length + bytes.length;
  }
  const length = directory.reduce((sum, part) => sum + part.length, 0);
  const all = [...parts, ...directory, endRecord(entries.length, length, offset)];
  const archive = new Uint8Array(offset + length + 22);
  let at = 0;
  for (const part of all) {
    archive.set(part, at);
    at += part.length;
  }
  return archive;
}
