/** @file A ZIP archive written as a stream: no file of it is ever whole in memory, and no worker is started. */
import { FormatError } from '../../formats/format-error.ts';

export interface ZipEntry {
  readonly path: string;
  readonly content: AsyncIterable<Uint8Array<ArrayBuffer>> | Iterable<Uint8Array<ArrayBuffer>>;
}

/** Sizes and places are 32-bit numbers without the ZIP64 extension, which some readers of workbooks lack. */
const MOST_BYTES = 0xffff_ffff;
/** 1 January 1980, the first day of the format: equal tables give equal bytes. */
const DATE = 0x0021;
/** 2.0: deflate. */
const VERSION = 20;
/** Sizes follow the content (bit 3), names are UTF-8 (bit 11). */
const FLAGS = 0x0808;
const DEFLATE = 8;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32 (ISO 3309) of one more chunk. */
function crc32(chunk: Uint8Array, before: number): number {
  let crc = ~before;
  for (const byte of chunk) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff]!;
  return ~crc >>> 0;
}

/** Numbers of the given byte widths, little-endian. */
function record(fields: readonly (readonly [width: 2 | 4, value: number])[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(fields.reduce((sum, [width]) => sum + width, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return bytes;
}

/** Deflates a stream, at the pace of who reads it. */
async function* deflated(content: ZipEntry['content']): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const stream = new CompressionStream('deflate-raw');
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  const failures: unknown[] = [];
  const fed = (async () => {
    try {
      for await (const chunk of content) await writer.write(chunk);
      await writer.close();
    } catch (error) {
      failures.push(error);
      await writer.abort(error).catch(() => undefined);
    }
  })();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
  } catch (error) {
    await fed;
    // Platforms differ in the error that comes out of the stream; the first is the one that went in.
    throw failures[0] ?? error;
  } finally {
    await reader.cancel().catch(() => undefined);
    await fed;
  }
}

/** What stands in both headers of an entry after version and flags, but for the length of the name. */
interface Sizes {
  crc: number;
  packed: number;
  unpacked: number;
}

/**
 * Writes an archive.
 * @param name how the error names it, at the start of a sentence: "The workbook"
 * @param remedy a whole sentence
 * @throws FormatError `unsupported` where a file or the archive exceeds 4 GiB
 */
export async function* zipStream(
  entries: Iterable<ZipEntry>,
  { name, remedy }: { readonly name: string; readonly remedy: string },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  const encoder = new TextEncoder();
  const count = (bytes: number) => {
    if (bytes > MOST_BYTES) throw new FormatError('unsupported', `${name} would exceed 4 GB. ${remedy}`);
    return bytes;
  };
  for (const { path, content } of entries) {
    const start = offset;
    const label = encoder.encode(path);
    const sizes: Sizes = { crc: 0, packed: 0, unpacked: 0 };
    const header = record([
      [4, 0x04034b50],
      [2, VERSION],
      ...common({ crc: 0, packed: 0, unpacked: 0 }, label),
    ]);
    yield header;
    yield label;
    for await (const chunk of deflated(measured(content, sizes, count))) {
      sizes.packed = count(sizes.packed + chunk.length);
      yield chunk;
    }
    yield record([
      [4, 0x08074b50],
      [4, sizes.crc],
      [4, sizes.packed],
      [4, sizes.unpacked],
    ]);
    offset = count(start + header.length + label.length + sizes.packed + 16);
    directory.push(
      record([
        [4, 0x02014b50],
        [2, VERSION],
        [2, VERSION],
        ...common(sizes, label),
        [2, 0],
        [2, 0],
        [2, 0],
        [4, 0],
        [4, start],
      ]),
      label,
    );
  }
  yield* directory;
  const length = directory.reduce((sum, bytes) => sum + bytes.length, 0);
  const files = directory.length / 2;
  yield record([
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, files],
    [2, files],
    [4, length],
    [4, offset],
    [2, 0],
  ]);
}

function common(sizes: Readonly<Sizes>, label: Uint8Array): (readonly [2 | 4, number])[] {
  return [
    [2, FLAGS],
    [2, DEFLATE],
    [2, 0],
    [2, DATE],
    [4, sizes.crc],
    [4, sizes.packed],
    [4, sizes.unpacked],
    [2, label.length],
    [2, 0],
  ];
}

/** The same chunks, with their check sum and length counted in passing. */
async function* measured(
  content: ZipEntry['content'],
  sizes: Sizes,
  count: (bytes: number) => number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const chunk of content) {
    sizes.crc = crc32(chunk, sizes.crc);
    sizes.unpacked = count(sizes.unpacked + chunk.length);
    yield chunk;
  }
}
