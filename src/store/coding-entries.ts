/** @file Keys and values in transactions, on which the records of coding runs stand, and their form in memory. */

/** What a transaction can do. Values are structured-cloneable and are not changed by anybody once they are put. */
export interface Entries {
  /** Undefined where the key has no value. */
  get(key: string): Promise<unknown>;
  /** Keys that begin with `prefix`, in the order of their UTF-16 units. */
  keys(prefix: string): Promise<readonly string[]>;
  put(key: string, value: unknown): void;
  /** Deletes every key that begins with `prefix`. */
  deleteAll(prefix: string): void;
}

export interface EntryStore {
  /**
   * Runs `work` while no other transaction writes, and resolves when what it put is committed; where it fails nothing is. `work` may
   * wait for nothing but `entries`: the transaction ends when nothing is asked of it.
   */
  transaction<T>(mode: IDBTransactionMode, work: (entries: Entries) => Promise<T>): Promise<T>;
}

/** Entries for the life of the tab. */
export class MemoryEntries implements EntryStore {
  #values: ReadonlyMap<string, unknown> = new Map();
  #last: Promise<unknown> = Promise.resolve();

  transaction<T>(_mode: IDBTransactionMode, work: (entries: Entries) => Promise<T>): Promise<T> {
    const result = this.#last.then(async () => {
      // A copy of some hundred references, taken over as a whole: a work that fails leaves no half of it.
      const values = new Map(this.#values);
      const answer = await work(entriesOf(values));
      this.#values = values;
      return answer;
    });
    this.#last = result.catch(() => undefined);
    return result;
  }
}

function entriesOf(values: Map<string, unknown>): Entries {
  const keys = (prefix: string): string[] =>
    [...values.keys()].filter((key) => key.startsWith(prefix)).sort();
  return {
    get: (key) => Promise.resolve(values.get(key)),
    keys: (prefix) => Promise.resolve(keys(prefix)),
    put: (key, value) => void values.set(key, value),
    deleteAll(prefix) {
      for (const key of keys(prefix)) values.delete(key);
    },
  };
}
