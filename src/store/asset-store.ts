/** @file The files of the manifest, kept in the browser: downloaded in shards, verified, resumable. */
import { wireBytes, type Manifest, type StoredFile } from '../core/formats/manifest.ts';
import type { Backend, StorageProblem } from './backend.ts';
import { deploymentName, isOwnCache } from './deployment.ts';
import { defaultDigest, type Digest } from './digest.ts';
import { downloadShard } from './download-shard.ts';
import { StoreError } from './errors.ts';
import { withLock, type LockSource } from './locks.ts';
import { ProgressMeter, type Progress } from './progress.ts';
import { fileKey, fileRecords, kindOf, shardKey, type FileRecord, type ListedFile } from './records.ts';

export interface AssetStoreOptions {
  readonly manifest: Manifest;
  readonly backend: Backend;
  /** Absolute URL of the deployment, with a slash at the end (`deploymentBase()`). */
  readonly base: string;
  readonly fetch?: typeof globalThis.fetch;
  readonly digest?: Digest;
  /** Left out: `navigator.locks`; null: none. */
  readonly locks?: LockSource | null;
  /** Milliseconds from any origin, for rates. */
  readonly now?: () => number;
  /** Default 30 s. */
  readonly stallMilliseconds?: number;
}

export interface EnsureOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export class AssetStore {
  readonly manifest: Manifest;
  readonly #backend: Backend;
  readonly #base: string;
  readonly #fetch: typeof globalThis.fetch;
  readonly #digest: Digest;
  readonly #locks: LockSource | undefined;
  readonly #now: () => number;
  readonly #stallMilliseconds: number;
  readonly #files: ReadonlyMap<string, StoredFile>;
  #downloads = 0;

  constructor(options: AssetStoreOptions) {
    this.manifest = options.manifest;
    this.#backend = options.backend;
    this.#base = options.base;
    this.#fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
    this.#digest = options.digest ?? defaultDigest();
    this.#locks = options.locks === undefined ? browserLocks() : (options.locks ?? undefined);
    this.#now = options.now ?? (() => performance.now());
    this.#stallMilliseconds = options.stallMilliseconds ?? 30_000;
    this.#files = new Map(options.manifest.files.map((file) => [file.path, file]));
  }

  /** Null while what is stored will be there at the next visit; else why not, and how much room is needed. */
  get problem(): StorageProblem | null {
    return this.#backend.problem();
  }

