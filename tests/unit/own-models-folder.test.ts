/** @file A folder in the layout of the Hub, as settings; and every way in which it can be none. */
import { describe, expect, it } from 'vitest';
import { ModelFolderError } from '../../src/core/models/folder-error.ts';
import { settingsProblem } from '../../src/core/models/model-settings.ts';
import { readModelFolder } from '../../src/core/models/read-model-folder.ts';
import { leastCosine, parseReference } from '../../src/core/models/reference-pair.ts';
import { folderWith, FOLDER, MODULES, pick, SETTINGS, type Folder } from './own-models-fixture.ts';

const read = (changes: Folder = {}, top?: string) => readModelFolder(pick(folderWith(changes), top));

describe('a folder of the Hub', () => {
  it('is read: file, pooling, unit length, tokens, dimension, licence, card', async () => {
    const draft = await read();
    expect(draft.settings).toEqual(SETTINGS);
    expect(draft).toMatchObject({ name: 'small-encoder', licence: 'apache-2.0', tokenLimit: 512, notes: [] });
    expect(draft.card).toContain('# A small encoder');
    expect(draft.weights.map(({ path }) => path)).toEqual(['onnx/model_quantized.onnx', 'onnx/model.onnx']);
    expect(draft.reference).toBeNull();
  });

  it('is found below a folder that was chosen in its place, and among single files', async () => {
    expect((await read({}, 'models/2026/mine/')).name).toBe('mine');
    expect((await read({}, '')).name).toBe('My model');
  });

  it('of sentence-transformers 6 is read too', async () => {
    const types = ['base.modules.transformer.Transformer', 'sentence_transformer.modules.pooling.Pooling'];
    const { settings } = await read({
      'modules.json': types.map((type, at) => ({ ...MODULES[at], type: `sentence_transformers.${type}` })),
      '1_Pooling/config.json': { embedding_dimension: 384, pooling_mode: 'cls', include_prompt: true },
      'sentence_bert_config.json': { transformer_task: 'feature-extraction' },
      'tokenizer_config.json': { model_max_length: 128 },
    });
    expect(settings).toMatchObject({ pooling: 'cls', maxTokens: 128, normalise: true });
  });

  it('whose network lies in a folder of its own is read there', async () => {
    const { 'config.json': config, 'tokenizer.json': tokenizer, ...rest } = FOLDER;
    const draft = await readModelFolder(
      pick({
        ...rest,
        'modules.json': [{ ...MODULES[0], path: '0_Transformer' }, MODULES[1]],
        '0_Transformer/config.json': config,
        '0_Transformer/tokenizer.json': tokenizer,
        '0_Transformer/tokenizer_config.json': {},
        '0_Transformer/sentence_bert_config.json': { max_seq_length: 64, do_lower_case: true },
      }),
    );
    expect(draft.companions['config.json']).toBe('0_Transformer/config.json');
    expect(draft.settings).toMatchObject({ maxTokens: 64, lowerCase: true });
  });

  it.each([
    [{ query: 'query: ', passage: 'passage: ' }, null, { query: 'query: ', document: 'passage: ' }],
    [{ query: 'Q: ' }, null, { query: 'Q: ', document: '' }],
    [{ all: 'title: ' }, 'all', { query: 'title: ', document: 'title: ' }],
  ])('gives its prompts %j', async (prompts, name, expected) => {
    const { settings } = await read({
      'config_sentence_transformers.json': { prompts, default_prompt_name: name },
    });
    expect(settings.prompts).toEqual(expected);
  });

  it('that is compared by dot product keeps the length of its vectors', async () => {
    const { settings } = await read({
      'modules.json': MODULES.slice(0, 2),
      'config_sentence_transformers.json': { similarity_fn_name: 'dot' },
    });
    expect(settings.normalise).toBe(false);
  });

  it('that says nothing of pooling or length has both assumed, and says so', async () => {
    const draft = await read({
      'modules.json': undefined,
      'sentence_bert_config.json': undefined,
      'tokenizer_config.json': { model_max_length: 1e30 },
      'config.json': { hidden_size: 1024 },
    });
    expect(draft.settings).toMatchObject({ pooling: 'mean', maxTokens: 512, dimension: 1024 });
    expect(draft.notes).toEqual([
      expect.stringContaining('mean pooling') as string,
      expect.stringContaining('512 tokens') as string,
    ]);
  });

  it('counts the positions of RoBERTa from 2', async () => {
    const { tokenLimit } = await read({
      'config.json': { model_type: 'xlm-roberta', hidden_size: 384, max_position_embeddings: 514 },
    });
    expect(tokenLimit).toBe(512);
  });

  it('has its reference read', async () => {
    const vectors = [Array.from({ length: 384 }, (_, i) => i)];
    const { reference } = await read({ 'reference.json': { texts: ['Nurse'], vectors } });
    expect(reference).toEqual({ role: 'document', texts: ['Nurse'], vectors });
  });
});

const NO_ONNX = { 'onnx/model.onnx': undefined, 'onnx/model_quantized.onnx': undefined };

