/** @file What can go wrong with the records of a coding run, each with what still works. */
import { messageOf } from '../core/message-of.ts';
import { StoreError } from './errors.ts';

/**
 * - `quota`: the browser's storage is full
 * - `unavailable`: the browser keeps nothing for this page (private window, storage blocked, no IndexedDB)
 * - `blocked`: the database does not answer
 * - `failed`: anything else that the database says
 * - `removed`: the run is not (or no longer) stored; another tab may have removed it
 * - `left-over`: something is still stored after a deletion
 * - `unreadable`: the file on the user's disk can no longer be read
 */
export type CodingStoreReason =
  'quota' | 'unavailable' | 'blocked' | 'failed' | 'removed' | 'left-over' | 'unreadable';

/** Said wherever the caller can go on with `memoryRecords()`. */
const IN_MEMORY = 'The run goes on in memory; export the results before you close the tab';

const ADVICE: Readonly<Record<CodingStoreReason, string>> = {
  quota: `${IN_MEMORY}, or make room on this computer and choose the file again.`,
  unavailable: `${IN_MEMORY}.`,
  blocked: `${IN_MEMORY}. Other tabs of Rolemap may hold it: close them and reload the page to keep results again.`,
  failed: `${IN_MEMORY}. Reload the page to try again.`,
  removed: `${IN_MEMORY}. Choose the file again to keep results.`,
  'left-over':
    'Close other tabs of Rolemap and try again, or choose "Remove everything stored" in the Library tab.',
  unreadable: 'It may have been moved, changed or deleted: choose it again.',
};

/** `path` is the name of the user's file; `message` names it, the problem and what to do. */
export class CodingStoreError extends StoreError {
  readonly reason: CodingStoreReason;
  override readonly advice: string;

  constructor(reason: CodingStoreReason, fileName: string, problem: string, options?: ErrorOptions) {
    super('missing', fileName, problem, options);
    this.name = 'CodingStoreError';
    this.reason = reason;
    this.advice = ADVICE[reason];
    this.message = `${fileName}: ${problem}. ${this.advice}`;
  }
}

/** How a browser names an error by which it refuses a page all storage. */
const REFUSALS: readonly string[] = ['SecurityError', 'InvalidStateError', 'NotSupportedError'];

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** Whatever the database threw, in plain words; a StoreError as it is. `fileName` names the user's file. */
export function asStoreError(error: unknown, fileName: string): StoreError {
  if (error instanceof StoreError) return error;
  const name = nameOf(error);
  const options = { cause: error };
  if (name === 'QuotaExceededError')
    return new CodingStoreError(
      'quota',
      fileName,
      "no more results can be kept, because this browser's storage is full",
      options,
    );
  if (REFUSALS.includes(name))
    return new CodingStoreError(
      'unavailable',
      fileName,
      `this browser keeps nothing for this page (${messageOf(error)}; a private window does that)`,
      options,
    );
  if (name === 'TimeoutError')
    return new CodingStoreError('blocked', fileName, "this browser's storage does not answer", options);
  return new CodingStoreError(
    'failed',
    fileName,
    `this browser's storage does not work (${messageOf(error)})`,
    options,
  );
}
