/** @file NumPy's .npy, version 1.0: two-dimensional arrays of int8 or float32 in C order. `numpy.load` opens what is written. */
import { FormatError } from './format-error.ts';

/** Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;
/** Magic, two bytes of version, two bytes of header length. */
const PREAMBLE_BYTES = 10;
const ALIGNMENT = 64;

export type NpyArray =
  | { readonly type: 'int8'; readonly data: Int8Array; readonly rows: number; readonly columns: number }
  | {
      readonly type: 'float32';
      readonly data: Float32Array;
      readonly rows: number;
      readonly columns: number;
    };

interface Header {
  readonly type: NpyArray['type'];
  readonly rows: number;
  readonly columns: number;
}

/**
 * Writes a .npy file.
 * @param data [rows * columns] in C order
 * @throws FormatError `bad-value` if the length is not rows * columns
 */
export function writeNpy(
  data: Int8Array | Float32Array,
  shape: { readonly rows: number; readonly columns: number },
): Uint8Array<ArrayBuffer> {
  if (data.length !== shape.rows * shape.columns) {
    throw new FormatError('bad-value', `${data.length} values do not fill ${shape.rows} x ${shape.columns}.`);
  }
  const type = data instanceof Int8Array ? '|i1' : '<f4';
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.rows}, ${shape.columns}), }`;
  const headerBytes = Math.ceil((PREAMBLE_BYTES + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const file = new Uint8Array(headerBytes + data.byteLength);
  const view = new DataView(file.buffer);
  file.set([...MAGIC, 1, 0]);
  view.setUint16(8, headerBytes - PREAMBLE_BYTES, true);
  file.set(new TextEncoder().encode(text.padEnd(headerBytes - PREAMBLE_BYTES - 1) + '\n'), PREAMBLE_BYTES);
  if (data instanceof Int8Array) new Int8Array(file.buffer, headerBytes).set(data);
  else data.forEach((value, index) => view.setFloat32(headerBytes + index * 4, value, true));
  return file;
}

/** The value of a key of the header, a Python dictionary literal. */
function entry(header: string, key: string, value: string, name: string): string {
  const found = new RegExp(`'${key}'\\s*:\\s*(${value})`).exec(header)?.[1];
  if (found !== undefined) return found;
  throw new FormatError('unsupported', `${name}: the .npy header has no readable '${key}': ${header.trim()}`);
}

function parseHeader(header: string, name: string): Header {
  const descr = entry(header, 'descr', "'[^']*'", name).slice(1, -1);
  if (descr !== '|i1' && descr !== '<f4') {
    throw new FormatError(
      'unsupported',
      `${name}: values of type ${descr}; only int8 (|i1) and float32 (<f4) are read.`,
    );
  }
  if (entry(header, 'fortran_order', 'True|False', name) === 'True') {
    throw new FormatError('unsupported', `${name}: Fortran order; save it with numpy.ascontiguousarray.`);
  }
  const shape = entry(header, 'shape', '\\([^)]*\\)', name);
  const sizes = /^\(\s*(\d+)\s*,\s*(\d+)\s*,?\s*\)$/.exec(shape);
  if (sizes === null) {
    throw new FormatError(
      'unsupported',
      `${name}: shape ${shape}; only two dimensions (rows, columns) are read.`,
    );
  }
  return { type: descr === '|i1' ? 'int8' : 'float32', rows: Number(sizes[1]), columns: Number(sizes[2]) };
}

/** Little-endian float32 values, whatever the machine's order and the file's alignment. */
function readFloats(view: DataView, at: number, count: number): Float32Array<ArrayBuffer> {
  const data = new Float32Array(count);
  for (let i = 0; i < count; i++) data[i] = view.getFloat32(at + i * 4, true);
  return data;
}

/**
 * Reads a .npy file.
 * @param bytes the whole file
 * @param name of the file, for messages
 * @returns int8 data as a view of `bytes`, float32 data as a copy
 * @throws FormatError `not-this-format` (other bytes, cut or overlong), `unsupported` (version, type, order, dimensions)
 */
export function readNpy(bytes: Uint8Array<ArrayBuffer>, name = 'vectors.npy'): NpyArray {
  if (bytes.length < PREAMBLE_BYTES || MAGIC.some((byte, index) => bytes[index] !== byte)) {
    throw new FormatError('not-this-format', `${name} is not a .npy file.`);
  }
  if (bytes[6] !== 1 || bytes[7] !== 0) {
    throw new FormatError(
      'unsupported',
      `${name}: .npy version ${bytes[6]!}.${bytes[7]!}; only 1.0 is read.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = PREAMBLE_BYTES + view.getUint16(8, true);
  const header = String.fromCharCode(...bytes.subarray(PREAMBLE_BYTES, start));
  const { type, rows, columns } = parseHeader(header, name);
  const count = rows * columns;
  const expected = start + count * (type === 'int8' ? 1 : 4);
  if (bytes.length !== expected) {
    const found = `${bytes.length} bytes instead of ${expected} for ${rows} x ${columns}`;
    throw new FormatError('not-this-format', `${name} is damaged: ${found}. Download it again.`);
  }
  if (type === 'float32') return { type, data: readFloats(view, start, count), rows, columns };
  return { type, data: new Int8Array(bytes.buffer, bytes.byteOffset + start, count), rows, columns };
}

/** Int8 vectors out of a .npy file: `rows` [count * dimension]. Throws like `readNpy`, `unsupported` for float32. */
export function readNpyInt8(
  file: ArrayBuffer | Uint8Array<ArrayBuffer>,
  name?: string,
): { readonly rows: Int8Array; readonly count: number; readonly dimension: number } {
  const array = readNpy(file instanceof ArrayBuffer ? new Uint8Array(file) : file, name);
  if (array.type === 'int8') return { rows: array.data, count: array.rows, dimension: array.columns };
  throw new FormatError(
    'unsupported',
    `${name ?? 'The .npy file'} holds float32; vectors are stored as int8.`,
  );
}
