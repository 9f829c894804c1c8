/** @file Values in IndexedDB, one database a deployment. */
import { delMany, get, keys, setMany, type UseStore } from 'idb-keyval';
import type { Backend } from './backend.ts';
import { DatabaseConnection } from './database-connection.ts';

const OBJECT_STORE = 'assets';

export class IndexedDbBackend implements Backend {
  readonly #connection: DatabaseConnection;

  constructor(databaseName: string) {
    this.#connection = new DatabaseConnection(databaseName, OBJECT_STORE);
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

  destroy(): Promise<void> {
    return this.#connection.destroy();
  }

  problem(): null {
    return null;
  }

  #use<T>(work: (store: UseStore) => Promise<T>): Promise<T> {
    return this.#connection.use((database) =>
      work((mode, callback) => inTransaction(database, mode, callback)),
    );
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
