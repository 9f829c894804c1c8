/** @file Tables of lines: CSV with any delimiter, and text with one title a line. */
import { finishTable, noRows } from './finish-table.ts';
import { guessHeader, isTitleName, nameColumns } from './guess-columns.ts';
import { commonWidth, sampleRecords } from './guess-delimiter.ts';
import { delimiterOrNone, parseRecords } from './parse-records.ts';
import { RecordSplitter, type TextRecord } from './record-splitter.ts';
import { RowBuilder } from './row-builder.ts';
import type { Delimiter, Encoding, OpenTable, ReadOptions, TableBatch, TableFile } from './table-types.ts';
import { textPieces } from './text-pieces.ts';

export interface DelimitedPlan {
  readonly format: 'csv' | 'text';
  readonly encoding: Encoding;
  /** Null where there is one column. */
  readonly delimiter: Delimiter | null;
  /** What the user says about a header. */
  readonly header: boolean | undefined;
  /** Beginning of the file, and whether that is all of it. */
  readonly sample: string;
  readonly whole: boolean;
}

interface Layout extends DelimitedPlan {
  /** Rows up to this one hold no data: the header's, 0 without one. */
  readonly headerRow: number;
  readonly width: number;
}

const NOT_CLOSED = 'a quote that is never closed; read as plain text';
const LOOSE_QUOTE = 'a quote inside a quoted cell that is not doubled; kept as text';

/** For the splitter; null where quotes mean nothing. */
function splitAt({ format, delimiter }: DelimitedPlan): string | null {
  return format === 'text' ? null : delimiterOrNone(delimiter);
}

function cellsOf(records: readonly TextRecord[], plan: DelimitedPlan): string[][] {
  return plan.format === 'text' ? records.map(({ text }) => [text]) : parseRecords(records, plan.delimiter);
}

/** A line of white space; one of tabs is a row of empty cells where tabs separate cells. */
function isBlank({ text }: TextRecord, { delimiter }: DelimitedPlan): boolean {
  return text.trim() === '' && (delimiter === null || !text.includes(delimiter));
}

function problemsOf(record: TextRecord, encoding: Encoding): string[] {
  const problems: string[] = [];
  if (record.plain) problems.push(NOT_CLOSED);
  if (record.looseQuote) problems.push(LOOSE_QUOTE);
  if (record.text.includes('\ufffd')) {
    const name = encoding.toUpperCase();
    problems.push(`characters that cannot be read as ${name}; shown as \ufffd (is the encoding right?)`);
  }
  return problems;
}

async function* readBatches(
  file: TableFile,
  layout: Layout,
  options: ReadOptions,
  signal?: AbortSignal,
): AsyncGenerator<TableBatch, void, undefined> {
  const splitter = new RecordSplitter(file.name, splitAt(layout));
  const builder = new RowBuilder(layout.width);
  for await (const piece of textPieces(file, layout.encoding, options, signal)) {
    const records = splitter.push(piece.text, piece.last).filter(({ row }) => row > layout.headerRow);
    const cells = cellsOf(records, layout);
    for (const [index, record] of records.entries()) {
      if (isBlank(record, layout)) builder.addBlank(record.row);
      else builder.add(record.row, cells[index]!, problemsOf(record, layout.encoding));
    }
    yield { ...builder.take(), bytes: piece.bytes };
  }
}

/** Whether the first row is a header: as the user says, else as it looks. */
function hasHeader({ header, format }: DelimitedPlan, rows: readonly (readonly string[])[]): boolean {
  if (header !== undefined) return header;
  const [first = [], ...others] = rows;
  return format === 'text' ? isTitleName(first[0] ?? '') : guessHeader(first, others);
}

/**
 * Opens a CSV or a text of lines.
 * @throws FormatError `unsupported` where it has no rows
 */
export function openDelimited(
  file: TableFile,
  plan: DelimitedPlan,
  options: ReadOptions,
): Promise<OpenTable> {
  const records = sampleRecords(file.name, plan.sample, plan.whole, splitAt(plan));
  if (records.length === 0) throw noRows(file.name);
  const rows = cellsOf(records, plan);
  const header = hasHeader(plan, rows);
  const names = header ? rows[0]! : [];
  const common = commonWidth((header && rows.length > 1 ? rows.slice(1) : rows).map(({ length }) => length));
  // A header with a name too few is widened when most rows say so.
  const width = header && common.share <= 0.5 ? names.length : Math.max(names.length, common.width);
  const layout: Layout = { ...plan, width, headerRow: header ? records[0]!.row : 0 };
  return finishTable({
    name: file.name,
    format: plan.format,
    encoding: plan.encoding,
    delimiter: plan.delimiter,
    header,
    columns: nameColumns(names, width),
    batches: (signal) => readBatches(file, layout, options, signal),
  });
}
