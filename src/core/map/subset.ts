/** @file The first jobs of a set, whole, up to a number of titles. */
import { pointsByGroup, type MapSet } from './map-set.ts';

export interface Subset {
  readonly set: MapSet;
  /** Points of the whole set, in the order of the subset's. */
  readonly points: readonly number[];
}

/** Groups from the first on, as long as all of their titles fit; of a first group that does not fit, its first titles. */
export function subsetOf(whole: MapSet, most: number): Subset {
  const members = pointsByGroup(whole);
  let titles = 0;
  let groups = 0;
  while (groups < members.length && titles + members[groups]!.length <= most)
    titles += members[groups++]!.length;
  if (groups === 0) groups = 1;
  const points = members.slice(0, groups).flat().slice(0, most);
  return {
    set: { groups: whole.groups.slice(0, groups), points: points.map((point) => whole.points[point]!) },
    points,
  };
}
