/** @file A folder in the layout of the Hugging Face Hub, as settings that can be shown, changed and run. */
import { chooseWeights, type WeightsFile } from './choose-weights.ts';
import { ModelFolderError } from './folder-error.ts';
import { ModelFolder, type FolderFile, type JsonObject } from './folder-files.ts';
import { MAXIMUM_DIMENSION, type ModelSettings } from './model-settings.ts';
import { numberOf, promptsOf, readModules, textOf, type Modules } from './read-modules.ts';
import { parseReference, REFERENCE_FILE, type ReferencePair } from './reference-pair.ts';

export interface ModelDraft {
  /** Name of the folder, or what config.json says. */
  readonly name: string;
  /** As the card's head names it; null where it does not. */
  readonly licence: string | null;
  /** README.md as it is; null where there is none. */
  readonly card: string | null;
  readonly settings: ModelSettings;
  /** Tokens that the model has positions for. */
  readonly tokenLimit: number;
  /** ONNX files that can run here, the one to prefer first. */
  readonly weights: readonly WeightsFile[];
  /** What a worker needs beside the ONNX file: its name for transformers.js, and the path in the folder. */
  readonly companions: Readonly<Record<'config.json' | 'tokenizer.json' | 'tokenizer_config.json', string>>;
  readonly folder: ModelFolder;
  /** Sentences on what was assumed, for the user to check. */
  readonly notes: readonly string[];
  readonly reference: ReferencePair | null;
}

/** How configurations name the length of a token's vector. */
const SIZE_KEYS = ['hidden_size', 'd_model', 'dim', 'n_embd'];

const TOKENIZER =
  'In Python, AutoTokenizer.from_pretrained("<model>").save_pretrained("<folder>") writes it; tokenizers of other forms are not read here.';

/**
 * Reads what the folder says and leaves its weights alone.
 * @throws ModelFolderError naming the file, what is wrong with it and what to do
 */
export async function readModelFolder(chosen: readonly FolderFile[]): Promise<ModelDraft> {
  const folder = new ModelFolder(chosen);
  const modules = await readModules(folder);
  const companions = {
    'config.json': `${modules.network}config.json`,
    'tokenizer.json': `${modules.network}tokenizer.json`,
    'tokenizer_config.json': `${modules.network}tokenizer_config.json`,
  };
  await folder.require(companions['config.json'], 'Choose the whole folder of the model.');
  await folder.require(companions['tokenizer.json'], TOKENIZER);
  await folder.require(companions['tokenizer_config.json'], TOKENIZER);
  await checkTokenizer(folder, companions['tokenizer.json']);
  const config = await folder.object(companions['config.json']);
  const dimension = dimensionOf(config, companions['config.json'], modules);
  const weights = await chooseWeights(folder);
  const length = await lengthOf(folder, config, companions['tokenizer_config.json'], modules);
  const sentence = await folder.object('config_sentence_transformers.json');
  const prompts = promptsOf(sentence);
  if (!modules.poolsPrompt && (prompts.query || prompts.document))
    throw new ModelFolderError(
      '1_Pooling/config.json',
      'leaves the prompt out of the pooling, which this app does not do',
      'Choose another model: this one would give other vectors here than in Python.',
    );
  const unit = unitLength(sentence, modules);
  const card = (await folder.find('README.md')?.text()) ?? null;
  const reference = await folder.json(REFERENCE_FILE);
  return {
    name: folder.name || (textOf(config._name_or_path)?.split('/').at(-1) ?? 'My model'),
    licence: card === null ? null : licenceOf(card),
    card,
    settings: {
      modelFile: weights[0]!.path,
      pooling: modules.pooling,
      normalise: unit.normalise,
      lowerCase: length.lowerCase,
      prompts,
      maxTokens: length.maxTokens,
      dimension,
    },
    tokenLimit: length.limit,
    weights,
    companions,
    folder,
    notes: [...modules.notes, ...unit.notes, ...length.notes],
    reference: reference === undefined ? null : parseReference(reference, dimension),
  };
}

async function checkTokenizer(folder: ModelFolder, path: string): Promise<void> {
  const { model } = await folder.object(path);
  if (typeof model !== 'object' || model === null)
    throw new ModelFolderError(path, 'is no tokenizer: it has no "model"', TOKENIZER);
}

function dimensionOf(config: JsonObject, path: string, modules: Modules): number {
  if (config.is_encoder_decoder === true)
    throw new ModelFolderError(
      path,
      'describes an encoder with a decoder',
      'Choose a sentence encoder, or export its encoder alone.',
    );
  const size = SIZE_KEYS.map((key) => numberOf(config[key])).find((value) => value !== null) ?? null;
  if (size !== null && modules.dimension !== null && size !== modules.dimension)
    throw new ModelFolderError(
      path,
      `says ${size} dimensions, but the pooling says ${modules.dimension}`,
      'The files belong to different models: download the folder again.',
    );
  const dimension = modules.dimension ?? size;
  if (dimension === null)
    throw new ModelFolderError(path, 'does not say how many dimensions a vector has', 'Download it again.');
  if (dimension > MAXIMUM_DIMENSION)
    throw new ModelFolderError(
      path,
      `says ${dimension} dimensions, more than the ${MAXIMUM_DIMENSION} that this app can search`,
      'Choose a smaller model.',
    );
  return dimension;
}

interface Length {
  readonly maxTokens: number;
  readonly limit: number;
  readonly lowerCase: boolean;
  readonly notes: readonly string[];
}

/** As sentence-transformers decides it: its own setting, else the lesser of positions and the tokenizer's limit. */
async function lengthOf(
  folder: ModelFolder,
  config: JsonObject,
  tokenizerPath: string,
  { network }: Modules,
): Promise<Length> {
  const own = { ...(await folder.object('sentence_bert_config.json')) };
  if (network !== '') Object.assign(own, await folder.object(`${network}sentence_bert_config.json`));
  const positions = numberOf(config.max_position_embeddings);
  // RoBERTa and its kin count positions from the padding token's number on.
  const offset = /roberta|camembert|mpnet/.test(textOf(config.model_type) ?? '') ? 2 : 0;
  const limit = positions === null ? null : positions - offset;
  const tokenizer = numberOf((await folder.object(tokenizerPath)).model_max_length);
  const stated = numberOf(own.max_seq_length) ?? tokenizer;
  const known = [stated, limit].filter((value) => value !== null);
  const note =
    'No file says how long a text may be, so 512 tokens are assumed: check it against the model card.';
  return {
    maxTokens: known.length > 0 ? Math.min(...known) : 512,
    limit: limit ?? Math.max(512, stated ?? 0),
    lowerCase: own.do_lower_case === true,
    notes: known.length > 0 ? [] : [note],
  };
}

/** A model that is compared by cosine ranks the same with unit vectors, which is what a search here multiplies. */
function unitLength(
  sentence: JsonObject,
  { normalises }: Modules,
): { normalise: boolean; notes: readonly string[] } {
  const similarity = textOf(sentence.similarity_fn_name) ?? 'cosine';
  if (normalises || similarity === 'cosine') return { normalise: true, notes: [] };
  if (similarity === 'dot') return { normalise: false, notes: [] };
  const note = `The model is compared by ${similarity} distance in Python; this app compares by cosine.`;
  return { normalise: true, notes: [note] };
}

/** The `license` of the block of settings at the card's head. */
function licenceOf(card: string): string | null {
  const head = /^---\r?\n(.*?)\r?\n---/s.exec(card)?.[1] ?? '';
  return /^license:\s*["']?([^"'\r\n#]+?)["']?\s*$/m.exec(head)?.[1] ?? null;
}
