/** @file The files that a user chose, as paths in the model's folder. */
import { ModelFolderError } from './folder-error.ts';

export interface FolderFile {
  /** With slashes, from the folder that was chosen or one above it. */
  readonly path: string;
  readonly bytes: number;
  text(): Promise<string>;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Larger text files are no part of a model's description; the largest tokenizers have 35 MB. */
const MAXIMUM_TEXT_BYTES = 200_000_000;
/** Git stores a large file as three short lines in its place. */
const LARGEST_POINTER_BYTES = 1000;

const WANTED =
  'Choose the folder as the Hugging Face Hub has it: config.json, tokenizer.json, tokenizer_config.json, modules.json, 1_Pooling and onnx.';

export class ModelFolder {
  /** Last part of the folder's path; empty where single files were chosen. */
  readonly name: string;
  readonly #files: ReadonlyMap<string, FolderFile>;

  /** @throws ModelFolderError where no model's folder is among the files. */
  constructor(chosen: readonly FolderFile[]) {
    const root = rootOf(chosen);
    this.name = root.split('/').at(-2) ?? '';
    const own = chosen.filter(({ path }) => path.startsWith(root));
    this.#files = new Map(own.map((file) => [file.path.slice(root.length), file]));
  }

  /** Paths in the folder, sorted. */
  get paths(): readonly string[] {
    return [...this.#files.keys()].sort();
  }

  find(path: string): FolderFile | undefined {
    return this.#files.get(path);
  }

  /** @throws ModelFolderError if the file is not there, or stands for one that Git did not fetch. */
  async require(path: string, advice: string): Promise<FolderFile> {
    const file = this.#files.get(path);
    if (!file) throw new ModelFolderError(path, 'is not in the folder', advice);
    if (file.bytes === 0) throw new ModelFolderError(path, 'is empty', 'Download it again.');
    if (file.bytes < LARGEST_POINTER_BYTES && (await file.text()).startsWith('version https://git-lfs'))
      throw new ModelFolderError(
        path,
        'is only a note of Git LFS on where the file is',
        'Run "git lfs pull" in the folder, or download the file from the Hub.',
      );
    return file;
  }

  /** Undefined where the file is not there. Throws ModelFolderError if it is not JSON. */
  async json(path: string): Promise<unknown> {
    const file = this.#files.get(path);
    if (!file) return undefined;
    try {
      if (file.bytes > MAXIMUM_TEXT_BYTES) throw new SyntaxError(`it has ${file.bytes} bytes`);
      return JSON.parse(await file.text());
    } catch (cause) {
      throw new ModelFolderError(path, 'is not JSON that can be read', 'Download it again.', { cause });
    }
  }

  /** The object in the file, empty where there is no such file. Throws ModelFolderError for anything else. */
  async object(path: string): Promise<JsonObject> {
    const value = (await this.json(path)) ?? {};
    if (typeof value !== 'object' || Array.isArray(value))
      throw new ModelFolderError(path, 'holds no JSON object', 'Download it again.');
    return value as JsonObject;
  }
}

/** Folder of the model within what was chosen, with a slash at its end; empty for the top. */
function rootOf(chosen: readonly FolderFile[]): string {
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
  const named = (name: string) =>
    chosen.map(({ path }) => path).filter((path) => path.split('/').at(-1) === name);
  // A module's folder (1_Pooling) has a config.json too.
  const configs = named('config.json').filter((path) => !/(^|\/)\d+_[^/]*\/config\.json$/.test(path));
  const candidates = [...new Set([...named('modules.json'), ...configs].map(folderOf))];
  const depth = (folder: string) => folder.split('/').length;
  const least = Math.min(...candidates.map(depth));
  const [root, second] = candidates.filter((folder) => depth(folder) === least);
  if (root === undefined) {
    const name = chosen.length === 1 ? chosen[0]!.path : 'config.json';
    const problem = chosen.length === 1 ? 'is no model' : 'is not among the chosen files';
    throw new ModelFolderError(name, problem, WANTED);
  }
  if (second !== undefined)
    throw new ModelFolderError(
      second,
      `is a second model beside ${root || 'the top folder'}`,
      'Choose the folder of one model.',
    );
  return root;
}
