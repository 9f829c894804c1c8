/** @file Errors of vectors and of what is built from them. */

export type VectorErrorCode =
  /** A length or dimension is not what it must be. */
  | 'shape'
  /** A value is NaN or infinite. */
  | 'not-finite'
  /** Rows with another scale than the rows before them. */
  | 'scale'
  /** A row number outside the index. */
  | 'row'
  /** The engine refuses the memory. */
  | 'memory'
  /** The kernel that was asked for does not run here. */
  | 'kernel';

export class VectorError extends Error {
  readonly code: VectorErrorCode;
  constructor(code: VectorErrorCode, message: string) {
    super(message);
    this.name = 'VectorError';
    this.code = code;
  }
}
