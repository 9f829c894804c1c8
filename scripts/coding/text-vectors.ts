/** @file Vectors of texts under the tuned model, by its fp32 file or by the very file that the browser runs; kept between runs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIMENSION, loadWasm, type NodeEncoder } from '../../src/cli/node-encoder.ts';
import { sha256, VectorCache } from '../data/vector-cache.ts';
import { loadNative } from '../native-encoder.ts';
import type { VectorOf } from './measured-titles.ts';

const ROOT = join(import.meta.dirname, '../..');
const CACHE = join(ROOT, 'node_modules/.cache/rolemap-vectors');

/** A file of the model and what runs it. */
export interface ModelFile {
  readonly folder: string;
  /** In the folder. */
  readonly file: string;
  readonly load: (folder: string, file: string) => Promise<NodeEncoder>;
}

export const FP32: ModelFile = {
  folder: join(ROOT, 'models-fp32/tuned'),
  file: 'onnx/model.onnx',
  load: loadNative,
};
export const WASM: ModelFile = {
  folder: join(ROOT, 'public/models/tuned'),
  file: 'onnx/model_quantized.onnx',
  load: loadWasm,
};

/**
 * Encodes texts, each once, says how it gets on, and hands their vectors out.
 * @param what the texts are, for the terminal
 */
export async function vectorsOf(
  what: string,
  texts: readonly string[],
  { folder, file, load }: ModelFile,
): Promise<VectorOf> {
  const encoder = await load(folder, file);
  const cache = new VectorCache(encoder, sha256(readFileSync(join(folder, file))), CACHE);
  const distinct = [...new Set(texts)];
  console.log(`${what}: ${distinct.length} texts`);
  const vectors = await cache.encode(distinct, (done, all) => console.log(`  ${done} of ${all}`));
  await encoder.dispose();
  const rows = new Map(distinct.map((text, row) => [text, row]));
  return (text) => vectors.subarray(rows.get(text)! * DIMENSION, (rows.get(text)! + 1) * DIMENSION);
}
