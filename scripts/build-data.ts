/**
 * @file Makes public/data, the saved answers and the default map: `npm run build-data`. Needs the fp32 models in models-fp32/ (and, for the saved
 * answers, public/models); not part of start or test. `--tables` stops after the tables, which need no model; `--only base` makes
 * the vectors of one model and no manifest; `--title-data` writes the published tables alone, and `--map` the default map, with the vectors that are there;
 * `--seed-recipe` adds the map's vectors of models-fp32/seed-recipe, whose weights are not shipped, to those that are there, and makes the map again.
 * A build of all data takes them too, where that model is there.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DIMENSION, loadWasm, requireModel } from '../src/cli/node-encoder.ts';
import type {
  CorpusEntry,
  MapEntry,
  MapVectorFile,
  ModelId,
  RolesEntry,
  VectorFile,
} from '../src/core/formats/manifest.ts';
import { dequantize, unitRows } from '../src/core/vectors/quantize.ts';
import { readNpyInt8 } from '../src/core/formats/npy.ts';
import type { MapSet } from '../src/core/map/map-set.ts';
import type { SpaceId } from '../src/core/map/spaces.ts';
import type { Posting } from '../src/core/search/types.ts';
import { EXAMPLES } from './data/examples.ts';
import {
  fieldText,
  heldTitles,
  roleVectors,
  toVectorFile,
  vectorPath,
  type VectorFileBytes,
} from './data/field-vectors.ts';
import { makeMaps, mapJson } from './data/map.ts';
import { drawMapSet } from './data/map-points.ts';
import { codingPart, readDataManifest, writeDataManifest, type WrittenFile } from './data/data-manifest.ts';
import { isUnseen } from './data/seen.ts';
import { answer, toJson, type Int8Rows } from './data/saved-answers.ts';
import { postingsTable, rolesOf, rolesTable, wordsTable, type RoleRow } from './data/tables.ts';
import { FP32_FILE, ModelRun } from './data/model-run.ts';
import { sha256 } from './data/vector-cache.ts';
import { writeTitleData } from './data/write-title-data.ts';
import { loadDataSet, type DataSet } from './dataset/data-set.ts';

const ROOT = join(import.meta.dirname, '..');
const PUBLIC = join(ROOT, 'public');
const SAVED_ANSWERS = join(ROOT, 'src/features/search/saved-answers.json');
const DEFAULT_MAP = join(ROOT, 'src/features/map/default-map.json');
const TITLE_DATA = join(PUBLIC, 'data/title-data');
const WASM_FILE = 'onnx/model_quantized.onnx';
const MODELS: readonly ModelId[] = ['base', 'tuned'];
/** A model of which the app has nothing but the vectors of the map's titles. */
const SEED_RECIPE = 'seed-recipe';
const FIELDS = ['title', 'skills'] as const;
/** The model whose role vectors "Also called" searches. */
const ROLES_MODEL: ModelId = 'tuned';
const HELD_QUERIES = 300;

interface Inputs {
  readonly data: DataSet;
  readonly postings: readonly Posting[];
  readonly roles: readonly RoleRow[];
  readonly map: MapSet;
  /** Titles that are not postings' own, for the check of the rounding. */
  readonly held: readonly string[];
}

function readInputs(): Inputs {
  const data = loadDataSet();
  const roles = rolesOf(data.occupations);
  const held = heldTitles(roles, new Set(data.postings.map(({ seedTitle }) => seedTitle)), HELD_QUERIES);
  return { data, postings: data.postings, roles, held, map: drawMapSet(data) };
}

