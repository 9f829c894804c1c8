/** @file Two coders' corrections put together, with how far they agree. */
import { cutTo } from '../output/soc-code.ts';
import { DETAILS, type Detail } from '../types.ts';
import { latestCorrections, sameAnswer, type Correction } from './corrections.ts';
import { weightedShare, type Share } from './wilson.ts';

export interface CoderAgreement extends Share {
  readonly detail: Detail;
  /** Titles that both coded at least in this detail, or gave no code. */
  readonly titles: number;
  /** Cohen's kappa, -1 to 1; null where it has no value: no titles, or both used one and the same code only. */
  readonly kappa: number | null;
}

/** One title, two answers. */
export interface Conflict {
  readonly first: Correction;
  readonly second: Correction;
}

export interface MergedCorrections {
  /** What one of them or both decided alike, in order of first appearance; titles in conflict are not there until they are decided. */
  readonly merged: readonly Correction[];
  readonly conflicts: readonly Conflict[];
  /** Finest level first. */
  readonly agreement: readonly CoderAgreement[];
}

/** Cohen's kappa (1960) of two coders' codes, item by item; null where chance alone explains all agreement, or without items. */
export function cohensKappa(pairs: readonly (readonly [string, string])[]): number | null {
  if (pairs.length === 0) return null;
  const [first, second] = [new Map<string, number>(), new Map<string, number>()];
  let same = 0;
  for (const [a, b] of pairs) {
    first.set(a, (first.get(a) ?? 0) + 1);
    second.set(b, (second.get(b) ?? 0) + 1);
    if (a === b) same++;
  }
  let byChance = 0;
  for (const [code, count] of first) byChance += count * (second.get(code) ?? 0);
  // In whole numbers, so that full agreement is exactly 1.
  const most = pairs.length * pairs.length;
  return byChance === most ? null : (same * pairs.length - byChance) / (most - byChance);
}

/** "No code possible", whatever the reason, is one category at every level of detail; no code looks like it. */
const NO_CODE = 'no code';

/** The category of an answer at a level of detail; null where its code is coarser. */
function categoryAt(detail: Detail, { code, reason }: Correction): string | null {
  return reason ? NO_CODE : cutTo(code, detail);
}

function agreementAt(detail: Detail, both: readonly Conflict[]): CoderAgreement {
  const pairs = both.flatMap(({ first, second }): [string, string][] => {
    const [a, b] = [categoryAt(detail, first), categoryAt(detail, second)];
    return a !== null && b !== null ? [[a, b]] : [];
  });
  const share = weightedShare(pairs.map(([a, b]) => ({ right: a === b, weight: 1 })));
  return { detail, titles: pairs.length, ...share, kappa: cohensKappa(pairs) };
}

/**
 * Merges two coders' corrections; of one coder's corrections of a title the latest counts. Where both give a title the same answer, the
 * first coder's correction is kept. In the agreement two coders who both found no code possible agree, whatever their reasons; with other
 * reasons the title is a conflict nevertheless, for one of them has to stand.
 */
export function mergeCorrections(
  first: readonly Correction[],
  second: readonly Correction[],
): MergedCorrections {
  const [a, b] = [latestCorrections(first), latestCorrections(second)];
  const merged: Correction[] = [];
  const both: Conflict[] = [];
  for (const [key, correction] of a) {
    const other = b.get(key);
    if (other) both.push({ first: correction, second: other });
    if (!other || sameAnswer(correction, other)) merged.push(correction);
  }
  for (const [key, correction] of b) if (!a.has(key)) merged.push(correction);
  return {
    merged,
    conflicts: both.filter((pair) => !sameAnswer(pair.first, pair.second)),
    agreement: DETAILS.map((detail) => agreementAt(detail, both)),
  };
}
