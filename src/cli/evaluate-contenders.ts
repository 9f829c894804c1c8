/** @file The contenders that `rolemap evaluate` is asked for: shipped models, searches without a model, model folders, result files. */
import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import {
  LEXICAL_IDS,
  LEXICAL_SETTINGS,
  LexicalContender,
  type LexicalId,
} from '../core/evaluation/lexical-contenders.ts';
import type { NamedResult } from '../core/evaluation/merge-results.ts';
import { parseResult } from '../core/evaluation/parse-result.ts';
import type { Contender, ContenderFacts } from '../core/evaluation/types.ts';
import { VectorContender } from '../core/evaluation/vector-contender.ts';
import type { ModelId } from '../core/formats/manifest.ts';
import type { Environment } from './environment.ts';
import { UsageError } from './errors.ts';
import { loadFolderEncoder } from './evaluate-folder.ts';
import { nearestName } from './nearest-name.ts';
import { DIMENSION, MAXIMUM_TOKENS } from './node-encoder.ts';

const MODEL_NAMES: Readonly<Record<ModelId, string>> = { base: 'General model', tuned: 'Job-title model' };
const MODELS = Object.keys(MODEL_NAMES) as ModelId[];
/** Contenders that need no file of the user's. */
export const CONTENDER_IDS = [...MODELS, ...LEXICAL_IDS] as const;

export type ContenderSource =
  | { readonly kind: 'model'; readonly id: ModelId }
  | { readonly kind: 'lexical'; readonly id: LexicalId }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'result'; readonly path: string };

/** A contender that ranks here, unlike a result file. */
export type RunnableSource = Exclude<ContenderSource, { readonly kind: 'result' }>;

/** A contender with what a result says of it; the rest of its facts is the same for all. */
export interface OpenContender {
  readonly contender: Contender;
  readonly facts: Pick<ContenderFacts, 'files' | 'device' | 'settings'>;
  /** What else was counted, once it has ranked; absent where nothing is. */
  readonly counts?: () => ContenderFacts['counts'];
  /** Sentences for the user. */
  readonly notes: readonly string[];
  dispose(): Promise<void>;
}

function sourceOf(name: string): ContenderSource {
  const model = MODELS.find((id) => id === name);
  if (model !== undefined) return { kind: 'model', id: model };
  const lexical = LEXICAL_IDS.find((id) => id === name);
  if (lexical !== undefined) return { kind: 'lexical', id: lexical };
  const facts = statSync(name, { throwIfNoEntry: false });
  if (facts?.isDirectory()) return { kind: 'folder', path: name };
  if (facts && /\.json$/iu.test(name)) return { kind: 'result', path: name };
  const nearest = nearestName(name, CONTENDER_IDS);
  throw new UsageError(
    `A contender is ${CONTENDER_IDS.join(', ')}, the folder of a model or a result file (.json), not "${name}".` +
      (nearest === null ? '' : ` Did you mean ${nearest}?`),
  );
}

/**
 * The contenders in a list with commas.
 * @throws UsageError where one is unknown or named twice
 */
export function contenderSources(list: string): ContenderSource[] {
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw new UsageError(`--contenders names ${twice} twice.`);
  if (names.length === 0) throw new UsageError('--contenders names no contender.');
  return names.map(sourceOf);
}

/** Id under which a contender that runs here stands in the result. */
export function contenderId(source: RunnableSource): string {
  return source.kind === 'folder' ? basename(resolve(source.path)) : source.id;
}

/** Whether two names mean the same contender. */
export function sameSource(a: RunnableSource, b: RunnableSource): boolean {
  if (a.kind === 'folder') return b.kind === 'folder' && resolve(a.path) === resolve(b.path);
  return b.kind === a.kind && a.id === b.id;
}

const RUNTIME = 'WASM, 1 thread';

async function openModel(id: ModelId, { loadEncoder }: Environment): Promise<OpenContender> {
  const encoder = await loadEncoder(id);
  const { file, sha256 } = encoder.file;
  return {
    contender: new VectorContender({
      identity: { id, label: MODEL_NAMES[id], kind: 'encoder' },
      encode: (texts) => encoder.encode(texts),
      dimension: DIMENSION,
    }),
    facts: {
      files: [{ file, sha256 }],
      device: RUNTIME,
      settings: { pooling: 'mean', 'maximum tokens': MAXIMUM_TOKENS },
    },
    notes: [],
    dispose: () => encoder.dispose(),
  };
}

async function openFolder(source: {
  readonly kind: 'folder';
  readonly path: string;
}): Promise<OpenContender> {
  const encoder = await loadFolderEncoder(source.path);
  const { settings, file, notes } = encoder;
  const { pooling, maxTokens, prompts, dimension, normalise } = settings;
  const id = contenderId(source);
  return {
    contender: new VectorContender({
      identity: { id, label: id, kind: 'encoder' },
      encode: (texts, role) => encoder.encode(texts, role),
      dimension,
      normalise,
    }),
    facts: {
      files: [file],
      device: RUNTIME,
      settings: {
        pooling,
        'maximum tokens': maxTokens,
        dimension,
        similarity: normalise ? 'cosine' : 'product',
        ...(prompts.query === '' ? {} : { 'prompt of a query': prompts.query }),
        ...(prompts.document === '' ? {} : { 'prompt of a document': prompts.document }),
      },
    },
    notes: notes.map((note) => `${id}: ${note}`),
    dispose: () => encoder.dispose(),
  };
}

/** Loads what a contender needs; a result file is read by `readResultFile`. */
export async function openContender(
  source: RunnableSource,
  environment: Environment,
): Promise<OpenContender> {
  if (source.kind === 'model') return openModel(source.id, environment);
  if (source.kind === 'folder') return openFolder(source);
  return {
    contender: new LexicalContender(source.id),
    facts: { files: [], device: 'JavaScript', settings: LEXICAL_SETTINGS[source.id] },
    notes: [],
    dispose: () => Promise.resolve(),
  };
}

/** @throws FormatError where it is no result file */
export function readResultFile(path: string): NamedResult {
  const name = basename(path);
  return { name, result: parseResult(readFileSync(path, 'utf8'), name) };
}
