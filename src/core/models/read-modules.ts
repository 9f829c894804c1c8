/** @file What the description files of sentence-transformers say: modules, pooling, prompts, length. */
import { ModelFolderError } from './folder-error.ts';
import type { JsonObject, ModelFolder } from './folder-files.ts';
import { POOLINGS, type Pooling, type TextRole } from './model-settings.ts';

export interface Modules {
  /** Folder of the network's files within the model's folder, with a slash at its end; empty for the top. */
  readonly network: string;
  readonly pooling: Pooling;
  /** What 1_Pooling says of the vectors' length; null where it says nothing. */
  readonly dimension: number | null;
  /** Whether the model ends with a module that scales vectors to unit length. */
  readonly normalises: boolean;
  /** Whether the tokens of a prompt are pooled with those of the text. */
  readonly poolsPrompt: boolean;
  /** Sentences on what was assumed. */
  readonly notes: readonly string[];
}

const ANOTHER_MODEL = 'Choose another model: this one would give other vectors here than in Python.';

/** Until version 5 a key for each way of pooling, true for those in use; since then `pooling_mode` with the name. */
const OLD_KEYS: Readonly<Record<string, string>> = {
  pooling_mode_cls_token: 'cls',
  pooling_mode_mean_tokens: 'mean',
  pooling_mode_max_tokens: 'max',
  pooling_mode_mean_sqrt_len_tokens: 'mean_sqrt_len_tokens',
  pooling_mode_weightedmean_tokens: 'weightedmean',
  pooling_mode_lasttoken: 'lasttoken',
};

/** @throws ModelFolderError where the folder asks for what this app does not do. */
export async function readModules(folder: ModelFolder): Promise<Modules> {
  const path = 'modules.json';
  const list = await folder.json(path);
  if (list === undefined) {
    const note =
      'There is no modules.json, so mean pooling and unit length are assumed: check them against the model card.';
    return {
      network: '',
      pooling: 'mean',
      dimension: null,
      normalises: true,
      poolsPrompt: true,
      notes: [note],
    };
  }
  if (!Array.isArray(list))
    throw new ModelFolderError(path, 'holds no list of modules', 'Download it again.');
  const modules = (list as JsonObject[]).map(({ type, path: at }) => ({
    type: textOf(type)?.split('.').at(-1) ?? '',
    folder: folderPath(textOf(at) ?? ''),
  }));
  const strange = modules.find(({ type }) => !['Transformer', 'Pooling', 'Normalize'].includes(type));
  if (strange)
    throw new ModelFolderError(
      path,
      `names the module "${strange.type}", which this app does not run`,
      ANOTHER_MODEL,
    );
  const pooling = modules.find(({ type }) => type === 'Pooling');
  if (!pooling)
    throw new ModelFolderError(
      path,
      'names no pooling',
      'Choose a sentence encoder: other models have no vector for a text.',
    );
  return {
    network: modules.find(({ type }) => type === 'Transformer')?.folder ?? '',
    ...(await readPooling(folder, `${pooling.folder}config.json`)),
    normalises: modules.some(({ type }) => type === 'Normalize'),
    notes: [],
  };
}

async function readPooling(
  folder: ModelFolder,
  path: string,
): Promise<Pick<Modules, 'pooling' | 'dimension' | 'poolsPrompt'>> {
  await folder.require(path, 'modules.json names it: choose the whole folder, with the folders below it.');
  const config = await folder.object(path);
  const ways = waysOf(config);
  const [way] = ways;
  if (way === undefined || ways.length > 1 || !isPooling(way))
    throw new ModelFolderError(
      path,
      ways.length === 0
        ? 'names no way of pooling'
        : `pools by ${ways.join(' and ')}, which this app does not do`,
      ways.length === 0 ? 'Download it again.' : ANOTHER_MODEL,
    );
  return {
    pooling: way,
    dimension: numberOf(config.embedding_dimension ?? config.word_embedding_dimension),
    poolsPrompt: config.include_prompt !== false,
  };
}

function waysOf(config: JsonObject): readonly string[] {
  const named = config.pooling_mode;
  if (typeof named === 'string') return [named];
  if (Array.isArray(named)) return named.map(String);
  return Object.entries(OLD_KEYS).flatMap(([key, way]) => (config[key] === true ? [way] : []));
}

function isPooling(way: string): way is Pooling {
  return (POOLINGS as readonly string[]).includes(way);
}

/** The prompts of both roles, as encode_query and encode_document of sentence-transformers choose them. */
export function promptsOf(config: JsonObject): Readonly<Record<TextRole, string>> {
  const prompts = (config.prompts ?? {}) as JsonObject;
  const fallback = textOf(prompts[textOf(config.default_prompt_name) ?? '']) ?? '';
  const first = (names: readonly string[]) =>
    names.map((name) => textOf(prompts[name])).find((prompt) => prompt !== null) ?? fallback;
  return { query: first(['query']), document: first(['document', 'passage', 'corpus']) };
}

/** Null for anything but a whole number above 0 that a model can mean: tokenizers write 10^30 for "no limit". */
export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 1e6 ? value : null;
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function folderPath(path: string): string {
  return path === '' || path.endsWith('/') ? path : `${path}/`;
}
