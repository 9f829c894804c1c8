/** @file The words of the Evaluate tab. */
import type { TitleDataTaskId } from '../../core/evaluation/title-data-tasks.ts';
import { FIGURE_NAMES, type Comparison, type Figure, type Summary } from '../../core/evaluation/types.ts';
import type { Interval } from '../../core/metrics/bootstrap.ts';
import { formatCount, formatDuration } from '../../ui/format.ts';
import type { SliceRow } from '../../workers/evaluation/result-views.ts';
import type { OwnFileRole, SetId } from './evaluation-set.svelte.ts';
import type { EvaluationRun } from './evaluation-run.svelte.ts';
import { SHOWN_FIGURES } from './report.svelte.ts';

const SHIPPED_NAMES: Readonly<Record<TitleDataTaskId, string>> = {
  test: 'Our test split: variants find their title',
  holdout: 'Hold-out codes: variants find their title',
  titles: 'Titles of a role, test split',
  'holdout-titles': 'Titles of a role, hold-out codes',
  skills: 'Skills find postings, test split',
  'holdout-skills': 'Skills find postings, hold-out codes',
};

export const SET_NAMES: Readonly<Record<SetId, string>> = {
  ...SHIPPED_NAMES,
  pairs: 'A file of yours: query and relevant',
  trec: 'Files of yours, as TREC has them',
};

export const FILE_NAMES: Readonly<Record<OwnFileRole, string>> = {
  pairs: 'File of pairs',
  queries: 'File of queries',
  corpus: 'File of the corpus',
  qrels: 'File of judgements (qrels)',
};

/** Each measure in one sentence. */
export const FIGURE_WORDS: Readonly<Record<Figure, string>> = {
  map: 'At the place of each right answer, the share of right ones down to there; averaged over the right answers of a query.',
  mrr: 'One divided by the place of the first right answer.',
  ndcg10:
    'How much of what could stand in the first ten does, the upper places counting more, and better grades more.',
  recall1: 'Share of the right answers that stands at place 1.',
  recall5: 'Share of the right answers among the first five.',
  recall10: 'Share of the right answers among the first ten.',
  precision1: 'Whether place 1 is right.',
  precision5: 'Share of the first five that is right.',
  precision10: 'Share of the first ten that is right; with one right answer it is 0.1 at most.',
  hardTriplets:
    'How often the right answer scores above a wrong one that is written much like it, or that the data name as easily confused.',
  randomTriplets: 'How often the right answer scores above a wrong one drawn by chance.',
};

/** "0.512". */
export function figureText(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

/** "0.498 to 0.527"; with signs where it is a difference. */
export function rangeText({ low, high }: Interval, signed = false): string {
  return signed ? `${signedText(low)} to ${signedText(high)}` : `${figureText(low)} to ${figureText(high)}`;
}

/** "+0.014". */
export function signedText(value: number): string {
  const text = value.toFixed(3);
  if (Number(text) === 0) return text.replace('-', '');
  return value > 0 ? `+${text}` : text;
}

/** "7.41 ms", "120 ms". */
export function millisecondsText(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}

/** "about 40 s"; the models' work alone. */
export function estimateText(seconds: number | null): string {
  return seconds === null ? '' : `about ${formatDuration(seconds)}`;
}

/** Where the measure is. */
export function runSentence(
  run: Pick<EvaluationRun, 'step' | 'current' | 'done' | 'total' | 'rate' | 'secondsLeft'>,
): string {
  const { step, current, done, total, rate, secondsLeft } = run;
  if (step === 'choosing') return 'Choosing the queries and their wrong answers';
  if (step === 'starting') return `${current}: starting`;
  const parts = [
    `${current}, ${step === 'corpus' ? 'reading the corpus' : 'asking the queries'}: ${formatCount(done)} of ${formatCount(total)} texts`,
  ];
  if (rate !== null) parts.push(`${formatCount(rate)} a second`);
  if (secondsLeft !== null) parts.push(`${formatDuration(secondsLeft)} left`);
  return parts.join(', ');
}

/** The best by a figure as it is written; null where none has it, or where it is shared. */
function best(summaries: readonly Summary[], figure: Figure): { label: string; value: number } | null {
  const known = summaries.flatMap(({ contender, figures }) => {
    const { interval } = figures[figure];
    return interval ? [{ label: contender.label, value: Number(interval.mean.toFixed(3)) }] : [];
  });
  return known.reduce<{ label: string; value: number } | null>(
    (most, one) => (most && most.value >= one.value ? most : one),
    null,
  );
}

/** Sentences on the figures by which a search without a model is ahead of every other contender. */
export function lexicalLeads({ summaries }: Pick<Comparison, 'summaries'>): string[] {
  const [lexical, others] = [true, false].map((wanted) =>
    summaries.filter(({ contender }) => (contender.kind === 'lexical') === wanted),
  );
  return SHOWN_FIGURES.flatMap((figure) => {
    const [word, model] = [best(lexical!, figure), best(others!, figure)];
    if (!word || !model || word.value <= model.value) return [];
    return [
      `${FIGURE_NAMES[figure]}: ${word.label} ${figureText(word.value)}, ${model.label} ${figureText(model.value)}.`,
    ];
  });
}

/** Names of the groups in which a search without a model has the best mean. */
export function lexicalSlices(
  slices: readonly SliceRow[],
  { summaries }: Pick<Comparison, 'summaries'>,
): string[] {
  const most = (row: SliceRow, lexical: boolean) =>
    Math.max(
      -Infinity,
      ...row.intervals.flatMap((interval, at) => {
        const isLexical = summaries[at]?.contender.kind === 'lexical';
        return interval && isLexical === lexical ? [Number(interval.mean.toFixed(3))] : [];
      }),
    );
  return slices.flatMap((row) => {
    const model = most(row, false);
    return model > -Infinity && most(row, true) > model ? [row.name] : [];
  });
}
