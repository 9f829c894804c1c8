/** @file Which titles the table shows, and in which order. */
import { confidenceAt } from '../../core/coding/trust/trade.ts';
import type { CodedJob, CodedTitle, Reason } from '../../core/coding/types.ts';
import { summarise } from './row-summary.ts';

/** A distinct title with what is known of it. */
export interface TitleRow {
  /** Its place among the distinct titles. */
  readonly id: number;
  readonly raw: string;
  /** Rows of the file that hold it, or what they count together where there is a column of weights. */
  readonly rows: number;
  readonly coded: CodedTitle | null;
  readonly corrected: boolean;
}

export const SHOWN = {
  all: 'all',
  coded: 'coded',
  'backed-off': 'backed off',
  'no-code': 'no code',
  doubtful: 'doubtful',
  corrected: 'corrected',
} as const;
export type Shown = keyof typeof SHOWN;

export interface RowFilter {
  readonly shown: Shown;
  /** At the threshold or by the rules, so that a title of several jobs is found under both of its reasons; "" for any. */
  readonly reason: Reason | '';
  /** First two digits of the code; "" for any. */
  readonly major: string;
  /** Of one of the jobs; '' for those of which it is unknown, null for any. */
  readonly level: string | null;
  readonly area: string | null;
  /** In the title, the code or the occupation. */
  readonly text: string;
  /** None but these, by id, under a name for people; null for all. */
  readonly titles: { readonly name: string; readonly ids: ReadonlySet<number> } | null;
}

export const NO_FILTER: RowFilter = {
  ...{ shown: 'all', reason: '', major: '', level: null, area: null, text: '', titles: null },
};

export const SORTS = {
  rows: 'rows',
  title: 'title',
  confidence: 'confidence',
  saving: 'what a review saves',
} as const;
export type SortKey = keyof typeof SORTS;

export interface RowSort {
  readonly by: SortKey;
  readonly descending: boolean;
}

export const BY_ROWS: RowSort = { by: 'rows', descending: true };

/** Rows that a review of the title is expected to put right: rows x (1 - confidence in full detail). */
export function expectedSaving({ rows, coded, corrected }: TitleRow): number {
  if (!coded || corrected || coded.jobs.length === 0) return 0;
  return rows * (1 - confidenceAt(coded, 'detailed'));
}

/** Ids of the titles that pass the filter, in order; equal ones in order of id. */
export function arrange(
  rows: readonly TitleRow[],
  filter: RowFilter,
  sort: RowSort,
  threshold: number,
  names: ReadonlyMap<string, string>,
): number[] {
  const passing = rows.filter((row) => passes(row, filter, threshold, names));
  const value = sortValue(sort.by);
  const keyed = passing.map((row) => ({ id: row.id, key: value(row) }));
  const sign = sort.descending ? -1 : 1;
  keyed.sort((a, b) => sign * compare(a.key, b.key) || a.id - b.id);
  return keyed.map(({ id }) => id);
}

function passes(
  row: TitleRow,
  filter: RowFilter,
  threshold: number,
  names: ReadonlyMap<string, string>,
): boolean {
  const { shown, reason, major, level, area, text } = filter;
  if (shown === 'corrected' && !row.corrected) return false;
  if (filter.titles && !filter.titles.ids.has(row.id)) return false;
  // Most often nothing is filtered, and describing 50,000 titles takes time.
  const isOfAny = level === null && area === null;
  if (shown === 'all' && !reason && !major && isOfAny && !text) return true;
  const summary = summarise(row.coded, threshold, names);
  if (shown === 'doubtful' && !summary.doubtful) return false;
  if ((shown === 'coded' || shown === 'backed-off' || shown === 'no-code') && summary.status !== shown)
    return false;
  if (reason && summary.reason !== reason && row.coded?.reason !== reason) return false;
  if (major && !summary.code.split(' + ').some((code) => code.startsWith(major))) return false;
  if (!isOfAny && !row.coded?.jobs.some((job) => isOf(job, filter))) return false;
  const wanted = text.trim().toLowerCase();
  if (!wanted) return true;
  const searched = [row.raw, row.coded?.clean ?? '', summary.code, summary.occupation];
  return searched.some((part) => part.toLowerCase().includes(wanted));
}

function isOf(job: CodedJob, { level, area }: RowFilter): boolean {
  return (level === null || job.level.name === level) && (area === null || job.area.name === area);
}

function sortValue(by: SortKey): (row: TitleRow) => number | string {
  if (by === 'rows') return (row) => row.rows;
  if (by === 'title') return (row) => row.raw.toLowerCase();
  if (by === 'saving') return expectedSaving;
  return ({ coded }) => (coded && coded.jobs.length > 0 ? confidenceAt(coded, 'detailed') : -1);
}

function compare(a: number | string, b: number | string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
