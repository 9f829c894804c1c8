/** @file Titles out of a user's CSV: read what can be read, list the rest by row. */
import Papa from 'papaparse';
import { collapseWhiteSpace } from '../titles/prepare-text.ts';
import { undefuse } from './csv-export.ts';

export { decodeText } from './decode-text.ts';

/** Rows that are read; the search encodes them one at a time. */
export const MAXIMUM_ROWS = 5000;
/** Characters of a title that are kept. */
export const MAXIMUM_TITLE = 1000;
/** Rows looked at to guess the title column of a file without known column names. */
const GUESS_ROWS = 50;

export interface TitleRow {
  /** Row as a spreadsheet numbers it: the first line of the file is 1. */
  readonly line: number;
  readonly title: string;
  /** Empty where there is no skills column. */
  readonly skills: string;
  /** All cells, one a column. */
  readonly cells: readonly string[];
}

export interface ImportProblem {
  /** Row as a spreadsheet numbers it. */
  readonly row: number;
  readonly reason: string;
}

export interface TitlesCsv {
  /** Names of the columns, each once; "Column 1" and so on where the file has no header. */
  readonly columns: readonly string[];
  /** The column taken for titles; null for an empty file. */
  readonly titleColumn: string | null;
  readonly skillsColumn: string | null;
  /** At most 5,000, each with a title. */
  readonly rows: readonly TitleRow[];
  /** Rows after those, not read. */
  readonly leftOut: number;
  readonly problems: readonly ImportProblem[];
}

interface Line {
  readonly row: number;
  readonly cells: readonly string[];
  /** What the parser says against the line. */
  readonly fault: string | null;
}

const TITLE_NAMES =
  /^(?:(?:job|position|posting|role|occupation)[ _-]?)?(?:titles?|name)$|^(?:job|position|role|occupation|designation)s?$/iu;
const SKILLS_NAMES = /^(?:(?:key|required|job)[ _-]?)?skills?(?:[ _-]?(?:list|set|required))?$/iu;
const OTHER_NAMES =
  /^(?:id|ref|reference|number|no|code|company|employer|organi[sz]ation|department|team|location|place|city|country|state|salary|pay|description|date|level|area|category|email|count)$/iu;

/** Lines of the file that are not blank; the first `limit` in full, the others only counted. */
function parseLines(text: string, limit: number): { lines: Line[]; leftOut: number } {
  const lines: Line[] = [];
  let row = 0;
  let leftOut = 0;
  // Files with mixed line ends are common, and the parser knows one kind a file.
  Papa.parse<string[]>(text.replace(/\r\n?/gu, '\n'), {
    newline: '\n',
    step: ({ data, errors }) => {
      row++;
      if (data.every((cell) => cell.trim() === '')) return;
      if (lines.length >= limit) leftOut++;
      else lines.push({ row, cells: data.map(undefuse), fault: errors[0]?.message ?? null });
    },
  });
  return { lines, leftOut };
}

/** How much a column's cells look like job titles: the share that are words, a few, not numbers, not repeated. */
function titleLikeness(cells: readonly string[]): number {
  const titles = cells.filter(
    (cell) => /^[^\d@]*\p{L}{2}[^@]*$/u.test(cell) && cell.split(/\s+/u).length <= 12,
  );
  return new Set(titles).size / Math.max(1, cells.length);
}

/** The column to take for titles: by its name, else the one whose cells look most like titles, the first of equals. */
function guessTitleColumn(columns: readonly string[], lines: readonly Line[]): number {
  const named = columns.findIndex((name) => TITLE_NAMES.test(name.trim()));
  if (named >= 0) return named;
  const sample = lines.slice(0, GUESS_ROWS);
  const scores = columns.map((_, column) => titleLikeness(sample.map(({ cells }) => cells[column] ?? '')));
  return scores.indexOf(Math.max(...scores));
}

function isHeader({ cells }: Line): boolean {
  const known = (cell: string) =>
    [TITLE_NAMES, SKILLS_NAMES, OTHER_NAMES].some((names) => names.test(cell.trim()));
  return cells.some(known);
}

