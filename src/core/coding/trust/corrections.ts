/** @file A user's corrections: a CSV of titles with their right codes, or why they have none, read, written and looked up. */
import Papa from 'papaparse';
import { toCsv, undefuse } from '../../formats/csv-export.ts';
import { FormatError } from '../../formats/format-error.ts';
import { officialCode } from '../groups/groups.ts';
import { REASON_WORDS } from '../output/result-columns.ts';
import { readCode } from '../read-code.ts';
import { titleKey } from '../title-key.ts';
import { NO_CODE_REASONS, type CodeTitles, type NoCodeReason } from '../types.ts';

/** What a title ought to have: a code, or a reason why it has none. */
export interface RightAnswer {
  /** Cut to its level of detail: "15-1252.00", or coarser ("15-1"); '' where no code is possible. */
  readonly code: string;
  /** Why no code is possible; absent where there is one. */
  readonly reason?: NoCodeReason;
}

/** The right answer to a title, by one coder. */
export interface Correction extends RightAnswer {
  /** As the coder saw it. */
  readonly title: string;
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

export interface ReadOptions {
  /** The taxonomy, against which codes are checked; null, as if absent, where it is not at hand. */
  readonly titles?: CodeTitles | null;
  /** Whether UNCLASSIFIED is a code like any other, as in a file of an audit; false if absent. */
  readonly unclassified?: boolean;
}

/** The code that surveys give to what cannot be classified: no occupation, so that nothing is coded so. */
export const UNCLASSIFIED = '99-9999.00';

const COLUMNS = ['title', 'code', 'reason', 'coder', 'date'] as const;
const NEEDED = ['title', 'code'] as const;

const REASONS: ReadonlyMap<string, NoCodeReason> = new Map(
  NO_CODE_REASONS.flatMap((reason) => [
    [reason, reason],
    [REASON_WORDS[reason].toLowerCase(), reason],
  ]),
);

type ReadAnswer = { readonly answer: RightAnswer } | { readonly problem: string };

function readAnswer(code: string, reasonText: string, options: ReadOptions): ReadAnswer {
  const reason = REASONS.get(reasonText.trim().toLowerCase());
  if (code.trim() === '' && reasonText.trim() !== '') {
    if (reason) return { answer: { code: '', reason } };
    const known = NO_CODE_REASONS.map((each) => REASON_WORDS[each]).join(', ');
    return { problem: `"${reasonText.trim()}" is none of the reasons for having no code: ${known}.` };
  }
  // Any other text beside a code is a note of the user's.
  if (reason)
    return { problem: `It has a code and the reason "${REASON_WORDS[reason]}". Keep the one that holds.` };
  if (code.trim().replace(/\.00$/u, '') === '99-9999') {
    if (options.unclassified) return { answer: { code: UNCLASSIFIED } };
    return { problem: '"99-9999" stands for no code. Leave the code empty and name a reason instead.' };
  }
  const read = readCode(code, options.titles ?? null);
  return read.code === null ? { problem: read.problem } : { answer: { code: read.code } };
}

/**
 * Reads a corrections file: columns title and code, and reason, coder and date where they are there, in any order. A row has a code or, with
 * the code left empty, one of the reasons for having none. Rows that cannot be used are listed, the rest is read.
 * @param name how the error names the file
 * @throws FormatError `missing-column`
 */
export function readCorrections(
  text: string,
  name = 'The corrections file',
  options: ReadOptions = {},
): { corrections: Correction[]; problems: CorrectionProblem[] } {
  const lines = Papa.parse<string[]>(text.replace(/^\ufeff/u, '').replace(/\r\n?/gu, '\n'), {
    newline: '\n',
  }).data;
  const header = (lines[0] ?? []).map((cell) => undefuse(cell).trim().toLowerCase());
  const missing = NEEDED.filter((column) => !header.includes(column));
  if (missing.length > 0)
    throw new FormatError(
      'missing-column',
      `${name} has no column ${missing.join(', ')}; its first line must name title and code.`,
    );
  const corrections: Correction[] = [];
  const problems: CorrectionProblem[] = [];
  lines.slice(1).forEach((cells, index) => {
    if (cells.every((cell) => cell.trim() === '')) return;
    const [title = '', code = '', reason = '', coder = '', date = ''] = COLUMNS.map((column) =>
      undefuse(cells[header.indexOf(column)] ?? ''),
    );
    const read: ReadAnswer =
      title.trim() === '' ? { problem: 'The title is empty.' } : readAnswer(code, reason, options);
    if ('answer' in read) corrections.push({ title, ...read.answer, coder, date });
    else problems.push({ row: index + 2, reason: read.problem });
  });
  return { corrections, problems };
}

/** The corrections as the text of a CSV, formulas made harmless. A code in full detail ("11-2011.00") is no date to any spreadsheet. */
export function writeCorrections(corrections: readonly Correction[]): string {
  const rows = corrections.map(({ reason, ...correction }) => ({
    ...correction,
    code: officialCode(correction.code),
    reason: reason ? REASON_WORDS[reason] : '',
  }));
  return `${toCsv(rows, COLUMNS)}\r\n`;
}

/** Whether two answers say the same. */
export function sameAnswer(a: RightAnswer, b: RightAnswer): boolean {
  return a.code === b.code && a.reason === b.reason;
}

/**
 * The correction of each title, by `titleKey`: the latest by date, and of equal dates the last in the list.
 */
export function latestCorrections<Each extends Pick<Correction, 'title' | 'date'>>(
  corrections: readonly Each[],
): Map<string, Each> {
  const latest = new Map<string, Each>();
  for (const correction of corrections) {
    const key = titleKey(correction.title);
    const before = latest.get(key);
    if (!before || timeOf(correction) >= timeOf(before)) latest.set(key, correction);
  }
  return latest;
}

/** Before all others where there is no date. */
function timeOf({ date }: Pick<Correction, 'date'>): number {
  const time = Date.parse(date);
  return Number.isNaN(time) ? -Infinity : time;
}
