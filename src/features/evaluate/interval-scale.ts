/** @file A scale for intervals: round ends around all of them, and round ticks. */
import type { Interval } from '../../core/metrics/bootstrap.ts';

export interface Scale {
  readonly low: number;
  readonly high: number;
  /** Ascending, the ends among them. */
  readonly ticks: readonly number[];
}

const STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2];
const MOST_TICKS = 7;
/** So that 0.3 / 0.1 is 3 and not a little less. */
const SLACK = 1e-9;

/** From below the least low to above the greatest high, inside 0 to 1. @param intervals of figures, each 0 to 1 */
export function scaleFor(intervals: readonly (Interval | null)[]): Scale {
  const known = intervals.filter((interval) => interval !== null);
  const least = Math.min(1, ...known.map(({ low }) => low));
  const most = Math.max(0, ...known.map(({ high }) => high));
  const [from, to] = known.length > 0 ? [least, most] : [0, 1];
  for (const step of STEPS) {
    const first = Math.floor(from / step + SLACK);
    const last = Math.max(first + 1, Math.ceil(to / step - SLACK));
    if (last - first + 1 > MOST_TICKS) continue;
    const ticks = Array.from({ length: last - first + 1 }, (_, at) =>
      Number(((first + at) * step).toFixed(3)),
    );
    return { low: ticks[0]!, high: ticks.at(-1)!, ticks };
  }
  return { low: 0, high: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] };
}
