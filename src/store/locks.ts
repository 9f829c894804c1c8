/** @file One tab downloads at a time, where the browser has Web Locks. */

/** What is used of `navigator.locks`. */
export interface LockSource {
  request(
    name: string,
    options: { ifAvailable?: boolean; signal?: AbortSignal },
    callback: (lock: object | null) => Promise<void>,
  ): Promise<unknown>;
}

export interface LockRequest {
  /** Undefined: the browser has no Web Locks, and the work runs at once. */
  readonly locks: LockSource | undefined;
  readonly name: string;
  readonly signal: AbortSignal | undefined;
  /** Called once if somebody else holds the lock. */
  readonly onWait: () => void;
}

/**
 * Runs `work` while holding the lock. A lock manager that fails before it has granted anything (blocked storage, opaque origin)
 * counts as none: the worst case is a shard downloaded twice.
 * @throws whatever `work` throws, or the signal's reason.
 */
export async function withLock(request: LockRequest, work: () => Promise<void>): Promise<void> {
  const { locks, name, signal } = request;
  signal?.throwIfAborted();
  if (!locks) return work();
  const state = { started: false };
  const run = (): Promise<void> => {
    state.started = true;
    return work();
  };
  try {
    await locks.request(name, { ifAvailable: true }, async (lock) => {
      if (lock) await run();
    });
    if (state.started) return;
    request.onWait();
    await locks.request(name, signal ? { signal } : {}, run);
  } catch (error) {
    signal?.throwIfAborted();
    if (state.started) throw error;
    await run();
  }
}
