/** @file From the state of the tab to what a sheet draws. */
import type { SpaceId } from '../../core/map/spaces.ts';
import type { Inks, Pin, Scene, Town } from './draw.ts';
import { NEAR_SCALE } from './draw-names.ts';
import type { MapTools } from './map-tools.svelte.ts';
import type { MapState, Sheet } from './map.svelte.ts';
import { marksOf, PAPER, type Theme } from './palette.ts';

const INKS: Readonly<
  Record<Theme, { readonly text: string; readonly soft: string } & Record<SpaceId, string>>
> = {
  light: { text: '#1d1f21', soft: '#62666a', base: '#4a6580', tuned: '#c23616', 'seed-recipe': '#1d1f21' },
  dark: { text: '#eceae5', soft: '#a1a5a7', base: '#8fb0cf', tuned: '#ff7a55', 'seed-recipe': '#eceae5' },
};

/**
 * As in ui/tokens.css: a canvas cannot read them in its colours without asking for computed styles at every frame. There are two inks: the
 * sheet of the seed recipe has that of the text.
 */
export function inksOf(theme: Theme, space: SpaceId): Inks {
  const { text, soft } = INKS[theme];
  return { paper: PAPER[theme], text, soft, sheet: INKS[theme][space] };
}

/** The point of a class that stands nearest to the middle of its points: where its name is true. */
function middlePoint(points: Float64Array, members: readonly number[]): number {
  const middle = (side: 0 | 1) =>
    members.map((point) => points[2 * point + side]!).sort((a, b) => a - b)[members.length >> 1]!;
  const [x, y] = [middle(0), middle(1)];
  const distance = (point: number) => Math.hypot(points[2 * point]! - x, points[2 * point + 1]! - y);
  return members.reduce((best, point) => (distance(point) < distance(best) ? point : best));
}

/** Names by importance: the hovered title, the selected ones, the seed titles in colour, and near by all titles. */
function townsOf(map: MapState, points: Float64Array, hovered: number | null, k: number): Town[] {
  const { set, colouring, selected } = map;
  const title = (point: number): Town => ({ text: set.points[point]!.title, point });
  const towns = hovered === null ? [] : [title(hovered)];
  const named = new Set(towns.map(({ point }) => point));
  const add = (town: Town) => {
    if (!named.has(town.point)) towns.push(town);
    named.add(town.point);
  };
  for (const { name, points: members } of map.by === 'seed' ? colouring.classes : [])
    add({ text: name, point: middlePoint(points, members) });
  for (const point of selected) add(title(point));
  if (k >= NEAR_SCALE) set.points.forEach(({ kind }, point) => kind === 'seed' && add(title(point)));
  if (k >= NEAR_SCALE * 2) set.points.forEach((_, point) => add(title(point)));
  return towns;
}

function pinOf({ pin, map }: MapTools, space: SpaceId): Pin | null {
  const dropped = pin.on(space);
  const { frame } = map;
  if (!dropped || !pin.shown || !frame || map.live) return null;
  return {
    text: pin.shown.title,
    x: (dropped.x - frame.centre[0]) / frame.reach,
    y: (dropped.y - frame.centre[1]) / frame.reach,
  };
}

export interface SceneInput {
  readonly tools: MapTools;
  readonly space: SpaceId;
  readonly sheet: Sheet;
  readonly theme: Theme;
  readonly outline?: Scene['outline'];
  readonly trails?: Scene['trails'];
  /** A picture of the map: nothing is hovered or pointed at, whatever the screen shows. */
  readonly still?: boolean;
  readonly quick?: boolean;
}

export function sceneOf({
  tools,
  space,
  sheet,
  theme,
  outline = [],
  trails = [],
  still = false,
  quick = false,
}: SceneInput): Scene {
  const { map } = tools;
  const hovered = still ? null : map.hovered;
  return {
    ...sheet,
    towns: map.live ? [] : townsOf(map, sheet.points, hovered, still ? 1 : map.view.k),
    classOf: map.colouring.classOf,
    marks: marksOf(theme),
    highlighted: still ? null : map.highlighted,
    selected: map.selected,
    hovered,
    trails,
    pin: tools.mode === 'sides' ? pinOf(tools, space) : null,
    ...{ outline, quick },
  };
}
