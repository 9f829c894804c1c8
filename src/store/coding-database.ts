/** @file The records of coding runs in IndexedDB: a database of their own, one a deployment. */
import { promisifyRequest } from 'idb-keyval';
import { CodingStoreError } from './coding-errors.ts';
import type { Entries, EntryStore } from './coding-entries.ts';
import { browserIndexedDb, DatabaseConnection } from './database-connection.ts';
import { deploymentBase, deploymentName } from './deployment.ts';
import { messageOf } from '../core/message-of.ts';

const OBJECT_STORE = 'records';

/** A run that waits longer than this goes on in memory. */
const OPEN_TIMEOUT_MILLISECONDS = 10_000;

/** Name of the database: no deployment's name has a space, so none can have the same. */
export function codingDatabaseName(base: string): string {
  return `${deploymentName(base)} coding`;
}

/**
 * Deletes the database with all runs and corrections; open tabs let go of it, and runs in them go on in memory. Part of "Remove
 * everything stored".
 * @throws StoreError if the browser did not delete it.
 */
export async function removeStoredCoding(base: string = deploymentBase()): Promise<void> {
  if (!browserIndexedDb()) return;
  try {
    await new DatabaseConnection(codingDatabaseName(base), OBJECT_STORE).destroy();
  } catch (error) {
    // A page that is refused all storage has nothing stored.
    if (error instanceof DOMException && error.name === 'SecurityError') return;
    const problem = `they could not be deleted (${messageOf(error)})`;
    throw new CodingStoreError('left-over', 'Coded files', problem, { cause: error });
  }
}

/** Entries that outlive the tab. */
export class IndexedDbEntries implements EntryStore {
  readonly #connection: DatabaseConnection;

  /** @param timeout milliseconds to wait for the database to open */
  constructor(databaseName: string, timeout: number = OPEN_TIMEOUT_MILLISECONDS) {
    this.#connection = new DatabaseConnection(databaseName, OBJECT_STORE, timeout);
  }

  /** @throws DOMException as the browser throws it; `TimeoutError` where the database does not open. */
  async transaction<T>(mode: IDBTransactionMode, work: (entries: Entries) => Promise<T>): Promise<T> {
    // Begun by itself, so that work that was done is never done again.
    const transaction = await this.#connection.use((database) => database.transaction(OBJECT_STORE, mode));
    return run(transaction, work);
  }
}

async function run<T>(transaction: IDBTransaction, work: (entries: Entries) => Promise<T>): Promise<T> {
  // Listened to from the start: the transaction may end before the work's own promise says so.
  const committed = promisifyRequest(transaction).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error : new Error('the browser ended a transaction')),
  );
  let answer: T;
  try {
    answer = await work(entriesOf(transaction.objectStore(OBJECT_STORE)));
  } catch (error) {
    abort(transaction);
    await committed;
    throw error;
  }
  const failure = await committed;
  if (failure) throw failure;
  return answer;
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // The browser has aborted it already.
  }
}

function entriesOf(store: IDBObjectStore): Entries {
  return {
    get: (key) => promisifyRequest<unknown>(store.get(key)),
    keys: async (prefix) => (await promisifyRequest(store.getAllKeys(startingWith(prefix)))) as string[],
    put: (key, value) => void store.put(value, key),
    deleteAll: (prefix) => void store.delete(startingWith(prefix)),
  };
}

function startingWith(prefix: string): IDBKeyRange {
  return IDBKeyRange.bound(prefix, `${prefix}\uffff`);
}
