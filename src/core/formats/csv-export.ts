/** @file CSV for spreadsheets, with cells that a spreadsheet would run as formulas made harmless. */
import Papa from 'papaparse';

export type Cell = string | number | boolean | null | undefined;

/** First characters that make Excel, LibreOffice or Sheets take a cell for a formula. */
const FORMULA = /^[=+\-@\t\r]/u;
/** An apostrophe before such a character: put there by `defuse`, or by the text itself. */
const DEFUSED = /^'+[=+\-@\t\r]/u;
const NUMBER = /^[+-]?(?:\d[\d,. \u00a0]*|[.,]\d+)(?:e[+-]?\d+)?%?$/iu;
const PHONE = /^\+\d[\d\s().-]{4,}$/u;

/**
 * Text that a spreadsheet shows and does not run: a leading apostrophe before = + - @ tab or CR, unless the whole text is a
 * number or a phone number. Text that already has the apostrophe gets another, so that `undefuse` gives every text back.
 */
export function defuse(text: string): string {
  const runs = FORMULA.test(text) && !NUMBER.test(text) && !PHONE.test(text);
  return runs || DEFUSED.test(text) ? `'${text}` : text;
}

/** The text before `defuse`. */
export function undefuse(text: string): string {
  return DEFUSED.test(text) ? text.slice(1) : text;
}

/**
 * A CSV with a header line, CRLF line ends and quotes where needed (RFC 4180).
 * @param rows one object a line
 * @param columns keys of the rows, in order; also the header
 * @param options.defuse whether to defuse text cells and column names, true if absent
 * @param options.byteOrderMark whether to begin with one, which Excel needs to read UTF-8, false if absent
 */
export function toCsv<Column extends string>(
  rows: readonly Readonly<Partial<Record<Column, Cell>>>[],
  columns: readonly Column[],
  options: { readonly defuse?: boolean; readonly byteOrderMark?: boolean } = {},
): string {
  const safe = (text: string) => (options.defuse === false ? text : defuse(text));
  const value = (cell: Cell) => (typeof cell === 'string' ? safe(cell) : (cell ?? ''));
  const data = rows.map((row) => columns.map((column) => value(row[column])));
  const csv = Papa.unparse([columns.map(safe), ...data], { newline: '\r\n' });
  return (options.byteOrderMark === true ? '\ufeff' : '') + csv;
}
