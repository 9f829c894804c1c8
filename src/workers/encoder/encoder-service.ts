/** @file One transformers.js sentence encoder on one device, fed with bytes. */
import { env, pipeline, type FeatureExtractionPipeline } from '@huggingface/transformers';
import type { Device, SelfTest } from '../../core/formats/manifest.ts';
import { PLAIN_RECIPE, type EncodingRecipe, type TextRole } from '../../core/models/model-settings.ts';
import { poolTokens } from '../../core/models/pool-tokens.ts';
import { prepareText } from '../../core/titles/prepare-text.ts';
import { dot } from '../../core/vectors/similarity.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { restoreEndToken } from '../../core/encoding/end-token.ts';
import { configureRuntime, type RuntimeFiles } from './runtime.ts';

/** Texts in one run of the network: larger batches gain nothing on WASM and delay a query that waits. */
const BATCH_SIZE = 32;
/** A device whose vectors are farther from the file's own than this computes something else: the next device is tried. */
const SELF_TEST_COSINE = 0.995;

export interface LoadInput extends RuntimeFiles {
  /** The ONNX file to run, for example `onnx/model_q4.onnx`. */
  readonly modelFile: string;
  readonly dimension: number;
  readonly maxTokens: number;
  readonly device: Device;
  /** Null for a model that nobody gave right vectors for. */
  readonly selfTest: SelfTest | null;
  /** Left out for the models of the app: mean pooling, unit length, no prompts. */
  readonly recipe?: EncodingRecipe;
}

export interface LoadReport {
  readonly milliseconds: number;
  /** Smallest cosine between a self-test vector made here and the manifest's; null without a self-test. */
  readonly selfTestCosine: number | null;
}

export interface EncodeInput {
  readonly texts: readonly string[];
  /** Which prompt goes before the texts, of a model that has prompts. Default `document`. */
  readonly role?: TextRole;
}

export class EncoderError extends Error {
  readonly code: 'not-loaded' | 'self-test' | 'device-lost' | 'wrong-output';
  constructor(code: EncoderError['code'], message: string) {
    super(message);
    this.name = 'EncoderError';
    this.code = code;
  }
}

/** The dtype from which transformers.js derives each ONNX file name. */
const DTYPE_OF_FILE: Readonly<Record<string, 'fp32' | 'q8' | 'q4'>> = {
  'onnx/model.onnx': 'fp32',
  'onnx/model_quantized.onnx': 'q8',
  'onnx/model_q4.onnx': 'q4',
};

/** Two texts that begin with different tokens: a last token that both have was added by the tokenizer. */
const END_PROBES = ['nurse', 'cook'] as const;

/** A tensor of token vectors: rows x tokens x dimension. */
interface TokenVectors {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
  to(type: 'float32'): TokenVectors;
}

/** What a tokenizer gives for a list of texts: int64 tensors of rows x tokens. */
interface Encoding {
  readonly input_ids: { readonly data: ArrayLike<unknown> };
  readonly attention_mask: { readonly data: ArrayLike<unknown> };
}

export class EncoderService {
  #pipeline: FeatureExtractionPipeline | null = null;
  #dimension = 0;
  #maxTokens = 0;
  #recipe = PLAIN_RECIPE;
  #batchSize = BATCH_SIZE;
  /** Id of the token that the tokenizer puts last; null if it puts none. */
  #endToken: bigint | null = null;
  #deviceLost: string | null = null;

