/** @file A model folder of the user's, in the layout of the Hub, as an encoder: pooled, prompted and cut as its own files say. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import type { FileHash } from '../core/coding/output/run-record.ts';
import { restoreEndToken } from '../core/encoding/end-token.ts';
import type { FolderFile } from '../core/models/folder-files.ts';
import type { ModelSettings, TextRole } from '../core/models/model-settings.ts';
import { poolTokens } from '../core/models/pool-tokens.ts';
import { readModelFolder } from '../core/models/read-model-folder.ts';
import { prepareText } from '../core/titles/prepare-text.ts';
import { CommandError } from './errors.ts';
import { encodingOf, feedsOf } from './node-encoder.ts';
import { createSession } from './wasm-runtime.ts';

export interface FolderEncoder {
  readonly settings: ModelSettings;
  readonly file: FileHash;
  /** Sentences on what the folder leaves open and what was assumed. */
  readonly notes: readonly string[];
  /** Vectors [texts.length * settings.dimension], a row a text. */
  encode(texts: readonly string[], role: TextRole): Promise<Float32Array<ArrayBuffer>>;
  dispose(): Promise<void>;
}

/** Files below a folder, hidden ones left out; paths begin with the folder's name. */
function filesOf(folder: string): FolderFile[] {
  const top = dirname(folder);
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const file = join(entry.parentPath, entry.name);
    const path = relative(top, file).split(sep).join('/');
    // A link is followed: the Hub's cache is made of them.
    const facts = statSync(file, { throwIfNoEntry: false });
    if (!facts?.isFile() || path.includes('/.')) return [];
    const text = () => Promise.resolve(readFileSync(file, 'utf8'));
    return [{ path, bytes: facts.size, text }];
  });
}

/** Id of the token that the tokenizer puts behind every text; null where it puts none. */
function endTokenOf(tokenizer: Tokenizer): bigint | null {
  const [empty, letter] = ['', 'a'].map((text) => tokenizer.encode(text).ids.at(-1));
  return empty === undefined || empty !== letter ? null : BigInt(empty);
}

/** The token vectors among what a network gives. */
function tokenOutput(names: readonly string[], file: string): string {
  const name = ['last_hidden_state', 'token_embeddings'].find((known) => names.includes(known));
  if (name !== undefined) return name;
  throw new CommandError(
    `${file} gives ${names.join(', ')}, and no last_hidden_state. Export the model with: optimum-cli export onnx --task feature-extraction.`,
  );
}

/**
 * Loads the folder's ONNX file on onnxruntime-web's plain WASM build, one text a run.
 * @throws ModelFolderError naming the file that is wrong; CommandError where the network gives no token vectors
 */
export async function loadFolderEncoder(path: string): Promise<FolderEncoder> {
  const folder = resolve(path);
  const draft = await readModelFolder(filesOf(folder));
  const { settings, companions } = draft;
  const { dimension, maxTokens, prompts, lowerCase } = settings;
  const file = join(dirname(folder), draft.folder.find(settings.modelFile)!.path);
  const bytes = readFileSync(file);
  const tokenizer = new Tokenizer(
    await draft.folder.object(companions['tokenizer.json']),
    await draft.folder.object(companions['tokenizer_config.json']),
  );
  const endToken = endTokenOf(tokenizer);
  const session = await createSession(new Uint8Array(bytes));
  const output = tokenOutput(session.outputNames, file);

  const vectorOf = async (text: string, role: TextRole): Promise<Float32Array> => {
    const prompted = prompts[role] + prepareText(text);
    const encoding = encodingOf(
      tokenizer.encode(lowerCase ? prompted.toLowerCase() : prompted).ids,
      maxTokens,
    );
    const { input_ids: ids, attention_mask: mask } = encoding;
    if (endToken !== null) restoreEndToken(ids.data, mask.data, 1, endToken);
    const hidden = (await session.run(feedsOf(session, encoding)))[output]!.data as Float32Array;
    if (hidden.length !== ids.data.length * dimension)
      throw new CommandError(
        `${file} gives token vectors of ${hidden.length / ids.data.length} values, and the folder says ${dimension}.`,
      );
    return poolTokens(hidden, mask.data, 1, dimension, settings);
  };
  return {
    settings,
    file: {
      file: `${basename(folder)}/${settings.modelFile}`,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    },
    notes: draft.notes,
    async encode(texts, role) {
      const vectors = new Float32Array(texts.length * dimension);
      for (const [row, text] of texts.entries()) vectors.set(await vectorOf(text, role), row * dimension);
      return vectors;
    },
    dispose: () => session.release(),
  };
}
