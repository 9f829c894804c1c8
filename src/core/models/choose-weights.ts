/** @file Which ONNX files of a folder can run here, the best for WebAssembly first. */
import { ModelFolderError } from './folder-error.ts';
import type { ModelFolder } from './folder-files.ts';

export interface WeightsFile {
  readonly path: string;
  readonly bytes: number;
}

/** Ends of names that exporters to ONNX use, in the order in which they are tried: fewer bits are faster on a CPU, 4 bits are not. */
const ORDER = ['_quantized', '_int8', '_uint8', '', '_q4', '_fp16', '_q4f16', '_bnb4'];

/** WebAssembly addresses 4 GB, and a network is there twice while it loads. */
const MAXIMUM_BYTES = 1_900_000_000;

const OTHER_WEIGHTS = /\.(safetensors|bin|pt|pth|h5|msgpack|gguf|ckpt)$/;

const EXPORT =
  'Export the model to ONNX, for example with "optimum-cli export onnx --task feature-extraction", and choose the folder that has an .onnx file.';

/** @throws ModelFolderError where none can run, naming the file that is nearest to it. */
export async function chooseWeights(folder: ModelFolder): Promise<readonly WeightsFile[]> {
  const onnx = folder.paths.filter((path) => path.endsWith('.onnx'));
  if (onnx.length === 0) throw noOnnx(folder);
  const outside = (path: string) =>
    [`${path}_data`, `${path}.data`].find((data) => folder.find(data) !== undefined);
  const whole = onnx.filter((path) => outside(path) === undefined);
  if (whole.length === 0)
    throw new ModelFolderError(
      outside(onnx[0]!)!,
      'holds the weights in a second file, which cannot be read here',
      'Choose a folder whose ONNX file holds its weights itself, for example a quantised one.',
    );
  const files = await Promise.all(whole.map((path) => folder.require(path, EXPORT)));
  const small = files.flatMap(({ bytes }, at) =>
    bytes <= MAXIMUM_BYTES ? [{ path: whole[at]!, bytes }] : [],
  );
  if (small.length === 0)
    throw new ModelFolderError(
      whole[0]!,
      'is larger than 1.9 GB, more than a browser can run',
      'Choose a quantised file of the model.',
    );
  return small.sort((a, b) => rank(a.path) - rank(b.path) || (a.path < b.path ? -1 : 1));
}

function rank(path: string): number {
  const name = path
    .split('/')
    .at(-1)!
    .replace(/\.onnx$/, '');
  const at = ORDER.findIndex((end) => name === `model${end}`);
  return at < 0 ? ORDER.length : at;
}

/** Whether the name says that weights or activations were rounded, so that vectors differ a little from Python's. */
export function isRounded(path: string): boolean {
  return /(quantized|int8|uint8|q4|q8|bnb4|qint8|quint8)/.test(path);
}

function noOnnx(folder: ModelFolder): ModelFolderError {
  const other = folder.paths.find((path) => OTHER_WEIGHTS.test(path));
  if (other === undefined) return new ModelFolderError('onnx/model.onnx', 'is not in the folder', EXPORT);
  return new ModelFolderError(other, 'holds weights in a format that does not run in a browser', EXPORT);
}
