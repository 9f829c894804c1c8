/** @file A set as it comes from the page, made into a task. */
import { pairsTask, trecTask, type OwnTask } from '../../core/evaluation/own-tasks.ts';
import {
  titleDataTask,
  titleRows,
  type TableName,
  type TitleDataTaskId,
} from '../../core/evaluation/title-data-tasks.ts';
import { readTitleTable, type TitleDataFile } from '../../core/formats/title-data.ts';
import { openTable } from '../../core/tables/open-table.ts';
import type { OpenTable, TableChoice } from '../../core/tables/table-types.ts';
import { tableFileOf } from '../export/table-file.ts';

export interface NamedBlob {
  readonly file: Blob;
  /** How messages call it. */
  readonly name: string;
}

export interface LoadedTable {
  readonly table: TitleDataFile;
  readonly parquet: ArrayBuffer;
}

export type SetInput =
  | {
      readonly kind: 'title-data';
      readonly id: TitleDataTaskId;
      /** Those of `tablesOf(id)`. */
      readonly tables: readonly LoadedTable[];
    }
  | { readonly kind: 'pairs'; readonly pairs: NamedBlob }
  | {
      readonly kind: 'trec';
      readonly queries: NamedBlob;
      readonly corpus: NamedBlob;
      readonly qrels: NamedBlob;
    };

function openNamed({ file, name }: NamedBlob, choice: TableChoice): Promise<OpenTable> {
  return openTable(tableFileOf(file, name), choice);
}

async function readTitleData(id: TitleDataTaskId, tables: readonly LoadedTable[]): Promise<OwnTask> {
  const rows: Partial<Record<TableName, ReturnType<typeof titleRows>>> = {};
  for (const { table, parquet } of tables)
    rows[table.name as TableName] = titleRows(table, await readTitleTable(parquet, table));
  return { task: titleDataTask(id, rows), problems: [], queriesWithoutAnswer: 0 };
}

/**
 * Reads a set.
 * @throws FormatError naming the file and what to do; the signal's reason
 */
export async function readSet(input: SetInput, signal: AbortSignal): Promise<OwnTask> {
  if (input.kind === 'title-data') return readTitleData(input.id, input.tables);
  if (input.kind === 'pairs') return pairsTask(await openNamed(input.pairs, { header: true }), signal);
  const queries = await openNamed(input.queries, { header: false });
  const corpus = await openNamed(input.corpus, { header: false });
  const qrels = await openNamed(input.qrels, { format: 'text', header: false });
  return trecTask({ queries, corpus, qrels }, signal);
}
