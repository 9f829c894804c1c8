/** @file Vectors already made by the very same model file of the very same tokens: a rerun encodes only what is new. */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { DIMENSION, type NodeEncoder } from '../../src/cli/node-encoder.ts';

/** Texts between two saves: an interrupted run goes on from here. */
const CHUNK = 256;
const HASH_BYTES = 32;
/** A record: SHA-256 of the token ids, then its vector as little-endian float32. */
const RECORD_BYTES = HASH_BYTES + DIMENSION * 4;

/** SHA-256 of a file's bytes, in hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * An append-only file of vectors by token ids, so that a change in how texts are prepared or cut is never missed. It may be deleted
 * at any time.
 */
export class VectorCache {
  readonly #encoder: NodeEncoder;
  readonly #file: string;
  readonly #known = new Map<string, Float32Array>();
  /** Texts encoded by this run, not found in the file. */
  encoded = 0;

  /**
   * @param modelHash of the model file: another file has another cache
   * @param folder made if it is not there
   */
  constructor(encoder: NodeEncoder, modelHash: string, folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#encoder = encoder;
    this.#file = join(folder, `${modelHash}.bin`);
    if (existsSync(this.#file)) this.#load();
  }

  #load(): void {
    const bytes = readFileSync(this.#file);
    const records = Math.floor(bytes.length / RECORD_BYTES);
    // A run that was killed while writing leaves part of a record.
    if (bytes.length > records * RECORD_BYTES) truncateSync(this.#file, records * RECORD_BYTES);
    for (let start = 0; start < records * RECORD_BYTES; start += RECORD_BYTES) {
      const key = bytes.toString('hex', start, start + HASH_BYTES);
      const values = new Uint8Array(bytes.subarray(start + HASH_BYTES, start + RECORD_BYTES));
      this.#known.set(key, new Float32Array(values.buffer));
    }
  }

  /**
   * Unit vectors [texts.length * 384].
   * @param report called with the number of new texts done and to do
   */
  async encode(
    texts: readonly string[],
    report: (done: number, all: number) => void,
  ): Promise<Float32Array<ArrayBuffer>> {
    const keys = texts.map((text) => sha256(Buffer.from(this.#encoder.tokenIds(text).join(' '))));
    const missing = new Map(texts.map((text, index) => [keys[index]!, text] as const));
    for (const key of keys) if (this.#known.has(key)) missing.delete(key);
    // Long and short texts in separate chunks waste no work on padding.
    const fresh = [...missing].sort(([, a], [, b]) => a.length - b.length);
    for (let start = 0; start < fresh.length; start += CHUNK) {
      const chunk = fresh.slice(start, start + CHUNK);
      const made = await this.#encoder.encode(chunk.map(([, text]) => text));
      this.#add(
        chunk.map(([key]) => key),
        made,
      );
      this.encoded += chunk.length;
      report(start + chunk.length, fresh.length);
    }
    const vectors = new Float32Array(texts.length * DIMENSION);
    keys.forEach((key, row) => vectors.set(this.#known.get(key)!, row * DIMENSION));
    return vectors;
  }

  /** One write a chunk. */
  #add(keys: readonly string[], vectors: Float32Array<ArrayBuffer>): void {
    const records = keys.flatMap((key, row) => {
      const vector = vectors.slice(row * DIMENSION, (row + 1) * DIMENSION);
      this.#known.set(key, vector);
      return [Buffer.from(key, 'hex'), new Uint8Array(vector.buffer)];
    });
    appendFileSync(this.#file, Buffer.concat(records));
  }
}
