/** @file In which encoding a text file was saved, from its first megabyte. */
import type { Encoding } from './table-types.ts';

/** Bytes looked at for the zero bytes of UTF-16. */
const SAMPLE = 4096;
/** Western text in UTF-16 has a zero in nearly every second byte. */
const ZERO_SHARE = 0.4;

/** How often a zero stands at an even and at an odd place. */
function countZeros(bytes: Uint8Array): { even: number; odd: number } {
  let even = 0;
  let odd = 0;
  bytes.subarray(0, SAMPLE).forEach((byte, index) => {
    if (byte !== 0) return;
    if (index % 2 === 0) even++;
    else odd++;
  });
  return { even, odd };
}

function utf16Order(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const { even, odd } = countZeros(bytes);
  const many = (Math.min(bytes.length, SAMPLE) / 2) * ZERO_SHARE;
  if (odd > many && even < odd / 4) return 'utf-16le';
  if (even > many && odd < even / 4) return 'utf-16be';
  return null;
}

function isUtf8(bytes: Uint8Array, whole: boolean): boolean {
  try {
    // A sample may end inside a character.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}

/**
 * By byte order mark, by the zero bytes of UTF-16, by validity as UTF-8; what is none of these is Windows-1252.
 * @param bytes first megabyte of the file, or less
 * @param whole whether that is the whole file
 */
export function detectEncoding(bytes: Uint8Array, whole: boolean): Encoding {
  return utf16Order(bytes) ?? (isUtf8(bytes, whole) ? 'utf-8' : 'windows-1252');
}

/** Whether the file is no text at all: it holds zero bytes, and not as UTF-16 has them. */
export function isBinary(bytes: Uint8Array): boolean {
  const { even, odd } = countZeros(bytes);
  return even + odd > 0 && utf16Order(bytes) === null;
}
