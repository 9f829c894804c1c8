/** @file Tasks out of the user's files: pairs of query and relevant text, or queries, corpus and judgements in the style of TREC. */
import { FormatError } from '../formats/format-error.ts';
import type { OpenTable, TableRow } from '../tables/table-types.ts';
import { prepareText } from '../titles/prepare-text.ts';
import { TaskBuilder } from './task-builder.ts';
import type { EvaluationTask, Relevant } from './types.ts';

/** A row that could not be used as it is. */
export interface TaskProblem {
  readonly file: string;
  /** As a spreadsheet numbers it. */
  readonly row: number;
  /** What is wrong and what was done about it. */
  readonly problem: string;
}

export interface OwnTask {
  readonly task: EvaluationTask;
  /** In the order of the files and rows; the rows stand without effect. */
  readonly problems: readonly TaskProblem[];
  /** Queries that nothing was judged relevant for; they are left out, as trec_eval does. */
  readonly queriesWithoutAnswer: number;
}

type Report = (row: number, problem: string) => void;

/** Names as they are compared: lower case, letters and digits only. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Place of the first column with one of the names; -1 without. */
function placeOf(columns: readonly string[], names: readonly string[]): number {
  const known = columns.map(plain);
  return names.map((name) => known.indexOf(name)).find((place) => place >= 0) ?? -1;
}

/** Reads all rows; problems that the table itself has with them come first. */
async function eachRow(
  table: OpenTable,
  problems: TaskProblem[],
  signal: AbortSignal,
  use: (row: TableRow, report: Report) => void,
): Promise<void> {
  const report: Report = (row, problem) => problems.push({ file: table.name, row, problem });
  for await (const batch of table.batches(signal)) {
    for (const { row, problem } of batch.problems) report(row, problem);
    for (const row of batch.rows) use(row, report);
  }
}

/** A grade over 0, 0 for "judged not relevant"; null where the cell holds none. */
function gradeOf(cell: string): number | null {
  const text = cell.trim();
  if (text === '') return 1;
  return /^[+-]?\d+(?:\.\d+)?$/u.test(text) ? Math.max(0, Number(text)) : null;
}

/**
 * A task from a table, opened with `header: true`, with the columns "query" and "relevant", and "grade" where there is one. A query may have several rows. The corpus
 * is all relevant texts; where a query's own text is among them and not its answer, it is left unjudged for that query.
 * @throws FormatError `missing-column`, naming the columns that are there; `bad-value` where no row can be used; the signal's reason
 */
export async function pairsTask(table: OpenTable, signal: AbortSignal): Promise<OwnTask> {
  const [queryAt, relevantAt, gradeAt] = ['query', 'relevant', 'grade'].map((name) =>
    placeOf(table.columns, [name]),
  ) as [number, number, number];
  if (queryAt < 0 || relevantAt < 0)
    throw new FormatError(
      'missing-column',
      `${table.name} needs the columns "query" and "relevant", each row a query and a text that answers it; it has ${table.columns.join(', ')}.`,
    );
  const builder = new TaskBuilder(table.name);
  const problems: TaskProblem[] = [];
  const wanted = new Map<string, Map<number, number>>();
  await eachRow(table, problems, signal, ({ row, cells }, report) => {
    const query = prepareText(cells[queryAt] ?? '');
    const relevant = prepareText(cells[relevantAt] ?? '');
    const grade = gradeAt < 0 ? 1 : gradeOf(cells[gradeAt] ?? '');
    if (query === '' || relevant === '') {
      report(row, `the ${query === '' ? 'query' : 'relevant text'} is empty; left out`);
      return;
    }
    if (grade === null) {
      report(row, `the grade "${cells[gradeAt]!}" is not a number; left out`);
      return;
    }
    const answer = builder.corpus.of(relevant);
    const grades = wanted.get(query) ?? new Map<number, number>();
    wanted.set(query, grades);
    if (grades.has(answer)) report(row, 'the same query and relevant text as in a row before; left out');
    else grades.set(answer, grade);
  });
  for (const [text, grades] of wanted) {
    const own = builder.corpus.find(text);
    const unjudged = own === undefined || grades.has(own) ? [] : [own];
    builder.add({ text, relevant: relevantRows(grades), unjudged });
  }
  return {
    task: builder.build(),
    problems,
    queriesWithoutAnswer: wanted.size - builder.queryCount,
  };
}

function relevantRows(grades: ReadonlyMap<number, number>): Relevant[] {
  return [...grades].filter(([, grade]) => grade > 0).map(([row, grade]) => ({ row, grade }));
}

