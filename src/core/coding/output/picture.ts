/** @file The result at a glance: rows by major group, by level and area, and how sure they are. */
import { answerAt, type CodedTitle } from '../types.ts';

/** How far an answer can be relied on. */
export const SURENESS = ['sure', 'doubtful', 'none'] as const;
/**
 * "sure": a code in full detail, O*NET-SOC; "doubtful": only a coarser code reaches the threshold; "none": no code, for whatever reason.
 */
export type Sureness = (typeof SURENESS)[number];

export interface CountedTitle {
  readonly coded: CodedTitle;
  /** Rows with this title. */
  readonly rows: number;
}

export interface Picture {
  /** All rows, 0 or more. */
  readonly rows: number;
  /** Rows by the major group of their answer ("11", "13"), most first; rows without an answer are not there. */
  readonly majorGroups: readonly { readonly code: string; readonly rows: number }[];
  /** Names of levels and areas that occur, in the order of the lists given, others after them. */
  readonly levels: readonly string[];
  readonly areas: readonly string[];
  /** matrix[level][area]: rows. */
  readonly matrix: readonly (readonly number[])[];
  /** Rows of each; together all rows. */
  readonly sureness: Readonly<Record<Sureness, number>>;
}

export interface PictureOptions {
  readonly threshold: number;
  /** Names in the order in which they shall stand. */
  readonly levels: readonly string[];
  readonly areas: readonly string[];
}

/** How sure a title's answer is; a title of several jobs is as sure as its least sure job. */
export function surenessAt({ jobs }: CodedTitle, threshold: number): Sureness {
  const answers = jobs.map((job) => answerAt(job, threshold));
  if (answers.length === 0 || answers.some(({ step }) => step === null)) return 'none';
  return answers.some(({ backedOff }) => backedOff) ? 'doubtful' : 'sure';
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

/** Counts; the rows of a title of several jobs are shared equally among its jobs, so that sums remain rows. */
export function pictureOf(
  titles: Iterable<CountedTitle>,
  { threshold, levels: wantedLevels, areas: wantedAreas }: PictureOptions,
): Picture {
  const groups = new Map<string, number>();
  const cells = new Map<string, Map<string, number>>();
  const areasFound = new Set<string>();
  const sureness: Record<Sureness, number> = { sure: 0, doubtful: 0, none: 0 };
  let all = 0;
  for (const { coded, rows } of titles) {
    all += rows;
    sureness[surenessAt(coded, threshold)] += rows;
    for (const job of coded.jobs) {
      const share = rows / coded.jobs.length;
      const { step } = answerAt(job, threshold);
      if (step) add(groups, step.code.slice(0, 2), share);
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
    sureness,
  };
}
