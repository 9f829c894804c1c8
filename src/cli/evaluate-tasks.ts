/** @file The task that `rolemap evaluate` is asked for: one of the title data, or the user's files. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { pairsTask, trecTask, type OwnTask } from '../core/evaluation/own-tasks.ts';
import {
  TITLE_DATA_TASK_IDS,
  tablesOf,
  titleDataTask,
  titleRows,
  type TableName,
} from '../core/evaluation/title-data-tasks.ts';
import { parseTitleDataManifest, readTitleTable } from '../core/formats/title-data.ts';
import type { Arguments } from './arguments.ts';
import type { Environment } from './environment.ts';
import { UsageError } from './errors.ts';
import { nearestName } from './nearest-name.ts';
import type { ShippedFiles } from './shipped-files.ts';
import { withTable } from './table-input.ts';

type TitleDataTaskId = (typeof TITLE_DATA_TASK_IDS)[number];

/** Where a task comes from; files are looked at when it is read. */
export type TaskSource =
  | { readonly kind: 'title-data'; readonly id: TitleDataTaskId }
  | { readonly kind: 'pairs'; readonly file: string }
  | { readonly kind: 'trec'; readonly queries: string; readonly corpus: string; readonly qrels: string };

const DATA = 'data/title-data';

function noTask(given: string): UsageError {
  const nearest = nearestName(given, TITLE_DATA_TASK_IDS);
  return new UsageError(
    `--task is ${TITLE_DATA_TASK_IDS.join(', ')}, or a file, and there is no file ${given}.` +
      (nearest === null ? '' : ` Did you mean ${nearest}?`),
  );
}

/** @throws UsageError */
export function taskSource(args: Arguments): TaskSource {
  const task = args.text('task');
  const names = ['queries', 'corpus', 'qrels'] as const;
  const [queries, corpus, qrels] = names.map((name) => args.text(name));
  const given = names.filter((name) => args.text(name) !== null);
  if (given.length > 0) {
    if (task !== null) throw new UsageError(`--task and --${given[0]!} contradict each other.`);
    if (queries == null || corpus == null || qrels == null) {
      const missing = names.filter((name) => args.text(name) === null);
      throw new UsageError(`--${given[0]!} needs --${missing.join(' and --')} too.`);
    }
    return { kind: 'trec', queries, corpus, qrels };
  }
  if (task === null)
    throw new UsageError(`Say what to measure on: --task ${TITLE_DATA_TASK_IDS.join(', ')}, or a file.`);
  const id = TITLE_DATA_TASK_IDS.find((known) => known === task);
  if (id !== undefined) return { kind: 'title-data', id };
  if (task !== '-' && !existsSync(task)) throw noTask(task);
  return { kind: 'pairs', file: task };
}

async function readTitleDataTask(id: TitleDataTaskId, files: ShippedFiles): Promise<OwnTask> {
  const manifest = parseTitleDataManifest(files.json(`${DATA}/manifest.json`));
  const tables: Partial<Record<TableName, ReturnType<typeof titleRows>>> = {};
  for (const name of tablesOf(id)) {
    const table = manifest.tables.find((entry) => entry.name === name);
    if (!table) throw new Error(`The manifest of the title data names no table ${name}.`);
    const { buffer } = files.bytes(`${DATA}/${table.parquet.path}`);
    tables[name] = titleRows(table, await readTitleTable(buffer, table));
  }
  return { task: titleDataTask(id, tables), problems: [], queriesWithoutAnswer: 0 };
}

/**
 * Reads a task.
 * @throws CommandError where a file is not there, FormatError where one cannot be used; the signal's reason
 */
export async function readTask(
  source: TaskSource,
  files: ShippedFiles,
  environment: Pick<Environment, 'input' | 'signal'>,
): Promise<OwnTask> {
  const { signal } = environment;
  if (source.kind === 'title-data') return readTitleDataTask(source.id, files);
  if (source.kind === 'pairs')
    return withTable(source.file, { header: true }, environment, ({ table }) => pairsTask(table, signal));
  return withTable(source.queries, { header: false }, environment, ({ table: queries }) =>
    withTable(source.corpus, { header: false }, environment, ({ table: corpus }) =>
      withTable(source.qrels, { format: 'text', header: false }, environment, ({ table: qrels }) =>
        trecTask({ queries, corpus, qrels }, signal),
      ),
    ),
  );
}

/** Files that a task reads, so that none of them is written over. */
export function filesOfTask(source: TaskSource): readonly string[] {
  if (source.kind === 'title-data') return [];
  return source.kind === 'pairs' ? [source.file] : [source.queries, source.corpus, source.qrels];
}

/** How messages call it. */
export function nameOfTask(source: TaskSource): string {
  return source.kind === 'title-data'
    ? source.id
    : filesOfTask(source)
        .map((file) => basename(file))
        .join(', ');
}
