/** @file Models of the user's own, in a database of their own: added from files on disk, checked, read, removed. */
import { shardRanges } from '../core/formats/shards.ts';
import type { ModelSettings } from '../core/models/model-settings.ts';
import type { Backend, StorageProblem } from './backend.ts';
import { deploymentBase, deploymentName } from './deployment.ts';
import { defaultDigest, type Digest } from './digest.ts';
import { digestOfFile } from './file-digest.ts';
import { keepLasting } from './keep-lasting.ts';
import { openBackend } from './layered-backend.ts';
import { withLock, type LockSource } from './locks.ts';
import { asOwnModelError, OwnModelError } from './own-model-error.ts';
import {
  belongsTo,
  modelIdOf,
  modelKey,
  modelRecords,
  pieceKey,
  WEIGHTS,
  type OwnFile,
  type OwnFileName,
  type OwnModelRecord,
} from './own-model-records.ts';
import { OwnVectors } from './own-vectors.ts';

/** What is used of a file on disk. */
export type DiskFile = Blob & { readonly name?: string };

export interface NewOwnModel {
  readonly name: string;
  readonly licence: string | null;
  readonly card: string | null;
  readonly settings: ModelSettings;
  readonly referenceCosine: number | null;
  readonly files: Readonly<Record<OwnFileName, DiskFile>>;
}

export interface AddProgress {
  /** `hashing` reads the ONNX file once, `storing` all files. */
  readonly phase: 'hashing' | 'storing';
  readonly bytes: number;
  readonly total: number;
}

export interface AddOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: AddProgress) => void;
}

export interface OwnModelsOptions {
  readonly backend: Backend;
  readonly digest?: Digest;
  /** Left out: none. */
  readonly locks?: LockSource | undefined;
  /** Name of the lock. */
  readonly lockName?: string;
  readonly pieceBytes?: number;
}

export class OwnModels {
  /** What these models made; it goes with its model. */
  readonly vectors: OwnVectors;
  readonly #backend: Backend;
  readonly #digest: Digest;
  readonly #locks: LockSource | undefined;
  readonly #lockName: string;
  readonly #pieceBytes: number | undefined;

  constructor(options: OwnModelsOptions) {
    this.#backend = options.backend;
    this.vectors = new OwnVectors(options.backend);
    this.#digest = options.digest ?? defaultDigest();
    this.#locks = options.locks;
    this.#lockName = options.lockName ?? 'rolemap own models';
    this.#pieceBytes = options.pieceBytes;
  }

  /** Null while what is added stays for the next visit. */
  get problem(): StorageProblem | null {
    return this.#backend.problem();
  }

