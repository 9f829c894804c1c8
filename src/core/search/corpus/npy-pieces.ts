/** @file .npy files that are too large to be held whole: the header alone, with the rows written or read piece by piece. */
import { FormatError } from '../../formats/format-error.ts';
import { readBytes } from '../../tables/read-bytes.ts';
import type { TableFile } from '../../tables/table-types.ts';

/** Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
const MAGIC = '\x93NUMPY';
const PREAMBLE_BYTES = 10;
const ALIGNMENT = 64;
/** Headers of two-dimensional arrays have 118 bytes; numpy never writes one of more than this without need. */
const MOST_HEADER_BYTES = 4096;

/** What stands before int8 rows [rows * columns]. */
export function npyHeader(rows: number, columns: number): Uint8Array<ArrayBuffer> {
  const text = `{'descr': '|i1', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const length = Math.ceil((PREAMBLE_BYTES + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = new Uint8Array(length);
  const padded = `${MAGIC}\x01\x00\x00\x00${text.padEnd(length - PREAMBLE_BYTES - 1)}\n`;
  for (let at = 0; at < length; at++) header[at] = padded.charCodeAt(at);
  new DataView(header.buffer).setUint16(8, length - PREAMBLE_BYTES, true);
  return header;
}

export interface NpyRows {
  readonly type: 'int8' | 'float32';
  readonly rows: number;
  readonly columns: number;
  /** Rows `first` up to, not including, `end`. Throws FormatError where the file can no longer be read. */
  int8(first: number, end: number): Promise<Int8Array<ArrayBuffer>>;
  float32(first: number, end: number): Promise<Float32Array<ArrayBuffer>>;
}

/**
 * Opens a .npy of int8 or float32 rows, version 1.0, C order.
 * @throws FormatError `not-this-format` for another file or one that is cut, `unsupported` for other types and shapes
 */
export async function openNpy(file: TableFile): Promise<NpyRows> {
  const head = await readBytes(file, 0, Math.min(file.size, MOST_HEADER_BYTES));
  const text = String.fromCharCode(...head);
  if (!text.startsWith(`${MAGIC}\x01\x00`))
    throw new FormatError('not-this-format', `${file.name} is not a .npy file of version 1.0.`);
  const start = PREAMBLE_BYTES + new DataView(head.buffer).getUint16(8, true);
  const header = text.slice(PREAMBLE_BYTES, start);
  const type = /'descr'\s*:\s*'(?:\|i1|<f4)'/u.exec(header)?.[0].includes('i1');
  const shape = /'shape'\s*:\s*\(\s*(\d+)\s*,\s*(\d+)\s*,?\s*\)/u.exec(header);
  if (type === undefined || shape === null || !/'fortran_order'\s*:\s*False/u.test(header)) {
    const message = `${file.name} must hold int8 or float32 rows in C order (numpy.ascontiguousarray); its header says ${header.trim()}`;
    throw new FormatError('unsupported', message);
  }
  const [rows, columns] = [Number(shape[1]), Number(shape[2])];
  const size = type ? 1 : 4;
  const expected = start + rows * columns * size;
  if (file.size !== expected) {
    const message = `${file.name} has ${file.size} bytes instead of ${expected} for ${rows} x ${columns}. Copy it again.`;
    throw new FormatError('not-this-format', message);
  }
  const bytes = (first: number, end: number) =>
    readBytes(file, start + first * columns * size, start + end * columns * size);
  return {
    type: type ? 'int8' : 'float32',
    rows,
    columns,
    int8: async (first, end) => new Int8Array((await bytes(first, end)).buffer),
    float32: async (first, end) => {
      const view = new DataView((await bytes(first, end)).buffer);
      return Float32Array.from({ length: (end - first) * columns }, (_, at) => view.getFloat32(at * 4, true));
    },
  };
}
