/** @file The record that is kept beside an export: what was coded, with what, when, and how it was written. */
import { answerOf } from '../answer.ts';
import type { OwnHeadsFacts } from '../own-heads.ts';
import type { StageSeconds } from '../stage-clock.ts';
import type { CodedTitle, Detail, Reason, Source } from '../types.ts';
import type { TableFormat } from './write-table.ts';

/** Goes up when a field changes its meaning. */
const SCHEMA_VERSION = 2;

/** Which calibration the confidences have. */
export type CalibrationInForce =
  | { readonly kind: 'synthetic'; readonly note: 'calibrated on synthetic titles' }
  | {
      readonly kind: 'known-codes' | 'audit';
      /** Of the file, that it was fitted on. */
      readonly rows: number;
      /** Distinct ones among them. */
      readonly titles: number;
      /** The finest level that was fitted. Finer codes keep the confidence from synthetic titles, but no more than this level's. */
      readonly detail: Detail;
      /** The titles were dealt out to so many; each has its confidence from the fit of the others. */
      readonly folds: number;
      /** Draws the same sample of an audit again. */
      readonly sampleSeed?: number;
      readonly note: string;
    };

export interface FileHash {
  readonly file: string;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** The user's own coding index, where one was in force. */
export interface CodingIndexFacts extends FileHash {
  /** Distinct titles in it. */
  readonly titles: number;
}

/** Groups of nearly equal titles, where the table names them. */
export interface TitleGroupFacts {
  /** Least cosine of a title with the one that leads its group. */
  readonly threshold: number;
  /** Of two clean titles or more. */
  readonly groups: number;
  /** Clean titles in them. */
  readonly titles: number;
}

/** What another device than that of the command line changed in a sample of the titles, coded on both. */
export interface DeviceComparison {
  /** Distinct titles of the sample. */
  readonly titles: number;
  /** Those whose best code in full detail differs. */
  readonly detailedDiffers: number;
  /** Those whose answer at `threshold` differs. */
  readonly answerDiffers: number;
  readonly threshold: number;
  /** The same seed draws the same titles. */
  readonly seed: number;
}

/** What only the caller knows. */
export interface RunFacts {
  readonly input: FileHash & {
    readonly rows: number;
    readonly titleColumn: string;
    /** Of the descriptions that were read with the titles; null for none. */
    readonly descriptionColumn: string | null;
  };
  readonly app: { readonly name: string; readonly version: string };
  readonly model: FileHash & { readonly id: string };
  /** Data of the coder: known titles, weights, heads. */
  readonly coderData: readonly FileHash[];
  /** "webgpu", "wasm" or another name of the platform. */
  readonly device: string;
  /** ISO 8601, when the run began. */
  readonly date: string;
  readonly seconds: number;
  /** What `seconds` are of, in words. */
  readonly secondsOf: string;
  /** Of workers side by side added up, which together may be more than `seconds`; `write` is the time that writing the table took. */
  readonly stageSeconds?: StageSeconds & { readonly write: number };
  /** Null on the device of the command line, where there is nothing to compare. */
  readonly deviceComparison?: DeviceComparison | null;
  /** Least confidence of an answer, 0 to 1. */
  readonly threshold: number;
  readonly calibration: CalibrationInForce;
  /** Null for none. */
  readonly codingIndex: CodingIndexFacts | null;
  /** Levels and areas of the user's own; null, as if absent, for the shipped ones. */
  readonly ownHeads?: OwnHeadsFacts | null;
  /** Null, as if absent, where the table names no groups. */
  readonly titleGroups?: TitleGroupFacts | null;
  readonly output: {
    readonly file: string;
    readonly format: TableFormat;
    /** Only in formats in which a spreadsheet would run them: CSV, TSV and XLSX. */
    readonly formulasDefused: boolean;
    readonly byteOrderMark: boolean;
  };
}

/** Rows by what they got. A title of several jobs counts its rows once, by the answer of the whole title (answer.ts). */
export interface RunCounts {
  /** Rows with a job by what decided it, and rows without one by who gave their reason, where it was the user. */
  readonly bySource: Readonly<Record<Source, number>>;
  readonly byReason: Readonly<Record<Reason, number>>;
  readonly byDetail: Readonly<Record<Detail | 'none', number>>;
  /** Rows that the run had not come to when the table was written; in none of the others. */
  readonly notCoded: number;
}

export interface RunRecord extends RunFacts {
  readonly schemaVersion: number;
  readonly distinctTitles: number;
  readonly counts: RunCounts;
  /** What to know before the file is used. */
  readonly notes: readonly string[];
}

const NO_SOURCES: Readonly<Record<Source, number>> = {
  index: 0,
  correction: 0,
  'exact-title': 0,
  model: 0,
};
const NO_REASONS: Readonly<Record<Reason, number>> = {
  empty: 0,
  'not-an-occupation': 0,
  'company-name': 0,
  'several-jobs': 0,
  'too-general': 0,
  'not-english': 0,
  'not-sure': 0,
};

function notesOf({ output, calibration }: RunFacts, notCoded: number): string[] {
  const notes = [
    'Codes are those of O*NET-SOC 2019 and SOC 2018. Groups are written as published: 11-1000 is the minor group, 11-0000 the major group.',
  ];
  if (calibration.kind === 'synthetic')
    notes.push('The confidences were calibrated on synthetic titles, not on this file.');
  if (notCoded > 0)
    notes.push(
      `The run had not come to its end: ${notCoded} rows have no result, and their reason is "not coded yet".`,
    );
  const isText = output.format === 'csv' || output.format === 'tsv';
  if (isText)
    notes.push(
      'Codes are plain text. Excel takes some of them for dates when it opens this file by a double click (11-2011 for November 2011): take XLSX, or import the columns as text.',
    );
  if (output.formulasDefused)
    notes.push(
      'Texts that a spreadsheet would run as formulas have an apostrophe in front, which Rolemap takes off again when it reads the file.',
    );
  return notes;
}

/**
 * Makes the record.
 * @param titles the distinct titles with the number of their rows
 */
export function runRecord(
  facts: RunFacts,
  titles: Iterable<{ readonly coded: CodedTitle; readonly rows: number }>,
): RunRecord {
  const bySource = { ...NO_SOURCES };
  const byReason = { ...NO_REASONS };
  const byDetail: Record<Detail | 'none', number> = {
    detailed: 0,
    soc: 0,
    broad: 0,
    minor: 0,
    major: 0,
    none: 0,
  };
  let [distinctTitles, rowsCoded] = [0, 0];
  for (const { coded, rows } of titles) {
    distinctTitles++;
    rowsCoded += rows;
    const { reason, source, detail } = answerOf(coded, facts.threshold);
    if (reason !== null) byReason[reason] += rows;
    if (source !== null) bySource[source] += rows;
    byDetail[detail ?? 'none'] += rows;
  }
  const notCoded = Math.max(0, facts.input.rows - rowsCoded);
  const counts = { bySource, byReason, byDetail, notCoded };
  return { schemaVersion: SCHEMA_VERSION, ...facts, distinctTitles, counts, notes: notesOf(facts, notCoded) };
}

/** The record as the text of a file. */
export function runRecordJson(record: RunRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}
