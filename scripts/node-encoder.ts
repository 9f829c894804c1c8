/**
 * @file The sentence encoders in Node: the fp32 file on onnxruntime-node for the vectors that are shipped, and the file that the
 * browser's WASM runs, on the very same onnxruntime-web build, for answers that a live run must repeat.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AutoModel, AutoTokenizer, env, type PreTrainedTokenizer } from '@huggingface/transformers';
import * as web from 'onnxruntime-web/wasm';
import { restoreEndToken } from '../src/core/encoding/end-token.ts';
import { prepareText } from '../src/core/titles/prepare-text.ts';
import { meanPool } from '../src/core/vectors/mean-pool.ts';

/** Given to the tokenizer at every call: tokenizer_config.json alone is not enough for transformers.js. */
export const MAXIMUM_TOKENS = 128;
export const DIMENSION = 384;
/** Native batches; texts of like length go together, so little is padded. */
const BATCH_SIZE = 32;

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

interface Encoding {
  readonly input_ids: { readonly data: BigInt64Array; readonly dims: readonly number[] };
  readonly attention_mask: { readonly data: BigInt64Array };
  readonly token_type_ids?: { readonly data: BigInt64Array };
}

/** Runs one padded batch and gives its token vectors, rows x tokens x 384. */
type Run = (encoding: Encoding) => Promise<Float32Array>;

/** @throws MissingModelError unless `folder` (Hub layout) holds `file` and the tokenizer */
export function requireModel(folder: string, file: string): void {
  for (const name of [file, 'config.json', 'tokenizer.json', 'tokenizer_config.json']) {
    if (!existsSync(join(folder, name))) throw new MissingModelError(join(folder, name));
  }
}

async function loadTokenizer(folder: string): Promise<PreTrainedTokenizer> {
  const path = resolve(folder);
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = dirname(path);
  return AutoTokenizer.from_pretrained(basename(path), { local_files_only: true });
}

/**
 * The fp32 model of a folder (onnx/model.onnx) on onnxruntime-node.
 * @throws MissingModelError
 */
export async function loadNative(folder: string): Promise<NodeEncoder> {
  requireModel(folder, 'onnx/model.onnx');
  const tokenizer = await loadTokenizer(folder);
  const options = { dtype: 'fp32', device: 'cpu', local_files_only: true } as const;
  const model = await AutoModel.from_pretrained(basename(resolve(folder)), options);
  const run: Run = async (encoding) => {
    const output = (await model(encoding)) as { last_hidden_state: { data: Float32Array } };
    return output.last_hidden_state.data;
  };
  return encoder(tokenizer, run, BATCH_SIZE, async () => {
    await model.dispose();
  });
}

/**
 * A model file on onnxruntime-web's plain WASM build with one thread, as in the browser; one text a run, as a typed query.
 * @param file relative to the folder, for example onnx/model_quantized.onnx
 * @throws MissingModelError
 */
export async function loadWasm(folder: string, file: string): Promise<NodeEncoder> {
  requireModel(folder, file);
  const tokenizer = await loadTokenizer(folder);
  web.env.wasm.numThreads = 1;
  web.env.wasm.wasmBinary = readFileSync(
    join(import.meta.dirname, '../node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm'),
  );
  const bytes = new Uint8Array(readFileSync(join(folder, file)));
  const session = await web.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
  const run: Run = async (encoding) => {
    const feeds: Record<string, web.Tensor> = {};
    for (const name of session.inputNames) {
      const tensor = encoding[name as keyof Encoding];
      const data = tensor?.data ?? new BigInt64Array(encoding.input_ids.data.length);
      feeds[name] = new web.Tensor('int64', data, encoding.input_ids.dims);
    }
    const output = await session.run(feeds);
    return output['last_hidden_state']!.data as Float32Array;
  };
  return encoder(tokenizer, run, 1, () => session.release());
}

function encoder(
  tokenizer: PreTrainedTokenizer,
  run: Run,
  batchSize: number,
  dispose: () => Promise<void>,
): NodeEncoder {
  const tokenize = (texts: string[]): Encoding => {
    const options = { padding: true, truncation: true, max_length: MAXIMUM_TOKENS };
    const encoding = tokenizer(texts, options) as unknown as Encoding;
    const { input_ids: ids, attention_mask: mask } = encoding;
    restoreEndToken(ids.data, mask.data, texts.length, BigInt(tokenizer.sep_token_id));
    return encoding;
  };
  return {
    async encode(texts, progress) {
      const vectors = new Float32Array(texts.length * DIMENSION);
      const order = texts.map((text, index) => ({ text: prepareText(text), index }));
      order.sort((a, b) => a.text.length - b.text.length);
      for (let start = 0; start < order.length; start += batchSize) {
        const batch = order.slice(start, start + batchSize);
        const encoding = tokenize(batch.map(({ text }) => text));
        const hidden = await run(encoding);
        const pooled = meanPool(hidden, encoding.attention_mask.data, batch.length, DIMENSION);
        batch.forEach(({ index }, row) =>
          vectors.set(pooled.subarray(row * DIMENSION, (row + 1) * DIMENSION), index * DIMENSION),
        );
        progress?.(start + batch.length);
      }
      return vectors;
    },
    tokenIds: (text) => Array.from(tokenize([prepareText(text)]).input_ids.data, Number),
    dispose,
  };
}
