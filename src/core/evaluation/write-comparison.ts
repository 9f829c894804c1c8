/** @file A comparison as Markdown for people and as CSV for programs. (As JSON it is the result file, from which it can be made again.) */
import { toCsv } from '../formats/csv-export.ts';
import type { Interval } from '../metrics/bootstrap.ts';
import {
  FIGURE_NAMES,
  FIGURES,
  type Comparison,
  type ContenderFacts,
  type EvaluationResult,
} from './types.ts';
import type { FigureSummary, Summary, TaskIdentity } from './types.ts';

const DECIMALS = 3;

/** "0.512 (0.498 to 0.527)"; with its sign where it is a difference. */
export function intervalText(interval: Interval | null, signed = false): string {
  if (interval === null) return '';
  const text = (value: number) => {
    const digits = value.toFixed(DECIMALS);
    if (Number(digits) === 0) return digits.replace('-', '');
    return (signed && value > 0 ? '+' : '') + digits;
  };
  return `${text(interval.mean)} (${text(interval.low)} to ${text(interval.high)})`;
}

/** Cells of a Markdown table may hold neither a bar nor a line break. */
function markdownCell(text: string): string {
  return text.replace(/\\/gu, '\\\\').replace(/\|/gu, '\\|').replace(/\s+/gu, ' ');
}

function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(markdownCell).join(' | ')} |`;
  return [line(header), line(header.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)].join(
    '\n',
  );
}

/** One line on what was measured: queries, corpus, sample. */
export function taskText({ queries, documents, sample }: TaskIdentity): string {
  const count = (value: number) => value.toLocaleString('en-GB');
  const corpus = `a corpus of ${count(documents)} texts`;
  if (sample === null) return `${count(queries)} queries, ${corpus}.`;
  const drawn = sample.seed === null ? 'those that all were asked' : `drawn by chance (seed ${sample.seed})`;
  return `${count(sample.queries)} of ${count(queries)} queries, ${drawn}; ${corpus}.`;
}

function labelOf({ summaries }: Comparison, id: string): string {
  return summaries.find(({ contender }) => contender.id === id)!.contender.label;
}

function latencyCells({ latency }: Summary): string[] {
  const text = (milliseconds: number) => milliseconds.toFixed(milliseconds < 10 ? 2 : 0);
  return latency === null ? ['', ''] : [text(latency.median), text(latency.p95)];
}

function factsLine(
  label: string,
  { files, device, machine, date, settings, counts }: ContenderFacts,
): string {
  const pairs = Object.entries({ ...settings, ...counts }).map(([name, value]) => `${name} ${String(value)}`);
  const parts = [
    ...files.map(({ file, sha256 }) => `${file} (SHA-256 ${sha256.slice(0, 12)})`),
    ...pairs,
    device,
    machine,
    date,
  ];
  return `- ${label}: ${parts.join('; ')}`.replace(/\s+/gu, ' ');
}

/** The comparison for people: every figure with its interval, differences from the reference, times, and what ran where. */
export function comparisonMarkdown(comparison: Comparison, { results }: EvaluationResult): string {
  const { task, reference, summaries } = comparison;
  const others = summaries.filter(({ contender }) => contender.id !== reference);
  const names = summaries.map(({ contender }) => contender.label);
  const figures = FIGURES.map((figure) => [
    FIGURE_NAMES[figure],
    ...summaries.map((summary) => intervalText(summary.figures[figure].interval)),
  ]);
  const differences = FIGURES.map((figure) => [
    FIGURE_NAMES[figure],
    ...others.map((summary) => intervalText(summary.figures[figure].difference, true)),
  ]);
  const times = summaries.map((summary) => [summary.contender.label, ...latencyCells(summary)]);
  return `${[
    `# ${task.name.replace(/\s+/gu, ' ')}`,
    `${taskText(task)} Task ${task.digest.slice(0, 12)}. Means with 95 % bootstrap intervals; whole clusters of queries are drawn.`,
    markdownTable(['', ...names], figures),
    ...(others.length === 0
      ? []
      : [
          `Differences from ${labelOf(comparison, reference)}, query by query:`,
          markdownTable(['', ...others.map(({ contender }) => contender.label)], differences),
        ]),
    'Milliseconds of a query:',
    markdownTable(['', 'median', '95th percentile'], times),
    results.map(({ contender, facts }) => factsLine(contender.label, facts)).join('\n'),
  ].join('\n\n')}\n`;
}

const COLUMNS = [
  'task',
  'task_digest',
  'contender',
  'label',
  'figure',
  'mean',
  'low',
  'high',
  'queries',
  'reference',
  'difference',
  'difference_low',
  'difference_high',
] as const;

/** The comparison as CSV, a row a contender and figure; times are the figures latency_median_ms and latency_p95_ms. */
export function comparisonCsv({ task, reference, summaries }: Comparison): string {
  const rows = summaries.flatMap(({ contender, figures, latency }) => {
    const head = {
      task: task.name,
      task_digest: task.digest,
      contender: contender.id,
      label: contender.label,
    };
    const row = (figure: string, { interval, queries, difference }: FigureSummary) => ({
      ...head,
      figure,
      mean: interval?.mean,
      low: interval?.low,
      high: interval?.high,
      queries,
      reference: difference && reference,
      difference: difference?.mean,
      difference_low: difference?.low,
      difference_high: difference?.high,
    });
    const time = (figure: string, mean: number, queries: number) => ({ ...head, figure, mean, queries });
    return [
      ...FIGURES.map((figure) => row(figure, figures[figure])),
      ...(latency === null
        ? []
        : [
            time('latency_median_ms', latency.median, latency.queries),
            time('latency_p95_ms', latency.p95, latency.queries),
          ]),
    ];
  });
  return `${toCsv(rows, COLUMNS)}\r\n`;
}
