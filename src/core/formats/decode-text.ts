/** @file Text out of a file's bytes when nobody says in which encoding it was saved. */

/** Bytes looked at for the zero bytes of UTF-16. */
const SAMPLE = 4096;
/** Western text in UTF-16 has a zero in nearly every second byte. */
const ZERO_SHARE = 0.4;

function utf16Order(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, SAMPLE);
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2]!++;
  });
  const pairs = sample.length / 2;
  if (zeros[1]! > pairs * ZERO_SHARE && zeros[0]! < zeros[1]! / 4) return 'utf-16le';
  if (zeros[0]! > pairs * ZERO_SHARE && zeros[1]! < zeros[0]! / 4) return 'utf-16be';
  return null;
}

/** Characters of the bytes 0x80 to 0x9f; the five unassigned ones stand for themselves, as browsers have it. */
const WINDOWS_1252 =
  '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f' + // 0x80 to 0x8f
  '\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Not TextDecoder's, which in some versions of Node decodes this label as Latin-1. */
function windows1252(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += WINDOWS_1252[byte - 0x80] ?? String.fromCharCode(byte);
  return text;
}

/**
 * Decodes UTF-8 and UTF-16 with or without byte order mark, and whatever is not valid UTF-8 as Windows-1252.
 * @returns text without byte order mark
 */
export function decodeText(bytes: Uint8Array): string {
  const order = utf16Order(bytes);
  if (order !== null) return new TextDecoder(order).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return windows1252(bytes);
  }
}
