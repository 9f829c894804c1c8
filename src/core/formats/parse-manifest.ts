/** @file Checks that a manifest has the shape of `Manifest`; the first wrong field is named. */
import type { Manifest, ModelId, RuntimeId, StoredFile } from './manifest.ts';
import { MAXIMUM_SHARD_BYTES } from './shards.ts';

/** A manifest that cannot be used. `field` is the path to the wrong field, such as `files[3].sha256`. */
export class ManifestError extends Error {
  readonly code = 'manifest';
  readonly field: string;
  constructor(field: string, problem: string) {
    super(
      `manifest.json cannot be used: ${field} ${problem}. Reload the page; if that does not help, build and upload the app again.`,
    );
    this.name = 'ManifestError';
    this.field = field;
  }
}

type Fields = Readonly<Record<string, unknown>>;

const MODEL_IDS: readonly ModelId[] = ['base', 'tuned'];
const RUNTIME_IDS: readonly RuntimeId[] = ['plain', 'jspi', 'asyncify'];

function object(value: unknown, field: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ManifestError(field, 'is not an object');
  return value as Fields;
}

function list(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new ManifestError(field, 'is not a list');
  return value;
}

function text(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '') throw new ManifestError(field, 'is not a text');
  return value;
}

function count(value: unknown, field: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw new ManifestError(field, 'is not a whole number of 0 or more');
  return value as number;
}

function positive(value: unknown, field: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
    throw new ManifestError(field, 'is not a positive number');
  }
  return value;
}

function sha256(value: unknown, field: string): string {
  if (typeof value !== 'string' || !/^[0-9a-f]{64}$/.test(value)) {
    throw new ManifestError(field, 'is not a SHA-256 in 64 lower-case hexadecimal digits');
  }
  return value;
}

/** The path ends up in a URL and in a storage key: relative, with plain segments. */
function path(value: unknown, field: string): string {
  const found = text(value, field);
  if (!/^[\w.@+-]+(\/[\w.@+-]+)*$/.test(found) || found.split('/').some((segment) => /^\.+$/.test(segment))) {
    throw new ManifestError(field, `("${found}") is not a plain relative path`);
  }
  return found;
}

function checkStoredFile(value: unknown, field: string): StoredFile {
  const file = object(value, field);
  path(file['path'], `${field}.path`);
  sha256(file['sha256'], `${field}.sha256`);
  const bytes = count(file['bytes'], `${field}.bytes`);
  let sum = 0;
  for (const [index, entry] of list(file['shards'], `${field}.shards`).entries()) {
    const at = `${field}.shards[${index}]`;
    const shard = object(entry, at);
    sha256(shard['sha256'], `${at}.sha256`);
    const size = positive(count(shard['bytes'], `${at}.bytes`), `${at}.bytes`);
    if (shard['gzip'] !== undefined) positive(count(shard['gzip'], `${at}.gzip`), `${at}.gzip`);
    if (size > MAXIMUM_SHARD_BYTES) throw new ManifestError(`${at}.bytes`, `is over ${MAXIMUM_SHARD_BYTES}`);
    sum += size;
  }
  if (sum !== bytes) throw new ManifestError(`${field}.shards`, `hold ${sum} bytes, the file has ${bytes}`);
  return file as unknown as StoredFile;
}

function checkSelfTest(value: unknown, field: string, dimension: number, needed: readonly string[]): void {
  const test = object(value, field);
  const titles = list(test['titles'], `${field}.titles`);
  titles.forEach((title, index) => text(title, `${field}.titles[${index}]`));
  if (titles.length === 0) throw new ManifestError(`${field}.titles`, 'is empty');
  const vectors = object(test['vectors'], `${field}.vectors`);
  for (const file of needed) {
    const at = `${field}.vectors["${file}"]`;
    const rows = list(vectors[file], at);
    if (rows.length !== titles.length)
      throw new ManifestError(at, `has ${rows.length} vectors for ${titles.length} titles`);
    rows.forEach((row, index) => {
      const numbers = list(row, `${at}[${index}]`);
      if (numbers.length !== dimension || !numbers.every(Number.isFinite)) {
        throw new ManifestError(`${at}[${index}]`, `is not ${dimension} numbers`);
      }
    });
  }
}

function checkModel(value: unknown, id: ModelId, stored: ReadonlySet<string>): void {
  const field = `models.${id}`;
  const model = object(value, field);
  for (const name of ['label', 'technicalName', 'licence']) text(model[name], `${field}.${name}`);
  if (model['pooling'] !== 'mean') throw new ManifestError(`${field}.pooling`, 'is not "mean"');
  const dimension = positive(count(model['dimension'], `${field}.dimension`), `${field}.dimension`);
  positive(count(model['maxTokens'], `${field}.maxTokens`), `${field}.maxTokens`);
  for (const [name, entry] of Object.entries(object(model['files'], `${field}.files`))) {
    const at = `${field}.files["${name}"]`;
    const file = object(entry, at);
    count(file['bytes'], `${at}.bytes`);
    sha256(file['sha256'], `${at}.sha256`);
    if (!stored.has(`models/${id}/${name}`))
      throw new ManifestError(at, `is not among the stored files (models/${id}/${name})`);
  }
  const devices = object(model['devices'], `${field}.devices`);
  const used = ['wasm', 'webgpu'].map((device) => {
    const name = path(devices[device], `${field}.devices.${device}`);
    if (!stored.has(`models/${id}/${name}`)) {
      throw new ManifestError(
        `${field}.devices.${device}`,
        `names a file that is not stored (models/${id}/${name})`,
      );
    }
    return name;
  });
  checkSelfTest(model['selfTest'], `${field}.selfTest`, dimension, used);
}

