/**
 * @file What a coding run keeps, so that a closed tab goes on where it was: distinct titles with their results, the user's corrections,
 * the file's name and hash, and never another column.
 *
 * Keys begin with the file's hash: `<sha256>/["<settings>","<column>"]` is a run's head, with `/<number>` behind it a batch of its
 * results, and `<sha256>/corrections` holds for every run of the file.
 */
import type { CodedTitle } from '../core/coding/types.ts';
import { codingDatabaseName, IndexedDbEntries } from './coding-database.ts';
import { MemoryEntries, type Entries, type EntryStore } from './coding-entries.ts';
import { asStoreError, CodingStoreError } from './coding-errors.ts';
import { deploymentBase } from './deployment.ts';

export interface RunKey {
  /** SHA-256 of the file's bytes (`digestOfFile`), 64 lower-case hexadecimal digits. */
  readonly fileSha256: string;
  /** Name of the title column. */
  readonly column: string;
  /** Hash of model file, coder data and version: results of other settings are never mixed with these. */
  readonly settings: string;
}

export interface RunFacts {
  readonly fileName: string;
  readonly rows: number;
  /** Distinct titles of the column. */
  readonly distinct: number;
  /** ISO 8601, UTC. */
  readonly started: string;
}

/** The user's code for a title. */
export interface StoredCorrection {
  readonly title: string;
  readonly code: string;
  /** ISO 8601. */
  readonly date: string;
}

export interface KeptRun extends RunKey, RunFacts {
  /** Titles with a committed result. */
  readonly done: number;
  /** About how much room the results take. */
  readonly bytes: number;
}

/** Every method throws StoreError, with the file's name and what still works, where the browser's storage fails. */
export interface CodingRecords {
  /**
   * Opens or begins a run; results of the same file under other settings are dropped, corrections kept. A run that goes on keeps the
   * date of its start.
   */
  begin(key: RunKey, facts: RunFacts): Promise<{ done: number }>;
  /**
   * Commits coded titles in one transaction; after it resolves a closed tab loses nothing of them.
   * @throws StoreError also where the run was not begun, or was forgotten in another tab: then nothing is written.
   */
  append(key: RunKey, coded: readonly CodedTitle[]): Promise<void>;
  /** All results committed so far, in pieces, in the order of commit; none for a run that is not kept. */
  results(key: RunKey): AsyncIterable<readonly CodedTitle[]>;
  /** Puts these in place of all corrections of the file. */
  saveCorrections(fileSha256: string, corrections: readonly StoredCorrection[]): Promise<void>;
  corrections(fileSha256: string): Promise<readonly StoredCorrection[]>;
  /** Runs that are kept, newest first. */
  list(): Promise<readonly KeptRun[]>;
  /** Deletes everything of a file and reads back that nothing is left; throws StoreError if something is. */
  forget(fileSha256: string): Promise<void>;
}

/** Records that outlive the tab, in IndexedDB; opened at the first use. */
export function storedRecords(base: string = deploymentBase()): CodingRecords {
  return recordsOver(new IndexedDbEntries(codingDatabaseName(base)));
}

/** "Keep nothing on this computer": records that go with the tab. */
export function memoryRecords(): CodingRecords {
  return recordsOver(new MemoryEntries());
}

/** Records in any store of entries. */
export function recordsOver(store: EntryStore): CodingRecords {
  return new EntryRecords(store);
}

interface Head extends KeptRun {
  readonly batches: number;
}

/** A JSON array is never the beginning of another one: no run's keys lie among another's. */
function headKey({ fileSha256, settings, column }: RunKey): string {
  return `${fileSha256}/${JSON.stringify([settings, column])}`;
}

function isHeadKey(key: string): boolean {
  return key.endsWith(']');
}

function batchKey(run: RunKey, number: number): string {
  return `${headKey(run)}/${String(number).padStart(8, '0')}`;
}

function correctionsKey(fileSha256: string): string {
  return `${fileSha256}/corrections`;
}

/** The title's fields and no others: a caller's object may carry more of its row. */
function codedOnly({ raw, clean, kept, removed, reason, jobs }: CodedTitle): CodedTitle {
  return { raw, clean, kept, removed, reason, jobs };
}

function correctionOnly({ title, code, date }: StoredCorrection): StoredCorrection {
  return { title, code, date };
}

function keptRun(head: Head): KeptRun {
  const { fileSha256, column, settings, fileName, rows, distinct, started, done, bytes } = head;
  return { fileSha256, column, settings, fileName, rows, distinct, started, done, bytes };
}

