/** Opening a database, against a small factory that does what the browser does. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DatabaseConnection } from '../../src/store/database-connection.ts';

interface Stored {
  version: number;
  readonly stores: Set<string>;
}

/** What a test looks at of an open connection. */
interface Opened {
  closed: boolean;
  onversionchange: (() => void) | null;
  onclose: (() => void) | null;
}

/** Databases by name, and the connections that were opened. */
class SmallFactory {
  readonly databases = new Map<string, Stored>();
  readonly opened: Opened[] = [];
  /** Opening waits for it. */
  gate: Promise<void> = Promise.resolve();

  open(name: string, version?: number): unknown {
    const request: Record<string, unknown> = {};
    const say = (event: string) => (request[event] as (() => void) | undefined)?.();
    void this.gate.then(() => {
      const stored = this.databases.get(name) ?? { version: 0, stores: new Set<string>() };
      this.databases.set(name, stored);
      const wanted = version ?? Math.max(1, stored.version);
      request.result = this.#connect(stored, wanted);
      if (wanted > stored.version) {
        stored.version = wanted;
        say('onupgradeneeded');
      }
      say('onsuccess');
    });
    return request;
  }

  deleteDatabase(name: string): unknown {
    const request: Record<string, unknown> = {};
    void Promise.resolve().then(() => {
      for (const connection of this.opened) if (!connection.closed) connection.onversionchange?.();
      this.databases.delete(name);
      (request.onsuccess as () => void)();
    });
    return request;
  }

  #connect({ stores }: Stored, version: number): Opened {
    const connection = {
      ...{ closed: false, onversionchange: null, onclose: null, version },
      objectStoreNames: { contains: (store: string) => stores.has(store) },
      createObjectStore: (store: string) => stores.add(store),
      close: () => (connection.closed = true),
      transaction: () => {
        if (connection.closed) throw new DOMException('The connection is closed.', 'InvalidStateError');
        return 'a transaction';
      },
    };
    this.opened.push(connection);
    return connection;
  }
}

let factory: SmallFactory;
beforeEach(() => {
  factory = new SmallFactory();
  vi.stubGlobal('indexedDB', factory);
});
afterEach(() => void vi.unstubAllGlobals());

const begin = (database: IDBDatabase) => database.transaction('records');

describe('a connection', () => {
  it('opens the database once, with its object store', async () => {
    const connection = new DatabaseConnection('titles', 'records');
    await Promise.all([connection.use(begin), connection.use(begin)]);
    expect(factory.opened).toHaveLength(1);
    expect([...factory.databases.get('titles')!.stores]).toEqual(['records']);
  });

  it('heals a database that lacks its object store', async () => {
    factory.databases.set('titles', { version: 3, stores: new Set(['foreign']) });
    await new DatabaseConnection('titles', 'records').use(begin);
    expect(factory.databases.get('titles')!.version).toBe(4);
    expect([...factory.databases.get('titles')!.stores]).toEqual(['foreign', 'records']);
    expect(factory.opened.map(({ closed }) => closed)).toEqual([true, false]);
  });

  it('lets go when somebody deletes the database, and opens it anew at the next use', async () => {
    const [one, two] = [
      new DatabaseConnection('titles', 'records'),
      new DatabaseConnection('titles', 'records'),
    ];
    await one.use(begin);
    await two.use(begin);
    await one.destroy();
    expect(factory.opened.every(({ closed }) => closed)).toBe(true);
    expect(factory.databases.size).toBe(0);
    expect(await two.use(begin)).toBe('a transaction');
  });

  it('that was closed between two uses is opened once more, and work that fails otherwise is not repeated', async () => {
    const connection = new DatabaseConnection('titles', 'records');
    await connection.use((database) => database.close());
    expect(await connection.use(begin)).toBe('a transaction');
    expect(factory.opened).toHaveLength(2);
    const work = vi.fn(() => Promise.reject(new DOMException('no room', 'QuotaExceededError')));
    await expect(connection.use(work)).rejects.toMatchObject({ name: 'QuotaExceededError' });
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('that is not opened in time says so, and leaves nothing open when it comes late', async () => {
    let open: () => void = () => undefined;
    factory.gate = new Promise((resolve) => (open = resolve));
    const connection = new DatabaseConnection('titles', 'records', 5);
    await expect(connection.use(begin)).rejects.toMatchObject({ name: 'TimeoutError' });
    open();
    await vi.waitFor(() => expect(factory.opened.map(({ closed }) => closed)).toEqual([true]));
    factory.gate = Promise.resolve();
    expect(await connection.use(begin)).toBe('a transaction');
  });

  it('is refused where the browser has no IndexedDB', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const refused = new DatabaseConnection('titles', 'records').use(begin);
    await expect(refused).rejects.toMatchObject({ name: 'NotSupportedError' });
  });
});
