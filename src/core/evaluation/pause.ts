/** @file Long work on one thread: others get a turn, so that a cancel is heard. */

/** Milliseconds of work between two turns. */
const TURN = 40;
let last = 0;

/**
 * Lets others have a turn, unless they had one a moment ago.
 * @throws the signal's reason
 */
export async function pause(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (Date.now() - last < TURN) return;
  await new Promise<void>((resolve) => setTimeout(resolve, 0));
  last = Date.now();
  signal.throwIfAborted();
}
