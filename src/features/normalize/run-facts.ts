/** @file The facts of a run for the record that is kept beside an export. */
import type { CalibrationInForce, RunFacts } from '../../core/coding/output/run-record.ts';
import type { TableFormat } from '../../core/coding/output/write-table.ts';
import type { OpenTable } from '../../core/tables/table-types.ts';
import type { DistinctTitles } from './distinct-titles.ts';
import type { IndexFacts } from './own-index.svelte.ts';
import type { CodingFacts } from './ports.ts';
import type { FileCalibrationInForce } from './trust.svelte.ts';

export interface RunInput {
  readonly table: OpenTable;
  readonly distinct: DistinctTitles;
  /** Places of columns. */
  readonly columns: { readonly title: number; readonly known: number | null; readonly weight: number | null };
  readonly fileSha256: string;
  readonly tools: CodingFacts;
  readonly appVersion: string;
  /** ISO 8601, when the titles were coded. */
  readonly date: string;
  readonly seconds: number;
  readonly takenOver: number;
  readonly threshold: number;
  readonly calibration: FileCalibrationInForce | null;
  /** Of the audit on which the confidences are calibrated. */
  readonly auditSeed: number;
  readonly index: IndexFacts | null;
  readonly output: { readonly file: string; readonly format: TableFormat };
}

/** What the page knows beyond the command line. */
export interface PageFacts extends RunFacts {
  readonly input: RunFacts['input'] & {
    readonly knownCodeColumn: string | null;
    readonly weightColumn: string | null;
  };
  /** What `seconds` are of: coding, without loading and pauses. */
  readonly secondsOf: string;
  /** The user's own coding index; null for none. */
  readonly codingIndex: IndexFacts | null;
}

/** Puts the facts in the form of the record. */
export function runFacts(run: RunInput): PageFacts {
  const { table, columns, tools, output } = run;
  const nameOf = (column: number | null) => (column === null ? null : (table.columns[column] ?? ''));
  return {
    input: {
      ...{ file: table.name, sha256: run.fileSha256, rows: run.distinct.rows },
      titleColumn: nameOf(columns.title) ?? '',
      ...{ knownCodeColumn: nameOf(columns.known), weightColumn: nameOf(columns.weight) },
    },
    app: { name: 'Rolemap', version: run.appVersion },
    model: { id: 'tuned', file: tools.modelFile, sha256: tools.modelSha256 },
    // It holds the digests of titles, vectors and heads: this one speaks for all of them.
    coderData: [
      { file: 'coder.json (with the digests of titles, vectors and heads)', sha256: tools.coderSha256 },
    ],
    ...{ device: tools.device, date: run.date, seconds: run.seconds, threshold: run.threshold },
    secondsOf: secondsOf(run),
    calibration: calibrationOf(run),
    codingIndex: run.index,
    output: { ...output, formulasDefused: true, byteOrderMark: false, codes: 'plain' },
  };
}

function secondsOf({ takenOver, distinct }: RunInput): string {
  const coded = distinct.titles.length - takenOver;
  const kept = takenOver > 0 ? `; ${takenOver} were kept from an earlier run` : '';
  return `coding ${coded} distinct titles, without loading and pauses${kept}`;
}

function calibrationOf({ calibration, auditSeed }: RunInput): CalibrationInForce {
  if (!calibration) return { kind: 'synthetic', note: 'calibrated on synthetic titles' };
  const { kind, rows, titles } = calibration;
  const sample = kind === 'audit' ? { sampleSeed: auditSeed } : {};
  const more = { titles, note: `calibrated on ${rows} rows of this file`, ...sample };
  return { kind, rows, ...more };
}
