/** @file Encoding with progress and a chance to stop: a run of the network holds the thread, so Ctrl-C is heard between small batches. */
import { setImmediate } from 'node:timers/promises';
import type { LoadedEncoder } from './environment.ts';
import { DIMENSION } from './node-encoder.ts';

/** Texts between two looks at the signal: about half a second. */
const BATCH = 32;

/**
 * Unit vectors [texts.length * 384].
 * @param onProgress called with the texts done
 * @throws the signal's reason
 */
export async function encodeTexts(
  encoder: LoadedEncoder,
  texts: readonly string[],
  signal: AbortSignal,
  onProgress?: (done: number) => Promise<void>,
): Promise<Float32Array<ArrayBuffer>> {
  const vectors = new Float32Array(texts.length * DIMENSION);
  for (let start = 0; start < texts.length; start += BATCH) {
    await setImmediate();
    signal.throwIfAborted();
    const batch = texts.slice(start, start + BATCH);
    vectors.set(await encoder.encode(batch), start * DIMENSION);
    await onProgress?.(start + batch.length);
  }
  return vectors;
}
