/**
 * @file The tasks that the published title data make: the same queries, corpus, relevance, unjudged rows, clusters and recorded hard
 * negatives as scripts/train/rolemap_train/tasks.py.
 */
import { FormatError } from '../formats/format-error.ts';
import type { TitleDataFile } from '../formats/title-data.ts';
import { skillsText } from '../search/field-text.ts';
import { prepareText } from '../titles/prepare-text.ts';
import { TaskBuilder, type RowNumbers } from './task-builder.ts';
import type { EvaluationTask } from './types.ts';

/** Splits whose titles, variants and postings are searched together. */
const SPLITS = new Set(['train', 'validation', 'test', 'holdout-codes-val', 'holdout-codes-test']);

type TestSplit = 'test' | 'holdout-codes-test';
type Kind = 'variants' | 'titles' | 'skills';

interface TitleDataTask {
  readonly kind: Kind;
  readonly split: TestSplit;
  /** One line, for people. */
  readonly about: string;
}

/** The tasks by the names by which they are asked for. */
export const TITLE_DATA_TASKS = {
  test: {
    kind: 'variants',
    split: 'test',
    about: 'Each variant of a test title finds its seed among all seed titles.',
  },
  holdout: {
    kind: 'variants',
    split: 'holdout-codes-test',
    about: 'The same for occupations of which no title was trained on.',
  },
  skills: {
    kind: 'skills',
    split: 'test',
    about: 'Skills as a person types them find the postings of their role.',
  },
  titles: {
    kind: 'titles',
    split: 'test',
    about: 'Each test title finds the other titles of its role among the test titles.',
  },
  'holdout-titles': {
    kind: 'titles',
    split: 'holdout-codes-test',
    about: 'The same for occupations of which no title was trained on.',
  },
  'holdout-skills': {
    kind: 'skills',
    split: 'holdout-codes-test',
    about: 'Skills find postings of occupations of which no title was trained on.',
  },
} as const satisfies Record<string, TitleDataTask>;
export type TitleDataTaskId = keyof typeof TITLE_DATA_TASKS;
export const TITLE_DATA_TASK_IDS = Object.keys(TITLE_DATA_TASKS) as TitleDataTaskId[];

export type TableName = 'titles' | 'variants' | 'postings' | 'skills-queries';
type Row = Readonly<Record<string, string>>;

/** The tables that a task reads. */
export function tablesOf(id: TitleDataTaskId): readonly TableName[] {
  const { kind } = TITLE_DATA_TASKS[id];
  return kind === 'skills' ? ['postings', 'skills-queries'] : [kind];
}

/** Rows of readTitleTable by the names of the columns. */
export function titleRows({ columns }: TitleDataFile, rows: readonly (readonly string[])[]): Row[] {
  return rows.map((cells) => Object.fromEntries(columns.map(({ name }, at) => [name, cells[at]!])));
}

/** @throws FormatError `missing-column` */
function cell(row: Row, column: string): string {
  const value = row[column];
  if (value !== undefined) return value;
  throw new FormatError('missing-column', `The title data have no column ${column}. Get them again.`);
}

/** What tells a role from all others: names of roles repeat between occupations. */
function roleOf(row: Row): string {
  return `${cell(row, 'onet_code')} ${cell(row, 'role')}`;
}

/** Rows of the corpus that each role's titles have. */
function rowsByRole(rows: readonly Row[], column: string, numbers: RowNumbers): Map<string, Set<number>> {
  const mates = new Map<string, Set<number>>();
  for (const row of rows) {
    const known = mates.get(roleOf(row)) ?? new Set();
    mates.set(roleOf(row), known.add(numbers.of(prepareText(cell(row, column)))));
  }
  return mates;
}

function without(rows: Iterable<number>, left: ReadonlySet<number>): number[] {
  return [...rows].filter((row) => !left.has(row));
}

