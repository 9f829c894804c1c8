/** @file Takes a table with its vectors in as a corpus, after everything about them was checked. */
import { openTable } from '../../tables/open-table.ts';
import type { TableFile } from '../../tables/table-types.ts';
import type { CorpusFolder } from './byte-file.ts';
import { CorpusError } from './corpus-error.ts';
import { sameModel, type CorpusModel } from './corpus-manifest.ts';
import { readPairFacts, type PairFacts, type PairVectors } from './corpus-pair.ts';
import { openNpy, type NpyRows } from './npy-pieces.ts';
import { EXACT_ROWS, PIECE_ROWS, StoredCorpus } from './stored-corpus.ts';

export interface PairFiles {
  readonly table: TableFile;
  /** The .npy files, in any order. */
  readonly vectors: readonly TableFile[];
}

interface CheckedVectors {
  readonly stored: PairVectors;
  readonly model: CorpusModel;
  readonly npy: NpyRows;
}

/** One of the files, checked against the table and the models of this browser. */
async function checkVectors(
  file: TableFile,
  facts: PairFacts,
  tableName: string,
  models: readonly CorpusModel[],
): Promise<CheckedVectors> {
  const stored = facts.vectors.find((each) => each.file === file.name);
  const refuse = (problem: string) => new CorpusError('mismatch', `${file.name} ${problem}`);
  if (!stored) {
    const names = facts.vectors.map((each) => each.file).join(', ') || 'none';
    throw refuse(`does not belong to ${tableName}, which names these vectors: ${names}.`);
  }
  const model = models.find((each) => each.sha256 === stored.model.sha256);
  if (!model) {
    const hash = stored.model.sha256.slice(0, 12);
    throw refuse(
      `was made by a model file that is not here (${stored.model.label || stored.model.id}, SHA-256 ${hash}...). ` +
        'Add that model first, or add the table alone and let it be embedded.',
    );
  }
  if (!sameModel(model, stored.model))
    throw refuse(`was made with other settings (${stored.model.settings}) than ${model.settings}.`);
  const npy = await openNpy(file);
  if (npy.rows !== facts.rows) throw refuse(`has ${npy.rows} rows, but ${tableName} has ${facts.rows}.`);
  if (npy.columns !== model.dimension)
    throw refuse(`has ${npy.columns} dimensions, but ${model.label} has ${model.dimension}.`);
  if (npy.type === 'int8' && stored.scale === null)
    throw refuse(`holds int8 values, but ${tableName} gives no scale for them.`);
  return { stored, model, npy };
}

/**
 * Checks a pair and stores it. Nothing is written before all checks have passed.
 * @param plan.models those of this browser
 * @param plan.report called with the rows done of all steps
 * @throws CorpusError `mismatch` naming file and problem; FormatError; the signal's reason
 */
export async function importPair(
  folder: CorpusFolder,
  { table, vectors }: PairFiles,
  plan: {
    readonly name: string;
    readonly created: string;
    readonly models: readonly CorpusModel[];
    readonly exactRows?: number | undefined;
    readonly signal?: AbortSignal;
    readonly report?: (progress: { readonly done: number; readonly total: number }) => void;
  },
): Promise<StoredCorpus> {
  const { signal, exactRows = EXACT_ROWS } = plan;
  const facts = await readPairFacts(table);
  const opened = await openTable(table, { format: 'parquet' });
  const place = (column: string) => {
    const found = opened.columns.indexOf(column);
    if (found >= 0) return found;
    throw new CorpusError('mismatch', `${table.name} has no column "${column}", which its metadata names.`);
  };
  const columns = { titleColumn: place(facts.titleColumn), filters: facts.filters.map(place) };
  const checked: CheckedVectors[] = [];
  for (const file of vectors) checked.push(await checkVectors(file, facts, table.name, plan.models));
  const total = facts.rows * (1 + checked.length);
  let done = 0;
  const count = (rows: number) => plan.report?.({ done: (done += rows), total });
  const corpus = await StoredCorpus.create(folder, {
    name: plan.name,
    created: plan.created,
    source: { name: table.name, bytes: table.size },
    columns: opened.columns,
    ...columns,
  });
  for await (const { rows } of opened.batches(signal)) {
    await corpus.appendRows(
      rows.map(({ cells }) => cells),
      corpus.manifest.source.rowsRead + rows.length,
    );
    count(rows.length);
  }
  await corpus.finishRows();
  for (const each of checked) await storeVectors(corpus, each, count, signal);
  if (facts.rows > exactRows) for (const { model } of checked) await corpus.buildCodes(model.id);
  return corpus;
}

async function storeVectors(
  corpus: StoredCorpus,
  { stored, model, npy }: CheckedVectors,
  count: (rows: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  await corpus.addModel(model);
  for (let first = 0; first < npy.rows; first += PIECE_ROWS) {
    signal?.throwIfAborted();
    const end = Math.min(npy.rows, first + PIECE_ROWS);
    if (npy.type === 'int8') await corpus.appendRounded(model.id, await npy.int8(first, end), stored.scale!);
    else await corpus.appendVectors(model.id, await npy.float32(first, end));
    count(end - first);
  }
}