/** The cells of a line, one a column, and what was wrong with their number. */
function fitCells(cells: readonly string[], columns: number): { cells: string[]; problem: string | null } {
  const fitted = Array.from({ length: columns }, (_, column) => cells[column] ?? '');
  if (cells.length === columns) return { cells: fitted, problem: null };
  if (cells.length < columns) {
    return {
      cells: fitted,
      problem: `${cells.length} of ${columns} cells; the missing ones are read as empty`,
    };
  }
  return {
    cells: fitted,
    problem: `${cells.length} cells for ${columns} columns; the last ones are left out`,
  };
}

/**
 * Reads a CSV (comma, semicolon, tab or bar, found out) with a column of job titles. Blank lines are passed over; ragged rows,
 * empty titles, titles over 1,000 characters (cut) and broken quotes are listed. Cells defused by `toCsv` are given back.
 * @param text decoded, with or without byte order mark
 * @param choice columns picked by the user instead of the guess
 */
export function readTitlesCsv(
  text: string,
  choice: { readonly titleColumn?: string; readonly skillsColumn?: string | null } = {},
): TitlesCsv {
  // Papa counts a blank last line as a row of one cell and then misses the delimiter of a short file.
  const content = text.replace(/^\ufeff/u, '').replace(/[\r\n]+$/u, '');
  const parsed = parseLines(content, MAXIMUM_ROWS + 1);
  const first = parsed.lines[0];
  if (first === undefined) {
    return { columns: [], titleColumn: null, skillsColumn: null, rows: [], leftOut: 0, problems: [] };
  }
  const header = isHeader(first);
  const lines = header ? parsed.lines.slice(1) : parsed.lines.slice(0, MAXIMUM_ROWS);
  const leftOut = parsed.leftOut + parsed.lines.length - lines.length - (header ? 1 : 0);
  const columns = nameColumns(first.cells, header);
  const title = columns.indexOf(choice.titleColumn ?? '');
  const titleColumn = title >= 0 ? title : guessTitleColumn(columns, lines);
  const named = columns.findIndex((name, index) => index !== titleColumn && SKILLS_NAMES.test(name));
  const skillsColumn = choice.skillsColumn === undefined ? named : columns.indexOf(choice.skillsColumn ?? '');
  const { rows, problems } = readRows(lines, columns.length, titleColumn, skillsColumn);
  const names = { titleColumn: columns[titleColumn]!, skillsColumn: columns[skillsColumn] ?? null };
  return { columns, ...names, rows, leftOut, problems };
}

/** Trimmed names, each once: a second "Title" is "Title (2)". */
function nameColumns(cells: readonly string[], header: boolean): string[] {
  const names: string[] = [];
  for (const [index, cell] of cells.entries()) {
    const name = (header && cell.trim()) || `Column ${index + 1}`;
    let unique = name;
    for (let n = 2; names.includes(unique); n++) unique = `${name} (${n})`;
    names.push(unique);
  }
  return names;
}

/** Titles, skills (column -1: none) and problems of the lines below the header. */
function readRows(
  lines: readonly Line[],
  columns: number,
  titleColumn: number,
  skillsColumn: number,
): { rows: TitleRow[]; problems: ImportProblem[] } {
  const rows: TitleRow[] = [];
  const problems: ImportProblem[] = [];
  for (const line of lines) {
    const { cells, problem } = fitCells(line.cells, columns);
    const { title, cut } = readTitle(cells[titleColumn] ?? '');
    const skills = collapseWhiteSpace(cells[skillsColumn] ?? '');
    const reasons = [line.fault, problem, cut, title === '' ? 'no title; the row is left out' : null];
    for (const reason of reasons) if (reason !== null) problems.push({ row: line.row, reason });
    if (title !== '') rows.push({ line: line.row, title, skills, cells });
  }
  return { rows, problems };
}

/** A title with single spaces, cut at 1,000 characters. */
function readTitle(cell: string): { title: string; cut: string | null } {
  const characters = Array.from(collapseWhiteSpace(cell));
  if (characters.length <= MAXIMUM_TITLE) return { title: characters.join(''), cut: null };
  const cut = `a title of ${characters.length} characters; cut at ${MAXIMUM_TITLE}`;
  return { title: characters.slice(0, MAXIMUM_TITLE).join('').trimEnd(), cut };
}