  /**
   * Downloads what is missing of `paths`, in their order. Files are committed one by one; after an error, an abort or a reload the
   * next call goes on at the first shard that is not stored. Concurrent calls take turns file by file.
   * @throws StoreError naming the file (`unknown-file`, `wrong-bytes`, `html-page`, `cut-short`, `http-status`, `offline`); the
   *   signal's reason.
   */
  async ensure(paths: readonly string[], options: EnsureOptions = {}): Promise<void> {
    const files = paths.map((path) => this.#file(path));
    const meter = new ProgressMeter(sumOfShards(files), options.onProgress, this.#now);
    const keys = await this.#keys();
    for (const file of files) creditStored(file, keys, meter);
    for (const file of files) {
      options.signal?.throwIfAborted();
      if (await this.#committed(file, keys)) continue;
      const lock = {
        locks: this.#locks,
        name: `${deploymentName(this.#base)} download`,
        signal: options.signal,
        onWait: () => meter.enter(this.#downloads > 0 ? 'queued' : 'waiting', file.path),
      };
      await withLock(lock, () => this.#download(file, options.signal, meter));
    }
    meter.enter('done', files.at(-1)?.path ?? '');
  }

  /**
   * The file's shards in order, as copies that the caller owns (and may transfer).
   * @throws StoreError `missing` if the file was never stored, or was evicted; `unknown-file`.
   */
  async read(path: string): Promise<ArrayBuffer[]> {
    const file = this.#file(path);
    const shards: ArrayBuffer[] = [];
    // One after the other: parallel reads from IndexedDB are slower.
    for (const { sha256, bytes } of file.shards) {
      const value = await this.#backend.get(shardKey(sha256));
      if (!(value instanceof ArrayBuffer) || value.byteLength !== bytes) {
        // Not good enough to read, so not good enough to keep `ensure` from fetching it again.
        await this.#backend.deleteMany([fileKey(path), shardKey(sha256)]);
        throw new StoreError('missing', path, 'is not stored in this browser (any more)');
      }
      shards.push(value);
    }
    if (!(await this.#recordOf(file)))
      throw new StoreError('missing', path, 'is not stored completely in this browser');
    return shards;
  }

  /** True if `read` would give the file of this manifest. */
  async has(path: string): Promise<boolean> {
    return this.#committed(this.#file(path), await this.#keys());
  }

  /** Bytes that `ensure(paths)` would download. */
  async missingBytes(paths: readonly string[]): Promise<number> {
    const keys = await this.#keys();
    return sumOfShards(
      paths.map((path) => this.#file(path)),
      (sha256) => !keys.has(shardKey(sha256)),
    );
  }

  /** Hashes the stored file again: the shards (SHA-256) that are wrong or not there; empty = the file is good. */
  async verify(path: string): Promise<readonly string[]> {
    const bad: string[] = [];
    for (const { sha256 } of this.#file(path).shards) {
      const value = await this.#backend.get(shardKey(sha256));
      if (!(value instanceof ArrayBuffer) || (await this.#digest(value)) !== sha256) bad.push(sha256);
    }
    return bad;
  }

  /** Downloads again what `verify` finds wrong. Throws as `ensure` does. */
  async repair(path: string, options: EnsureOptions = {}): Promise<void> {
    const bad = await this.verify(path);
    if (bad.length > 0) await this.#backend.deleteMany([fileKey(path), ...bad.map(shardKey)]);
    await this.ensure([path], options);
  }

  /** Removes the file, but not shards that other stored files use. */
  async remove(path: string): Promise<void> {
    const records = await fileRecords(this.#backend);
    const used = new Set(
      records.filter((record) => record.path !== path).flatMap(({ shards }) => shards.map(shardKey)),
    );
    const own = [
      ...(this.#files.get(path)?.shards.map(({ sha256 }) => sha256) ?? []),
      ...(records.find((record) => record.path === path)?.shards ?? []),
    ].map(shardKey);
    await this.#backend.deleteMany([fileKey(path), ...own.filter((key) => !used.has(key))]);
  }

  /**
   * Removes everything that this deployment stored: the database, what is in memory, and the service worker's caches (whose
   * registration the caller ends: `unregisterServiceWorker`).
   */
  async removeAll(
    caches: Pick<CacheStorage, 'keys' | 'delete'> | undefined = browserCaches(),
  ): Promise<void> {
    await this.#backend.destroy();
    for (const name of (await caches?.keys()) ?? []) {
      if (isOwnCache(name, this.#base)) await caches?.delete(name);
    }
  }

  /** Every file that was stored, those of an earlier version (`current` false) included, by path. */
  async list(): Promise<readonly ListedFile[]> {
    const keys = await this.#keys();
    const records = await fileRecords(this.#backend);
    return records
      .map(({ path, bytes, sha256, shards, stored }) => ({
        path,
        kind: kindOf(path),
        bytes,
        stored: new Date(stored),
        current: this.#files.get(path)?.sha256 === sha256,
        complete: shards.every((shard) => keys.has(shardKey(shard))),
      }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** After an update: removes shards and records that no file of this manifest uses. Returns how many shards went. */
  async prune(): Promise<number> {
    const keep = new Set<string>();
    for (const file of this.#files.values()) for (const { sha256 } of file.shards) keep.add(shardKey(sha256));
    for (const record of await fileRecords(this.#backend)) {
      if (this.#files.get(record.path)?.sha256 === record.sha256) keep.add(fileKey(record.path));
    }
    const surplus = [...(await this.#keys())].filter((key) => !keep.has(key));
    await this.#backend.deleteMany(surplus);
    return surplus.filter((key) => key.startsWith(shardKey(''))).length;
  }

  async #download(file: StoredFile, signal: AbortSignal | undefined, meter: ProgressMeter): Promise<void> {
    this.#downloads += 1;
    try {
      // Listed anew: another tab may have stored shards while this one waited.
      const keys = await this.#keys();
      creditStored(file, keys, meter);
      meter.enter('downloading', file.path);
      for (const [index, shard] of file.shards.entries()) {
        if (keys.has(shardKey(shard.sha256))) continue;
        const buffer = await downloadShard({
          url: new URL(`store/${shard.sha256}.bin`, this.#base).href,
          shard,
          path: file.path,
          part: index + 1,
          parts: file.shards.length,
          fetch: this.#fetch,
          digest: this.#digest,
          signal,
          onBytes: (received) => meter.partial(received),
          stallMilliseconds: this.#stallMilliseconds,
        });
        await this.#backend.setMany([[shardKey(shard.sha256), buffer]]);
        keys.add(shardKey(shard.sha256));
        meter.stored(shard.sha256, wireBytes(shard));
      }
      await this.#backend.setMany([[fileKey(file.path), recordFor(file)]]);
    } finally {
      this.#downloads -= 1;
    }
  }

  async #recordOf(file: StoredFile): Promise<boolean> {
    const record = (await this.#backend.get(fileKey(file.path))) as FileRecord | undefined;
    return record?.sha256 === file.sha256;
  }

  async #committed(file: StoredFile, keys: ReadonlySet<string>): Promise<boolean> {
    return file.shards.every(({ sha256 }) => keys.has(shardKey(sha256))) && (await this.#recordOf(file));
  }

  async #keys(): Promise<Set<string>> {
    return new Set(await this.#backend.keys());
  }

  #file(path: string): StoredFile {
    const file = this.#files.get(path);
    if (!file) throw new StoreError('unknown-file', path, 'is not in the manifest');
    return file;
  }
}

function recordFor(file: StoredFile): FileRecord {
  const { path, bytes, sha256 } = file;
  return { path, bytes, sha256, shards: file.shards.map((shard) => shard.sha256), stored: Date.now() };
}

function creditStored(file: StoredFile, keys: ReadonlySet<string>, meter: ProgressMeter): void {
  for (const shard of file.shards) {
    if (keys.has(shardKey(shard.sha256))) meter.stored(shard.sha256, wireBytes(shard));
  }
}

/** Bytes on the wire of the different shards of `files`, of those that `counts` says. */
function sumOfShards(files: readonly StoredFile[], counts: (sha256: string) => boolean = () => true): number {
  const shards = new Map(
    files.flatMap((file) => file.shards.map((shard) => [shard.sha256, wireBytes(shard)] as const)),
  );
  let sum = 0;
  for (const [sha256, bytes] of shards) if (counts(sha256)) sum += bytes;
  return sum;
}

/** Undefined outside a secure context, whatever the types say. */
function browserLocks(): LockSource | undefined {
  return (globalThis.navigator as Partial<Navigator> | undefined)?.locks;
}

function browserCaches(): CacheStorage | undefined {
  return (globalThis as Partial<typeof globalThis>).caches;
}