  /** All models, the oldest first. */
  async list(): Promise<readonly OwnModelRecord[]> {
    return modelRecords(this.#backend, await this.#backend.keys());
  }

  /**
   * Keeps a model; one of the same file, tokenizer and settings is written anew, which repairs it. Other tabs wait. Where it fails
   * nothing of it stays, and what was stored before is as it was.
   * @throws OwnModelError `quota`, `unreadable`, `failed`; the signal's reason
   */
  async add(model: NewOwnModel, options: AddOptions = {}): Promise<OwnModelRecord> {
    let record: OwnModelRecord | null = null;
    await this.#alone(options.signal, async () => {
      await this.#sweep();
      record = await this.#add(model, options);
    });
    return record!;
  }

  /**
   * The file's pieces in order, as copies that the caller owns (and may transfer).
   * @throws OwnModelError `evicted`
   */
  async read(id: string, name: OwnFileName): Promise<ArrayBuffer[]> {
    const record = await this.#record(id);
    const file = record.files.find((known) => known.name === name);
    const pieces: ArrayBuffer[] = [];
    let bytes = 0;
    for (let number = 0; number < (file?.pieces.length ?? 0); number++) {
      const piece = await this.#backend.get(pieceKey(id, name, number));
      if (!(piece instanceof ArrayBuffer)) throw gone(record.name);
      bytes += piece.byteLength;
      pieces.push(piece);
    }
    if (bytes !== file?.bytes) throw gone(record.name);
    return pieces;
  }

  /** Whether every piece of the model is there; their bytes are not looked at. */
  async has(id: string): Promise<boolean> {
    const keys = new Set(await this.#backend.keys());
    if (!keys.has(modelKey(id))) return false;
    const { files } = await this.#record(id);
    return files.every(({ name, pieces }) =>
      pieces.every((_, number) => keys.has(pieceKey(id, name, number))),
    );
  }

  /** Hashes all files again: the names of those that are wrong or not there; empty = the model is good. */
  async verify(id: string): Promise<readonly OwnFileName[]> {
    const { files } = await this.#record(id);
    const bad: OwnFileName[] = [];
    for (const { name, pieces } of files) {
      for (const [number, sha256] of pieces.entries()) {
        const piece = await this.#backend.get(pieceKey(id, name, number));
        if (piece instanceof ArrayBuffer && (await this.#digest(piece)) === sha256) continue;
        bad.push(name);
        break;
      }
    }
    return bad;
  }

  /** Removes the model's files and all vectors that it made. Returns how many sets of vectors those were. */
  async remove(id: string): Promise<{ readonly vectors: number }> {
    const found = { vectors: 0 };
    await this.#alone(undefined, async () => {
      const own = (await this.#backend.keys()).filter((key) => belongsTo(key, id));
      // The record first: a removal that is cut off leaves no model without its files.
      await this.#backend.deleteMany([modelKey(id)]);
      await this.#backend.deleteMany(own);
      found.vectors = own.filter((key) => key.startsWith('own-vectors/') && key.endsWith('/values')).length;
    });
    return found;
  }

  /** Deletes the database with all models and their vectors. */
  async removeAll(): Promise<void> {
    await this.#backend.destroy();
  }

  async #add(model: NewOwnModel, options: AddOptions): Promise<OwnModelRecord> {
    const sizes = Object.values(model.files).reduce((sum, file) => sum + file.size, 0);
    const before = new Set(await this.#backend.keys());
    const written: string[] = [];
    try {
      const record = await this.#describe(model, options);
      const kept: OwnFile[] = [];
      let done = 0;
      for (const name of Object.keys(model.files) as OwnFileName[]) {
        const file = model.files[name];
        const pieces: string[] = [];
        for (const [start, end] of shardRanges(file.size, this.#pieceBytes)) {
          options.signal?.throwIfAborted();
          const piece = await readPiece(file, name, start, end);
          pieces.push(await this.#digest(piece));
          const key = pieceKey(record.id, name, pieces.length - 1);
          written.push(key);
          await keepLasting(this.#backend, [[key, piece]]);
          options.onProgress?.({ phase: 'storing', bytes: (done += end - start), total: sizes });
        }
        kept.push({ name, bytes: file.size, pieces });
      }
      const whole: OwnModelRecord = { ...record, files: kept };
      await this.#commit(whole);
      return whole;
    } catch (error) {
      await this.#backend.deleteMany(written.filter((key) => !before.has(key))).catch(() => undefined);
      options.signal?.throwIfAborted();
      throw asOwnModelError(error, model.name, sizes);
    }
  }

  /** The record, written with a buffer, by which the backend knows whether it lasts. */
  async #commit(record: OwnModelRecord): Promise<void> {
    const key = pieceKey(record.id, 'config.json', 0);
    await keepLasting(this.#backend, [
      [key, await this.#backend.get(key)],
      [modelKey(record.id), record],
    ]);
  }

  async #describe(model: NewOwnModel, { signal, onProgress }: AddOptions): Promise<OwnModelRecord> {
    const { name, licence, card, settings, referenceCosine, files } = model;
    const sha256 = await hash(files[WEIGHTS], settings.modelFile, {
      ...(signal ? { signal } : {}),
      onProgress: (bytes, total) => onProgress?.({ phase: 'hashing', bytes, total }),
    });
    const tokenizerSha256 = await hash(files['tokenizer.json'], 'tokenizer.json', signal ? { signal } : {});
    const stamp = { sha256, tokenizerSha256, settings };
    const id = await modelIdOf(stamp, this.#digest);
    return { id, name, licence, card, ...stamp, referenceCosine, files: [], added: Date.now() };
  }

  /** Pieces of models that were never finished: their tab was closed. Only while no other tab adds. */
  async #sweep(): Promise<void> {
    const keys = await this.#backend.keys();
    const ids = new Set((await modelRecords(this.#backend, keys)).map(({ id }) => id));
    const owner = (key: string) => key.split('/')[1] ?? '';
    await this.#backend.deleteMany(keys.filter((key) => !ids.has(owner(key))));
  }

  #alone(signal: AbortSignal | undefined, work: () => Promise<void>): Promise<void> {
    const lock = { locks: this.#locks, name: this.#lockName, signal, onWait: () => undefined };
    return withLock(lock, work);
  }

  async #record(id: string): Promise<OwnModelRecord> {
    const record = (await this.#backend.get(modelKey(id))) as OwnModelRecord | undefined;
    if (!record) throw gone('The model');
    return record;
  }
}

/** Models of the deployment at `base`. */
export async function openOwnModels(base: string = deploymentBase()): Promise<OwnModels> {
  const name = ownModelsDatabase(base);
  const locks = (globalThis.navigator as Partial<Navigator> | undefined)?.locks;
  return new OwnModels({ backend: await openBackend(name), locks, lockName: name });
}

/** Name of the database: no deployment's name has a space, so none can have the same. */
export function ownModelsDatabase(base: string): string {
  return `${deploymentName(base)} models`;
}

function gone(name: string): OwnModelError {
  return new OwnModelError(
    'evicted',
    name,
    'is not stored in this browser (any more), as a whole; the browser or another tab may have removed it',
  );
}

async function hash(
  file: DiskFile,
  path: string,
  options: Parameters<typeof digestOfFile>[1],
): Promise<string> {
  try {
    return await digestOfFile(file, options);
  } catch (cause) {
    options?.signal?.throwIfAborted();
    throw new OwnModelError('unreadable', path, 'could not be read', { cause });
  }
}

async function readPiece(file: DiskFile, name: string, start: number, end: number): Promise<ArrayBuffer> {
  try {
    const piece = await file.slice(start, end).arrayBuffer();
    if (piece.byteLength === end - start) return piece;
  } catch (cause) {
    throw new OwnModelError('unreadable', file.name ?? name, 'could not be read', { cause });
  }
  throw new OwnModelError('unreadable', file.name ?? name, 'has become shorter while it was read');
}
