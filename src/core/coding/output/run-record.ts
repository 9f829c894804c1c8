/** @file The record that is kept beside an export: what was coded, with what, when, and how it was written. */
import { answerAt, type CodedTitle, type Detail, type Reason, type Source } from '../types.ts';
import { reasonAt } from './result-columns.ts';
import type { TableFormat } from './write-table.ts';

/** Goes up when a field changes its meaning. */
const SCHEMA_VERSION = 1;

/** Which calibration the confidences have. */
export type CalibrationInForce =
  | { readonly kind: 'synthetic'; readonly note: 'calibrated on synthetic titles' }
  | { readonly kind: 'known-codes' | 'audit'; readonly rows: number };

export interface FileHash {
  readonly file: string;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** What only the caller knows. */
export interface RunFacts {
  readonly input: FileHash & { readonly rows: number; readonly titleColumn: string };
  readonly app: { readonly name: string; readonly version: string };
  readonly model: FileHash & { readonly id: string };
  /** Data of the coder: known titles, weights, heads. */
  readonly coderData: readonly FileHash[];
  /** "webgpu", "wasm" or another name of the platform. */
  readonly device: string;
  /** ISO 8601, when the run began. */
  readonly date: string;
  readonly seconds: number;
  /** Least confidence of an answer, 0 to 1. */
  readonly threshold: number;
  readonly calibration: CalibrationInForce;
  readonly output: {
    readonly file: string;
    readonly format: TableFormat;
    readonly formulasDefused: boolean;
    readonly byteOrderMark: boolean;
    readonly codes: 'plain' | 'excel-text';
  };
}

/** Rows by what they got. A title of several jobs counts its rows once, under its first job. */
export interface RunCounts {
  readonly bySource: Readonly<Record<Source, number>>;
  readonly byReason: Readonly<Record<Reason, number>>;
  readonly byDetail: Readonly<Record<Detail | 'none', number>>;
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

function notesOf({ output, calibration }: RunFacts): string[] {
  const notes = [
    'Codes are those of O*NET-SOC 2019 and SOC 2018. Groups are written as published: 11-1000 is the minor group, 11-0000 the major group.',
  ];
  if (calibration.kind === 'synthetic')
    notes.push('The confidences were calibrated on synthetic titles, not on this file.');
  const isText = output.format === 'csv' || output.format === 'tsv';
  if (isText && output.codes === 'plain')
    notes.push(
      'Codes are plain text. Excel takes some of them for dates when it opens this file by a double click (11-2011 for November 2011): take XLSX, or import the columns as text.',
    );
  if (isText && output.codes === 'excel-text')
    notes.push(
      'Codes are written as ="11-2011", which Excel reads as texts. For other tools export again with plain codes.',
    );
  if (output.formulasDefused && (isText || output.format === 'xlsx'))
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
  let distinctTitles = 0;
  for (const { coded, rows } of titles) {
    distinctTitles++;
    const reason = reasonAt(coded, facts.threshold);
    if (reason !== null) byReason[reason] += rows;
    const job = coded.jobs[0];
    if (job) bySource[job.source] += rows;
    byDetail[(job && answerAt(job, facts.threshold).step?.detail) ?? 'none'] += rows;
  }
  const counts = { bySource, byReason, byDetail };
  return { schemaVersion: SCHEMA_VERSION, ...facts, distinctTitles, counts, notes: notesOf(facts) };
}

/** The record as the text of a file. */
export function runRecordJson(record: RunRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}
