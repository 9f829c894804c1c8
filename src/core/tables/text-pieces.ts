/** @file The text of a file, piece by piece: no character is lost or torn where one piece ends and the next begins. */
import { readBytes } from './read-bytes.ts';
import type { Encoding, ReadOptions, TableFile } from './table-types.ts';

export interface TextPiece {
  readonly text: string;
  /** Bytes of the file read so far. */
  readonly bytes: number;
  /** Whether this is the end of the file. */
  readonly last: boolean;
}

/** Characters of the bytes 0x80 to 0x9f; the five unassigned ones stand for themselves, as browsers have it. */
const WINDOWS_1252 =
  '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f' + // 0x80 to 0x8f
  '\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Turns bytes into text, piece after piece. */
export type Decode = (bytes: Uint8Array, last: boolean) => string;

/** A decoder for one reading of a file; it takes the byte order mark away. */
export function createDecoder(encoding: Encoding): Decode {
  if (encoding !== 'windows-1252') {
    const decoder = new TextDecoder(encoding);
    return (bytes, last) => decoder.decode(bytes, { stream: !last });
  }
  // Not TextDecoder's, which in some versions of Node decodes this label as Latin-1.
  return (bytes) => {
    let text = '';
    for (const byte of bytes) text += WINDOWS_1252[byte - 0x80] ?? String.fromCharCode(byte);
    return text;
  };
}

/**
 * Reads a file from its beginning; the next piece is read when it is asked for, so a slow reader is not overrun.
 * @throws FormatError where the file cannot be read; the signal's reason when it aborts
 */
export async function* textPieces(
  file: TableFile,
  encoding: Encoding,
  { pieceSize }: ReadOptions,
  signal?: AbortSignal,
): AsyncGenerator<TextPiece, void, undefined> {
  const decode = createDecoder(encoding);
  for (let start = 0; start < file.size; start += pieceSize) {
    signal?.throwIfAborted();
    const end = Math.min(start + pieceSize, file.size);
    const last = end === file.size;
    const bytes = await readBytes(file, start, end);
    yield { text: decode(bytes, last), bytes: end, last };
  }
}
