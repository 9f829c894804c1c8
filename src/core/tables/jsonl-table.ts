/** @file JSONL: one JSON object a line. */
import { FormatError } from '../formats/format-error.ts';
import { finishTable } from './finish-table.ts';
import { kindOfValue, type NotText, type ValueKind } from './not-text.ts';
import { RecordSplitter } from './record-splitter.ts';
import { RowBuilder } from './row-builder.ts';
import type { Encoding, OpenTable, ReadOptions, TableBatch, TableFile } from './table-types.ts';
import { textPieces } from './text-pieces.ts';
import { valueText } from './value-text.ts';

/** Records whose keys are the columns. */
const KEY_RECORDS = 1000;

/** The object of a line; null where the line is none. */
export function jsonObject(line: string): Record<string, unknown> | null {
  if (!line.trimStart().startsWith('{')) return null;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}

/** Keys of the first 1,000 records, in the order in which they come up, with the kinds of their values that are not text. */
async function findColumns(
  file: TableFile,
  encoding: Encoding,
  options: ReadOptions,
): Promise<Map<string, Set<ValueKind>>> {
  const splitter = new RecordSplitter(file.name, null);
  const keys = new Map<string, Set<ValueKind>>();
  let records = 0;
  for await (const piece of textPieces(file, encoding, options)) {
    for (const { text } of splitter.push(piece.text, piece.last)) {
      const object = jsonObject(text);
      if (object === null) continue;
      for (const [key, value] of Object.entries(object)) {
        const kinds = keys.get(key) ?? new Set();
        keys.set(key, kinds);
        const kind = kindOfValue(value);
        if (kind !== null) kinds.add(kind);
      }
      if (++records === KEY_RECORDS) return keys;
    }
  }
  return keys;
}

function addLine(builder: RowBuilder, row: number, line: string, columns: ReadonlySet<string>): void {
  if (line.trim() === '') {
    builder.addBlank(row);
    return;
  }
  const object = jsonObject(line);
  if (object === null) {
    builder.problem(row, 'not a JSON object; left out');
    return;
  }
  const late = Object.keys(object).filter((key) => !columns.has(key));
  const problem = `${late.length === 1 ? 'a field' : 'fields'} that no record before had: ${late.join(', ')}; left out`;
  const cells = Array.from(columns, (column) =>
    Object.hasOwn(object, column) ? valueText(object[column]) : '',
  );
  builder.add(row, cells, late.length === 0 ? [] : [problem]);
}

async function* readBatches(
  file: TableFile,
  encoding: Encoding,
  columns: ReadonlySet<string>,
  options: ReadOptions,
  signal?: AbortSignal,
): AsyncGenerator<TableBatch, void, undefined> {
  const splitter = new RecordSplitter(file.name, null);
  const builder = new RowBuilder(columns.size);
  for await (const piece of textPieces(file, encoding, options, signal)) {
    for (const { row, text } of splitter.push(piece.text, piece.last)) addLine(builder, row, text, columns);
    yield { ...builder.take(), bytes: piece.bytes };
  }
}

/**
 * Opens a JSONL file. Columns are the keys of its first 1,000 records; nested values are JSON text.
 * @throws FormatError `not-this-format` where no line is a JSON object
 */
export async function openJsonl(
  file: TableFile,
  encoding: Encoding,
  options: ReadOptions,
): Promise<OpenTable> {
  const found = await findColumns(file, encoding, options);
  const columns = [...found.keys()];
  if (columns.length === 0) {
    throw new FormatError(
      'not-this-format',
      `${file.name} has no line that is a JSON object with fields. Save it with one object a line, or as CSV.`,
    );
  }
  const notText = [...found].flatMap(([column, kinds]): NotText[] =>
    kinds.size === 0 ? [] : [{ column, kinds: [...kinds] }],
  );
  return finishTable({
    name: file.name,
    format: 'jsonl',
    encoding,
    delimiter: null,
    header: null,
    columns,
    notText,
    batches: (signal) => readBatches(file, encoding, new Set(columns), options, signal),
  });
}
