/** @file What ends a command early, and the exit code of each. */

/** What the shell is told. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  /** Only with --strict: everything is written, but rows had problems. */
  rowProblems: 3,
  /** 128 and the number of the signal, as shells have it. */
  interrupted: 130,
} as const;

/** The command line cannot be understood, or asks for what cannot be. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command was understood and cannot be carried out. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Ctrl-C. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  constructor() {
    super('Stopped.');
  }
}

/** Whether the reader of a pipe went away, as `head` does when it has enough. */
export function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
