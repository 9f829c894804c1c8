/** @file Figures of one ranking by trec_eval's definitions (NIST, trec_eval 9: map, recip_rank, ndcg_cut, recall, P). */

/** A relevant entry that a ranking has. */
export interface Found {
  /** 1 for the first; entries that are not judged do not count. */
  readonly place: number;
  /** Over 0. */
  readonly grade: number;
}

/** Each 0 to 1. `map` is the average precision, `mrr` the reciprocal rank: their means over queries are MAP and MRR. */
export interface RankingFigures {
  readonly map: number;
  readonly mrr: number;
  readonly ndcg10: number;
  readonly recall1: number;
  readonly recall5: number;
  readonly recall10: number;
  readonly precision1: number;
  readonly precision5: number;
  readonly precision10: number;
}

const NDCG_DEPTH = 10;

/** Discounted cumulative gain of a place: gain / log2(place + 1) (Järvelin and Kekäläinen 2002, with the gain linear in the grade). */
function discounted(grade: number, place: number): number {
  return grade / Math.log2(place + 1);
}

/** The greatest gain that the first ten places can have. */
function idealGain(grades: readonly number[]): number {
  return [...grades]
    .sort((a, b) => b - a)
    .slice(0, NDCG_DEPTH)
    .reduce((sum, grade, at) => sum + discounted(grade, at + 1), 0);
}

/**
 * Figures of one query.
 * - Average precision: the precision at the place of each relevant entry, summed and divided by all relevant entries, found or not.
 * - Reciprocal rank: 1 / place of the first relevant entry.
 * - nDCG@10: gain of the first ten places by grade, divided by the greatest that there can be.
 * - Recall at k: relevant entries among the first k, divided by all of them. Precision at k: divided by k, however short the ranking.
 * @param found relevant entries of the ranking by ascending place; those that it lacks are left out
 * @param grades of all relevant entries, found or not; at least one, each over 0
 */
export function rankingFigures(found: readonly Found[], grades: readonly number[]): RankingFigures {
  const within = (depth: number) => found.filter(({ place }) => place <= depth).length;
  const [at1, at5, at10] = [within(1), within(5), within(10)];
  const gain = found.slice(0, at10).reduce((sum, { place, grade }) => sum + discounted(grade, place), 0);
  return {
    map: found.reduce((sum, { place }, at) => sum + (at + 1) / place, 0) / grades.length,
    mrr: found.length > 0 ? 1 / found[0]!.place : 0,
    ndcg10: gain / idealGain(grades),
    recall1: at1 / grades.length,
    recall5: at5 / grades.length,
    recall10: at10 / grades.length,
    precision1: at1,
    precision5: at5 / 5,
    precision10: at10 / 10,
  };
}
