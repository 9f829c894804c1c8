/**
 * @file The sentence encoders in Node: the file that the browser's WASM runs, on the very same onnxruntime-web build, with the same
 * tokenizer. Needs nothing native, so that it runs wherever Node does.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { restoreEndToken } from '../core/encoding/end-token.ts';
import { prepareText } from '../core/titles/prepare-text.ts';
import { meanPool } from '../core/vectors/mean-pool.ts';
import { createSession, Tensor } from './wasm-runtime.ts';

/** Given to the tokenizer at every call: tokenizer_config.json alone is not enough. */
export const MAXIMUM_TOKENS = 128;
export const DIMENSION = 384;

export interface NodeEncoder {
  /**
   * Unit vectors [texts.length * 384], one a text, in the order of `texts`.
   * @param progress called after each batch with the number of texts done
   */
  encode(texts: readonly string[], progress?: (done: number) => void): Promise<Float32Array<ArrayBuffer>>;
  /** Token ids of a text, after prepareText, for comparisons with the browser and Python. */
  tokenIds(text: string): number[];
  dispose(): Promise<void>;
}

export class MissingModelError extends Error {
  readonly code = 'missing-model';
  constructor(file: string) {
    super(
      `${file} is not there. Make it with: cd scripts/train && python -m rolemap_train export --help ` +
        `(once for base, once for tuned; see scripts/train/README.md).`,
    );
    this.name = 'MissingModelError';
  }
}

/** Token ids and mask of a batch, texts x tokens. */
export interface Encoding {
  readonly input_ids: { readonly data: BigInt64Array; readonly dims: readonly number[] };
  readonly attention_mask: { readonly data: BigInt64Array };
  readonly token_type_ids?: { readonly data: BigInt64Array };
}

export interface EncoderParts {
  /** Cuts prepared texts into at most MAXIMUM_TOKENS tokens each. */
  readonly tokenize: (texts: string[]) => Encoding;
  /** Id of the token that ends a text. */
  readonly endToken: bigint;
  /** Runs one padded batch and gives its token vectors, texts x tokens x 384. */
  readonly run: (encoding: Encoding) => Promise<Float32Array>;
  readonly batchSize: number;
  readonly dispose: () => Promise<void>;
}

/** @throws MissingModelError unless `folder` (Hub layout) holds `file` and the tokenizer */
export function requireModel(folder: string, file: string): void {
  for (const name of [file, 'config.json', 'tokenizer.json', 'tokenizer_config.json']) {
    if (!existsSync(join(folder, name))) throw new MissingModelError(join(folder, name));
  }
}

function readJson(folder: string, name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;
}

/** Tokens of one text; it is cut where it is too long, and the caller puts the end token back. */
export function encodingOf(ids: readonly number[], maximum: number = MAXIMUM_TOKENS): Encoding {
  const data = BigInt64Array.from(ids.slice(0, maximum), BigInt);
  return {
    input_ids: { data, dims: [1, data.length] },
    attention_mask: { data: new BigInt64Array(data.length).fill(1n) },
  };
}

/** What a network is given of an encoding; zeros where it asks for more than the tokenizer has. */
export function feedsOf(
  { inputNames }: { readonly inputNames: readonly string[] },
  encoding: Encoding,
): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
  for (const name of inputNames) {
    const tensor = encoding[name as keyof Encoding];
    const data = tensor?.data ?? new BigInt64Array(encoding.input_ids.data.length);
    feeds[name] = new Tensor('int64', data, encoding.input_ids.dims);
  }
  return feeds;
}

/**
 * A model file on onnxruntime-web's plain WASM build with one thread, as in the browser; one text a run, as a typed query.
 * @param file relative to the folder, for example onnx/model_quantized.onnx
 * @throws MissingModelError
 */
export async function loadWasm(folder: string, file: string): Promise<NodeEncoder> {
  requireModel(folder, file);
  const settings = readJson(folder, 'tokenizer_config.json');
  const tokenizer = new Tokenizer(readJson(folder, 'tokenizer.json'), settings);
  const session = await createSession(new Uint8Array(readFileSync(join(folder, file))));
  return encoderOf({
    tokenize: ([text = '']) => encodingOf(tokenizer.encode(text).ids),
    endToken: BigInt(tokenizer.token_to_id(settings['sep_token'] as string)!),
    run: async (encoding) => {
      const output = await session.run(feedsOf(session, encoding));
      return output['last_hidden_state']!.data as Float32Array;
    },
    batchSize: 1,
    dispose: () => session.release(),
  });
}

/** An encoder out of a tokenizer and a network, whatever runs them. */
export function encoderOf({ tokenize, endToken, run, batchSize, dispose }: EncoderParts): NodeEncoder {
  const tokensOf = (texts: string[]): Encoding => {
    const encoding = tokenize(texts);
    restoreEndToken(encoding.input_ids.data, encoding.attention_mask.data, texts.length, endToken);
    return encoding;
  };
  return {
    async encode(texts, progress) {
      const vectors = new Float32Array(texts.length * DIMENSION);
      const order = texts.map((text, index) => ({ text: prepareText(text), index }));
      // Texts of like length go together, so little is padded.
      order.sort((a, b) => a.text.length - b.text.length);
      for (let start = 0; start < order.length; start += batchSize) {
        const batch = order.slice(start, start + batchSize);
        const encoding = tokensOf(batch.map(({ text }) => text));
        const hidden = await run(encoding);
        const pooled = meanPool(hidden, encoding.attention_mask.data, batch.length, DIMENSION);
        batch.forEach(({ index }, row) =>
          vectors.set(pooled.subarray(row * DIMENSION, (row + 1) * DIMENSION), index * DIMENSION),
        );
        progress?.(start + batch.length);
      }
      return vectors;
    },
    tokenIds: (text) => Array.from(tokensOf([prepareText(text)]).input_ids.data, Number),
    dispose,
  };
}