describe('a folder that is refused names the file and what to do', () => {
  it.each<[string, Folder, string, RegExp]>([
    [
      'without tokenizer',
      { 'tokenizer.json': undefined },
      'tokenizer.json',
      /not in the folder\. .*save_pretrained/,
    ],
    ['with an empty tokenizer', { 'tokenizer.json': '' }, 'tokenizer.json', /is empty\. Download/],
    ['with a tokenizer that is none', { 'tokenizer.json': { a: 1 } }, 'tokenizer.json', /has no "model"/],
    [
      'with safetensors only',
      { ...NO_ONNX, 'model.safetensors': 'x' },
      'model.safetensors',
      /Export the model to ONNX/,
    ],
    ['without weights', NO_ONNX, 'onnx/model.onnx', /not in the folder\. Export/],
    [
      'with weights in a second file',
      { 'onnx/model_quantized.onnx': undefined, 'onnx/model.onnx_data': 'x' },
      'onnx/model.onnx_data',
      /quantised/,
    ],
    [
      'with a note of Git LFS',
      { 'onnx/model.onnx': 'version https://git-lfs.github.com/spec/v1\n' },
      'onnx/model.onnx',
      /git lfs pull/,
    ],
    [
      'above 1,024 dimensions',
      { 'config.json': { hidden_size: 4096 }, '1_Pooling/config.json': { pooling_mode: 'mean' } },
      'config.json',
      /4096 dimensions, more than the 1024/,
    ],
    [
      'of two models',
      { 'config.json': { hidden_size: 768 } },
      'config.json',
      /768 dimensions, but the pooling says 384/,
    ],
    ['with broken JSON', { 'modules.json': '[{' }, 'modules.json', /not JSON/],
    [
      'with a dense layer',
      { 'modules.json': [...MODULES, { path: '3_Dense', type: 'x.models.Dense' }] },
      'modules.json',
      /"Dense"/,
    ],
    [
      'with another pooling',
      { '1_Pooling/config.json': { pooling_mode: 'lasttoken' } },
      '1_Pooling/config.json',
      /lasttoken/,
    ],
    [
      'with two poolings',
      { '1_Pooling/config.json': { pooling_mode: ['mean', 'max'] } },
      '1_Pooling/config.json',
      /mean and max/,
    ],
    [
      'without the folder of its pooling',
      { '1_Pooling/config.json': undefined },
      '1_Pooling/config.json',
      /choose the whole folder/,
    ],
    [
      'with an encoder and a decoder',
      { 'config.json': { hidden_size: 384, is_encoder_decoder: true } },
      'config.json',
      /decoder/,
    ],
    [
      'with a wrong reference',
      { 'reference.json': { texts: ['a'], vectors: [[1, 2]] } },
      'reference.json',
      /384 numbers.* row 1/,
    ],
  ])('%s', async (_, changes, file, message) => {
    const error: unknown = await read(changes).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ModelFolderError);
    expect((error as ModelFolderError).file).toBe(file);
    expect((error as ModelFolderError).message).toMatch(message);
    expect((error as ModelFolderError).message.startsWith(`${file}: `)).toBe(true);
  });

  it('a wrong file', async () => {
    await expect(readModelFolder(pick({ 'cv.pdf': '%PDF' }, ''))).rejects.toThrow(/^cv\.pdf: is no model\. /);
  });

  it('several models', async () => {
    const files = [...pick(FOLDER, 'all/one/'), ...pick(FOLDER, 'all/two/')];
    await expect(readModelFolder(files)).rejects.toThrow(/^all\/two\/: is a second model beside all\/one\//);
  });
});

describe('settings', () => {
  const limits = { tokenLimit: 512, modelFiles: [SETTINGS.modelFile] };
  it.each([
    [{}, null],
    [{ maxTokens: 513 }, /^Maximum length: .* 8 to 512/],
    [{ maxTokens: Number.NaN }, /^Maximum length/],
    [{ dimension: 1025 }, /^Dimension: .* 1024/],
    [{ modelFile: 'gone.onnx' }, /^File: gone\.onnx/],
    [{ prompts: { query: 'x'.repeat(501), document: '' } }, /^Prompts: /],
  ])('%j', (part, expected) => {
    const problem = settingsProblem({ ...SETTINGS, ...part }, limits);
    if (expected === null) expect(problem).toBeNull();
    else expect(problem).toMatch(expected);
  });
});

describe('a reference', () => {
  it('is compared by its least cosine, whatever the lengths', () => {
    const reference = parseReference(
      {
        texts: ['a', 'b'],
        vectors: [
          [2, 0],
          [3, 4],
        ],
      },
      2,
    );
    expect(leastCosine(Float32Array.of(5, 0, 0.6, 0.8), reference)).toBeCloseTo(1, 6);
    expect(leastCosine(Float32Array.of(5, 0, 0, 1), reference)).toBeCloseTo(0.8, 6);
    expect(leastCosine(Float32Array.of(5, 0, Number.NaN, 1), reference)).toBe(0);
  });

  it.each([
    [null, /no "texts"/],
    [{ texts: [], vectors: [] }, /0 texts/],
    [
      {
        texts: ['a'],
        vectors: [
          [1, 2],
          [1, 2],
        ],
      },
      /1 texts and 2 vectors/,
    ],
    [{ texts: [1], vectors: [[1, 2]] }, /no text in row 1/],
    [{ texts: ['a'], vectors: [[0, 0]] }, /all zero/],
    [{ texts: ['a'], vectors: [[1, 2]], role: 'both' }, /"role"/],
  ])('of %j is refused', (value, message) => {
    expect(() => parseReference(value, 2)).toThrow(message);
  });
});
