/** @file A user's corrections: a CSV of titles with their right codes, read, written and looked up. */
import Papa from 'papaparse';
import { toCsv, undefuse } from '../../formats/csv-export.ts';
import { FormatError } from '../../formats/format-error.ts';
import { officialCode } from '../groups/groups.ts';
import { parseCode, readsAsDate } from '../output/soc-code.ts';
import { titleKey } from '../title-key.ts';

/** The right code of a title, by one coder. */
export interface Correction {
  /** As the coder saw it. */
  readonly title: string;
  /** Cut to its level of detail: "15-1252.00", or coarser ("15-1"). */
  readonly code: string;
  /** Who decided; "" for unknown. */
  readonly coder: string;
  /** ISO 8601; "" for unknown. */
  readonly date: string;
}

export interface CorrectionProblem {
  /** Row as a spreadsheet numbers it. */
  readonly row: number;
  readonly reason: string;
}

const COLUMNS = ['title', 'code', 'coder', 'date'] as const;
const MONTH = /^\p{L}{3,9}\.?[- ]\d{2,4}$/u;

function problemOf(title: string, code: string): string | null {
  if (title.trim() === '') return 'The title is empty.';
  if (parseCode(code) !== null) return null;
  if (code.trim() === '') return 'The code is empty.';
  const hint =
    MONTH.test(code.trim()) || readsAsDate(code)
      ? ' A spreadsheet may have taken the code for a date: format the column as text and enter it again.'
      : ' Write it as 15-1252.00 or 15-1252.';
  return `"${code.trim()}" is not an O*NET-SOC code.${hint}`;
}

/**
 * Reads a corrections file: columns title and code, and coder and date where they are there, in any order. Rows that cannot be used are
 * listed, the rest is read.
 * @param name how the error names the file
 * @throws FormatError `missing-column`
 */
export function readCorrections(
  text: string,
  name = 'The corrections file',
): { corrections: Correction[]; problems: CorrectionProblem[] } {
  const lines = Papa.parse<string[]>(text.replace(/^\ufeff/u, '').replace(/\r\n?/gu, '\n'), {
    newline: '\n',
  }).data;
  const header = (lines[0] ?? []).map((cell) => undefuse(cell).trim().toLowerCase());
  const missing = COLUMNS.slice(0, 2).filter((column) => !header.includes(column));
  if (missing.length > 0)
    throw new FormatError(
      'missing-column',
      `${name} has no column ${missing.join(', ')}; its first line must name title and code.`,
    );
  const corrections: Correction[] = [];
  const problems: CorrectionProblem[] = [];
  lines.slice(1).forEach((cells, index) => {
    if (cells.every((cell) => cell.trim() === '')) return;
    const [title = '', code = '', coder = '', date = ''] = COLUMNS.map((column) =>
      undefuse(cells[header.indexOf(column)] ?? ''),
    );
    const reason = problemOf(title, code);
    if (reason === null) corrections.push({ title, code: parseCode(code)!.code, coder, date });
    else problems.push({ row: index + 2, reason });
  });
  return { corrections, problems };
}

/** The corrections as the text of a CSV, formulas made harmless. A code in full detail ("11-2011.00") is no date to any spreadsheet. */
export function writeCorrections(corrections: readonly Correction[]): string {
  const rows = corrections.map((correction) => ({ ...correction, code: officialCode(correction.code) }));
  return `${toCsv(rows, COLUMNS)}\r\n`;
}

/**
 * The correction of each title, by `titleKey`: the latest by date, and of equal dates the last in the list.
 */
export function latestCorrections(corrections: readonly Correction[]): Map<string, Correction> {
  const latest = new Map<string, Correction>();
  for (const correction of corrections) {
    const key = titleKey(correction.title);
    const before = latest.get(key);
    if (!before || timeOf(correction) >= timeOf(before)) latest.set(key, correction);
  }
  return latest;
}

/** Before all others where there is no date. */
function timeOf({ date }: Correction): number {
  const time = Date.parse(date);
  return Number.isNaN(time) ? -Infinity : time;
}

/** For each title its correction, or null. */
export function applyCorrections(
  titles: readonly string[],
  corrections: readonly Correction[],
): (Correction | null)[] {
  const latest = latestCorrections(corrections);
  return titles.map((title) => latest.get(titleKey(title)) ?? null);
}
