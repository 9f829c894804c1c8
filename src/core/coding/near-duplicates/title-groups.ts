/** @file Groups of nearly equal titles at a threshold, out of the leaders that were found once for all thresholds. */
import type { CleanTitle, ComparedTitles } from './clean-titles.ts';

/** Least cosine with the leader that can be chosen, and the greatest. */
export const LEAST_THRESHOLD = 0.8;
export const MOST_THRESHOLD = 0.99;
/**
 * Where the slider stands at first. Of 562,000 pairs of known titles of one occupation (data/coding, codes of up to 120 titles) 13 are nearer
 * than 0.90, and 21,617 lie from 0.80 to 0.90, many of them other jobs ("Chief Executive Officer", "Deputy Chief Executive and COO" at
 * 0.89): what is nearer than known titles are to each other is taken for one title.
 */
export const DEFAULT_THRESHOLD = 0.9;

/** 0.80, 0.81, ... 0.99: what the slider can stand at. */
export const THRESHOLDS: readonly number[] = Array.from(
  { length: Math.round(100 * (MOST_THRESHOLD - LEAST_THRESHOLD)) + 1 },
  (_, step) => (Math.round(100 * LEAST_THRESHOLD) + step) / 100,
);

export interface TitleGroup {
  /** Place of the title that names it: the one of most rows. */
  readonly leader: number;
  /** Places of all its titles, the leader first, then by rows. */
  readonly members: readonly number[];
  readonly rows: number;
}

/**
 * The leader of every clean title.
 * @param count of clean titles
 * @param found leaders of the compared ones, as rows among those (`findLeaders`)
 * @returns places of leaders, [count]; a title that was not compared leads itself
 */
export function leadersByPlace(
  count: number,
  { places }: Pick<ComparedTitles, 'places'>,
  found: Int32Array,
): Int32Array {
  const leaders = Int32Array.from({ length: count }, (_, place) => place);
  places.forEach((place, row) => (leaders[place] = places[found[row]!]!));
  return leaders;
}

/** Groups of two titles or more, those of most rows first, then in order of their leaders. @param leaders as `leadersByPlace` gives them */
export function titleGroups(titles: readonly CleanTitle[], leaders: Int32Array): TitleGroup[] {
  const members = new Map<number, number[]>();
  leaders.forEach((leader, place) => {
    const known = members.get(leader);
    if (known) known.push(place);
    else members.set(leader, [place]);
  });
  return Array.from(members, ([leader, places]) => ({
    leader,
    members: places,
    rows: places.reduce((sum, place) => sum + titles[place]!.rows, 0),
  }))
    .filter((group) => group.members.length > 1)
    .sort((a, b) => b.rows - a.rows || a.leader - b.leader);
}
