/** @file A small model's folder as the Hub has it, file by file, for the tests of models that a user adds. */
import type { PickedFile } from '../../src/features/models/folder-picker.ts';
import type { ModelSettings } from '../../src/core/models/model-settings.ts';
import type { NewOwnModel } from '../../src/store/own-models.ts';
import { noise } from './store-fixture.ts';

export type Folder = Readonly<Record<string, unknown>>;

export const MODULES = [
  { idx: 0, name: '0', path: '', type: 'sentence_transformers.models.Transformer' },
  { idx: 1, name: '1', path: '1_Pooling', type: 'sentence_transformers.models.Pooling' },
  { idx: 2, name: '2', path: '2_Normalize', type: 'sentence_transformers.models.Normalize' },
];

/** Strings and bytes as they are, anything else as JSON. */
export const FOLDER: Folder = {
  'README.md': '---\nlicense: apache-2.0\nlanguage: en\n---\n\n# A small encoder\n',
  'config.json': { model_type: 'bert', hidden_size: 384, max_position_embeddings: 512 },
  'tokenizer.json': { model: { type: 'WordPiece' } },
  'tokenizer_config.json': { model_max_length: 512 },
  'modules.json': MODULES,
  '1_Pooling/config.json': {
    word_embedding_dimension: 384,
    pooling_mode_cls_token: false,
    pooling_mode_mean_tokens: true,
  },
  'sentence_bert_config.json': { max_seq_length: 256, do_lower_case: false },
  'config_sentence_transformers.json': {
    prompts: {},
    default_prompt_name: null,
    similarity_fn_name: 'cosine',
  },
  'onnx/model.onnx': noise(5000, 1),
  'onnx/model_quantized.onnx': noise(2000, 2),
};

/** The folder's files as a browser hands them over, below `top`. */
export function pick(folder: Folder, top = 'small-encoder/'): readonly PickedFile[] {
  return Object.entries(folder)
    .filter(([, content]) => content !== undefined)
    .map(([path, content]) => {
      const bytes =
        typeof content === 'string' || content instanceof Uint8Array
          ? (content as string | Uint8Array<ArrayBuffer>)
          : JSON.stringify(content);
      const file = new File([bytes], path.split('/').at(-1));
      return { path: top + path, bytes: file.size, text: () => file.text(), file };
    });
}

/** The folder without some files, and with others. */
export function folderWith(changes: Folder): Folder {
  return { ...FOLDER, ...changes };
}

export const SETTINGS: ModelSettings = {
  modelFile: 'onnx/model_quantized.onnx',
  pooling: 'mean',
  normalise: true,
  lowerCase: false,
  prompts: { query: '', document: '' },
  maxTokens: 256,
  dimension: 384,
};

/** A model to add, its weights of `bytes` bytes. */
export function newModel(facts: Partial<NewOwnModel> = {}, bytes = 2500): NewOwnModel {
  return {
    name: 'small encoder',
    licence: 'apache-2.0',
    card: '# Card',
    settings: SETTINGS,
    referenceCosine: null,
    files: {
      'config.json': new File(['{}'], 'config.json'),
      'tokenizer.json': new File(['{"model":{}}'], 'tokenizer.json'),
      'tokenizer_config.json': new File(['{ }'], 'tokenizer_config.json'),
      'onnx/model.onnx': new File([noise(bytes, 7)], 'model_quantized.onnx'),
    },
    ...facts,
  };
}
