/** @file Where the store keeps its values: a small key-value interface, and its implementation in memory. */

/** Why files are held in memory only, in words for the page, and how many bytes that concerns now. */
export interface StorageProblem {
  readonly reason: 'quota' | 'unavailable' | 'insecure' | 'failed';
  readonly message: string;
  readonly bytesInMemory: number;
}

/** Values are structured-cloneable; a value that `get` returns belongs to the caller, who may transfer it. */
export interface Backend {
  get(key: string): Promise<unknown>;
  /** All or nothing. */
  setMany(entries: readonly (readonly [string, unknown])[]): Promise<void>;
  deleteMany(keys: readonly string[]): Promise<void>;
  keys(): Promise<readonly string[]>;
  /** Deletes everything, the database included. The backend can be used again afterwards and is empty. */
  destroy(): Promise<void>;
  /** Null while everything written is kept for good. */
  problem(): StorageProblem | null;
}

/** Keeps values for the life of the tab. */
export class MemoryBackend implements Backend {
  readonly #values = new Map<string, unknown>();
  readonly #problem: Omit<StorageProblem, 'bytesInMemory'> | null;

  constructor(problem: Omit<StorageProblem, 'bytesInMemory'> | null = null) {
    this.#problem = problem;
  }

  get(key: string): Promise<unknown> {
    const value = this.#values.get(key);
    // A copy: the caller may transfer its buffer to a worker, which would empty ours.
    return Promise.resolve(value instanceof ArrayBuffer ? value.slice(0) : value);
  }

  setMany(entries: readonly (readonly [string, unknown])[]): Promise<void> {
    for (const [key, value] of entries) this.#values.set(key, value);
    return Promise.resolve();
  }

  deleteMany(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#values.delete(key);
    return Promise.resolve();
  }

  keys(): Promise<readonly string[]> {
    return Promise.resolve([...this.#values.keys()]);
  }

  destroy(): Promise<void> {
    this.#values.clear();
    return Promise.resolve();
  }

  /** Bytes of all buffers held. */
  get bytes(): number {
    let sum = 0;
    for (const value of this.#values.values()) if (value instanceof ArrayBuffer) sum += value.byteLength;
    return sum;
  }

  problem(): StorageProblem | null {
    return this.#problem && { ...this.#problem, bytesInMemory: this.bytes };
  }
}
