/** @file From two sets of positions to finished maps: laid over each other, measured, compared. */
import { align } from '../tsne/alignment.ts';
import { BELIEVED_NEIGHBOURS, trustworthiness } from '../tsne/quality.ts';
import type { FinishedMaps, MapRecipe, SpaceId, SpaceMap } from './default-map.ts';
import type { MapSet } from './map-set.ts';
import { whatMoved } from './moved.ts';
import { measureSpace, type Space } from './togetherness.ts';

export interface MadeMap {
  /** x and y by turns [2 * count]. */
  readonly positions: Float64Array;
  readonly divergence: number;
}

/**
 * Measures both spaces and lays the second map over the first.
 * @throws RangeError if the vectors or positions are not those of the set
 */
export function finishMaps(
  set: MapSet,
  spaces: Readonly<Record<SpaceId, Space>>,
  made: Readonly<Record<SpaceId, MadeMap>>,
  recipe: MapRecipe,
): FinishedMaps {
  const finish = (id: SpaceId): SpaceMap => {
    const { vectors, dimension } = spaces[id];
    const { positions, disparity } = align(made[id].positions, made.base.positions);
    return {
      ...{ positions, disparity, divergence: made[id].divergence, figures: measureSpace(spaces[id], set) },
      trustworthiness: trustworthiness(vectors, dimension, positions, BELIEVED_NEIGHBOURS),
    };
  };
  return {
    ...{ set, recipe, moved: whatMoved(spaces.base, spaces.tuned, set) },
    spaces: { base: finish('base'), tuned: finish('tuned') },
  };
}
