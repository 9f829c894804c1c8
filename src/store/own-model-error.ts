/** @file What can go wrong with a model of the user's own, each with what the user can do about it. */
import { messageOf } from '../core/message-of.ts';
import { StoreError } from './errors.ts';
import { megabytes } from './units.ts';

/**
 * - `quota`: the browser's storage is full; nothing of the model was kept
 * - `evicted`: the browser, or another tab, has removed the model or a part of it
 * - `damaged`: the stored bytes are not those that were added
 * - `unreadable`: a file on the user's disk can no longer be read
 * - `other-model`: vectors of another model, file or settings are stored under this name
 * - `failed`: anything else that the browser's storage says
 */
export type OwnModelProblem = 'quota' | 'evicted' | 'damaged' | 'unreadable' | 'other-model' | 'failed';

const ADVICE: Readonly<Record<OwnModelProblem, string>> = {
  quota: 'Nothing of it was kept. Make room on this computer or remove something here, and add it again.',
  evicted: 'Add its folder again.',
  damaged: 'Remove the model and add its folder again.',
  unreadable: 'It may have been moved, changed or deleted: choose the folder again.',
  'other-model': 'They are not used; the texts are encoded anew.',
  failed: 'Reload the page and try again.',
};

/** `path` is the model's name, or a file of its folder; `message` names it, the problem and what to do. */
export class OwnModelError extends StoreError {
  readonly reason: OwnModelProblem;
  override readonly advice: string;

  constructor(reason: OwnModelProblem, path: string, problem: string, options?: ErrorOptions) {
    super('missing', path, problem, options);
    this.name = 'OwnModelError';
    this.reason = reason;
    this.advice = ADVICE[reason];
    this.message = `${path}: ${problem}. ${this.advice}`;
  }
}

/** Whatever a backend threw while `bytes` of the model `name` were to be kept; an OwnModelError as it is. */
export function asOwnModelError(error: unknown, name: string, bytes: number): OwnModelError {
  if (error instanceof OwnModelError) return error;
  const options = { cause: error };
  if (error instanceof Error && error.name === 'QuotaExceededError')
    return new OwnModelError(
      'quota',
      name,
      `needs ${megabytes(bytes)}, more than this browser's storage has left`,
      options,
    );
  return new OwnModelError('failed', name, `could not be kept (${messageOf(error)})`, options);
}
