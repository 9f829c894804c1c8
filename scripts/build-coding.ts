/**
 * @file What Normalize needs beside the tuned model: `npm run build-coding` writes the known titles with their vectors
 * (public/data/coding), fits the coder on the validation titles and measures it on the test titles, each encoded by the very file
 * that the browser runs. Needs the fp32 model in models-fp32/tuned; not part of start or test. `--fit` measures and writes no file.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { FEATURES } from '../src/core/coding/code-index.ts';
import { cachedKernels } from '../src/cli/kernel-cache.ts';
import { isResidual } from '../src/core/coding/occupation-names.ts';
import type { Split } from './dataset/splits.ts';
import { codingTables } from './coding/coding-tables.ts';
import { figuresOf, fitCoder, fitThreshold } from './coding/fit-coder.ts';
import { distinctTitles, knownTitles } from './coding/known-titles.ts';
import { measure, onlyFeatures, queriesOf } from './coding/measured-titles.ts';
import { FP32, vectorsOf, WASM } from './coding/text-vectors.ts';
import { replaceCoding, type WrittenFile } from './data/data-manifest.ts';
import { isUnseen, trainingDataDigest } from './data/seen.ts';
import { sha256 } from './data/vector-cache.ts';
import { loadDataSet } from './dataset/data-set.ts';
import { compile } from './vite/assemblyscript.ts';

const ROOT = join(import.meta.dirname, '..');
const PUBLIC = join(ROOT, 'public');
/** Below public/. */
const OUTPUT = 'data/coding';
const SETTINGS = 'models/coding/coder.json';
/** Made before by `python -m rolemap_train heads`. */
const HEADS = 'models/coding/heads';
const FILES = [
  ...['titles.parquet', 'titles.npy', 'occupations.parquet'].map((name) => `${OUTPUT}/${name}`),
  ...[SETTINGS, `${HEADS}.onnx`, `${HEADS}.json`],
];
const RECORD = join(ROOT, 'scripts/train/records/coder.json');
const KERNELS = join(ROOT, 'node_modules/.cache/rolemap-kernels');
/** Titles of one code that are nearer than this share a vector. */
const ALIKE = 0.9;
const TEST_SPLITS: readonly Split[] = ['test', 'holdout-codes-test'];
/** Two trained people give the same detailed code to so many job titles: the figure this project was planned with, source not found. */
const HUMAN_AGREEMENT = 0.72;

function write(path: string, bytes: Uint8Array): void {
  const file = join(PUBLIC, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  console.log(`  ${path}: ${bytes.length.toLocaleString('en-US')} bytes`);
}

/** A file as the manifest lists it. */
function written(path: string): WrittenFile {
  const bytes = readFileSync(join(PUBLIC, path));
  return { path, bytes: bytes.length, sha256: sha256(bytes) };
}

async function main(): Promise<void> {
  const data = loadDataSet();
  const residual = new Set(data.occupations.filter(isResidual).map(({ code }) => code));
  const all = knownTitles(data, new Set());
  const splits: readonly Split[] = ['validation', ...TEST_SPLITS];
  const texts = splits.flatMap((split) => queriesOf(data, split).map(({ text }) => text));
  const vectorOf = await vectorsOf(
    'known titles, fp32',
    all.map(({ title }) => title),
    FP32,
  );
  const queryVectorOf = await vectorsOf('titles to be coded', texts, WASM);
  const kernels = await cachedKernels(KERNELS, compile);
  const lookup = { vectorOf, queryVectorOf, alike: ALIKE, kernels };

  const validation = measure(data, 'validation', lookup);
  const fit = (titles: typeof validation) => {
    const settings = fitCoder(titles);
    return { settings, threshold: fitThreshold(titles, settings, residual) };
  };
  const coder = fit(validation);
  const alone = fit(onlyFeatures(validation, ['nearest']));
  console.log('weights', FEATURES.map((name, i) => `${name} ${coder.settings.weights[i]}`).join(', '));
  console.log('threshold', coder.threshold);
  const figures = TEST_SPLITS.map((split) => {
    const titles = measure(data, split, lookup);
    const nearest = onlyFeatures(titles, ['nearest']);
    const both = {
      coder: figuresOf(titles, coder, residual),
      'nearest title alone': figuresOf(nearest, alone, residual),
    };
    for (const [name, { detailed, minor, major }] of Object.entries(both))
      console.log(split, name, detailed.accuracy, minor.accuracy.mean, major.accuracy.mean, {
        coverage: detailed.coverage,
        right: detailed.accuracyOfCovered,
        error: detailed.calibrationError,
      });
    return [split, both] as const;
  });
  if (process.argv.includes('--fit')) return;

  const unseen = isUnseen(join(PUBLIC, 'models'), join(PUBLIC, 'data/title-data'));
  const known = distinctTitles(all, vectorOf, ALIKE);
  const tables = codingTables({ all, known, occupations: data.occupations, vectorOf });
  for (const [name, bytes] of Object.entries(tables.files)) write(`${OUTPUT}/${name}`, bytes);
  const settings = {
    features: FEATURES,
    ...coder.settings,
    threshold: coder.threshold,
    alike: ALIKE,
    // One digest, this file's, stands for all that decides a code.
    files: Object.fromEntries(
      FILES.filter((path) => path !== SETTINGS).map((path) => [path, written(path).sha256]),
    ),
    encoder: { model: 'tuned', file: WASM.file, sha256: sha256(readFileSync(join(WASM.folder, WASM.file))) },
    unseen,
  };
  write(SETTINGS, new TextEncoder().encode(`${JSON.stringify(settings, null, 2)}\n`));
  replaceCoding(PUBLIC, FILES.map(written), {
    titles: `${OUTPUT}/titles.parquet`,
    vectors: `${OUTPUT}/titles.npy`,
    rows: known.length,
    scale: tables.scale,
    occupations: `${OUTPUT}/occupations.parquet`,
    coder: SETTINGS,
    heads: `${HEADS}.onnx`,
    headsDescription: `${HEADS}.json`,
  });
  const record = {
    settings: { ...settings, abstainBelow: coder.threshold },
    humanAgreement: HUMAN_AGREEMENT,
    dataSha256: trainingDataDigest(join(PUBLIC, 'data/title-data')),
    titles: { all: all.length, withVector: known.length },
    splits: Object.fromEntries(figures),
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}`,
  };
  writeFileSync(RECORD, `${JSON.stringify(record, null, 1)}\n`);
}

await main();
