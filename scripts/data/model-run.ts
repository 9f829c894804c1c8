/** @file One fp32 model at work on all the texts that it has to encode, with those of former runs from a cache. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireModel, type NodeEncoder } from '../../src/cli/node-encoder.ts';
import type { SpaceId } from '../../src/core/map/spaces.ts';
import { loadNative } from '../native-encoder.ts';
import { sha256, VectorCache } from './vector-cache.ts';

const ROOT = join(import.meta.dirname, '../..');
const CACHE = join(ROOT, 'node_modules/.cache/rolemap-vectors');
export const FP32_FILE = 'onnx/model.onnx';

/** All the texts that one model has to encode. */
export class ModelRun {
  readonly #model: SpaceId;
  readonly #encoder: NodeEncoder;
  readonly #cache: VectorCache;

  private constructor(model: SpaceId, encoder: NodeEncoder, modelHash: string) {
    this.#model = model;
    this.#encoder = encoder;
    this.#cache = new VectorCache(encoder, modelHash, CACHE);
  }

  static async load(model: SpaceId): Promise<ModelRun> {
    const folder = join(ROOT, 'models-fp32', model);
    requireModel(folder, FP32_FILE);
    return new ModelRun(model, await loadNative(folder), sha256(readFileSync(join(folder, FP32_FILE))));
  }

  /** Unit vectors [texts.length * 384]. */
  async encode(what: string, texts: readonly string[]): Promise<Float32Array> {
    const start = performance.now();
    console.log(`${this.#model} ${what}: ${texts.length} texts`);
    return this.#cache.encode(texts, (done, all) => {
      const seconds = (performance.now() - start) / 1000;
      const left = (seconds / done) * (all - done);
      console.log(`  ${done} of ${all}, ${(done / seconds).toFixed(0)} a second, ${left.toFixed(0)} s left`);
    });
  }

  /** Texts encoded by this run, the rest came from the cache. */
  get encoded(): number {
    return this.#cache.encoded;
  }

  dispose(): Promise<void> {
    return this.#encoder.dispose();
  }
}
