/** @file A sample of queries by chance. */
import { uniform } from '../random.ts';

/**
 * Numbers of `wanted` distinct ones of `count`, ascending; all of them where there are not more. The same seed gives the same sample.
 */
export function sampleNumbers(count: number, wanted: number, seed: number): number[] {
  const numbers = Array.from({ length: count }, (_, number) => number);
  if (wanted >= count) return numbers;
  const random = uniform(seed);
  // The first steps of a Fisher-Yates shuffle.
  for (let at = 0; at < wanted; at++) {
    const other = at + Math.floor(random() * (count - at));
    [numbers[at], numbers[other]] = [numbers[other]!, numbers[at]!];
  }
  return numbers.slice(0, wanted).sort((a, b) => a - b);
}
