/** @file What can go wrong with a corpus of the user's, each with what to do about it in its message. */

export type CorpusErrorCode =
  /** The browser's storage is full. */
  | 'quota'
  /** Stored bytes are not what the manifest says. */
  | 'damaged'
  /** There is no such corpus, or another tab has removed it. */
  | 'missing'
  /** Another tab has it open or writes to it. */
  | 'in-use'
  /** Vectors of another model, another dimension or other rows. */
  | 'mismatch'
  /** Not possible at this stage: rows still to be read, vectors still to be made. */
  | 'unfinished'
  /** This browser keeps no such files. */
  | 'unavailable';

export class CorpusError extends Error {
  readonly code: CorpusErrorCode;
  constructor(code: CorpusErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CorpusError';
    this.code = code;
  }
}
