/** @file What every scanner of codes demands of its arguments. */
import { VectorError } from '../../vectors/vector-error.ts';
import type { RowMask } from '../row-mask.ts';
import type { CodedQuery } from './binary-coder.ts';

/** Rows that one search can keep. */
export const MOST_CANDIDATES = 4096;

/** Number of codes in `codes`. Throws VectorError `shape` if they are not whole. */
export function countCodes(codes: Uint8Array, bytes: number): number {
  if (codes.length % bytes === 0) return codes.length / bytes;
  throw new VectorError('shape', `${codes.length} bytes are not whole codes of ${bytes}.`);
}

/** Throws VectorError `shape` if a query, a mask or the number of rows asked for does not fit. */
export function checkSearch(
  scanner: { readonly bytes: number; readonly count: number },
  query: CodedQuery,
  wanted: number,
  mask: RowMask | undefined,
): void {
  if (query.bytes.length !== scanner.bytes * (1 + query.planes) || query.planes < 1) {
    throw new VectorError('shape', `The query was not coded for codes of ${scanner.bytes} bytes.`);
  }
  if (!(Number.isInteger(wanted) && wanted >= 1 && wanted <= MOST_CANDIDATES)) {
    throw new VectorError('shape', `A search keeps 1 to ${MOST_CANDIDATES} rows, not ${wanted}.`);
  }
  if (mask !== undefined && mask.rows !== scanner.count) {
    throw new VectorError('shape', `A mask of ${mask.rows} rows does not fit ${scanner.count} codes.`);
  }
}
