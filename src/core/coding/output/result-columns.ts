/** @file The columns that coding adds to a table: one row of texts for each title. */
import { officialCode } from '../groups/groups.ts';
import { answerOf } from '../answer.ts';
import {
  answerAt,
  DETAILS,
  type CodedJob,
  type CodedTitle,
  type CodeTitles,
  type Detail,
  type Reason,
  type Source,
} from '../types.ts';

export interface ResultOptions {
  /** Least confidence of an answer, 0 to 1. */
  readonly threshold: number;
  readonly names: CodeTitles;
}

/** Between the values of the jobs of one title. */
const BETWEEN_JOBS = ' | ';

export const REASON_WORDS: Readonly<Record<Reason, string>> = {
  empty: 'empty',
  'not-an-occupation': 'not an occupation',
  'company-name': 'company name',
  'several-jobs': 'several jobs',
  'too-general': 'too general',
  'not-english': 'not English',
  'not-sure': 'not sure',
};

export const SOURCE_WORDS: Readonly<Record<Source, string>> = {
  index: 'index',
  correction: 'correction',
  'exact-title': 'exact title',
  model: 'model',
};

type JobCell = (job: CodedJob, options: ResultOptions) => string;
type TitleCell = (coded: CodedTitle, options: ResultOptions) => string;
type Column = readonly [name: string, cell: TitleCell];

const number = (value: number | undefined) => (value === undefined ? '' : value.toFixed(3));
const stepOf = (job: CodedJob, detail: Detail) => job.steps.find((step) => step.detail === detail);

/** "pay: $42/hr; shift: Nights". */
function removedParts({ removed }: CodedTitle): string {
  return removed.map(({ kind, text }) => `${kind}: ${text}`).join('; ');
}

/** One value for each job, so that the third value of every column is of the third job. */
function joined(values: readonly string[]): string {
  if (values.length === 1) return values[0]!;
  if (values.every((value) => value === '')) return '';
  return values.map((value) => value.replaceAll('|', '/')).join(BETWEEN_JOBS);
}

/** A column with a value for each job. */
function ofJobs(name: string, cell: JobCell, without = ''): Column {
  return [
    name,
    ({ jobs }, options) => (jobs.length === 0 ? without : joined(jobs.map((job) => cell(job, options)))),
  ];
}

function answerColumns(): readonly Column[] {
  const step = (job: CodedJob, { threshold }: ResultOptions) => answerAt(job, threshold).step;
  return [
    ofJobs('answer', (job, options) => officialCode(step(job, options)?.code ?? '')),
    ofJobs('answer_title', (job, options) => options.names.title(step(job, options)?.code ?? '')),
    ofJobs('answer_detail', (job, options) => step(job, options)?.detail ?? 'none', 'none'),
    ofJobs('confidence', (job, options) => number(step(job, options)?.confidence)),
  ];
}

/** The best code at a level of detail, however sure, and its title. */
function codeColumns(name: string, detail: Detail): readonly Column[] {
  const code = (job: CodedJob) => stepOf(job, detail)?.code ?? '';
  return [
    ofJobs(name, (job) => officialCode(code(job))),
    ofJobs(`${name}_title`, (job, { names }) => names.title(code(job))),
  ];
}

/** No value with fewer than two alternatives. */
function gapToRunnerUp({ alternatives: [best, next] }: CodedJob): string {
  return best && next ? number(best.confidence - next.confidence) : '';
}

/** Names of the columns with the code at each level of detail. */
const CODE_NAMES: Readonly<Record<Detail, string>> = {
  detailed: 'onet_soc_2019',
  soc: 'soc_2018',
  broad: 'broad_group',
  minor: 'minor_group',
  major: 'major_group',
};

/** What decided each job's code; without a job, who gave the reason, where it was the user. */
function sourceOf({ jobs, reasonSource }: CodedTitle): string {
  if (jobs.length > 0) return joined(jobs.map(({ source }) => SOURCE_WORDS[source]));
  return reasonSource ? SOURCE_WORDS[reasonSource] : '';
}

const COLUMNS: readonly Column[] = [
  ['clean_title', ({ clean, jobs }) => (jobs.length > 1 ? joined(jobs.map(({ title }) => title)) : clean)],
  ['removed', removedParts],
  ...answerColumns(),
  ...DETAILS.flatMap((detail) => codeColumns(CODE_NAMES[detail], detail)),
  ...DETAILS.map((detail) =>
    ofJobs(`confidence_${detail}`, (job) => number(stepOf(job, detail)?.confidence)),
  ),
  ['source', sourceOf],
  [
    'reason',
    (coded, { threshold }) => {
      const { reason } = answerOf(coded, threshold);
      return reason === null ? '' : REASON_WORDS[reason];
    },
  ],
  ofJobs('level', ({ level }) => level.name),
  ofJobs('level_confidence', ({ level }) => number(level.confidence)),
  ofJobs('area', ({ area }) => area.name),
  ofJobs('area_confidence', ({ area }) => number(area.confidence)),
  ofJobs('nearest_titles', ({ nearest }) => nearest.map((near) => `${near.title} (${near.code})`).join('; ')),
  ofJobs('gap_to_runner_up', gapToRunnerUp),
];

const PREFIX = 'rolemap_';

/** Names of the columns, in the order of `resultCells`. */
export const RESULT_COLUMNS: readonly string[] = COLUMNS.map(([name]) => PREFIX + name);

/** The clean title that leads the group of nearly equal titles: behind the other columns, where groups are asked for. */
export const GROUP_COLUMN = `${PREFIX}title_group`;

/**
 * The cells of RESULT_COLUMNS for a title: texts, codes as published, numbers with three decimals, '' for what there is not. Where a title
 * names several jobs, each column holds a value for each, joined by " | "; its reason is that of the whole title (answer.ts).
 */
export function resultCells(coded: CodedTitle, options: ResultOptions): string[] {
  return COLUMNS.map(([, cell]) => cell(coded, options));
}

/**
 * The result columns with names that no input column has: "rolemap_answer" becomes "rolemap_answer_2" in a file that was coded before.
 * Capitals make no difference, as to most tools that read tables.
 */
export function renamedColumns(
  inputColumns: readonly string[],
  resultColumns: readonly string[] = RESULT_COLUMNS,
): string[] {
  const taken = new Set(inputColumns.map((name) => name.toLowerCase()));
  return resultColumns.map((name) => {
    let free = name;
    for (let next = 2; taken.has(free.toLowerCase()); next++) free = `${name}_${next}`;
    taken.add(free.toLowerCase());
    return free;
  });
}
