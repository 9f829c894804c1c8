/** @file How many rows and columns the sheets of a workbook span, before the rows are built. */
import type { StoredEntry } from './stored-zip.ts';

const SHEET = /\/worksheets\/[^/]+\.xml$/u;

/** `r="`: the address of a row or cell. */
const ADDRESS = [0x72, 0x3d, 0x22] as const;
const ZERO = 0x30;
const A = 0x41;

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}

function isCapital(byte: number): boolean {
  return byte >= A && byte < A + 26;
}

/** Highest row and column of all `r="B7"` and `r="7"` in the bytes of a sheet. */
function sheetExtent(bytes: Uint8Array): { rows: number; columns: number } {
  let rows = 0;
  let columns = 0;
  let at = bytes.indexOf(ADDRESS[0]);
  for (; at >= 0; at = bytes.indexOf(ADDRESS[0], at + 1)) {
    if (bytes[at + 1] !== ADDRESS[1] || bytes[at + 2] !== ADDRESS[2]) continue;
    let column = 0;
    let row = 0;
    let next = at + 3;
    for (; isCapital(bytes[next] ?? 0); next++) column = column * 26 + bytes[next]! - A + 1;
    for (; isDigit(bytes[next] ?? 0); next++) row = row * 10 + bytes[next]! - ZERO;
    rows = Math.max(rows, row);
    columns = Math.max(columns, column);
  }
  return { rows, columns };
}

/** Rows and columns of the sheet that spans most cells. */
export function widestSheet(parts: readonly StoredEntry[]): { rows: number; columns: number } {
  let widest = { rows: 0, columns: 0 };
  for (const { path, bytes } of parts) {
    if (!SHEET.test(path)) continue;
    const extent = sheetExtent(bytes);
    if (extent.rows * extent.columns > widest.rows * widest.columns) widest = extent;
  }
  return widest;
}
