/** @file Whether a table has a header, what its columns are called, and which of them holds the titles, and which descriptions. */

/** Names of title columns in the spelling of `plainName`, those that leave least doubt first. */
const TITLE_NAMES: readonly RegExp[] = [
  /^(?:(?:raw|messy|original|current|reported|stated) )?(?:job|position|posting|role|occupation)(?:al)? titles?$/u,
  /^(?:(?:raw|messy|original|current|clean) )?titles?(?: (?:raw|text))?$/u,
  /^(?:job|position|posting|role|occupation) names?$/u,
  /^(?:current )?(?:jobs?|positions?|roles?|occupations?|designations?)$/u,
];
/** Names of columns that say what is done in a job, those that leave least doubt first. */
const DESCRIPTION_NAMES: readonly RegExp[] = [
  /^(?:job|position|posting|role|vacancy) (?:description|summary|duties|tasks|text)s?$/u,
  /^(?:(?:main|key) )?(?:duties|tasks|responsibilities)(?: performed)?$/u,
  /^(?:full )?descriptions?(?: of (?:the )?(?:job|duties|tasks|role))?$/u,
];
/** Names of other columns of such tables. */
const OTHER_NAMES =
  /^(?:name|id|ref|reference|number|no|code|company|employer|organi[sz]ation|department|team|location|place|city|country|state|salary|pay|(?:job )?description|date|level|area|category|email|count|weight|(?:key |required |job )?skills?|(?:soc|onet|o net)(?: soc)? codes?)$/u;
/** Words that job titles have and names of companies, places and people seldom. */
const JOB_WORDS =
  /\b(?:accountant|administrator|advisor|adviser|agent|analyst|architect|assistant|associate|attendant|buyer|carer|cashier|chef|clerk|cleaner|consultant|cook|coordinator|designer|developer|director|driver|electrician|engineer|executive|foreman|guard|head of|installer|intern|inspector|instructor|labou?rer|lead|lecturer|manager|mechanic|nurse|officer|operative|operator|partner|physician|planner|plumber|porter|programmer|receptionist|recruiter|representative|sales|scientist|secretary|specialist|supervisor|surveyor|teacher|technician|therapist|trainer|waiter|waitress|welder|worker)s?\b/iu;
/** A number, an amount of money or a date. */
const FIGURE = /^[\s$€£+-]*\d[\d.,:/\s%TZ+-]*[kK€]?$/u;

/** A column's name in lower case, with single spaces between words: "Job_Title" and "jobTitle" are "job title". */
export function plainName(name: string): string {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase()
    .replace(/^jobtitle(s?)$/u, 'job title$1');
}

/** Whether a cell is the usual name of a title column. */
export function isTitleName(cell: string): boolean {
  const name = plainName(cell);
  return TITLE_NAMES.some((names) => names.test(name));
}

/**
 * Whether the first row holds names: it has a known one, or it has words above a column of figures.
 * @param rows the rows after it
 */
export function guessHeader(first: readonly string[], rows: readonly (readonly string[])[]): boolean {
  if (first.some((cell) => isTitleName(cell) || OTHER_NAMES.test(plainName(cell)))) return true;
  const names = first.every((cell) => cell.trim() !== '' && !FIGURE.test(cell));
  if (!names || new Set(first).size < first.length) return false;
  return first.some((_, column) => {
    const cells = rows.map((row) => (row[column] ?? '').trim()).filter((cell) => cell !== '');
    return cells.length > 0 && cells.filter((cell) => FIGURE.test(cell)).length >= cells.length * 0.8;
  });
}

/**
 * Names of all columns, trimmed and each once: a second "Title" is "Title (2)", one without a name "Column 3".
 * @param cells names that the file gives
 * @param width number of columns
 */
export function nameColumns(cells: readonly string[], width: number): string[] {
  const names = new Set<string>();
  for (let column = 0; column < width; column++) {
    const name = cells[column]?.trim() || `Column ${column + 1}`;
    let unique = name;
    for (let n = 2; names.has(unique); n++) unique = `${name} (${n})`;
    names.add(unique);
  }
  return [...names];
}

/** How much a column's cells look like job titles, in 0 to 2: the share of distinct short texts, and that with words of jobs. */
function titleLikeness(cells: readonly string[]): number {
  const texts = cells.filter(
    (cell) => /^[^\d@]*\p{L}{2}[^@]*$/u.test(cell) && cell.trim().split(/\s+/u).length <= 12,
  );
  const jobs = texts.filter((cell) => JOB_WORDS.test(cell));
  return (new Set(texts).size + jobs.length) / Math.max(1, cells.length);
}

/**
 * Index of the column to take for titles: by its name, else the one whose cells look most like titles, the first of equals.
 * @param rows some rows below the header
 */
export function guessTitleColumn(columns: readonly string[], rows: readonly (readonly string[])[]): number {
  const names = columns.map(plainName);
  for (const known of TITLE_NAMES) {
    const named = names.findIndex((name) => known.test(name));
    if (named >= 0) return named;
  }
  const scores = columns.map((_, column) => titleLikeness(rows.map((row) => row[column] ?? '')));
  return Math.max(0, scores.indexOf(Math.max(...scores)));
}

/** Index of the column that may describe the jobs, by its name; null for none. It is offered, and not taken by itself. */
export function guessDescriptionColumn(columns: readonly string[], titleColumn: number): number | null {
  const names = columns.map(plainName);
  for (const known of DESCRIPTION_NAMES) {
    const named = names.findIndex((name, column) => column !== titleColumn && known.test(name));
    if (named >= 0) return named;
  }
  return null;
}
