/** @file A map as numbers: a row a title with its place in every space, and all that is needed to make the map again. */
import { majorGroupOf } from '../../core/map/map-set.ts';
import { presentSpaces, type SpaceId } from '../../core/map/spaces.ts';
import { toCsv } from '../../core/formats/csv-export.ts';
import type { FinishedMaps } from '../../core/map/default-map.ts';
import { DEFAULT_SETTINGS } from '../../core/tsne/schedule.ts';

const TITLE_COLUMNS = [
  'title',
  'seed_title',
  'role',
  'onet_code',
  'major_group',
  'kind',
  'strategy',
  'level',
];
const SETTING_COLUMNS = ['engine', 'seed', 'perplexity', 'iterations', 'early_iterations', 'exaggeration'];

/** Column of a coordinate: `base_x`, `seed_recipe_y`. */
const columnOf = (space: SpaceId, side: 'x' | 'y' | 'divergence') => `${space.replace('-', '_')}_${side}`;

export type MapRow = Readonly<Record<string, string | number>>;

/** Names of the columns of `mapRows`, in order. */
export function mapColumns({ spaces }: FinishedMaps): string[] {
  const present = presentSpaces(spaces);
  return [
    ...TITLE_COLUMNS,
    ...present.flatMap((space) => [columnOf(space, 'x'), columnOf(space, 'y')]),
    ...SETTING_COLUMNS,
    ...present.map((space) => columnOf(space, 'divergence')),
  ];
}

/** Positions are in the units of the finished maps. The settings stand in every row: each row can be read alone. */
export function mapRows({ set, spaces, recipe }: FinishedMaps): MapRow[] {
  const present = presentSpaces(spaces);
  const { early, exaggeration } = DEFAULT_SETTINGS;
  // Another engine has a schedule of its own, and measures the divergence of probabilities of its own.
  const own = recipe.engine === undefined;
  const settings = {
    engine: recipe.engine ?? 'rolemap',
    ...{ seed: recipe.seed, perplexity: recipe.perplexity, iterations: recipe.iterations },
    ...{ early_iterations: own ? early : '', exaggeration: own ? exaggeration : '' },
  };
  const divergences: MapRow = Object.fromEntries(
    present.map((space) => [
      columnOf(space, 'divergence'),
      own ? Number(spaces[space]!.divergence.toFixed(6)) : '',
    ]),
  );
  return set.points.map(({ title, group, kind, strategy, level }, point) => {
    const { seed, role, code } = set.groups[group]!;
    const at = (space: SpaceId, side: 0 | 1) =>
      Number(spaces[space]!.positions[2 * point + side]!.toFixed(4));
    const places: MapRow = Object.fromEntries(
      present.flatMap((space) => [
        [columnOf(space, 'x'), at(space, 0)],
        [columnOf(space, 'y'), at(space, 1)],
      ]),
    );
    return {
      ...{ title, seed_title: seed, role, onet_code: code, kind, strategy, level },
      major_group: code === '' ? '' : majorGroupOf(code),
      ...places,
      ...settings,
      ...divergences,
    };
  });
}

export function mapCsv(maps: FinishedMaps): string {
  return toCsv(mapRows(maps), mapColumns(maps), { byteOrderMark: true });
}
