/** @file A connection to an IndexedDB database of one object store: it is opened at the first use, and lets go when it has to. */

interface OpenRequest {
  readonly name: string;
  readonly objectStore: string;
  /** Milliseconds to wait; Infinity for as long as it takes. */
  readonly timeout: number;
  readonly version?: number;
}

/** Undefined where the browser has none, whatever its type says. */
export function browserIndexedDb(): IDBFactory | undefined {
  return (globalThis as Partial<typeof globalThis>).indexedDB;
}

/** An open request can stay unanswered: behind a deletion that another tab blocks, and now and then in Safari. */
function requestDatabase({ name, objectStore, timeout, version }: OpenRequest): Promise<IDBDatabase> {
  const factory = browserIndexedDb();
  if (!factory) return Promise.reject(new DOMException('it has no IndexedDB', 'NotSupportedError'));
  return new Promise((resolve, reject) => {
    const state = { late: false };
    const request = factory.open(name, version);
    const giveUp = (): void => {
      state.late = true;
      reject(new DOMException(`${name} does not open.`, 'TimeoutError'));
    };
    const timer = timeout === Infinity ? undefined : setTimeout(giveUp, timeout);
    request.onupgradeneeded = () => {
      const { result } = request;
      if (!result.objectStoreNames.contains(objectStore)) result.createObjectStore(objectStore);
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

/** The database, with its object store, made where it is not there. */
async function openDatabase(request: OpenRequest): Promise<IDBDatabase> {
  const database = await requestDatabase(request);
  if (database.objectStoreNames.contains(request.objectStore)) return database;
  // Made by an interrupted or foreign hand; the next version gets the object store.
  database.close();
  return requestDatabase({ ...request, version: database.version + 1 });
}

/**
 * Not idb-keyval's createStore: its connection stays open for good, so that a deletion of the database (in another tab, by "Remove
 * everything stored") would wait for this tab. This one is closed when somebody deletes or upgrades the database, and the next use opens
 * a fresh one.
 */
export class DatabaseConnection {
  readonly name: string;
  readonly #objectStore: string;
  readonly #timeout: number;
  #opening: Promise<IDBDatabase> | null = null;

  /** @param timeout milliseconds to wait for the database to open, for ever if absent */
  constructor(name: string, objectStore: string, timeout = Infinity) {
    this.name = name;
    this.#objectStore = objectStore;
    this.#timeout = timeout;
  }

  /**
   * Runs `work` on the open database. Where the connection was closed before it could begin a transaction, it runs once more on a new one.
   * @throws DOMException as the browser throws it; `TimeoutError` where the database does not open, `NotSupportedError` where the browser
   *   has none; what `work` throws
   */
  async use<T>(work: (database: IDBDatabase) => T | Promise<T>): Promise<T> {
    try {
      return await work(await this.#connection());
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'InvalidStateError') throw error;
      this.#opening = null;
      return work(await this.#connection());
    }
  }

  /** Lets go of the database; the next use opens it again. */
  async close(): Promise<void> {
    const open = await this.#opening?.catch(() => null);
    open?.close();
    this.#opening = null;
  }

  /** Deletes the database, which other tabs of the app let go of; the next use makes a new one. */
  async destroy(): Promise<void> {
    await this.close();
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(this.name);
      request.onsuccess = () => resolve();
      request.onerror = () => reject(request.error ?? new Error(`${this.name} could not be deleted.`));
      // No handler for "blocked": other tabs close their connection, and then the deletion goes on.
    });
  }

  #connection(): Promise<IDBDatabase> {
    return (this.#opening ??= this.#open());
  }

  async #open(): Promise<IDBDatabase> {
    const forget = (): void => {
      this.#opening = null;
    };
    try {
      const request = { name: this.name, objectStore: this.#objectStore, timeout: this.#timeout };
      const database = await openDatabase(request);
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
