/** @file The map that is part of the app: its titles, its coordinates in every space, and the figures of both spaces. */
import { packMap, unpackMap, type PackedMap } from './coordinates.ts';
import type { MapGroup, MapPoint, MapSet, PointKind } from './map-set.ts';
import type { Moved } from './moved.ts';
import type { SpaceFigures } from './togetherness.ts';

/** Spaces of which the app has vectors. */
export type SpaceId = 'base' | 'tuned';

export interface SpaceMap {
  /** Aligned to the base's, x and y by turns [2 * count]. */
  readonly positions: Float64Array;
  readonly figures: SpaceFigures;
  /** Share of the map that can be believed: `trustworthiness` with ten neighbours. */
  readonly trustworthiness: number;
  /** Kullback-Leibler divergence of the finished map. */
  readonly divergence: number;
  /** From the base's map, 0 to 1: see `Alignment` of core/tsne. */
  readonly disparity: number;
}

export interface MapRecipe {
  /** The package that made the maps, where it was not our own engine. */
  readonly engine?: string;
  /** Whether the job-title model was trained without these titles, on the training part of this very data set. */
  readonly unseen: boolean;
  readonly seed: number;
  readonly perplexity: number;
  readonly iterations: number;
}

export interface FinishedMaps {
  readonly set: MapSet;
  readonly spaces: Readonly<Record<SpaceId, SpaceMap>>;
  readonly moved: Moved;
  readonly recipe: MapRecipe;
}

/** As it stands in a JSON file: a row a point, so that names are not repeated. */
export interface StoredMap {
  readonly recipe: MapRecipe;
  readonly groups: readonly (readonly [seed: string, role: string, code: string])[];
  /** Names that `points` counts. */
  readonly kinds: readonly PointKind[];
  readonly strategies: readonly string[];
  readonly levels: readonly string[];
  readonly points: readonly (readonly [
    title: string,
    group: number,
    kind: number,
    strategy: number,
    level: number,
  ])[];
  readonly spaces: Readonly<Record<SpaceId, Omit<SpaceMap, 'positions'> & { readonly map: PackedMap }>>;
  readonly moved: Moved;
}

const KINDS: readonly PointKind[] = ['seed', 'synonym', 'variant'];

export function storeMap({ set, spaces, moved, recipe }: FinishedMaps): StoredMap {
  const strategies = [...new Set(set.points.map(({ strategy }) => strategy))].sort();
  const levels = [...new Set(set.points.map(({ level }) => level))].sort();
  const pack = ({ positions, ...rest }: SpaceMap) => ({ ...rest, map: packMap(positions) });
  return {
    recipe,
    groups: set.groups.map(({ seed, role, code }) => [seed, role, code] as const),
    ...{ kinds: KINDS, strategies, levels },
    points: set.points.map(
      ({ title, group, kind, strategy, level }) =>
        [title, group, KINDS.indexOf(kind), strategies.indexOf(strategy), levels.indexOf(level)] as const,
    ),
    spaces: { base: pack(spaces.base), tuned: pack(spaces.tuned) },
    moved,
  };
}

export function openMap(stored: StoredMap): FinishedMaps {
  const { recipe, kinds, strategies, levels, moved } = stored;
  const groups = stored.groups.map(([seed, role, code]): MapGroup => ({ seed, role, code }));
  const points = stored.points.map(([title, group, kind, strategy, level]): MapPoint => ({
    ...{ title, group, kind: kinds[kind]! },
    ...{ strategy: strategies[strategy]!, level: levels[level]! },
  }));
  const unpack = ({ map, ...rest }: StoredMap['spaces'][SpaceId]): SpaceMap => ({
    ...rest,
    positions: unpackMap(map),
  });
  const spaces = { base: unpack(stored.spaces.base), tuned: unpack(stored.spaces.tuned) };
  return { set: { groups, points }, spaces, moved, recipe };
}
