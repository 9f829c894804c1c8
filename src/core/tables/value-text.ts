/** @file Values of JSON, Parquet and XLSX as the text of a cell. */

/** A date as ISO text: the day alone at midnight, when a workbook cannot tell a day from a moment. */
export function dateText(date: Date, dayAlone: boolean): string {
  if (Number.isNaN(date.getTime())) return '';
  const text = date.toISOString();
  return dayAlone && text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text;
}

/** JSON of a nested value, with integers of any size as digits. */
function jsonText(value: object): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
}

/** Text as it is, numbers as digits, moments as ISO text, nested values as JSON, nothing as empty text. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (value instanceof Date) return dateText(value, false);
  if (typeof value === 'object') return jsonText(value);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  return '';
}
