/** @file The sentences of the page that are made of figures. */
import type { Trade } from '../../core/coding/trust/trade.ts';
import type { Share } from '../../core/coding/trust/wilson.ts';
import { formatCount, formatDuration } from '../../ui/format.ts';
import type { DescriptionPlace } from './distinct-titles.ts';

/** "0.85" and ": 61 % of rows coded, expected 7 wrong in 100." @param partly whether titles are still to be coded */
export function tradeSentence(trade: Trade, partly: boolean): { threshold: string; rest: string } {
  const rows = partly ? 'the rows so far' : 'rows';
  const coded = `: ${Math.round(100 * trade.shareCoded)} % of ${rows} coded`;
  const wrong = trade.wrongInHundred === null ? '' : `, expected ${wrongWords(trade.wrongInHundred)} in 100`;
  return { threshold: trade.threshold.toFixed(2), rest: `${coded}${wrong}.` };
}

function wrongWords(wrong: number): string {
  return wrong > 0 && wrong < 0.5 ? 'under 1 wrong' : `${Math.round(wrong)} wrong`;
}

/** "19,970 of 31,204 titles, 214 a second, 52 s left". */
export function progressSentence(progress: {
  readonly done: number;
  readonly total: number;
  readonly rate: number | null;
  readonly secondsLeft: number | null;
}): string {
  const { done, total, rate, secondsLeft } = progress;
  const parts = [`${formatCount(done)} of ${formatCount(total)} titles`];
  if (rate !== null) parts.push(`${formatCount(rate)} a second`);
  if (secondsLeft !== null) parts.push(`${formatDuration(secondsLeft)} left`);
  return parts.join(', ');
}

/** "81 %, 78 to 84"; a dash where nothing was counted. The figures behind it are the 95 % interval. */
export function shareWords({ share, interval }: Share): string {
  const percent = (value: number) => Math.round(100 * value);
  return share === null ? '–' : `${percent(share)} %, ${percent(interval.low)} to ${percent(interval.high)}`;
}

/** Rows as "1,234"; sums of weights as "3.25" where they are small and not whole. */
export function formatRows(rows: number): string {
  return Number.isInteger(rows) || rows >= 100 ? formatCount(rows) : String(Number(rows.toPrecision(3)));
}

/** "1 row", "1,234 rows"; where rows have weights, their sum: "weight 3.25". */
export function amountWords(rows: number, weighted: boolean): string {
  return weighted ? `weight ${formatRows(rows)}` : counted(rows, 'row');
}

/** "1 row", "2 rows". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** "with description 2 of 3", "without a description". */
export function descriptionWords({ place, of }: DescriptionPlace): string {
  return place === 0 ? 'without a description' : `with description ${place} of ${of}`;
}

/** "312 titles of 1,204 rows corrected to 15-1252.00 Software Developers. 3 titles had another correction before." */
export function correctedSentence(
  counts: {
    readonly titles: number;
    readonly rows: number;
    /** Titles that had another correction. */
    readonly others: number;
    /** Titles that are not coded yet. */
    readonly waiting: number;
  },
  answer: string,
): string {
  const { titles, rows, others, waiting } = counts;
  const sentences = [`${counted(titles, 'title')} of ${counted(rows, 'row')} corrected to ${answer}.`];
  if (others > 0) sentences.push(`${counted(others, 'title')} had another correction before.`);
  if (waiting > 0) sentences.push(`${counted(waiting, 'title')} not coded yet and left out.`);
  return sentences.join(' ');
}
