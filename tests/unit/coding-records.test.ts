import { beforeEach, describe, expect, it } from 'vitest';
import { additions } from '../../src/store/coding-answers.ts';
import { removeStoredCoding } from '../../src/store/coding-database.ts';
import { MemoryEntries, type Entries } from '../../src/store/coding-entries.ts';
import {
  memoryRecords,
  recordsOver,
  storedRecords,
  type CodingRecords,
} from '../../src/store/coding-records.ts';
import { StoreError } from '../../src/store/errors.ts';
import {
  allResults,
  coded,
  CORRECTIONS,
  FACTS,
  FILE,
  KEY,
  testCodingRecords,
} from './coding-records-suite.ts';
import { BASE } from './store-fixture.ts';

describe('records in memory', () => {
  let records: CodingRecords;
  beforeEach(() => {
    records = memoryRecords();
  });
  testCodingRecords(() => records);

  it('are each for themselves', async () => {
    await records.begin(KEY, FACTS);
    expect(await memoryRecords().list()).toEqual([]);
  });
});

/** Fails with `error` while it has one. */
class FailingEntries extends MemoryEntries {
  error: Error | null = null;
  override transaction<T>(mode: IDBTransactionMode, work: (entries: Entries) => Promise<T>): Promise<T> {
    return this.error ? Promise.reject(this.error) : super.transaction(mode, work);
  }
}

describe('storage that fails', () => {
  it.each([
    ['QuotaExceededError', 'quota', 'storage is full'],
    ['SecurityError', 'unavailable', 'a private window does that'],
    ['TimeoutError', 'blocked', 'does not answer'],
    ['UnknownError', 'failed', 'disk I/O'],
  ])('%s is told in words, and what was kept stays', async (name, reason, words) => {
    const store = new FailingEntries();
    const records = recordsOver(store);
    await records.begin(KEY, FACTS);
    await records.append(KEY, [coded('baker')]);
    store.error = new DOMException('disk I/O', name);
    const failure: unknown = await records.append(KEY, [coded('actor')]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreError);
    expect(failure).toMatchObject({ reason, path: 'titles.csv' });
    const { message } = failure as StoreError;
    expect(message).toMatch(/^titles\.csv: /);
    expect(message).toContain(words);
    expect(message).toContain('The run goes on in memory');
    store.error = null;
    expect(await allResults(records, KEY)).toEqual([coded('baker')]);
    expect(await records.begin(KEY, FACTS)).toEqual({ done: 1 });
  });

  it('a browser without IndexedDB is told so, and has nothing to remove', async () => {
    // Node is one.
    const records = storedRecords(BASE);
    await expect(records.begin(KEY, FACTS)).rejects.toMatchObject({
      name: 'CodingStoreError',
      reason: 'unavailable',
    });
    await expect(records.list()).rejects.toBeInstanceOf(StoreError);
    await removeStoredCoding(BASE);
  });

  it('a deletion that leaves something is an error', async () => {
    class KeepingEntries extends MemoryEntries {
      override transaction<T>(mode: IDBTransactionMode, work: (entries: Entries) => Promise<T>): Promise<T> {
        return super.transaction(mode, (entries) => work({ ...entries, deleteAll: () => undefined }));
      }
    }
    const records = recordsOver(new KeepingEntries());
    await records.begin(KEY, FACTS);
    await records.append(KEY, [coded('baker')]);
    await records.saveCorrections(FILE, additions(CORRECTIONS));
    const failure: unknown = await records.forget(FILE).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'CodingStoreError', reason: 'left-over' });
    expect((failure as StoreError).message).toContain('titles.csv: 3 of its records are still stored');
  });
});
