/** @file Finished maps, and the one that is part of the app: its titles, its coordinates and the figures in every space. */
import { packMap, unpackMap, type PackedMap } from './coordinates.ts';
import type { MapGroup, MapPoint, MapSet, PointKind } from './map-set.ts';
import type { Moved } from './moved.ts';
import { mapSpaces, type BySpace } from './spaces.ts';
import type { SpaceFigures } from './togetherness.ts';

export interface SpaceMap {
  /** Aligned to the base's, x and y by turns [2 * count]. */
  readonly positions: Float64Array;
  readonly figures: SpaceFigures;
  /** Share of the map that can be believed: `trustworthiness` with ten neighbours, of the titles that were measured. */
  readonly trustworthiness: number;
  /** Kullback-Leibler divergence of the finished map. */
  readonly divergence: number;
  /** From the base's map, 0 to 1: see `Alignment` of core/tsne. */
  readonly disparity: number;
}

export interface MapRecipe {
  /** The package that made the maps, where it was not our own engine. */
  readonly engine?: string;
  /**
   * Whether the job-title model was trained without these titles, on the training part of this very data set; null where that is
   * not known.
   */
  readonly unseen: boolean | null;
  readonly seed: number;
  readonly perplexity: number;
  readonly iterations: number;
}

/** Where the titles of a map come from that did not come with the app. */
export interface MapOrigin {
  /** What the titles are: "Titles of the test split", "staff.csv, column Job". */
  readonly name: string;
  /** Written or generated for this project, not found in the world. */
  readonly synthetic: boolean;
  /** What titles of one group share: they mean the same job, or some value, such as a column of a file. */
  readonly mates: 'job' | 'value';
  /** Different titles that there are; more than there are points where the map is a sample. */
  readonly titles: number;
  /** Titles on which the figures were measured; fewer than there are points where the map is large. */
  readonly measured: number;
}

export interface FinishedMaps {
  readonly set: MapSet;
  readonly spaces: BySpace<SpaceMap>;
  /** From the general to the job-title model. */
  readonly moved: Moved;
  readonly recipe: MapRecipe;
  /** Absent for the map that came with the app. */
  readonly origin?: MapOrigin;
}

type StoredSpace = Omit<SpaceMap, 'positions'> & { readonly map: PackedMap };

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
  readonly spaces: BySpace<StoredSpace>;
  readonly moved: Moved;
}

const KINDS: readonly PointKind[] = ['seed', 'synonym', 'variant'];

export function storeMap({ set, spaces, moved, recipe }: FinishedMaps): StoredMap {
  const strategies = [...new Set(set.points.map(({ strategy }) => strategy))].sort();
  const levels = [...new Set(set.points.map(({ level }) => level))].sort();
  const pack = ({ positions, ...rest }: SpaceMap): StoredSpace => ({ ...rest, map: packMap(positions) });
  return {
    recipe,
    groups: set.groups.map(({ seed, role, code }) => [seed, role, code] as const),
    ...{ kinds: KINDS, strategies, levels },
    points: set.points.map(
      ({ title, group, kind, strategy, level }) =>
        [title, group, KINDS.indexOf(kind), strategies.indexOf(strategy), levels.indexOf(level)] as const,
    ),
    spaces: mapSpaces(spaces, pack),
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
  const unpack = ({ map, ...rest }: StoredSpace): SpaceMap => ({ ...rest, positions: unpackMap(map) });
  return { set: { groups, points }, spaces: mapSpaces(stored.spaces, unpack), moved, recipe };
}
