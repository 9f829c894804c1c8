/** @file The user's own levels and areas, kept with what Normalize keeps: they outlive the tab, and go with "Remove everything stored". */
import type { OwnHeadsBytes } from '../core/coding/own-heads.ts';
import { codingDatabaseName, IndexedDbEntries } from './coding-database.ts';
import { MemoryEntries, type EntryStore } from './coding-entries.ts';
import { deploymentBase } from './deployment.ts';

/** No hash of a file, with which the keys of runs begin. */
const KEY = 'own-heads';

/** Every method throws DOMException as the browser throws it. */
export interface HeadsRecords {
  /** Null where none are kept. */
  read(): Promise<OwnHeadsBytes | null>;
  /** In place of those before. */
  save(bytes: OwnHeadsBytes): Promise<void>;
  remove(): Promise<void>;
}

export function storedHeads(base: string = deploymentBase()): HeadsRecords {
  return headsOver(new IndexedDbEntries(codingDatabaseName(base)));
}

export function memoryHeads(): HeadsRecords {
  return headsOver(new MemoryEntries());
}

function headsOver(store: EntryStore): HeadsRecords {
  return {
    async read() {
      const kept = await store.transaction('readonly', (entries) => entries.get(KEY));
      return (kept as OwnHeadsBytes | undefined) ?? null;
    },
    save: ({ network, description }) =>
      store.transaction('readwrite', (entries) => {
        entries.put(KEY, { network, description });
        return Promise.resolve();
      }),
    remove: () =>
      store.transaction('readwrite', (entries) => {
        entries.deleteAll(KEY);
        return Promise.resolve();
      }),
  };
}
