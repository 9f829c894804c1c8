/** @file What a run of `rolemap normalize` says of itself: its record, and its summary on standard error. */
import { answerOf } from '../core/coding/answer.ts';
import { runRecord, runRecordJson, type RunFacts } from '../core/coding/output/run-record.ts';
import { defusesFormulas } from '../core/coding/output/write-table.ts';
import type { StageSeconds } from '../core/coding/stage-clock.ts';
import type { ResultOfTitle } from './code-titles.ts';
import type { Environment, LoadedCoder, LoadedEncoder } from './environment.ts';
import { sha256Of } from './node-file.ts';
import type { GivenIndex } from './normalize-index.ts';
import type { NormalizeOptions } from './normalize-options.ts';
import { counted } from './progress.ts';
import type { ReadTitles } from './read-titles.ts';
import type { NamedColumn, TableInput } from './table-input.ts';
import type { NamedGroups } from './title-groups.ts';

/** Where titles, and descriptions where they are read, stand. */
export interface Columns {
  readonly title: NamedColumn;
  readonly description: NamedColumn | null;
}

/** What a run knows once all titles are coded. */
export interface Run {
  readonly options: NormalizeOptions;
  readonly opened: TableInput;
  readonly columns: Columns;
  readonly read: ReadTitles;
  readonly coder: LoadedCoder;
  readonly encoder: LoadedEncoder;
  readonly threshold: number;
  readonly results: ReadonlyMap<string, ResultOfTitle>;
  readonly index: GivenIndex | null;
  readonly startedAt: Date;
  readonly stageSeconds: StageSeconds;
  /** Of nearly equal titles; null where they were not asked for. */
  readonly groups: NamedGroups | null;
}

/** The record as the text of a file. @param write seconds that writing the table took */
export async function recordOf(run: Run, write: number, environment: Environment): Promise<string> {
  const { options, opened, columns, read, coder, encoder, index, startedAt } = run;
  const facts: RunFacts = {
    input: {
      file: opened.file.name,
      sha256: await sha256Of(opened.file, environment.signal),
      rows: read.rows,
      titleColumn: columns.title.name,
      descriptionColumn: columns.description?.name ?? null,
    },
    app: { name: 'rolemap (command line)', version: environment.version },
    model: encoder.file,
    coderData: coder.files,
    device: 'wasm',
    date: startedAt.toISOString(),
    seconds: (environment.now().getTime() - startedAt.getTime()) / 1000,
    secondsOf: 'the whole run: reading, loading the models, coding and writing',
    stageSeconds: { ...run.stageSeconds, write },
    threshold: run.threshold,
    calibration: { kind: 'synthetic', note: 'calibrated on synthetic titles' },
    codingIndex: index?.facts ?? null,
    ownHeads: coder.ownHeads ?? null,
    titleGroups: run.groups?.facts ?? null,
    output: {
      file: options.output ?? 'standard output',
      format: options.format,
      formulasDefused: defusesFormulas(options.format),
      byteOrderMark: options.byteOrderMark,
    },
  };
  const titles = [...read.titles].map(([key, { rows }]) => ({
    coded: run.results.get(key)!.coded,
    rows,
  }));
  return runRecordJson(runRecord(facts, titles));
}

/** "5 rows, 4 distinct titles. In full detail 3 rows, coarser 1 row, without a code 1 row." */
export function summary({ read, results, threshold, groups, options }: Run): string {
  let detailed = 0;
  let coarser = 0;
  for (const [key, { rows }] of read.titles) {
    const { detail } = answerOf(results.get(key)!.coded, threshold);
    if (detail === 'detailed') detailed += rows;
    else if (detail !== null) coarser += rows;
  }
  const lines = [
    `${counted(read.rows, 'row')}, ${counted(read.titles.size, 'distinct title')}. In full detail ${counted(detailed, 'row')}, ` +
      `coarser ${counted(coarser, 'row')}, without a code ${counted(read.rows - detailed - coarser, 'row')} (threshold ${threshold}).`,
    'Confidences are calibrated on synthetic titles.',
  ];
  if (groups)
    lines.push(
      `${counted(groups.facts.groups, 'group')} of ${counted(groups.facts.titles, 'nearly equal clean title')} (cosine ${groups.facts.threshold}).`,
    );
  if (options.output !== null) lines.push(`Written: ${options.output}`);
  if (options.record !== null) lines.push(`Run record: ${options.record}`);
  return lines.join('\n');
}
