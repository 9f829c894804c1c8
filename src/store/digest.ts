/** @file SHA-256, by the browser where it offers it, else in JavaScript. */
import { sha256 } from '@noble/hashes/sha2.js';

/** SHA-256 of the bytes as 64 lower-case hexadecimal digits. */
export type Digest = (bytes: ArrayBuffer) => Promise<string>;

/** Bytes hashed between two pauses: about 10 ms of work. */
const SLICE_BYTES = 1024 * 1024;

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Outside a secure context there is no crypto.subtle. Pauses between slices so that the page stays usable. */
export const digestInJavaScript: Digest = async (bytes) => {
  const hash = sha256.create();
  for (let start = 0; start < bytes.byteLength; start += SLICE_BYTES) {
    hash.update(new Uint8Array(bytes, start, Math.min(SLICE_BYTES, bytes.byteLength - start)));
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return hexadecimal(hash.digest());
};

/** Undefined outside a secure context, whatever its type says. */
function browserSubtle(): SubtleCrypto | undefined {
  return (globalThis.crypto as Partial<Crypto> | undefined)?.subtle;
}

/** The fastest digest of this context; null stands for a context without WebCrypto. */
export function defaultDigest(subtle: SubtleCrypto | null = browserSubtle() ?? null): Digest {
  if (!subtle) return digestInJavaScript;
  return async (bytes) => hexadecimal(new Uint8Array(await subtle.digest('SHA-256', bytes)));
}
