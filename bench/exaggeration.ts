/** @file Which early exaggeration suits maps of job titles: final divergence by factor and size, in Node, on the shipped vectors. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadKernels } from '../scripts/data/map.ts';
import { DIMENSION } from '../src/cli/node-encoder.ts';
import type { Manifest } from '../src/core/formats/manifest.ts';
import { readNpyInt8 } from '../src/core/formats/npy.ts';
import { runToEnd } from '../src/core/tsne/run-to-end.ts';
import { Tsne } from '../src/core/tsne/tsne.ts';
import { dequantize, unitRows } from '../src/core/vectors/quantize.ts';

const PUBLIC = join(import.meta.dirname, '../public');
const FACTORS = [2, 3, 4, 6, 12] as const;
const SIZES = [300, 1000, 2500] as const;
const ITERATIONS = 1000;

/** Every n-th row of a vector file. */
function sample(path: string, scale: number, count: number): Float32Array<ArrayBuffer> {
  const { rows, count: all } = readNpyInt8(new Uint8Array(readFileSync(join(PUBLIC, path))), path);
  const step = Math.floor(all / count);
  const chosen = new Int8Array(count * DIMENSION);
  for (let row = 0; row < count; row++)
    chosen.set(rows.subarray(row * step * DIMENSION, (row * step + 1) * DIMENSION), row * DIMENSION);
  return unitRows(dequantize(chosen, scale), DIMENSION);
}

export async function measureExaggeration(): Promise<string> {
  const modules = await loadKernels();
  const { roles, corpus } = JSON.parse(readFileSync(join(PUBLIC, 'data/manifest.json'), 'utf8')) as Manifest;
  const titles = corpus.vectors.find(({ model, field }) => model === 'base' && field === 'title')!;
  const sets = [
    ['roles, job-title model', roles.vectors, roles.scale],
    ['titles of postings, general model', titles.path, titles.scale],
  ] as const;
  const lines = [
    `| vectors | points | ${FACTORS.map((factor) => `KL, ${factor}`).join(' | ')} |`,
    `| --- | --- |${' --- |'.repeat(FACTORS.length)}`,
  ];
  for (const [name, path, scale] of sets)
    for (const count of SIZES) {
      const input = { vectors: sample(path, scale, count), dimension: DIMENSION };
      const divergences = FACTORS.map((exaggeration) => {
        const map = runToEnd(Tsne.prepare(modules, input, { iterations: ITERATIONS, exaggeration }));
        map.step(ITERATIONS);
        return map.divergence().toFixed(3);
      });
      lines.push(`| ${name} | ${count} | ${divergences.join(' | ')} |`);
    }
  return [
    `Early exaggeration of t-SNE, perplexity 30, ${ITERATIONS} iterations: final divergence`,
    '',
    ...lines,
  ].join('\n');
}
