/** @file The facts of a run for the record that is kept beside an export. */
import type {
  CalibrationInForce,
  CodingIndexFacts,
  DeviceComparison,
  RunFacts,
  TitleGroupFacts,
} from '../../core/coding/output/run-record.ts';
import { defusesFormulas, type TableFormat } from '../../core/coding/output/write-table.ts';
import { FOLDS } from '../../core/coding/trust/cross-fit.ts';
import type { OpenTable } from '../../core/tables/table-types.ts';
import type { DistinctTitles } from './distinct-titles.ts';
import type { CodingFacts } from './ports.ts';
import type { FileCalibrationInForce } from './trust.svelte.ts';

export interface RunInput {
  readonly table: OpenTable;
  readonly distinct: DistinctTitles;
  /** Places of columns. */
  readonly columns: Readonly<
    Record<'description' | 'known' | 'weight', number | null> & { readonly title: number }
  >;
  readonly fileSha256: string;
  readonly tools: CodingFacts;
  readonly appVersion: string;
  /** ISO 8601, when the titles were coded. */
  readonly date: string;
  readonly seconds: number;
  /** Distinct titles that are coded; fewer than all where the run has not come to its end. */
  readonly done: number;
  /** Those of them whose results were kept from an earlier visit. */
  readonly takenOver: number;
  readonly stageSeconds: NonNullable<RunFacts['stageSeconds']>;
  /** What the GPU changed; null on WASM. */
  readonly comparison: DeviceComparison | null;
  readonly threshold: number;
  readonly calibration: FileCalibrationInForce | null;
  /** Of the audit on which the confidences are calibrated. */
  readonly auditSeed: number;
  readonly index: CodingIndexFacts | null;
  /** Of nearly equal titles, in the export; null where it says nothing of them. */
  readonly titleGroups: TitleGroupFacts | null;
  readonly output: { readonly file: string; readonly format: TableFormat };
}

/** What the page knows beyond the command line. */
export interface PageFacts extends RunFacts {
  readonly input: RunFacts['input'] & {
    readonly knownCodeColumn: string | null;
    readonly weightColumn: string | null;
  };
}

/** Puts the facts in the form of the record. */
export function runFacts(run: RunInput): PageFacts {
  const { table, columns, tools, output } = run;
  const nameOf = (column: number | null) => (column === null ? null : (table.columns[column] ?? ''));
  return {
    input: {
      ...{ file: table.name, sha256: run.fileSha256, rows: run.distinct.rows },
      titleColumn: nameOf(columns.title) ?? '',
      descriptionColumn: nameOf(columns.description),
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
    ...{ stageSeconds: run.stageSeconds, deviceComparison: run.comparison },
    calibration: calibrationOf(run),
    codingIndex: run.index,
    ownHeads: tools.ownHeads ?? null,
    titleGroups: run.titleGroups,
    output: {
      ...output,
      formulasDefused: defusesFormulas(output.format),
      byteOrderMark: false,
    },
  };
}

function secondsOf({ done, takenOver, distinct }: RunInput): string {
  const open = distinct.titles.length - done;
  const kept = takenOver > 0 ? `; ${takenOver} were kept from an earlier run` : '';
  const left = open > 0 ? `; ${open} were not coded yet` : '';
  return `coding ${done - takenOver} distinct titles, without loading and pauses${kept}${left}`;
}

function calibrationOf({ calibration, auditSeed }: RunInput): CalibrationInForce {
  if (!calibration) return { kind: 'synthetic', note: 'calibrated on synthetic titles' };
  const { kind, rows, titles, detail } = calibration;
  const sample = kind === 'audit' ? { sampleSeed: auditSeed } : {};
  return {
    ...{ kind, rows, titles, detail, folds: FOLDS, ...sample },
    note: `calibrated on ${rows} rows of this file`,
  };
}
