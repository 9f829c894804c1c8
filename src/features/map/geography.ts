/** @file What makes a map read as an atlas: contours of density, and where the names of regions stand. */
import { contourDensity } from 'd3-contour';
import { MINOR_GROUPS } from '../../core/coding/groups/minor.ts';
import { groupBy } from '../../core/group-by.ts';
import { extentOf } from '../../core/map/coordinates.ts';
import { majorGroupOf, type MapSet } from '../../core/map/map-set.ts';

/** A closed line, x and y by turns, in units of the sheet: -1 to 1 in both directions. */
export type Ring = Float64Array;

export interface Region {
  readonly name: string;
  /** A major group, or a minor group within one. */
  readonly rank: 'major' | 'minor';
  /** In units of the sheet. */
  readonly x: number;
  readonly y: number;
  /** Titles of the region. */
  readonly count: number;
}

const GRID = 256;
const BANDWIDTH = 8;
const LEVELS = 14;
/** Share of the grid that the map fills: density reaches beyond the outermost titles. */
const FILLED = 0.86;
/** In units of the sheet: titles of a region that are nearer to each other than this stand together. */
const NEAR = 0.22;
/** Fewer titles are no region. */
const FEWEST = 8;

/** The square that a sheet shows: its middle, and half of its side. */
export type Frame = ReturnType<typeof extentOf>;

/** Positions brought to the sheet: -1 to 1 in both directions, the same scale for both. */
export function toSheet(positions: ArrayLike<number>, frame: Frame): Float64Array {
  return Float64Array.from(
    { length: positions.length },
    (_, at) => (positions[at]! - frame.centre[at % 2]!) / frame.reach,
  );
}

/** One frame for two maps, so that both have the same scale. */
export function commonFrame(a: ArrayLike<number>, b: ArrayLike<number>): Frame {
  const both = new Float64Array(a.length + b.length);
  both.set(Array.from(a));
  both.set(Array.from(b), a.length);
  return extentOf(both);
}

/** Lines of equal density of titles. */
export function contoursOf(sheet: Float64Array): Ring[] {
  const toGrid = (value: number) => (value * FILLED * 0.5 + 0.5) * GRID;
  const toUnits = (value: number) => (value / GRID - 0.5) / (0.5 * FILLED);
  const rows = Array.from({ length: sheet.length / 2 }, (_, point) => point);
  const density = contourDensity<number>()
    .x((point) => toGrid(sheet[2 * point]!))
    .y((point) => toGrid(sheet[2 * point + 1]!))
    .size([GRID, GRID])
    .bandwidth(BANDWIDTH)
    .thresholds(LEVELS);
  return density(rows).flatMap(({ coordinates }) =>
    coordinates.flatMap((polygon) =>
      polygon.map((ring) => Float64Array.from(ring.flatMap(([x, y]) => [toUnits(x!), toUnits(y!)]))),
    ),
  );
}

/** The middle of the densest heap of some points: the mean of the points near the one that has the most near it. */
function densest(sheet: Float64Array, points: readonly number[]): readonly [number, number] {
  let best: readonly number[] = [];
  for (const point of points) {
    const near = points.filter(
      (other) =>
        Math.hypot(sheet[2 * other]! - sheet[2 * point]!, sheet[2 * other + 1]! - sheet[2 * point + 1]!) <
        NEAR,
    );
    if (near.length > best.length) best = near;
  }
  const mean = (side: 0 | 1) => best.reduce((sum, point) => sum + sheet[2 * point + side]!, 0) / best.length;
  return [mean(0), mean(1)];
}

/** What a group is called, by the code of one of its jobs. */
const GROUP_NAMES: Readonly<Record<Region['rank'], (code: string) => string>> = {
  major: majorGroupOf,
  minor: (code) => MINOR_GROUPS[code.slice(0, 4)] ?? '',
};

function namedAfter(rank: Region['rank'], sheet: Float64Array, set: MapSet): Region[] {
  const members = groupBy(set.points.keys(), (point) => {
    const { code } = set.groups[set.points[point]!.group]!;
    return code === '' ? '' : GROUP_NAMES[rank](code);
  });
  return [...members]
    .filter(([name, points]) => name !== '' && points.length >= FEWEST)
    .map(([name, points]) => {
      const [x, y] = densest(sheet, points);
      return { name, rank, x, y, count: points.length };
    })
    .sort((a, b) => b.count - a.count);
}

/** A name for each major and each minor group with titles enough, where most of it stands; major groups first, the greatest first. */
export function regionsOf(sheet: Float64Array, set: MapSet): Region[] {
  return [...namedAfter('major', sheet, set), ...namedAfter('minor', sheet, set)];
}
