/** @file What this browser and this page's address allow, in plain words. */
import { megabytes } from './units.ts';

export interface EnvironmentFact {
  readonly name: 'secure context' | 'service worker' | 'IndexedDB' | 'Web Locks';
  readonly available: boolean;
  /** One sentence: what it gives, or what goes without it. */
  readonly meaning: string;
}

/** The globals that decide; every one may be missing, whatever their types say. */
export interface EnvironmentGlobals {
  readonly isSecureContext?: boolean;
  readonly indexedDB?: unknown;
  readonly navigator?: { readonly serviceWorker?: unknown; readonly locks?: unknown };
}

/** Four facts in fixed order. */
export function environment(globals: EnvironmentGlobals = globalThis): readonly EnvironmentFact[] {
  const fact = (
    name: EnvironmentFact['name'],
    available: boolean,
    yes: string,
    no: string,
  ): EnvironmentFact => ({
    name,
    available,
    meaning: available ? yes : no,
  });
  return [
    fact(
      'secure context',
      globals.isSecureContext === true,
      'The page came over https or from localhost: files can be kept and checked at full speed.',
      'The page came over plain http: files are held in memory only, WebGPU is not offered, and the page does not open offline. ' +
        'Open it over https, or as http://localhost on the machine that serves it.',
    ),
    fact(
      'service worker',
      Boolean(globals.navigator?.serviceWorker),
      'The page opens without a network, and its workers are held to the same security policy as the page.',
      'The page does not open without a network, and the security policy covers the page but not its workers, unless the server sends it.',
    ),
    fact(
      'IndexedDB',
      Boolean(globals.indexedDB),
      'Models and data are kept for the next visit.',
      'Models and data are held in memory and downloaded again at the next visit.',
    ),
    fact(
      'Web Locks',
      Boolean(globals.navigator?.locks),
      'Only one tab downloads at a time.',
      'Two tabs opened at once may download the same file twice.',
    ),
  ];
}

export interface StorageReport {
  /** Bytes in use by the whole origin, as the browser estimates; null if it does not say. */
  readonly usage: number | null;
  readonly quota: number | null;
  /** True if the browser promised not to remove the files by itself; null if it does not say. */
  readonly persisted: boolean | null;
  readonly summary: string;
}

type Storage = Pick<StorageManager, 'estimate' | 'persisted' | 'persist'>;

function browserStorage(): Storage | undefined {
  return (globalThis.navigator as Partial<Navigator> | undefined)?.storage;
}

/** Never rejects: a browser that refuses to answer is reported as one that does not say. */
export async function storageReport(
  storage: Partial<Storage> | undefined = browserStorage(),
): Promise<StorageReport> {
  const estimate = await storage?.estimate?.().catch(() => undefined);
  const persisted = (await storage?.persisted?.().catch(() => null)) ?? null;
  const usage = estimate?.usage ?? null;
  const quota = estimate?.quota ?? null;
  const room =
    usage === null || quota === null
      ? 'This browser does not say how much room there is.'
      : `${megabytes(usage)} of ${megabytes(quota)} in use.`;
  const promise = persisted
    ? 'The browser keeps them until you remove them.'
    : 'The browser may remove stored files when the disk is nearly full.';
  return { usage, quota, persisted, summary: `${room} ${promise}` };
}

/** Asks the browser to keep what is stored. Call it from a click: some browsers show a question. Null: it cannot be asked. */
export async function askPersistence(
  storage: Partial<Storage> | undefined = browserStorage(),
): Promise<boolean | null> {
  return (await storage?.persist?.().catch(() => null)) ?? null;
}
