/** @file One tab writes to a corpus at a time: it holds a lock from its first write to its last. */
import { CorpusError } from '../../core/search/corpus/corpus-error.ts';

/** Takes a lock; null where another tab has it. What comes back lets go of it. */
export type TakeLock = (name: string) => Promise<(() => void) | null>;

/** Web Locks; without them (an old or an insecure context) every request is granted. */
export const takeWebLock: TakeLock = (name) => {
  const locks = (navigator as { readonly locks?: LockManager }).locks;
  if (!locks) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) {
          resolve(null);
          return;
        }
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
  });
};

export class Writers {
  readonly #take: TakeLock;
  readonly #held = new Map<string, () => void>();

  constructor(take: TakeLock) {
    this.#take = take;
  }

  /**
   * Makes this tab the one that writes to a corpus.
   * @returns whether it was not so before: then another tab may have written
   * @throws CorpusError `in-use` where another tab writes
   */
  async begin(id: string, name: string): Promise<boolean> {
    if (this.#held.has(id)) return false;
    const release = await this.#take(`rolemap corpus ${id}`);
    if (!release) {
      const message = `Another tab of Rolemap writes to ${name}. Let it finish, or close it, and try again.`;
      throw new CorpusError('in-use', message);
    }
    this.#held.set(id, release);
    return true;
  }

  end(id: string): void {
    this.#held.get(id)?.();
    this.#held.delete(id);
  }
}
