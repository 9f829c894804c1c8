/** @file What every scanner demands of its arguments. */
import type { QuantizedQuery } from '../../vectors/quantize.ts';
import { VectorError } from '../../vectors/vector-error.ts';

/** Number of rows in `rows`; throws VectorError `shape` if the length is not a multiple of the dimension. */
export function countRows(rows: Int8Array, dimension: number): number {
  if (rows.length % dimension === 0) return rows.length / dimension;
  throw new VectorError('shape', `${rows.length} values are not whole rows of ${dimension}.`);
}

/** Throws VectorError `shape` if a query or the room for its scores does not fit. */
export function checkScan(query: QuantizedQuery, scores: Int32Array, dimension: number, count: number): void {
  if (query.values.length !== dimension) {
    throw new VectorError(
      'shape',
      `The query has ${query.values.length} dimensions, the rows have ${dimension}.`,
    );
  }
  if (scores.length < count) {
    throw new VectorError('shape', `${count} rows need as many scores, not ${scores.length}.`);
  }
}

/** Throws VectorError `row` if there is no such row. */
export function checkRow(index: number, count: number): void {
  if (Number.isInteger(index) && index >= 0 && index < count) return;
  throw new VectorError('row', `There is no row ${index}; the index holds ${count} rows.`);
}
