/** @file Looks at, and harms, what the page stored in IndexedDB. */
import type { Page } from '@playwright/test';

/** How many entries the page's databases hold. */
export function countStored(page: Page): Promise<number> {
  return page.evaluate(async () => {
    let keys = 0;
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name!);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error('no database'));
      });
      for (const store of database.objectStoreNames) {
        keys += await new Promise<number>((resolve) => {
          const count = database.transaction(store).objectStore(store).count();
          count.onsuccess = () => resolve(count.result);
        });
      }
      database.close();
    }
    return keys;
  });
}

/** Inverts every bit of the entry whose key ends in `sha256`: its length stays. Returns how many entries that were. */
export function invertStored(page: Page, sha256: string): Promise<number> {
  return page.evaluate(async (hash) => {
    let changed = 0;
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name!);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error('no database'));
      });
      for (const storeName of database.objectStoreNames) {
        const transaction = database.transaction(storeName, 'readwrite');
        const cursor = transaction.objectStore(storeName).openCursor();
        cursor.onsuccess = () => {
          const entry = cursor.result;
          if (!entry) return;
          if (
            typeof entry.key === 'string' &&
            entry.key.endsWith(hash) &&
            entry.value instanceof ArrayBuffer
          ) {
            entry.update(new Uint8Array(entry.value).map((byte) => ~byte).buffer);
            changed += 1;
          }
          entry.continue();
        };
        await new Promise<void>((resolve) => (transaction.oncomplete = () => resolve()));
      }
      database.close();
    }
    return changed;
  }, sha256);
}
