/** @file Corrections as they are kept, by the title's key. */
import { latestCorrections, sameAnswer } from '../../core/coding/trust/corrections.ts';
import type { StoredCorrection } from '../../store/coding-records.ts';

/** Whether two corrections are one: the same answer, given at the same time. */
export function isSame(a: StoredCorrection | undefined, b: StoredCorrection | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.date === b.date && sameAnswer(a, b));
}

/** By key, of each title the latest. */
export function latestOf(corrections: readonly StoredCorrection[]): ReadonlyMap<string, StoredCorrection> {
  const stored = corrections.map(({ title, code, reason, date }) => ({
    ...{ title, code, ...(reason ? { reason } : {}), date },
  }));
  return latestCorrections(stored);
}
