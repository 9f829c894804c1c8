/** @file How long to wait before another try. */

/** Milliseconds before the second try; it doubles with each. */
const FIRST_WAIT_MS = 1000;
const LONGEST_BACKOFF_MS = 60_000;
/** An endpoint that says "now" is not asked in a tight loop. */
const SHORTEST_WAIT_MS = 1000;

/**
 * Milliseconds that a Retry-After header asks for: a number of seconds or an HTTP date (RFC 9110, section 10.2.3).
 * Null if there is none, or one that says neither.
 * @param now milliseconds since 1970
 */
export function retryAfter(header: string | null, now: number): number | null {
  const value = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(value)) return Math.max(SHORTEST_WAIT_MS, Number(value) * 1000);
  // Date.parse takes bare numbers for years; an HTTP date always names its month.
  const date = /[A-Za-z]{3}/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(SHORTEST_WAIT_MS, date - now);
}

/**
 * Milliseconds before try `failed + 1`: exponential, half of it at random ("equal jitter", AWS Architecture Blog, "Exponential
 * Backoff And Jitter", 2015), so that parallel requests do not come back together.
 * @param failed tries that failed, from 1
 * @param random in 0..1
 */
export function backoff(failed: number, random: number): number {
  const most = Math.min(LONGEST_BACKOFF_MS, FIRST_WAIT_MS * 2 ** (failed - 1));
  return most / 2 + (most / 2) * random;
}

/** Resolves after `ms` milliseconds, or at once when the signal aborts. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
