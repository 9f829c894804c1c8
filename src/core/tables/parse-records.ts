/** @file Cells of the records of a CSV. */
import Papa from 'papaparse';
import { undefuse } from '../formats/csv-export.ts';
import type { TextRecord } from './record-splitter.ts';

/** Given to the parser where there is one column: a character that no text holds. */
const NO_DELIMITER = '\u001f';

/** The delimiter for the splitter and the parser where the table has one column. */
export function delimiterOrNone(delimiter: string | null): string {
  return delimiter ?? NO_DELIMITER;
}

function parse(text: string, delimiter: string): string[][] {
  // The last line end closes a quote that white space follows; the parser takes it for one more row.
  return Papa.parse<string[]>(`${text}\n`, { delimiter, newline: '\n' }).data.slice(0, -1);
}

/** Cells of a quoted record of which the parser must not make several. */
function parseAlone(text: string, delimiter: string): string[] {
  const rows = parse(text, delimiter);
  return rows.length === 1 ? rows[0]! : text.split(delimiter);
}

function giveBack(cells: readonly string[]): string[] {
  return cells.map((cell) => (cell.startsWith("'") ? undefuse(cell) : cell));
}

/**
 * Cells of whole records, one list for each, with what `toCsv` defused given back.
 * @param delimiter one character; null where there is one column
 */
export function parseRecords(records: readonly TextRecord[], delimiter: string | null): string[][] {
  const character = delimiterOrNone(delimiter);
  const isQuoted = ({ plain, text }: TextRecord) => !plain && text.includes('"');
  // The parser is slow where it must look for quotes; other records need no more than a cut.
  const quoted = records.filter(isQuoted).map(({ text }) => text);
  const parsed = quoted.length === 0 ? [] : parse(quoted.join('\n'), character);
  // The parser and the splitter have the same rules; should they differ in a corner, no row may get another's cells.
  const cells = parsed.length === quoted.length ? parsed : quoted.map((text) => parseAlone(text, character));
  let next = 0;
  return records.map((record) => giveBack(isQuoted(record) ? cells[next++]! : record.text.split(character)));
}
