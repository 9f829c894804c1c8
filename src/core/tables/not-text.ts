/** @file Columns of Parquet and JSONL whose values are not text: they become text, and the user is told which. */
import type { SchemaTree } from 'hyparquet';

/** What the values of a column are, where they are not text. */
export type ValueKind = 'numbers' | 'dates' | 'true or false' | 'lists' | 'nested values' | 'bytes';

export interface NotText {
  readonly column: string;
  /** In the order in which they come up; several in JSONL alone. */
  readonly kinds: readonly ValueKind[];
}

/** Columns that are named; a table may have hundreds. */
const NAMED = 4;
/** By how their names begin: INT_32, UINT_8, TIMESTAMP_MILLIS. */
const PARQUET_KINDS: readonly (readonly [names: RegExp, kind: ValueKind | null])[] = [
  [/^(?:UTF8|STRING|ENUM|UUID)$/u, null],
  [/^(?:DATE|TIMESTAMP)/u, 'dates'],
  [/^(?:DECIMAL|U?INT|FLOAT16|TIME)/u, 'numbers'],
  [/^(?:JSON|BSON|MAP|VARIANT|GEO)/u, 'nested values'],
  [/^LIST$/u, 'lists'],
];

/** Kind of a value of JSON; null for text, and for null, which says nothing. */
export function kindOfValue(value: unknown): ValueKind | null {
  if (typeof value === 'number') return 'numbers';
  if (typeof value === 'boolean') return 'true or false';
  if (Array.isArray(value)) return 'lists';
  return typeof value === 'object' && value !== null ? 'nested values' : null;
}

/** Kind of a Parquet column by its schema; null for text. */
export function kindOfParquet({ element, children }: SchemaTree): ValueKind | null {
  if (element.repetition_type === 'REPEATED') return 'lists';
  const name = element.logical_type?.type ?? element.converted_type;
  const known = PARQUET_KINDS.find(([names]) => name !== undefined && names.test(name));
  if (known) return known[1];
  if (children.length > 0) return 'nested values';
  if (element.type === 'BOOLEAN') return 'true or false';
  if (element.type === 'INT96') return 'dates';
  if (element.type === 'FIXED_LEN_BYTE_ARRAY') return 'bytes';
  // Bytes without a type are read as UTF-8: older programs write their text so.
  return element.type === 'BYTE_ARRAY' ? null : 'numbers';
}

/** "“pay” (numbers) and “tags” (lists) are not text in this file: they are read, and exported, as text." Empty where all is text. */
export function notTextSentence(columns: readonly NotText[]): string {
  if (columns.length === 0) return '';
  const named = columns.slice(0, NAMED).map(({ column, kinds }) => `“${column}” (${kinds.join(', ')})`);
  const more = columns.length - named.length;
  const parts = more > 0 ? [...named, `${more} more`] : named;
  const last = parts.pop()!;
  const list = parts.length > 0 ? `${parts.join(', ')} and ${last}` : last;
  return columns.length === 1
    ? `${list} is not text in this file: it is read, and exported, as text.`
    : `${list} are not text in this file: they are read, and exported, as text.`;
}
