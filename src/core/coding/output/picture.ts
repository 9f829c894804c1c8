/** @file The result at a glance: rows by major group, by level and area, and how sure they are. */
import { answerOf, type AnswerStatus } from '../answer.ts';
import type { CodedTitle } from '../types.ts';

export interface CountedTitle {
  readonly coded: CodedTitle;
  /** Rows with this title. */
  readonly rows: number;
}

export interface Picture {
  /** All rows, 0 or more. */
  readonly rows: number;
  /** Rows by the major group of their answer ("11", "13"), most first; titles without a code are not there. */
  readonly majorGroups: readonly { readonly code: string; readonly rows: number }[];
  /** Names of levels and areas that occur, in the order of the lists given, others after them. */
  readonly levels: readonly string[];
  readonly areas: readonly string[];
  /** matrix[level][area]: rows. */
  readonly matrix: readonly (readonly number[])[];
  /** Rows of each; together all rows. */
  readonly statuses: Readonly<Record<AnswerStatus, number>>;
}

export interface PictureOptions {
  readonly threshold: number;
  /** Names in the order in which they shall stand. */
  readonly levels: readonly string[];
  readonly areas: readonly string[];
}

function add(counts: Map<string, number>, key: string, rows: number): void {
  counts.set(key, (counts.get(key) ?? 0) + rows);
}

/** Those of the wanted names that occur, in order, then those nobody listed. */
function present(wanted: readonly string[], found: ReadonlySet<string>): string[] {
  return [
    ...wanted.filter((name) => found.has(name)),
    ...[...found].filter((name) => !wanted.includes(name)),
  ];
}

/**
 * Counts rows by the answer of their titles (see answer.ts). By major group, level and area the rows of a title of several jobs are shared
 * equally among its jobs, so that sums remain rows.
 */
export function pictureOf(
  titles: Iterable<CountedTitle>,
  { threshold, levels: wantedLevels, areas: wantedAreas }: PictureOptions,
): Picture {
  const groups = new Map<string, number>();
  const cells = new Map<string, Map<string, number>>();
  const areasFound = new Set<string>();
  const statuses: Record<AnswerStatus, number> = { coded: 0, 'backed-off': 0, 'no-code': 0 };
  let all = 0;
  for (const { coded, rows } of titles) {
    all += rows;
    const { status, jobs } = answerOf(coded, threshold);
    statuses[status] += rows;
    const share = rows / coded.jobs.length;
    if (status !== 'no-code') for (const { step } of jobs) add(groups, step!.code.slice(0, 2), share);
    for (const job of coded.jobs) {
      const ofLevel = cells.get(job.level.name) ?? new Map<string, number>();
      cells.set(job.level.name, ofLevel);
      add(ofLevel, job.area.name, share);
      areasFound.add(job.area.name);
    }
  }
  const levels = present(wantedLevels, new Set(cells.keys()));
  const areas = present(wantedAreas, areasFound);
  return {
    rows: all,
    majorGroups: [...groups]
      .map(([code, rows]) => ({ code, rows }))
      .sort((a, b) => b.rows - a.rows || (a.code < b.code ? -1 : 1)),
    levels,
    areas,
    matrix: levels.map((level) => areas.map((area) => cells.get(level)?.get(area) ?? 0)),
    statuses,
  };
}