  /**
   * Loads the model and proves it with the self-test. A worker loads once: after a failure the runtime stays poisoned, so the
   * caller starts a fresh worker for its next attempt.
   */
  async load(input: LoadInput): Promise<LoadReport> {
    const start = performance.now();
    const dtype = DTYPE_OF_FILE[input.modelFile];
    if (!dtype) throw new EncoderError('not-loaded', `Unknown model file ${input.modelFile}.`);
    configureRuntime(input);
    this.#pipeline = await pipeline('feature-extraction', input.modelId, {
      device: input.device,
      dtype,
      local_files_only: true,
    });
    this.#dimension = input.dimension;
    this.#maxTokens = input.maxTokens;
    this.#recipe = input.recipe ?? PLAIN_RECIPE;
    // Files as others quantise them round activations over the whole batch, so that batch mates would change a text's vector.
    this.#batchSize = input.recipe ? 1 : BATCH_SIZE;
    this.#endToken = this.#findEndToken();
    if (input.device === 'webgpu') await this.#watchDevice();
    const selfTestCosine = await this.#selfTest(input);
    return { milliseconds: performance.now() - start, selfTestCosine };
  }

  /**
   * Vectors of `texts`, row after row: Float32Array of texts.length x dimension, of unit length unless the recipe says otherwise. A
   * text's vector does not depend on the texts beside it.
   */
  async encode(input: EncodeInput, context: CallContext<{ done: number }>): Promise<Float32Array> {
    const size = this.#dimension;
    const vectors = new Float32Array(input.texts.length * size);
    const order = input.texts.map((text, index) => ({ text: this.#prepare(text, input.role), index }));
    // Batches of like length waste no work on padding.
    order.sort((a, b) => a.text.length - b.text.length);
    for (let start = 0; start < order.length; start += this.#batchSize) {
      context.signal.throwIfAborted();
      const batch = order.slice(start, start + this.#batchSize);
      const encoded = await this.#run(batch.map(({ text }) => text));
      batch.forEach(({ index }, row) =>
        vectors.set(encoded.subarray(row * size, (row + 1) * size), index * size),
      );
      const done = start + batch.length;
      if (done % BATCH_SIZE === 0 || done === order.length) context.progress({ done });
    }
    context.transfer(vectors.buffer);
    return vectors;
  }

  /** Token ids of `texts`, for the test that Python, Node and this worker cut texts alike. */
  tokenize(input: EncodeInput): number[][] {
    return input.texts.map((text) =>
      Array.from(this.#tokenize([this.#prepare(text)]).input_ids.data, Number),
    );
  }

  #prepare(text: string, role: TextRole = 'document'): string {
    const whole = this.#recipe.prompts[role] + prepareText(text);
    return this.#recipe.lowerCase ? whole.toLowerCase() : whole;
  }

  #findEndToken(): bigint | null {
    const { tokenizer } = this.#loaded();
    const [first, second] = END_PROBES.map((text) => {
      const { input_ids }: Encoding = tokenizer([text]);
      return (input_ids.data as BigInt64Array).at(-1);
    });
    return first !== undefined && first === second ? first : null;
  }

  #loaded(): FeatureExtractionPipeline {
    if (!this.#pipeline) throw new EncoderError('not-loaded', 'The model is not loaded.');
    return this.#pipeline;
  }

  /** The pipeline's own call takes no maximum length, so the tokenizer is called here, with it. */
  #tokenize(texts: string[]): Encoding {
    const options = { padding: true, truncation: true, max_length: this.#maxTokens };
    const { tokenizer } = this.#loaded();
    const encoding: Encoding = tokenizer(texts, options);
    if (this.#endToken !== null) {
      const ids = encoding.input_ids.data as BigInt64Array;
      restoreEndToken(ids, encoding.attention_mask.data as BigInt64Array, texts.length, this.#endToken);
    }
    return encoding;
  }

  async #run(texts: string[]): Promise<Float32Array> {
    if (this.#deviceLost !== null) throw new EncoderError('device-lost', this.#deviceLost);
    const encoding = this.#tokenize(texts);
    const output = (await this.#loaded().model(encoding)) as Record<string, TokenVectors | undefined>;
    const hidden = output.last_hidden_state ?? output.token_embeddings;
    const mask = encoding.attention_mask.data as BigInt64Array;
    return poolTokens(this.#checked(hidden, output), mask, texts.length, this.#dimension, this.#recipe);
  }

  /** The numbers of the token vectors, once it is sure that they are that. */
  #checked(hidden: TokenVectors | undefined, output: object): Float32Array {
    if (!hidden) {
      const names = Object.keys(output).join(', ');
      throw new EncoderError('wrong-output', `The model gives no token vectors, only: ${names}.`);
    }
    const size = hidden.dims.at(-1);
    if (hidden.dims.length !== 3 || size !== this.#dimension)
      throw new EncoderError(
        'wrong-output',
        `The model gives vectors of ${size ?? 'no'} dimensions, not ${this.#dimension}.`,
      );
    return (hidden.type === 'float32' ? hidden : hidden.to('float32')).data as Float32Array;
  }

  async #selfTest(input: LoadInput): Promise<number | null> {
    if (!input.selfTest) {
      const vector = await this.#run([this.#prepare(END_PROBES[0])]);
      if (vector.every(Number.isFinite) && vector.some((value) => value !== 0)) return null;
      throw new EncoderError(
        'wrong-output',
        'The model gives a vector that is not made of numbers, or all zero.',
      );
    }
    const expected = input.selfTest.vectors[input.modelFile];
    if (!expected)
      throw new EncoderError('self-test', `The manifest has no self-test vectors for ${input.modelFile}.`);
    let worst = 1;
    for (const [index, title] of input.selfTest.titles.entries()) {
      const vector = await this.#run([this.#prepare(title)]);
      const cosine = dot(vector, Float32Array.from(expected[index]!));
      worst = Number.isNaN(cosine) ? -1 : Math.min(worst, cosine);
    }
    if (worst < SELF_TEST_COSINE) {
      const message = `Vectors of ${input.modelFile} are wrong on ${input.device} (cosine ${worst.toFixed(3)} with the file's own).`;
      throw new EncoderError('self-test', message);
    }
    return worst;
  }

  /** A lost graphics device fails every later run: kept with the browser's reason, so that the page can say it. */
  async #watchDevice(): Promise<void> {
    const backend = env.backends.onnx as { webgpu?: { device?: Promise<WatchedDevice> | WatchedDevice } };
    const device = await backend.webgpu?.device;
    void device?.lost.then((info) => {
      this.#deviceLost = `The graphics device was lost (${info.message || info.reason}).`;
    });
  }
}

interface WatchedDevice {
  readonly lost: Promise<{ reason: string; message: string }>;
}