/** Each variant finds its seed among all seeds; the role's other seeds are unjudged. */
function addVariants(task: TaskBuilder, table: readonly Row[], split: TestSplit): void {
  const rows = table.filter((row) => SPLITS.has(cell(row, 'split')));
  const mates = rowsByRole(rows, 'seed_title', task.corpus);
  for (const row of rows) {
    if (cell(row, 'split') !== split) continue;
    const seed = task.corpus.of(prepareText(cell(row, 'seed_title')));
    task.add({
      text: prepareText(cell(row, 'jittered_title')),
      relevant: [seed],
      unjudged: without(mates.get(roleOf(row))!, new Set([seed])),
      cluster: cell(row, 'seed_title'),
      strategy: cell(row, 'strategy'),
    });
  }
}

/** Each title of the split finds the other titles of its role; a title of two roles finds those of both. */
function addTitles(task: TaskBuilder, table: readonly Row[], split: TestSplit): void {
  const rows = table.filter((row) => cell(row, 'split') === split);
  const mates = rowsByRole(rows, 'title', task.corpus);
  const byTitle = new Map<string, { relevant: Set<number>; cluster: string }>();
  for (const row of rows) {
    const title = prepareText(cell(row, 'title'));
    const known = byTitle.get(title) ?? { relevant: new Set(), cluster: cell(row, 'onet_code') };
    for (const mate of mates.get(roleOf(row))!) known.relevant.add(mate);
    byTitle.set(title, known);
  }
  for (const [text, { relevant, cluster }] of byTitle) {
    const own = task.corpus.of(text);
    task.add({ text, relevant: without(relevant, new Set([own])), unjudged: [own], cluster });
  }
}

/**
 * Each skills query finds the postings of its role. What holds every typed skill is judged inside a split only: postings of the same
 * occupation in other splits share skills with the query and are left unjudged.
 */
function addSkills(
  task: TaskBuilder,
  { postings, queries }: { readonly postings: readonly Row[]; readonly queries: readonly Row[] },
  split: TestSplit,
): void {
  const rows = postings.filter((row) => SPLITS.has(cell(row, 'split')));
  const elsewhere = new Map<string, number[]>();
  for (const row of rows) {
    const text = skillsText({ skills: cell(row, 'skills'), description: cell(row, 'description') });
    const number = task.corpus.add(cell(row, 'id'), prepareText(text));
    if (cell(row, 'split') === split) continue;
    const code = cell(row, 'onet_code');
    elsewhere.set(code, [...(elsewhere.get(code) ?? []), number]);
  }
  const numbersIn = (text: string) =>
    text.split(/\s+/u).flatMap((id) => (task.corpus.has(id) ? [task.corpus.numberOf(id)] : []));
  for (const row of queries) {
    if (cell(row, 'split') !== split) continue;
    const relevant = numbersIn(cell(row, 'relevant'));
    const code = cell(row, 'onet_code');
    const others = [...numbersIn(cell(row, 'also_relevant')), ...(elsewhere.get(code) ?? [])];
    task.add({
      text: prepareText(cell(row, 'query')),
      relevant,
      unjudged: without(others, new Set(relevant)),
      cluster: code,
      hardNegatives: numbersIn(cell(row, 'hard_negative')),
    });
  }
}

const NAMES: Readonly<Record<Kind, string>> = {
  variants: 'variant -> seed',
  titles: 'title -> titles of its role',
  skills: 'skills -> posting',
};

/**
 * A task of the title data.
 * @param tables those of `tablesOf(id)`, as titleRows gives them
 * @throws FormatError `missing-column`; `bad-value` where the split has no queries
 */
export function titleDataTask(
  id: TitleDataTaskId,
  tables: Readonly<Partial<Record<TableName, readonly Row[]>>>,
): EvaluationTask {
  const { kind, split } = TITLE_DATA_TASKS[id];
  const task = new TaskBuilder(`${NAMES[kind]}, ${split}`);
  const table = (name: TableName) => tables[name] ?? [];
  if (kind === 'variants') addVariants(task, table('variants'), split);
  else if (kind === 'titles') addTitles(task, table('titles'), split);
  else addSkills(task, { postings: table('postings'), queries: table('skills-queries') }, split);
  return task.build();
}