function write(path: string, bytes: Uint8Array): WrittenFile {
  const file = join(PUBLIC, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  console.log(`  ${path}: ${bytes.length.toLocaleString('en-US')} bytes`);
  return { path, bytes: bytes.length, sha256: sha256(bytes) };
}

function writeTables({ postings, roles }: Inputs): WrittenFile[] {
  console.log(`Tables: ${postings.length} postings, ${roles.length} roles`);
  return [
    write('data/postings.parquet', postingsTable(postings)),
    write('data/postings-words.parquet', wordsTable(postings)),
    write('data/roles.parquet', rolesTable(roles)),
  ];
}

interface Made {
  readonly files: WrittenFile[];
  readonly vectors: VectorFile[];
  roles: RolesEntry | null;
  readonly map: MapVectorFile[];
  /** Texts that this run encoded; the rest came from the cache. */
  encoded: number;
  /** By path: recall@10 of int8 against fp32 over the held queries. */
  readonly recall: Record<string, number>;
}

function emptyMade(files: WrittenFile[]): Made {
  return { files, vectors: [], roles: null, map: [], encoded: 0, recall: {} };
}

function writeVectors(path: string, file: VectorFileBytes, made: Made): void {
  made.files.push(write(path, file.bytes));
  made.recall[path] = Number(file.recall.toFixed(4));
  console.log(`  recall@10 of int8 against fp32 ${file.recall.toFixed(4)}, ${file.rows} rows`);
}

async function makeVectors(model: ModelId, inputs: Inputs, made: Made): Promise<void> {
  const run = await ModelRun.load(model);
  const held = await run.encode('held queries', inputs.held);
  for (const field of FIELDS) {
    const path = vectorPath(model, field);
    const texts = inputs.postings.map((posting) => fieldText(posting, field));
    const file = toVectorFile(path, await run.encode(field, texts), held);
    writeVectors(path, file, made);
    made.vectors.push({ path, model, field, rows: file.rows, scale: file.scale });
  }
  await makeMapVectors(model, run, inputs.map, made);
  if (model === ROLES_MODEL) {
    const titles = inputs.roles.flatMap((role) => role.titles);
    const means = roleVectors(inputs.roles, await run.encode('role titles', titles));
    const file = toVectorFile('data/roles.npy', means, held);
    writeVectors('data/roles.npy', file, made);
    made.roles = {
      table: 'data/roles.parquet',
      vectors: 'data/roles.npy',
      rows: file.rows,
      scale: file.scale,
    };
  }
  made.encoded += run.encoded;
  await run.dispose();
}

async function makeMapVectors(space: SpaceId, run: ModelRun, { points }: MapSet, made: Made): Promise<void> {
  const path = `data/map/${space}.npy`;
  const vectors = await run.encode(
    'titles of the map',
    points.map(({ title }) => title),
  );
  const file = toVectorFile(path, vectors, vectors);
  writeVectors(path, file, made);
  made.map.push({ space, path, rows: file.rows, scale: file.scale });
}

/** The map's vectors of the seed recipe, where its model is there. */
async function makeSeedRecipe(set: MapSet, made: Made): Promise<void> {
  const run = await ModelRun.load(SEED_RECIPE);
  await makeMapVectors(SEED_RECIPE, run, set, made);
  made.encoded += run.encoded;
  await run.dispose();
}

/** The map's vectors of the seed recipe beside those that are there. */
async function addSeedRecipe({ map }: Inputs): Promise<void> {
  requireModel(join(ROOT, 'models-fp32', SEED_RECIPE), FP32_FILE);
  const made = emptyMade([]);
  await makeSeedRecipe(map, made);
  const manifest = readDataManifest(PUBLIC);
  const paths = new Set(made.files.map(({ path }) => path));
  const files = [...manifest.files.filter(({ path }) => !paths.has(path)), ...made.files];
  const vectors = [...manifest.map.vectors.filter(({ space }) => space !== SEED_RECIPE), ...made.map];
  writeDataManifest(PUBLIC, { ...manifest, files, map: { vectors } });
  await writeMap(map, vectors);
}

/** The map that is shown first, from the int8 vectors that are shipped. */
async function writeMap(set: MapSet, files: readonly MapVectorFile[]): Promise<void> {
  const space = (file: MapVectorFile) => {
    const { rows, scale } = readVectors(file);
    return { vectors: unitRows(dequantize(rows, scale), DIMENSION), dimension: DIMENSION };
  };
  const fileOf = (id: SpaceId) => files.find((file) => file.space === id);
  const both = { base: space(fileOf('base')!), tuned: space(fileOf('tuned')!) };
  const recipe = fileOf(SEED_RECIPE);
  const map = await makeMaps(
    set,
    recipe ? { ...both, [SEED_RECIPE]: space(recipe) } : both,
    isUnseen(join(PUBLIC, 'models'), TITLE_DATA),
  );
  writeFileSync(DEFAULT_MAP, mapJson(map));
  console.log(`Map: ${set.points.length} titles of ${set.groups.length} roles`);
}

function corpusEntry({ postings }: Inputs, vectors: readonly VectorFile[]): CorpusEntry {
  return {
    id: 'postings',
    name: 'Rolemap postings',
    synthetic: true,
    licence: 'CC-BY-4.0',
    origin:
      'Written and generated for this project (scripts/dataset): invented employers, real towns, O*NET-SOC 2019 codes. No advert is real.',
    rows: postings.length,
    lexical: 'data/postings-words.parquet',
    table: 'data/postings.parquet',
    vectors,
  };
}

function writeManifest(inputs: Inputs, made: Made, seconds: number): void {
  const figures = {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}`,
    seconds: Math.round(seconds),
    textsEncoded: made.encoded,
    heldQueries: inputs.held.length,
    recallAt10: made.recall,
  };
  const corpus = corpusEntry(inputs, made.vectors);
  const map: MapEntry = { vectors: made.map };
  // What build-coding made stands in the same file.
  const { files: codingFiles, coding } = codingPart(PUBLIC);
  const files = [...made.files, ...codingFiles];
  writeDataManifest(PUBLIC, { schemaVersion: 1, files, corpus, roles: made.roles, map, coding, figures });
}

function readVectors({ path, scale }: { readonly path: string; readonly scale: number }): Int8Rows {
  const { rows } = readNpyInt8(new Uint8Array(readFileSync(join(PUBLIC, path))), path);
  return { rows, scale };
}

async function writeSavedAnswers(
  postings: readonly Posting[],
  vectors: readonly VectorFile[],
): Promise<void> {
  const of = (model: ModelId, field: 'title' | 'skills'): Int8Rows =>
    readVectors(vectors.find((file) => file.model === model && file.field === field)!);
  const fields = (model: ModelId) => ({ title: of(model, 'title'), skills: of(model, 'skills') });
  const load = (model: ModelId) => loadWasm(join(PUBLIC, 'models', model), WASM_FILE);
  const encoders = { base: await load('base'), tuned: await load('tuned') };
  const answers = await answer(
    { postings, vectors: { base: fields('base'), tuned: fields('tuned') }, encoders },
    EXAMPLES,
  );
  writeFileSync(SAVED_ANSWERS, toJson(answers));
  for (const model of MODELS) await encoders[model].dispose();
}

/** The models named by `--only`, or both. */
function wanted(): readonly ModelId[] {
  const at = process.argv.indexOf('--only');
  return at < 0 ? MODELS : MODELS.filter((model) => model === process.argv[at + 1]);
}

/** The published tables again, where labels or words about them changed but no posting did. */
function rewriteTitleData({ data }: Inputs): void {
  const { corpus } = readDataManifest(PUBLIC);
  if (corpus.rows !== data.postings.length)
    throw new Error(
      `${corpus.rows} rows have vectors, ${data.postings.length} postings are made: run all of build-data.`,
    );
  writeTitleData(data, readVectors(negativesFrom(corpus.vectors)).rows, TITLE_DATA);
}

/** The vectors from which the negatives of the skills queries come. */
function negativesFrom(vectors: readonly VectorFile[]): VectorFile {
  return vectors.find(({ model, field }) => model === 'base' && field === 'skills')!;
}

async function main(): Promise<void> {
  const start = performance.now();
  const inputs = readInputs();
  if (process.argv.includes('--title-data')) {
    rewriteTitleData(inputs);
    return;
  }
  if (process.argv.includes('--map')) {
    await writeMap(inputs.map, readDataManifest(PUBLIC).map.vectors);
    return;
  }
  if (process.argv.includes('--seed-recipe')) {
    await addSeedRecipe(inputs);
    return;
  }
  const made = emptyMade(writeTables(inputs));
  if (process.argv.includes('--tables')) return;
  const models = wanted();
  for (const model of models) requireModel(join(ROOT, 'models-fp32', model), FP32_FILE);
  for (const model of models) await makeVectors(model, inputs, made);
  if (models.length < MODELS.length) return;
  if (existsSync(join(ROOT, 'models-fp32', SEED_RECIPE, FP32_FILE))) await makeSeedRecipe(inputs.map, made);
  for (const model of MODELS) requireModel(join(PUBLIC, 'models', model), WASM_FILE);
  writeTitleData(inputs.data, readVectors(negativesFrom(made.vectors)).rows, TITLE_DATA);
  await writeSavedAnswers(inputs.postings, made.vectors);
  await writeMap(inputs.map, made.map);
  const seconds = (performance.now() - start) / 1000;
  writeManifest(inputs, made, seconds);
  console.log(
    `Done in ${seconds.toFixed(0)} s: public/data, and saved-answers.json and default-map.json in src/features`,
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
