/** @file The encoder worker's service over a stand-in for transformers.js: prompts, preparation, cutting, pooling, wrong output. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EncodingRecipe } from '../../src/core/models/model-settings.ts';
import { EncoderService, type LoadInput } from '../../src/workers/encoder/encoder-service.ts';
import type { CallContext } from '../../src/workers/rpc/protocol.ts';

/** What the stand-in does: one token a letter, its vector [code, 1]; `end` is put last, as [SEP]. */
const network = {
  end: 7 as number | null,
  outputName: 'last_hidden_state',
  type: 'float32',
  vector: (id: number) => [id, 1],
  texts: [] as string[],
  batches: [] as number[],
};

function tokenizer(texts: string[], { max_length = 1e9 } = {}) {
  const rows = texts.map((text) => {
    const letters = Array.from(text, (letter) => BigInt(letter.codePointAt(0)!));
    return (network.end === null ? letters : [...letters, BigInt(network.end)]).slice(0, max_length);
  });
  const tokens = Math.max(...rows.map(({ length }) => length));
  const flat = (fill: (row: bigint[], at: number) => bigint) =>
    BigInt64Array.from(rows.flatMap((row) => Array.from({ length: tokens }, (_, at) => fill(row, at))));
  return {
    texts,
    input_ids: { data: flat((row, at) => row[at] ?? 0n) },
    attention_mask: { data: flat((row, at) => (at < row.length ? 1n : 0n)) },
  };
}

function model({ texts, input_ids }: ReturnType<typeof tokenizer>) {
  network.texts.push(...texts);
  network.batches.push(texts.length);
  const vectors = Array.from(input_ids.data, (id) => network.vector(Number(id)));
  const dims = [texts.length, input_ids.data.length / texts.length, vectors[0]!.length];
  const float32 = { type: 'float32', dims, data: Float32Array.from(vectors.flat()) };
  const other = { type: network.type, dims, data: null, to: () => float32 };
  return Promise.resolve({ [network.outputName]: network.type === 'float32' ? float32 : other });
}

vi.mock('@huggingface/transformers', () => ({
  env: { backends: { onnx: { wasm: {} } } },
  pipeline: () => Promise.resolve({ tokenizer, model }),
}));

const RECIPE: EncodingRecipe = {
  pooling: 'mean',
  normalise: false,
  lowerCase: false,
  prompts: { query: 'q: ', document: 'd: ' },
};

/** As the page gives it for a model of the user's own; without a recipe as for the models of the app. */
const PLAIN: LoadInput = {
  modelId: 'own',
  files: {},
  modelFile: 'onnx/model.onnx',
  dimension: 2,
  maxTokens: 100,
  device: 'wasm',
  runtime: { loaderUrl: 'x.mjs', wasm: [new ArrayBuffer(1)] },
  selfTest: null,
};

async function load(input: Partial<LoadInput> = { recipe: RECIPE }): Promise<EncoderService> {
  const service = new EncoderService();
  await service.load({ ...PLAIN, ...input });
  network.texts = [];
  network.batches = [];
  return service;
}

const context: CallContext<{ done: number }> = {
  signal: new AbortController().signal,
  progress: () => undefined,
  transfer: () => undefined,
};

afterEach(() => {
  Object.assign(network, { end: 7, outputName: 'last_hidden_state', type: 'float32' });
  network.vector = (id: number) => [id, 1];
});

describe('a model of the user', () => {
  it('reads each text with the prompt of its role, NFKC and trimmed', async () => {
    const service = await load();
    await service.encode({ texts: ['  \uff21b ', 'c'], role: 'query' }, context);
    await service.encode({ texts: ['c'] }, context);
    expect(network.texts).toEqual(['q: c', 'q: Ab', 'd: c']);
  });

  it('that was trained on lower case gets it, prompt and text', async () => {
    const service = await load({
      recipe: { ...RECIPE, lowerCase: true, prompts: { query: '', document: 'Title: ' } },
    });
    await service.encode({ texts: ['Nurse'] }, context);
    expect(network.texts).toEqual(['title: nurse']);
  });

  it("runs text by text, so that no text changes the vector of another; the app's models run in batches", async () => {
    const texts = Array.from({ length: 40 }, () => 'abc');
    await (await load()).encode({ texts }, context);
    expect(network.batches).toEqual(texts.map(() => 1));
    const shipped = await load({});
    await shipped.encode({ texts }, context);
    expect(network.batches).toEqual([32, 8]);
  });

  it.each([
    ['cls', [97, 1]],
    ['max', [99, 1]],
    ['mean', [(97 + 98 + 99 + 7) / 4, 1]],
  ] as const)('is pooled by %s', async (pooling, expected) => {
    const service = await load({ recipe: { ...RECIPE, pooling, prompts: { query: '', document: '' } } });
    expect([...(await service.encode({ texts: ['abc'] }, context))]).toEqual(expected);
  });

  it('has its end token put back where a text is cut, whichever that is', async () => {
    network.end = 55;
    const service = await load({ maxTokens: 3, recipe: { ...RECIPE, prompts: { query: '', document: '' } } });
    expect(service.tokenize({ texts: ['abcdef', 'a'] })).toEqual([
      [97, 98, 55],
      [97, 55],
    ]);
  });

  it('whose tokenizer puts nothing last keeps its last letter', async () => {
    network.end = null;
    const service = await load({ maxTokens: 3, recipe: { ...RECIPE, prompts: { query: '', document: '' } } });
    expect(service.tokenize({ texts: ['abcdef', 'a'] })).toEqual([[97, 98, 99], [97]]);
  });

  it('may call its token vectors otherwise, and give them in half precision', async () => {
    network.outputName = 'token_embeddings';
    network.type = 'float16';
    const service = await load({
      recipe: { ...RECIPE, pooling: 'cls', prompts: { query: '', document: '' } },
    });
    expect([...(await service.encode({ texts: ['a'] }, context))]).toEqual([97, 1]);
  });
});

describe('a model that is refused when it starts', () => {
  it.each([
    [
      'of another dimension',
      () => (network.vector = () => [1, 2, 3]),
      'The model gives vectors of 3 dimensions, not 2.',
    ],
    [
      'without token vectors',
      () => (network.outputName = 'logits2'),
      'The model gives no token vectors, only: logits2.',
    ],
    [
      'that computes no numbers',
      () => (network.vector = () => [Number.NaN, 1]),
      'is not made of numbers, or all zero',
    ],
    [
      'that gives nothing but zeros',
      () => (network.vector = () => [0, 0]),
      'is not made of numbers, or all zero',
    ],
  ])('%s', async (_, spoil, message) => {
    spoil();
    await expect(load()).rejects.toThrow(message);
    await expect(load()).rejects.toMatchObject({ code: 'wrong-output' });
  });
});
