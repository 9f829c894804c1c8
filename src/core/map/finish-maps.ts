/** @file From positions in each space to finished maps: laid over each other, measured, compared. */
import { align } from '../tsne/alignment.ts';
import { BELIEVED_NEIGHBOURS, trustworthiness } from '../tsne/quality.ts';
import type { FinishedMaps, MapRecipe, SpaceMap } from './default-map.ts';
import type { MapSet } from './map-set.ts';
import { stratifiedSample } from './map-source.ts';
import { whatMoved } from './moved.ts';
import { mapSpaces, type BySpace } from './spaces.ts';
import { measureSpace, pickRows, type Space, type SpaceFigures } from './togetherness.ts';

export interface MadeMap {
  /** x and y by turns [2 * count]. */
  readonly positions: Float64Array;
  readonly divergence: number;
}

/** What is measured of one space and its map. */
export interface Measured {
  readonly figures: SpaceFigures;
  readonly trustworthiness: number;
}

/** Titles that are measured at most, the shipped ones all: each is compared with every title, which takes seconds for 8,000. */
export const MOST_MEASURED = 1200;

/**
 * The titles of a set by which its spaces are judged: all of them, or a sample stratified by title. The same set and seed give the
 * same ones in every space.
 */
export function measuredPoints({ points }: MapSet, seed: number, most = MOST_MEASURED): number[] {
  return stratifiedSample(
    points.map(({ group }) => group),
    most,
    seed,
  );
}

/**
 * Figures of one space, each measured title among all titles, and the trustworthiness of its map over the measured titles.
 * @param points from `measuredPoints`; all points without
 * @throws RangeError if the vectors or positions are not those of the set
 */
export function measureMap(
  space: Space,
  set: MapSet,
  positions: Float64Array,
  points: readonly number[] = [...set.points.keys()],
): Measured {
  const whole = points.length === set.points.length;
  const places = whole
    ? positions
    : Float64Array.from(points.flatMap((point) => [positions[2 * point]!, positions[2 * point + 1]!]));
  const rows = whole ? space : pickRows(space, points);
  return {
    figures: measureSpace(space, set, points),
    trustworthiness: trustworthiness(rows.vectors, rows.dimension, places, BELIEVED_NEIGHBOURS),
  };
}

/** A map laid over that of the general model, with what was measured of it. */
export function describeMap(made: MadeMap, base: MadeMap, measured: Measured): SpaceMap {
  const { positions, disparity } = align(made.positions, base.positions);
  return { positions, disparity, divergence: made.divergence, ...measured };
}

/**
 * Measures all spaces and lays their maps over the general model's.
 * @throws RangeError if the vectors or positions are not those of the set
 */
export function finishMaps(
  set: MapSet,
  spaces: BySpace<Space>,
  made: BySpace<MadeMap>,
  recipe: MapRecipe,
): FinishedMaps {
  return {
    ...{ set, recipe, moved: whatMoved(spaces.base, spaces.tuned, set) },
    spaces: mapSpaces(spaces, (space, id) => {
      const map = made[id]!;
      return describeMap(map, made.base, measureMap(space, set, map.positions));
    }),
  };
}