const ID_NAMES = ['id', 'qid', 'docid', 'docno', 'queryid', 'corpusid', 'cid'];
const TEXT_NAMES = ['text', 'title', 'jobtitle', 'query', 'document', 'contents'];

interface TextColumns {
  readonly id: number;
  readonly text: number;
  /** Row that holds their names; 0 where no row of data does. */
  readonly headerRow: number;
}

/** By their names, which the first row may hold; else, of two columns, the first and the second. @throws FormatError `missing-column` */
function textColumns({ name, columns, header, preview }: OpenTable): TextColumns {
  const first = header === false ? preview[0]! : null;
  const names = first?.cells ?? columns;
  const [id, text] = [placeOf(names, ID_NAMES), placeOf(names, TEXT_NAMES)];
  if (id >= 0 && text >= 0) return { id, text, headerRow: first?.row ?? 0 };
  if (columns.length === 2) return { id: 0, text: 1, headerRow: 0 };
  throw new FormatError(
    'missing-column',
    `${name} needs the columns "id" and "text"; it has ${names.join(', ')}.`,
  );
}

/** Texts by id. */
async function readTexts(
  table: OpenTable,
  problems: TaskProblem[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const { id: idAt, text: textAt, headerRow } = textColumns(table);
  const texts = new Map<string, string>();
  await eachRow(table, problems, signal, ({ row, cells }, report) => {
    if (row === headerRow) return;
    const id = (cells[idAt] ?? '').trim();
    const text = prepareText(cells[textAt] ?? '');
    if (id === '' || text === '') report(row, `the ${id === '' ? 'id' : 'text'} is empty; left out`);
    else if (texts.has(id)) report(row, `the id "${id}" stands in a row before; left out`);
    else texts.set(id, text);
  });
  return texts;
}

interface Judgements {
  readonly queries: ReadonlyMap<string, string>;
  /** Row numbers by id. */
  readonly rowOf: (document: string) => number | undefined;
}

/** One line of the judgements: what is wrong with it, or null once `grades` hold it. */
function judge(
  line: string,
  { queries, rowOf }: Judgements,
  grades: Map<string, Map<number, number>>,
): string | null {
  const parts = line.trim().split(/\s+/u);
  if (parts.length !== 4)
    return `has ${parts.length} columns, not the 4 of TREC (query id, 0, document id, relevance); left out`;
  const [query, , document, relevance] = parts as [string, string, string, string];
  const row = rowOf(document);
  if (!/^[+-]?\d+$/u.test(relevance)) return `the relevance "${relevance}" is not a whole number; left out`;
  if (!queries.has(query)) return `no query has the id "${query}"; left out`;
  if (row === undefined) return `no document of the corpus has the id "${document}"; left out`;
  const known = grades.get(query) ?? new Map<number, number>();
  grades.set(query, known);
  if (known.has(row)) return `judges "${document}" for "${query}" a second time; left out`;
  known.set(row, Math.max(0, Number(relevance)));
  return null;
}

/**
 * A task from three files in the style of TREC.
 * @param tables.queries columns "id" and "text", opened with `header: false`; a first row with these names is one all the same, and two
 *   columns need no names
 * @param tables.corpus the same
 * @param tables.qrels opened as `text` without header: a line a judgement, four columns with white space between them (query id, unused,
 *   document id, relevance); relevance over 0 is relevant, and its grade
 * @throws FormatError `missing-column`; `bad-value` where no query has a relevant document; the signal's reason
 */
export async function trecTask(
  tables: { readonly queries: OpenTable; readonly corpus: OpenTable; readonly qrels: OpenTable },
  signal: AbortSignal,
): Promise<OwnTask> {
  const problems: TaskProblem[] = [];
  const queries = await readTexts(tables.queries, problems, signal);
  const corpus = await readTexts(tables.corpus, problems, signal);
  const builder = new TaskBuilder(tables.qrels.name);
  for (const [id, text] of corpus) builder.corpus.add(id, text);
  const rowOf = (id: string) => (builder.corpus.has(id) ? builder.corpus.numberOf(id) : undefined);
  const grades = new Map<string, Map<number, number>>();
  await eachRow(tables.qrels, problems, signal, ({ row, cells }, report) => {
    const problem = judge(cells[0] ?? '', { queries, rowOf }, grades);
    if (problem !== null) report(row, problem);
  });
  for (const [id, text] of queries)
    builder.add({
      id,
      text,
      relevant: relevantRows(grades.get(id) ?? new Map<number, number>()),
      unjudged: [],
    });
  return {
    task: builder.build(),
    problems,
    queriesWithoutAnswer: queries.size - builder.queryCount,
  };
}