function storedPath(value: unknown, field: string, stored: ReadonlySet<string>): void {
  const found = path(value, field);
  if (!stored.has(found)) throw new ManifestError(field, `names a file that is not stored (${found})`);
}

function checkCorpus(value: unknown, stored: ReadonlySet<string>): void {
  const corpus = object(value, 'corpus');
  for (const name of ['id', 'name', 'licence', 'origin']) text(corpus[name], `corpus.${name}`);
  if (typeof corpus['synthetic'] !== 'boolean')
    throw new ManifestError('corpus.synthetic', 'is not true or false');
  const rows = count(corpus['rows'], 'corpus.rows');
  storedPath(corpus['lexical'], 'corpus.lexical', stored);
  storedPath(corpus['table'], 'corpus.table', stored);
  list(corpus['vectors'], 'corpus.vectors').forEach((entry, index) => {
    const field = `corpus.vectors[${index}]`;
    const file = object(entry, field);
    storedPath(file['path'], `${field}.path`, stored);
    if (!MODEL_IDS.includes(file['model'] as ModelId))
      throw new ManifestError(`${field}.model`, 'is not "base" or "tuned"');
    if (file['field'] !== 'title' && file['field'] !== 'skills') {
      throw new ManifestError(`${field}.field`, 'is not "title" or "skills"');
    }
    if (count(file['rows'], `${field}.rows`) !== rows)
      throw new ManifestError(`${field}.rows`, `differs from corpus.rows (${rows})`);
    positive(file['scale'], `${field}.scale`);
  });
}

function checkRoles(value: unknown, stored: ReadonlySet<string>): void {
  const roles = object(value, 'roles');
  storedPath(roles['table'], 'roles.table', stored);
  storedPath(roles['vectors'], 'roles.vectors', stored);
  count(roles['rows'], 'roles.rows');
  positive(roles['scale'], 'roles.scale');
}

function checkMap(value: unknown, stored: ReadonlySet<string>): void {
  const map = object(value, 'map');
  const spaces = list(map['vectors'], 'map.vectors').map((entry, index) => {
    const field = `map.vectors[${index}]`;
    const file = object(entry, field);
    storedPath(file['path'], `${field}.path`, stored);
    count(file['rows'], `${field}.rows`);
    positive(file['scale'], `${field}.scale`);
    return file['space'];
  });
  const [base, tuned, ...others] = spaces;
  const known = base === 'base' && tuned === 'tuned' && ['', 'seed-recipe'].includes(others.join());
  if (!known)
    throw new ManifestError('map.vectors', `has the spaces ${spaces.join()}, not ${MODEL_IDS.join()}`);
}

function checkCoding(value: unknown, stored: ReadonlySet<string>): void {
  const coding = object(value, 'coding');
  for (const name of ['titles', 'vectors', 'occupations', 'coder', 'heads', 'headsDescription'])
    storedPath(coding[name], `coding.${name}`, stored);
  count(coding['rows'], 'coding.rows');
  positive(coding['scale'], 'coding.scale');
}

/**
 * The manifest in `value` (parsed JSON). Fields that `Manifest` does not name are kept.
 * @throws ManifestError naming the first field that is missing, of the wrong kind, or at odds with another.
 */
export function parseManifest(value: unknown): Manifest {
  const manifest = object(value, 'the whole');
  if (manifest['schemaVersion'] !== 1) {
    throw new ManifestError(
      'schemaVersion',
      `is ${JSON.stringify(manifest['schemaVersion'])}, this version of the app reads 1`,
    );
  }
  text(manifest['version'], 'version');
  const stored = new Set<string>();
  list(manifest['files'], 'files').forEach((entry, index) => {
    const file = checkStoredFile(entry, `files[${index}]`);
    if (stored.has(file.path))
      throw new ManifestError(`files[${index}].path`, `is there twice (${file.path})`);
    stored.add(file.path);
  });
  const models = object(manifest['models'], 'models');
  for (const id of MODEL_IDS) checkModel(models[id], id, stored);
  const runtimes = object(manifest['runtimes'], 'runtimes');
  for (const id of RUNTIME_IDS) storedPath(runtimes[id], `runtimes.${id}`, stored);
  checkCorpus(manifest['corpus'], stored);
  checkRoles(manifest['roles'], stored);
  checkMap(manifest['map'], stored);
  checkCoding(manifest['coding'], stored);
  return manifest as unknown as Manifest;
}
