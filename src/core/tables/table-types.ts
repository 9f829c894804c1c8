/** @file Tables of job titles as they are read: a file, what the user corrected, and rows in batches. */
import type { NotText } from './not-text.ts';

/** A file whose bytes are read in pieces, as often as wanted: a browser's File in a wrapper, or a file of Node. */
export interface TableFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Bytes `start` up to, not including, `end`. */
  slice(start: number, end: number): Promise<ArrayBuffer>;
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** `csv`: with any delimiter; `text`: one title a line. */
export type TableFormat = 'csv' | 'jsonl' | 'parquet' | 'xlsx' | 'text';
export type Delimiter = ',' | ';' | '\t' | '|';
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** What the user corrected; what is absent is found out. */
export interface TableChoice {
  readonly format?: TableFormat;
  /** Null: the rows are not cut into cells, but quotes around them mean what they mean in a CSV. */
  readonly delimiter?: Delimiter | null;
  readonly encoding?: Encoding;
  /** Whether the first row that is not blank holds the names of the columns. */
  readonly header?: boolean;
}

export interface TableRow {
  /**
   * Row as a spreadsheet numbers it: the first of the file is 1, and a cell of several lines does not count for more than one.
   * In a file of lines this is the line. In a Parquet file, which has no header row, the first record is 1.
   */
  readonly row: number;
  /** One a column. */
  readonly cells: readonly string[];
}

export interface RowProblem {
  readonly row: number;
  /** What is wrong with the row and what was done about it. */
  readonly problem: string;
}

export interface TableBatch {
  readonly rows: readonly TableRow[];
  readonly problems: readonly RowProblem[];
  /** Bytes of the file read so far. */
  readonly bytes: number;
}

export interface OpenTable {
  readonly name: string;
  readonly format: TableFormat;
  /** Null where the format leaves no choice. */
  readonly encoding: Encoding | null;
  /** Null where there is one column, or the format has no delimiter. */
  readonly delimiter: Delimiter | null;
  /** Null where the format leaves no choice. */
  readonly header: boolean | null;
  /** Names of the columns, each once; "Column 1" and so on where the file does not name them. */
  readonly columns: readonly string[];
  /** Columns whose values were not text in the file. */
  readonly notText: readonly NotText[];
  /** Index of the column that is taken for titles until the user says otherwise. */
  readonly titleColumn: number;
  /** The first rows, at most 20. */
  readonly preview: readonly TableRow[];
  /**
   * All rows, from the beginning each time it is called.
   * @param signal aborts between two batches
   * @throws FormatError where the file turns out to be damaged or can be read no longer; the signal's reason when it aborts
   */
  batches(signal?: AbortSignal): AsyncIterable<TableBatch>;
}

/** How a file is read; only tests change it. */
export interface ReadOptions {
  /** Bytes read at a time. */
  readonly pieceSize: number;
}
