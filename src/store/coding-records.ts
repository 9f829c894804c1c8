/**
 * @file What a coding run keeps, so that a closed tab goes on where it was: distinct titles with their results, the user's corrections and
 * answers of an audit, how the file was calibrated, its name and hash, and never another column.
 */
import type { CodedTitle } from '../core/coding/types.ts';
import {
  AUDIT,
  CORRECTIONS,
  type AnswerKind,
  type Change,
  mergeChanges,
  type Dated,
  type StoredAnswer,
  type StoredCorrection,
} from './coding-answers.ts';
import { codingDatabaseName, IndexedDbEntries } from './coding-database.ts';
import { MemoryEntries, type Entries, type EntryStore } from './coding-entries.ts';
import { asStoreError, CodingStoreError } from './coding-errors.ts';
import { answersKey, batchKey, calibrationKey, headKey, isHeadKey } from './coding-keys.ts';
import { deploymentBase } from './deployment.ts';

export type { Change, StoredAnswer, StoredCorrection } from './coding-answers.ts';

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

export interface KeptRun extends RunKey, RunFacts {
  /** Titles with a committed result. */
  readonly done: number;
  /** About how much room the results take. */
  readonly bytes: number;
}

/** By what the confidences of a file were calibrated: from its rows the calibration is worked out again. */
export interface StoredCalibration {
  readonly kind: 'known-codes' | 'audit';
  /** Names of the columns of known codes and of weights; null for none, and with an audit. */
  readonly knownColumn: string | null;
  readonly weightColumn: string | null;
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
  /**
   * Applies changes to the corrections of the file, in one transaction: what another tab gave to other titles stays, and of two corrections
   * of equal titles the later one.
   * @throws StoreError also where no run of the file is kept, because it was forgotten in another tab: then nothing is written.
   */
  saveCorrections(fileSha256: string, changes: readonly Change<StoredCorrection>[]): Promise<void>;
  corrections(fileSha256: string): Promise<readonly StoredCorrection[]>;
  /** The same for the answers of an audit, title by title as they are written. */
  saveAudit(fileSha256: string, changes: readonly Change<StoredAnswer>[]): Promise<void>;
  audit(fileSha256: string): Promise<readonly StoredAnswer[]>;
  /** Null takes it away; throws as `saveCorrections` does. */
  saveCalibration(fileSha256: string, calibration: StoredCalibration | null): Promise<void>;
  calibration(fileSha256: string): Promise<StoredCalibration | null>;
  /** Whether anything of a file is kept. */
  has(fileSha256: string): Promise<boolean>;
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

/** The title's fields and no others: a caller's object may carry more of its row. */
function codedOnly({ raw, description, clean, kept, removed, reason, jobs }: CodedTitle): CodedTitle {
  // The digest of a description, never its text.
  return { raw, ...(description === undefined ? {} : { description }), clean, kept, removed, reason, jobs };
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
      if (!head) throw this.#removed(key.fileSha256);
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
      if (!batch) throw this.#removed(key.fileSha256);
      yield batch;
    }
  }

  saveCorrections(fileSha256: string, changes: readonly Change<StoredCorrection>[]): Promise<void> {
    return this.#saveAnswers(CORRECTIONS, fileSha256, changes);
  }

  corrections(fileSha256: string): Promise<readonly StoredCorrection[]> {
    return this.#answers(CORRECTIONS, fileSha256);
  }

  saveAudit(fileSha256: string, changes: readonly Change<StoredAnswer>[]): Promise<void> {
    return this.#saveAnswers(AUDIT, fileSha256, changes);
  }

  audit(fileSha256: string): Promise<readonly StoredAnswer[]> {
    return this.#answers(AUDIT, fileSha256);
  }

  async saveCalibration(fileSha256: string, calibration: StoredCalibration | null): Promise<void> {
    const key = calibrationKey(fileSha256);
    await this.#transaction('readwrite', fileSha256, async (entries) => {
      await this.#requireRun(entries, fileSha256);
      entries.deleteAll(key);
      if (!calibration) return;
      const { kind, knownColumn, weightColumn } = calibration;
      entries.put(key, { kind, knownColumn, weightColumn });
    });
  }

  async calibration(fileSha256: string): Promise<StoredCalibration | null> {
    const key = calibrationKey(fileSha256);
    const stored = await this.#transaction('readonly', fileSha256, (entries) => entries.get(key));
    return (stored as StoredCalibration | undefined) ?? null;
  }

  async has(fileSha256: string): Promise<boolean> {
    const keys = await this.#transaction('readonly', fileSha256, (entries) => entries.keys(`${fileSha256}/`));
    return keys.length > 0;
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

  async #saveAnswers<Each extends Dated>(
    kind: AnswerKind<Each>,
    fileSha256: string,
    changes: readonly Change<Each>[],
  ): Promise<void> {
    if (changes.length === 0) return;
    const key = answersKey(fileSha256, kind);
    await this.#transaction('readwrite', fileSha256, async (entries) => {
      await this.#requireRun(entries, fileSha256);
      const stored = (await entries.get(key)) as readonly Each[] | undefined;
      const merged = mergeChanges(kind, stored ?? [], changes);
      if (merged.length === 0) entries.deleteAll(key);
      else entries.put(key, merged);
    });
  }

  /** A file that was forgotten does not come back by a tab that still shows it. */
  async #requireRun(entries: Entries, fileSha256: string): Promise<void> {
    if ((await heads(entries, `${fileSha256}/`)).length === 0) throw this.#removed(fileSha256);
  }

  async #answers<Each extends Dated>(kind: AnswerKind<Each>, fileSha256: string): Promise<readonly Each[]> {
    const key = answersKey(fileSha256, kind);
    const stored = await this.#transaction('readonly', fileSha256, (entries) => entries.get(key));
    return (stored as readonly Each[] | undefined) ?? [];
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

  #removed(fileSha256: string): CodingStoreError {
    const problem =
      'its results are not stored in this browser (any more); another tab may have removed them';
    return new CodingStoreError('removed', this.#nameOf(fileSha256), problem);
  }
}