async function heads(entries: Entries, prefix: string): Promise<readonly Head[]> {
  const keys = (await entries.keys(prefix)).filter(isHeadKey);
  return (await Promise.all(keys.map((key) => entries.get(key)))) as Head[];
}

class EntryRecords implements CodingRecords {
  readonly #store: EntryStore;
  /** By hash, for messages. */
  readonly #names = new Map<string, string>();

  constructor(store: EntryStore) {
    this.#store = store;
  }

  async begin(key: RunKey, facts: RunFacts): Promise<{ done: number }> {
    const { fileSha256, column, settings } = key;
    const { fileName, rows, distinct, started } = facts;
    this.#names.set(fileSha256, fileName);
    return this.#transaction('readwrite', fileSha256, async (entries) => {
      for (const head of await heads(entries, `${fileSha256}/`)) {
        if (head.settings !== settings) entries.deleteAll(headKey(head));
      }
      const before = (await entries.get(headKey(key))) as Head | undefined;
      const run = before ?? { started, done: 0, bytes: 0, batches: 0 };
      const head: Head = { ...run, fileSha256, column, settings, fileName, rows, distinct };
      entries.put(headKey(key), head);
      return { done: head.done };
    });
  }

  async append(key: RunKey, coded: readonly CodedTitle[]): Promise<void> {
    if (coded.length === 0) return;
    const batch = coded.map(codedOnly);
    const size = JSON.stringify(batch).length;
    await this.#transaction('readwrite', key.fileSha256, async (entries) => {
      const head = (await entries.get(headKey(key))) as Head | undefined;
      if (!head) throw this.#removed(key);
      const { done, bytes, batches } = head;
      entries.put(batchKey(key, batches), batch);
      entries.put(headKey(key), {
        ...head,
        done: done + batch.length,
        bytes: bytes + size,
        batches: batches + 1,
      });
    });
  }

  async *results(key: RunKey): AsyncGenerator<readonly CodedTitle[], void, undefined> {
    const read = (name: string) =>
      this.#transaction('readonly', key.fileSha256, (entries) => entries.get(name));
    const head = (await read(headKey(key))) as Head | undefined;
    const batches = head?.batches ?? 0;
    for (let number = 0; number < batches; number++) {
      const batch = (await read(batchKey(key, number))) as readonly CodedTitle[] | undefined;
      // Forgotten while it was read: half of the results must not pass for all.
      if (!batch) throw this.#removed(key);
      yield batch;
    }
  }

  async saveCorrections(fileSha256: string, corrections: readonly StoredCorrection[]): Promise<void> {
    const key = correctionsKey(fileSha256);
    await this.#transaction('readwrite', fileSha256, (entries) => {
      if (corrections.length === 0) entries.deleteAll(key);
      else entries.put(key, corrections.map(correctionOnly));
      return Promise.resolve();
    });
  }

  async corrections(fileSha256: string): Promise<readonly StoredCorrection[]> {
    const stored = await this.#transaction('readonly', fileSha256, (entries) =>
      entries.get(correctionsKey(fileSha256)),
    );
    return (stored as readonly StoredCorrection[] | undefined) ?? [];
  }

  async list(): Promise<readonly KeptRun[]> {
    const all = await this.#transaction('readonly', '', (entries) => heads(entries, ''));
    for (const { fileSha256, fileName } of all) this.#names.set(fileSha256, fileName);
    return all.map(keptRun).sort((a, b) => Date.parse(b.started) - Date.parse(a.started));
  }

  async forget(fileSha256: string): Promise<void> {
    const prefix = `${fileSha256}/`;
    await this.#transaction('readwrite', fileSha256, (entries) => {
      entries.deleteAll(prefix);
      return Promise.resolve();
    });
    // A transaction of its own: it sees what is committed.
    const left = await this.#transaction('readonly', fileSha256, (entries) => entries.keys(prefix));
    if (left.length > 0)
      throw new CodingStoreError(
        'left-over',
        this.#nameOf(fileSha256),
        `${left.length} of its records are still stored after the deletion`,
      );
    this.#names.delete(fileSha256);
  }

  async #transaction<T>(
    mode: IDBTransactionMode,
    fileSha256: string,
    work: (entries: Entries) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.#store.transaction(mode, work);
    } catch (error) {
      throw asStoreError(error, this.#nameOf(fileSha256));
    }
  }

  #nameOf(fileSha256: string): string {
    return this.#names.get(fileSha256) ?? 'The coded file';
  }

  #removed({ fileSha256 }: RunKey): CodingStoreError {
    const problem =
      'its results are not stored in this browser (any more); another tab may have removed them';
    return new CodingStoreError('removed', this.#nameOf(fileSha256), problem);
  }
}
