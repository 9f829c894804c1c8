/** @file The records of coding runs in IndexedDB: a database of their own, one a deployment. */
import { promisifyRequest } from 'idb-keyval';
import { CodingStoreError } from './coding-errors.ts';
import type { Entries, EntryStore } from './coding-entries.ts';
import { deploymentBase, deploymentName } from './deployment.ts';
import { IndexedDbBackend } from './indexeddb-backend.ts';
import { messageOf } from '../core/message-of.ts';

const OBJECT_STORE = 'records';

/** An open request can stay unanswered: behind a deletion that another tab blocks, and now and then in Safari. */
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
    await new IndexedDbBackend(codingDatabaseName(base)).destroy();
  } catch (error) {
    // A page that is refused all storage has nothing stored.
    if (error instanceof DOMException && error.name === 'SecurityError') return;
    const problem = `they could not be deleted (${messageOf(error)})`;
    throw new CodingStoreError('left-over', 'Coded files', problem, { cause: error });
  }
}

/**
 * Entries that outlive the tab. Not idb-keyval's createStore: its connection stays open for good, so that a deletion of the database
 * would wait for this tab, and it knows no transaction that reads, decides and writes.
 */
export class IndexedDbEntries implements EntryStore {
  readonly #name: string;
  readonly #timeout: number;
  #opening: Promise<IDBDatabase> | null = null;

  /** @param timeout milliseconds to wait for the database to open */
  constructor(databaseName: string, timeout: number = OPEN_TIMEOUT_MILLISECONDS) {
    this.#name = databaseName;
    this.#timeout = timeout;
  }

  /** @throws DOMException as the browser throws it; `TimeoutError` where the database does not open. */
  async transaction<T>(mode: IDBTransactionMode, work: (entries: Entries) => Promise<T>): Promise<T> {
    return run(await this.#begin(mode), work);
  }

  async #begin(mode: IDBTransactionMode): Promise<IDBTransaction> {
    const database = await this.#connection();
    try {
      return database.transaction(OBJECT_STORE, mode);
    } catch (error) {
      // The connection was closed between two transactions.
      if (!(error instanceof DOMException) || error.name !== 'InvalidStateError') throw error;
      this.#opening = null;
      return (await this.#connection()).transaction(OBJECT_STORE, mode);
    }
  }

  #connection(): Promise<IDBDatabase> {
    return (this.#opening ??= this.#open());
  }

  async #open(): Promise<IDBDatabase> {
    const forget = (): void => {
      this.#opening = null;
    };
    try {
      let database = await openDatabase(this.#name, this.#timeout);
      if (!database.objectStoreNames.contains(OBJECT_STORE)) {
        // Made by a foreign hand; the next version gets the object store.
        database.close();
        database = await openDatabase(this.#name, this.#timeout, database.version + 1);
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
}

/** Undefined where the browser has none, whatever its type says. */
function browserIndexedDb(): IDBFactory | undefined {
  return (globalThis as Partial<typeof globalThis>).indexedDB;
}

function openDatabase(name: string, timeout: number, version?: number): Promise<IDBDatabase> {
  const factory = browserIndexedDb();
  if (!factory) return Promise.reject(new DOMException('it has no IndexedDB', 'NotSupportedError'));
  return new Promise((resolve, reject) => {
    const state = { late: false };
    const request = factory.open(name, version);
    const timer = setTimeout(() => {
      state.late = true;
      reject(new DOMException(`${name} does not open.`, 'TimeoutError'));
    }, timeout);
    request.onupgradeneeded = () => {
      const { result } = request;
      if (!result.objectStoreNames.contains(OBJECT_STORE)) result.createObjectStore(OBJECT_STORE);
    };
    request.onsuccess = () => {
      clearTimeout(timer);
      // Nobody waits for it any more, and an open connection would block a deletion.
      if (state.late) request.result.close();
      else resolve(request.result);
    };
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error ?? new Error(`${name} could not be opened.`));
    };
  });
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
