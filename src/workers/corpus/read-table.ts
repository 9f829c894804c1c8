/** @file Reads a user's table into a stored corpus, or goes on where that was cut. */
import type { CorpusFolder } from '../../core/search/corpus/byte-file.ts';
import { CorpusError } from '../../core/search/corpus/corpus-error.ts';
import type { CorpusManifest } from '../../core/search/corpus/corpus-manifest.ts';
import {
  mappedColumns,
  readCorpusTable,
  type ColumnMapping,
} from '../../core/search/corpus/read-corpus-table.ts';
import { StoredCorpus, type CorpusPlan } from '../../core/search/corpus/stored-corpus.ts';
import { openTable, type TableChoice } from '../../core/tables/open-table.ts';
import { tableFileOf } from '../export/table-file.ts';

/** Rows committed at a time. */
const COMMIT_ROWS = 20_000;

export interface ReadTablePlan {
  readonly name: string;
  readonly file: File;
  readonly choice?: TableChoice | undefined;
  readonly mapping: ColumnMapping;
  readonly signal: AbortSignal;
  /** Called with the bytes of the file read so far. */
  readonly report: (bytes: number) => void;
}

/** Whether reading this table into this corpus was begun before. */
function goesOn(manifest: CorpusManifest, plan: CorpusPlan): boolean {
  const facts = ({ columns, titleColumn, filters, source }: CorpusPlan) =>
    JSON.stringify([columns, titleColumn, filters, source.name, source.bytes]);
  return facts(manifest) === facts(plan);
}

/**
 * The corpus with all rows of the table that have a job title; what was read before the signal aborted stays.
 * @throws FormatError, CorpusError `mismatch` where no row has a title, `quota`
 */
export async function readTable(folder: CorpusFolder, plan: ReadTablePlan): Promise<StoredCorpus> {
  const { file, mapping, signal } = plan;
  const table = await openTable(tableFileOf(file, file.name), plan.choice ?? {});
  const begun: CorpusPlan = {
    name: plan.name,
    created: new Date().toISOString(),
    source: { name: file.name, bytes: file.size },
    ...mappedColumns(table.columns, mapping),
  };
  const before = await StoredCorpus.open(folder);
  const corpus = before && goesOn(before.manifest, begun) ? before : await StoredCorpus.create(folder, begun);
  if (corpus.manifest.complete) return corpus;
  let { rowsRead } = corpus.manifest.source;
  let pending: (readonly string[])[] = [];
  for await (const batch of readCorpusTable(table, mapping, { skip: rowsRead, signal })) {
    pending.push(...batch.cells);
    ({ rowsRead } = batch);
    plan.report(batch.bytes);
    if (pending.length < COMMIT_ROWS) continue;
    await corpus.appendRows(pending, rowsRead);
    pending = [];
  }
  if (pending.length > 0) await corpus.appendRows(pending, rowsRead);
  if (corpus.manifest.rows === 0)
    throw new CorpusError(
      'mismatch',
      `${file.name} has no row with a job title in the column that was chosen.`,
    );
  await corpus.finishRows();
  return corpus;
}
