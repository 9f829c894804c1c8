/** @file A lasting backend with memory behind it: when storage is full or fails, the session goes on and says so. */
import { MemoryBackend, type Backend, type StorageProblem } from './backend.ts';
import { IndexedDbBackend } from './indexeddb-backend.ts';
import { megabytes } from './units.ts';
import { messageOf } from '../core/message-of.ts';

/** Writes to `lasting`; what cannot be written there is kept in memory. Reads look in both. */
export class LayeredBackend implements Backend {
  readonly #lasting: Backend;
  readonly #memory = new MemoryBackend();
  #failure: { reason: 'quota' | 'failed'; detail: string } | null = null;

  constructor(lasting: Backend) {
    this.#lasting = lasting;
  }

  async get(key: string): Promise<unknown> {
    return (await this.#memory.get(key)) ?? this.#tolerate(() => this.#lasting.get(key), undefined);
  }

  async setMany(entries: readonly (readonly [string, unknown])[]): Promise<void> {
    try {
      // Tried every time: room may have been made since the last failure.
      await this.#lasting.setMany(entries);
      await this.#memory.deleteMany(entries.map(([key]) => key));
    } catch (error) {
      this.#note(error);
      await this.#memory.setMany(entries);
    }
  }

  async deleteMany(keys: readonly string[]): Promise<void> {
    await this.#memory.deleteMany(keys);
    await this.#tolerate(() => this.#lasting.deleteMany(keys), undefined);
  }

  async keys(): Promise<readonly string[]> {
    const lasting = await this.#tolerate(() => this.#lasting.keys(), []);
    return [...new Set([...lasting, ...(await this.#memory.keys())])];
  }

  /** @throws the lasting backend's error: whoever removes everything must learn that something stayed. */
  async destroy(): Promise<void> {
    await this.#memory.destroy();
    await this.#lasting.destroy();
    this.#failure = null;
  }

  problem(): StorageProblem | null {
    if (!this.#failure || this.#memory.bytes === 0) return this.#lasting.problem();
    const bytesInMemory = this.#memory.bytes;
    const room = megabytes(bytesInMemory);
    const message =
      this.#failure.reason === 'quota'
        ? `This browser's storage is full. ${room} are held in memory and go when the tab closes: make ${room} of room, and reload.`
        : `This browser's storage does not work (${this.#failure.detail}). ${room} are held in memory and go when the tab closes.`;
    return { reason: this.#failure.reason, message, bytesInMemory };
  }

  #note(error: unknown): void {
    const name = error instanceof Error ? error.name : '';
    const detail = messageOf(error);
    this.#failure = { reason: name === 'QuotaExceededError' ? 'quota' : 'failed', detail };
  }

  async #tolerate<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#note(error);
      return otherwise;
    }
  }
}

/** Safari has been seen to leave an open request unanswered; then the session starts in memory. */
const OPEN_TIMEOUT_MILLISECONDS = 10_000;

async function opens(backend: Backend, timeout: number): Promise<string | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('it does not answer'), timeout);
  });
  const opened = backend.keys().then(
    () => null,
    (error: unknown) => messageOf(error),
  );
  const outcome = await Promise.race([opened, late]);
  clearTimeout(timer);
  return outcome;
}

/**
 * The best backend this browser offers: IndexedDB with memory behind it, or memory alone (private mode, storage blocked, or not a
 * secure context, where a later visit could not start without the network anyway). `problem()` of the result says why.
 */
export async function openBackend(
  databaseName: string,
  environment: { readonly isSecureContext: boolean; readonly indexedDB?: unknown } = globalThis,
  timeout: number = OPEN_TIMEOUT_MILLISECONDS,
): Promise<Backend> {
  if (!environment.isSecureContext) {
    return new MemoryBackend({
      reason: 'insecure',
      message:
        'This page came over plain http, so files are held in memory and go when the tab closes. ' +
        'Open it over https, or as http://localhost on the machine that serves it.',
    });
  }
  const unavailable = (why: string) =>
    new MemoryBackend({
      reason: 'unavailable',
      message: `This browser keeps no files for this page (${why}; a private window does that). They are held in memory and go when the tab closes.`,
    });
  if (!environment.indexedDB) return unavailable('it has no IndexedDB');
  const lasting = new IndexedDbBackend(databaseName);
  const failure = await opens(lasting, timeout);
  return failure === null ? new LayeredBackend(lasting) : unavailable(failure);
}
