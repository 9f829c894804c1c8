/** @file Runs the level and area network in an onnxruntime session, of whatever build: the page's worker and Node have their own. */
import type { HeadLogits, RunHeads } from './heads.ts';

/** What is needed of onnxruntime's session. */
export interface HeadSession<Tensor> {
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, { readonly data: unknown }>>>;
}

type Outputs = Readonly<Record<string, { readonly data: unknown } | undefined>>;

function valuesOf(outputs: Outputs, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new TypeError(`it has no output "${name}" of float32 numbers`);
}

/**
 * Names of inputs: `vectors`, `words`; of outputs: `level`, `area`.
 * @param makeTensor a float32 tensor of [rows, columns]
 */
export function headsIn<Tensor>(
  session: HeadSession<Tensor>,
  makeTensor: (values: Float32Array, shape: readonly [rows: number, columns: number]) => Tensor,
): RunHeads {
  return async (vectors, bags, rows): Promise<HeadLogits> => {
    const outputs = await session.run({
      vectors: makeTensor(vectors, [rows, vectors.length / rows]),
      words: makeTensor(bags, [rows, bags.length / rows]),
    });
    return { level: valuesOf(outputs, 'level'), area: valuesOf(outputs, 'area') };
  };
}
