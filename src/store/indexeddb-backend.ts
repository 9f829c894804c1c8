/** @file Values in IndexedDB, one database a deployment. */
import { delMany, get, keys, setMany, type UseStore } from 'idb-keyval';
import type { Backend } from './backend.ts';

const OBJECT_STORE = 'assets';

/**
 * idb-keyval's own connection stays open for good, so that a deletion of the database (in another tab, by "Remove everything
 * stored") would wait for this tab. This class makes the connection itself: it lets go when somebody deletes or upgrades the
 * database, and opens a fresh one at the next use.
 */
export class IndexedDbBackend implements Backend {
  readonly databaseName: string;
  #opening: Promise<IDBDatabase> | null = null;

  constructor(databaseName: string) {
    this.databaseName = databaseName;
  }

  get(key: string): Promise<unknown> {
    return this.#use((store) => get<unknown>(key, store));
  }

  setMany(entries: readonly (readonly [string, unknown])[]): Promise<void> {
    const pairs = entries.map(([key, value]): [string, unknown] => [key, value]);
    return this.#use((store) => setMany(pairs, store));
  }

  deleteMany(names: readonly string[]): Promise<void> {
    return this.#use((store) => delMany([...names], store));
  }

  keys(): Promise<readonly string[]> {
    return this.#use((store) => keys<string>(store));
  }

  async destroy(): Promise<void> {
    const open = await this.#opening?.catch(() => null);
    open?.close();
    this.#opening = null;
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(this.databaseName);
      request.onsuccess = () => resolve();
      request.onerror = () =>
        reject(request.error ?? new Error(`${this.databaseName} could not be deleted.`));
      // No handler for "blocked": other tabs of the app close their connection, and then the deletion goes on.
    });
  }

  problem(): null {
    return null;
  }

  async #use<T>(work: (store: UseStore) => Promise<T>): Promise<T> {
    const run = async (): Promise<T> => {
      const database = await (this.#opening ??= this.#open());
      return work((mode, callback) => inTransaction(database, mode, callback));
    };
    try {
      return await run();
    } catch (error) {
      // The connection was closed between two steps.
      if (!(error instanceof DOMException) || error.name !== 'InvalidStateError') throw error;
      this.#opening = null;
      return run();
    }
  }

  async #open(): Promise<IDBDatabase> {
    const forget = (): void => {
      this.#opening = null;
    };
    try {
      let database = await this.#request();
      if (!database.objectStoreNames.contains(OBJECT_STORE)) {
        // Made by an interrupted or foreign hand; the next version gets the object store.
        database.close();
        database = await this.#request(database.version + 1);
      }
      database.onclose = forget;
      database.onversionchange = () => {
        forget();
        database.close();
      };
      return database;
    } catch (error) {
      forget();
      throw error;
    }
  }

  #request(version?: number): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(this.databaseName, version);
      request.onupgradeneeded = () => {
        const { result } = request;
        if (!result.objectStoreNames.contains(OBJECT_STORE)) result.createObjectStore(OBJECT_STORE);
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error(`${this.databaseName} could not be opened.`));
    });
  }
}

/** idb-keyval would commit what came before a value that cannot be cloned. */
async function inTransaction<T>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  callback: (store: IDBObjectStore) => T | PromiseLike<T>,
): Promise<T> {
  const transaction = database.transaction(OBJECT_STORE, mode);
  let result: T | PromiseLike<T>;
  try {
    result = callback(transaction.objectStore(OBJECT_STORE));
  } catch (error) {
    transaction.abort();
    throw error;
  }
  return result;
}
