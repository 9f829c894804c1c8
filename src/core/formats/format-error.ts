/** @file Errors of file formats. */

export type FormatErrorCode =
  /** Not a file of this format, or damaged. */
  | 'not-this-format'
  /** The format, but in a form that is not read here. */
  | 'unsupported'
  /** A column that must be there is not. */
  | 'missing-column'
  /** A cell holds what it may not hold. */
  | 'bad-value';

export class FormatError extends Error {
  readonly code: FormatErrorCode;
  constructor(code: FormatErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FormatError';
    this.code = code;
  }
}
