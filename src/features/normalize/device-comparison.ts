/** @file What another device and model file change: a sample of the titles coded both ways, before a run on it. */
import type { TitleInput } from '../../core/coding/description.ts';
import { answerOf } from '../../core/coding/answer.ts';
import { drawAudit, SAMPLE_SIZE } from '../../core/coding/trust/audit.ts';
import { wilson } from '../../core/coding/trust/wilson.ts';
import type { DeviceComparison } from '../../core/coding/output/run-record.ts';
import type { CodedTitle } from '../../core/coding/types.ts';
import { formatCount } from '../../ui/format.ts';
import type { CodingTools } from './ports.ts';
import { counted } from './sentences.ts';

/** The same titles of a file are drawn each time. */
const SEED = 1;

/**
 * Compares the answers of two devices, title by title.
 * @param threshold least confidence of an answer, 0 to 1
 */
export function differences(
  one: readonly CodedTitle[],
  other: readonly CodedTitle[],
  threshold: number,
): Omit<DeviceComparison, 'seed'> {
  const finest = ({ jobs }: CodedTitle) => jobs.map(({ steps }) => steps[0]?.code ?? '').join(' ');
  const answer = (coded: CodedTitle) => {
    const { status, jobs } = answerOf(coded, threshold);
    return status === 'no-code' ? '' : jobs.map(({ step }) => step?.code ?? '').join(' ');
  };
  const count = (text: (coded: CodedTitle) => string) =>
    one.filter((coded, at) => text(coded) !== text(other[at]!)).length;
  return { titles: one.length, detailedDiffers: count(finest), answerDiffers: count(answer), threshold };
}

/** Codes a sample of 200 titles, or all where there are fewer, on WASM and on WebGPU. */
export async function compareDevices(
  tools: CodingTools,
  titles: readonly TitleInput[],
  { threshold, signal }: { readonly threshold: number; readonly signal: AbortSignal },
): Promise<DeviceComparison> {
  const rows = titles.map(() => 1);
  const drawn = drawAudit(rows, { size: SAMPLE_SIZE, seed: SEED }).map(({ title }) => titles[title]!);
  const { coded: one } = await tools.code({ titles: drawn }, { signal });
  const { coded: other } = await tools.code({ titles: drawn }, { signal, device: 'webgpu' });
  return { ...differences(one, other, threshold), seed: SEED };
}

/** "Of 200 titles of this file 3 (1.5 %, 0.5 to 4.3) have another detailed code on the GPU than on WASM ...". */
export function comparisonSentence(comparison: DeviceComparison): string {
  const { titles, detailedDiffers, answerDiffers, threshold } = comparison;
  return (
    `Of ${counted(titles, 'title')} of this file ${formatCount(detailedDiffers)} (${shareOf(detailedDiffers, titles)}) ` +
    `${detailedDiffers === 1 ? 'has' : 'have'} another detailed code on the GPU than on WASM and in the command line, ` +
    `${formatCount(answerDiffers)} (${shareOf(answerDiffers, titles)}) another answer at ${threshold.toFixed(2)}.`
  );
}

/** With the 95 % interval. */
function shareOf(part: number, all: number): string {
  if (all === 0) return 'none compared';
  const percent = (value: number) => Number((100 * value).toFixed(1));
  const { low, high } = wilson(part / all, all);
  return `${percent(part / all)} %, ${percent(low)} to ${percent(high)}`;
}
