/** @file From the chances of detailed codes to an answer at each level of detail. */
import { DETAILS, type Detail, type Step } from './types.ts';

/** Length of the code at each level: 15-1252.00, 15-1252, 15-125, 15-1, 15. */
const PREFIX_LENGTHS: Readonly<Record<Detail, number>> = {
  detailed: 10,
  soc: 7,
  broad: 6,
  minor: 4,
  major: 2,
};

/**
 * A detailed code cut to a level. One broad occupation of the taxonomy holds two ranges: 29-1210, Physicians, is 29-1211 to 29-1229.
 */
export function prefixOf(code: string, detail: Detail): string {
  if (detail === 'broad' && code.startsWith('29-122')) return '29-121';
  return code.slice(0, PREFIX_LENGTHS[detail]);
}

/** A detailed code with its chance. */
export interface CodeChance {
  readonly code: string;
  readonly chance: number;
}

/**
 * The best code at each level of detail, finest first: chances are summed over the codes that agree, so a confidence never falls
 * from fine to coarse. Ties go to the code that comes last.
 * @param residual codes that gather what fits nowhere ("All Other"): never an answer in full detail, but what speaks for them
 *   lowers the confidence in the others
 */
export function stepsOf(chances: readonly CodeChance[], residual: ReadonlySet<string>): Step[] {
  return DETAILS.map((detail) => {
    const isFine = detail === 'detailed' || detail === 'soc';
    const sums = new Map<string, number>();
    for (const { code, chance } of chances) {
      if (isFine && residual.has(code)) continue;
      const prefix = prefixOf(code, detail);
      sums.set(prefix, (sums.get(prefix) ?? 0) + chance);
    }
    let best: [string, number] = ['', 0];
    for (const sum of sums) if (sum[1] > best[1] || (sum[1] === best[1] && sum[0] > best[0])) best = sum;
    return { detail, code: best[0], confidence: Math.min(1, best[1]) };
  });
}
