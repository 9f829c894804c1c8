/** @file The fp32 encoders on onnxruntime-node, for the vectors that are shipped. */
import { basename, dirname, resolve } from 'node:path';
import { AutoModel, AutoTokenizer, env } from '@huggingface/transformers';
import {
  encoderOf,
  MAXIMUM_TOKENS,
  requireModel,
  type Encoding,
  type NodeEncoder,
} from '../src/cli/node-encoder.ts';

/** Texts of like length go together, so little is padded. */
const BATCH_SIZE = 32;

/**
 * The fp32 model of a folder (onnx/model.onnx) on onnxruntime-node.
 * @throws MissingModelError
 */
export async function loadNative(folder: string): Promise<NodeEncoder> {
  requireModel(folder, 'onnx/model.onnx');
  const path = resolve(folder);
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = dirname(path);
  const tokenizer = await AutoTokenizer.from_pretrained(basename(path), { local_files_only: true });
  const options = { dtype: 'fp32', device: 'cpu', local_files_only: true } as const;
  const model = await AutoModel.from_pretrained(basename(path), options);
  return encoderOf({
    tokenize: (texts) =>
      tokenizer(texts, {
        padding: true,
        truncation: true,
        max_length: MAXIMUM_TOKENS,
      }) as unknown as Encoding,
    endToken: BigInt(tokenizer.sep_token_id),
    run: async (encoding) => {
      const output = (await model(encoding)) as { last_hidden_state: { data: Float32Array } };
      return output.last_hidden_state.data;
    },
    batchSize: BATCH_SIZE,
    dispose: async () => {
      await model.dispose();
    },
  });
}
