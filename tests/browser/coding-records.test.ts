import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { additions } from '../../src/store/coding-answers.ts';
import { codingDatabaseName, IndexedDbEntries, removeStoredCoding } from '../../src/store/coding-database.ts';
import { memoryRecords, recordsOver, storedRecords } from '../../src/store/coding-records.ts';
import { StoreError } from '../../src/store/errors.ts';
import {
  allResults,
  ANSWERS,
  coded,
  CORRECTIONS,
  FACTS,
  FILE,
  KEY,
  OTHER_FILE,
  testCodingRecords,
} from '../unit/coding-records-suite.ts';

const BASE = 'https://example.test/coding-test/';
const DATABASE = codingDatabaseName(BASE);

/** Deletes the database behind the records' back; rejects if an open connection of ours blocks that. */
function evict(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(DATABASE);
    request.onsuccess = () => resolve();
    request.onblocked = () => reject(new Error('A connection stays open.'));
    request.onerror = () => reject(new Error('The database could not be deleted.'));
  });
}

async function databaseNames(): Promise<(string | undefined)[]> {
  return (await indexedDB.databases()).map(({ name }) => name);
}

/** A connection of another program, which lets go of the database only when it is told to. */
function openRaw(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error('The database could not be opened.'));
  });
}

/** All keys of all object stores, read past the code under test. */
async function storedKeys(): Promise<string[]> {
  const database = await openRaw();
  const keys: string[] = [];
  for (const name of database.objectStoreNames) {
    const transaction = database.transaction(name);
    const request = transaction.objectStore(name).getAllKeys();
    keys.push(
      ...(await new Promise<string[]>((resolve, reject) => {
        // Not at the request's success: a connection with a transaction under way closes later, and would block a deletion.
        transaction.oncomplete = () => resolve(request.result as string[]);
        transaction.onerror = () => reject(new Error('The keys could not be read.'));
      })),
    );
  }
  database.close();
  return keys;
}

beforeEach(evict);
afterEach(evict);

describe('records in IndexedDB', () => {
  testCodingRecords(() => storedRecords(BASE));

  it('a batch is one key beside the head of its run, and forgetting leaves none', async () => {
    const records = storedRecords(BASE);
    await records.begin(KEY, FACTS);
    for (const title of ['baker', 'actor', 'welder']) await records.append(KEY, [coded(title)]);
    await records.saveCorrections(FILE, additions(CORRECTIONS));
    await records.saveAudit(FILE, additions(ANSWERS));
    expect(await storedKeys()).toHaveLength(6);
    await records.forget(FILE);
    expect(await storedKeys()).toEqual([]);
  });

  it('forgetting leaves the keys of other files', async () => {
    const records = storedRecords(BASE);
    for (const fileSha256 of [FILE, OTHER_FILE]) {
      await records.begin({ ...KEY, fileSha256 }, FACTS);
      await records.append({ ...KEY, fileSha256 }, [coded('baker')]);
    }
    await records.forget(FILE);
    const keys = await storedKeys();
    expect(keys).toHaveLength(2);
    expect(keys.every((key) => key.startsWith(`${OTHER_FILE}/`))).toBe(true);
  });

  it('results that cannot be stored leave nothing of their batch', async () => {
    const records = storedRecords(BASE);
    await records.begin(KEY, FACTS);
    await records.append(KEY, [coded('baker')]);
    const bad = { ...coded('actor'), kept: [() => 1] } as unknown as ReturnType<typeof coded>;
    await expect(records.append(KEY, [coded('welder'), bad])).rejects.toMatchObject({ reason: 'failed' });
    expect(await allResults(records, KEY)).toEqual([coded('baker')]);
    expect(await storedRecords(BASE).begin(KEY, FACTS)).toEqual({ done: 1 });
    expect(await storedKeys()).toHaveLength(2);
  });

  it('"Remove everything stored" deletes the database, also while tabs have it open', async () => {
    const [records, otherTab] = [storedRecords(BASE), storedRecords(BASE)];
    await records.begin(KEY, FACTS);
    await otherTab.append(KEY, [coded('baker')]);
    await removeStoredCoding(BASE);
    expect(await databaseNames()).not.toContain(DATABASE);
    await expect(otherTab.append(KEY, [coded('actor')])).rejects.toMatchObject({ reason: 'removed' });
    expect(await records.list()).toEqual([]);
  });

  it('evicted storage reads as nothing kept, and the run begins anew', async () => {
    const records = storedRecords(BASE);
    await records.begin(KEY, FACTS);
    await records.append(KEY, [coded('baker')]);
    await evict();
    expect(await records.list()).toEqual([]);
    expect(await records.begin(KEY, FACTS)).toEqual({ done: 0 });
    await records.append(KEY, [coded('actor')]);
    expect(await allResults(records, KEY)).toEqual([coded('actor')]);
  });

  it('heals a database that lacks its object store', async () => {
    (await openRaw()).close();
    const records = storedRecords(BASE);
    expect(await records.begin(KEY, FACTS)).toEqual({ done: 0 });
    await records.append(KEY, [coded('baker')]);
    expect(await storedKeys()).toHaveLength(2);
  });
});

describe('a database that does not open', () => {
  it('is told in words; when it opens again the records work', async () => {
    // A deletion waits for this connection, and every opening waits for the deletion.
    const holder = await openRaw();
    const deletion = indexedDB.deleteDatabase(DATABASE);
    const deleted = new Promise<void>((resolve) => (deletion.onsuccess = () => resolve()));
    await new Promise<void>((resolve) => (deletion.onblocked = () => resolve()));
    const records = recordsOver(new IndexedDbEntries(DATABASE, 200));
    const failure: unknown = await records.begin(KEY, FACTS).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreError);
    expect(failure).toMatchObject({ reason: 'blocked', path: 'titles.csv' });
    expect((failure as StoreError).message).toContain('The run goes on in memory');
    holder.close();
    await deleted;
    const later = storedRecords(BASE);
    expect(await later.begin(KEY, FACTS)).toEqual({ done: 0 });
    await later.append(KEY, [coded('baker')]);
    expect(await allResults(later, KEY)).toEqual([coded('baker')]);
  });
});

describe('"Keep nothing on this computer"', () => {
  it('makes no database', async () => {
    const before = await databaseNames();
    const records = memoryRecords();
    await records.begin(KEY, FACTS);
    await records.append(KEY, [coded('baker')]);
    await records.saveCorrections(FILE, additions(CORRECTIONS));
    expect(await allResults(records, KEY)).toEqual([coded('baker')]);
    expect(await databaseNames()).toEqual(before);
  });
});
