/** @file The vectors that the build scripts keep, for the benches of large corpora. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachedVectors } from './corpus-vectors.ts';

const ROOT = join(import.meta.dirname, '..');

/** The fp32 vectors that the build scripts keep of a model, [n * 384]; throws Error where there are none. */
export function keptVectors(model: string): Float32Array<ArrayBuffer> {
  const file = join(ROOT, 'models-fp32', model, 'onnx/model.onnx');
  const hash = existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : '';
  const cache = join(ROOT, 'node_modules/.cache/rolemap-vectors', `${hash}.bin`);
  if (!existsSync(cache))
    throw new Error(`There are no kept vectors of ${file}. Run "npm run build-data" first.`);
  return cachedVectors(readFileSync(cache));
}
