/** @file Bytes out of a table's file. */
import { FormatError } from '../formats/format-error.ts';
import type { TableFile } from './table-types.ts';

/**
 * Bytes `start` up to, not including, `end`.
 * @throws FormatError `not-this-format` where they cannot be read, as when the file was moved or changed since it was opened
 */
export async function readBytes(
  file: TableFile,
  start: number,
  end: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const changed = (options?: ErrorOptions) =>
    new FormatError(
      'not-this-format',
      `${file.name} can no longer be read: it was moved or changed since it was opened. Open it again.`,
      options,
    );
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = new Uint8Array(await file.slice(start, end));
  } catch (cause) {
    throw changed({ cause });
  }
  if (bytes.length !== end - start) throw changed();
  return bytes;
}
