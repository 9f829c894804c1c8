/** @file What the page says about two lists: which postings they share, which one brought up, and where the lines go. */
import type { ModelId } from '../formats/manifest.ts';
import type { Hit, SearchResults } from './types.ts';

/** Ranks shown in a list; greater ranks stand on the rail. */
export const LIST_LENGTH = 10;

/** A posting that stands in at least one of the two lists. */
export interface Move {
  readonly row: number;
  /** 1-based rank under each model; null where that model has not ranked the posting. */
  readonly ranks: Readonly<Record<ModelId, number | null>>;
  /** The model whose list alone shows the posting; null where both do. */
  readonly broughtUpBy: ModelId | null;
}

export interface Summary {
  /** Postings in both lists. */
  readonly shared: number;
  /** Postings in the list of one model only. */
  readonly broughtUp: Readonly<Record<ModelId, number>>;
  /** The greatest rank from which a model brought a posting up, in the other's order; null if there is none. */
  readonly farthestRank: Readonly<Record<ModelId, number | null>>;
}

function shown(hits: readonly Hit[] | null): readonly Hit[] {
  return (hits ?? []).filter(({ rank }) => rank <= LIST_LENGTH);
}

/** The postings of both lists: first those of the job-title model by rank, then what only the general model shows. */
export function moves(results: SearchResults): Move[] {
  const baseRows = new Set(shown(results.base).map(({ row }) => row));
  const tunedRows = new Set(shown(results.tuned).map(({ row }) => row));
  const fromTuned = shown(results.tuned).map(({ row, rank, rankInOther }): Move => ({
    row,
    ranks: { base: rankInOther, tuned: rank },
    broughtUpBy: baseRows.has(row) ? null : 'tuned',
  }));
  const fromBase = shown(results.base).map(({ row, rank, rankInOther }): Move => ({
    row,
    ranks: { base: rank, tuned: rankInOther },
    broughtUpBy: 'base',
  }));
  return [...fromTuned, ...fromBase.filter(({ row }) => !tunedRows.has(row))];
}

/** The figures of the sentence above the lists; null unless both models have answered. */
export function summarize(results: SearchResults): Summary | null {
  if (results.base === null || results.tuned === null) return null;
  const all = moves(results);
  const by = (model: ModelId) => all.filter((move) => move.broughtUpBy === model);
  const farthest = (model: ModelId, other: ModelId) => {
    const ranks = by(model).map((move) => move.ranks[other] ?? 0);
    return Math.max(0, ...ranks) || null;
  };
  return {
    shared: all.length - by('base').length - by('tuned').length,
    broughtUp: { base: by('base').length, tuned: by('tuned').length },
    farthestRank: { base: farthest('base', 'tuned'), tuned: farthest('tuned', 'base') },
  };
}

/**
 * Place on the rail, 0 (rank 11) to 1 (rank `total`), on a logarithmic scale.
 * @param rank 1-based; ranks of the list give 0
 * @param total rows in the corpus
 */
export function railPosition(rank: number, total: number): number {
  const first = LIST_LENGTH + 1;
  if (total <= first || rank <= first) return 0;
  return Math.min(1, Math.log(rank / first) / Math.log(total / first));
}

const THINNEST = 1.2;
const WIDEST = 4.5;
/** A thousandfold change of rank gets the widest line. */
const WIDEST_RATIO = 1000;

/** Width of a line in CSS pixels, 1.2 to 4.5, by the size of the move: the ratio of the ranks, logarithmic. */
export function lineWidth(rankA: number, rankB: number): number {
  const size = Math.abs(Math.log(rankA / rankB)) / Math.log(WIDEST_RATIO);
  return THINNEST + (WIDEST - THINNEST) * Math.min(1, size);
}

/** English ordinal with thousands separated: "1st", "22nd", "113th", "1,214th". */
export function ordinal(n: number): string {
  const digits = String(Math.trunc(n)).replace(/\B(?=(?:\d{3})+$)/gu, ',');
  const lastTwo = n % 100;
  if (lastTwo >= 11 && lastTwo <= 13) return `${digits}th`;
  return `${digits}${{ 1: 'st', 2: 'nd', 3: 'rd' }[n % 10] ?? 'th'}`;
}
