/** @file Names on a sheet: which of them a view may show, in which order they ask for room, and how they are written. */
import { placeLabels, type LabelWish } from '../../core/map/place-labels.ts';
import type { Draw, Pen, Scene } from './draw.ts';
import type { Region } from './geography.ts';
import { toPixels, type Size, type View } from './view.ts';

const FONT = "'Instrument Sans', system-ui, sans-serif";
/** From this scale on every title in colour has its name, and the grey ones too. */
export const NEAR_SCALE = 4;

export interface Name extends LabelWish {
  readonly kind: 'region' | 'district' | 'town' | 'pin';
}

/** From this scale on the minor groups stand between the major ones and the titles. */
const MIDDLE_SCALE = 1.6;
const REGION_STYLE = { font: `500 14px ${FONT}`, spacing: '0.26em' };
const DISTRICT_STYLE = { font: `500 11.5px ${FONT}`, spacing: '0.08em' };
const TOWN_STYLE = { font: `600 12.5px ${FONT}`, spacing: '0em' };
export const NAME_STYLES = {
  region: REGION_STYLE,
  district: DISTRICT_STYLE,
  town: TOWN_STYLE,
  pin: TOWN_STYLE,
} as const;

function setStyle(context: Pen, kind: Name['kind']): void {
  const style = NAME_STYLES[kind];
  context.font = style.font;
  context.letterSpacing = style.spacing;
  context.fontStretch = kind === 'region' ? 'normal' : 'condensed';
}

/** All names that a view may show, the most important first: pin, hovered title, regions, titles. */
export function namesOf(
  scene: Scene,
  size: Size,
  view: View,
  measure: (kind: Name['kind'], text: string) => number,
): Name[] {
  const name = (kind: Name['kind'], text: string, x: number, y: number, gap: number): Name => {
    const shown = kind === 'region' ? text.toUpperCase() : text;
    return { kind, text: shown, x, y, gap, width: measure(kind, shown), height: kind === 'region' ? 18 : 15 };
  };
  const at = (point: number) => toPixels(scene.points[2 * point]!, scene.points[2 * point + 1]!, size, view);
  const names: Name[] = [];
  if (scene.pin)
    names.push(name('pin', scene.pin.text, ...toPixels(scene.pin.x, scene.pin.y, size, view), 8));
  const inView = (x: number, y: number) => x >= 0 && y >= 0 && x <= size.width && y <= size.height;
  const towns = scene.towns
    .filter(({ point }) => inView(...at(point)))
    .map(({ text, point }) => name('town', text, ...at(point), 6));
  const regionNames = (rank: Region['rank'], kind: 'region' | 'district') =>
    scene.regions
      .filter((region) => region.rank === rank)
      .map(({ name: text, x, y }) => name(kind, text, ...toPixels(x, y, size, view), 0));
  const regions = view.k < NEAR_SCALE * 2 ? regionNames('major', 'region') : [];
  const districts = view.k >= MIDDLE_SCALE && view.k < NEAR_SCALE * 2 ? regionNames('minor', 'district') : [];
  // Far away the regions come first, as on a map of a country; then what they consist of; near, the towns.
  if (view.k < MIDDLE_SCALE) return [...names, ...regions.slice(0, 10), ...towns, ...regions.slice(10)];
  return view.k < NEAR_SCALE
    ? [...names, ...districts, ...towns, ...regions]
    : [...names, ...towns, ...districts, ...regions];
}

export const drawNames: Draw = (context, scene, size, view, inks) => {
  const measure = (kind: Name['kind'], text: string) => {
    setStyle(context, kind);
    return context.measureText(text).width;
  };
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  for (const { wish, x, y } of placeLabels(namesOf(scene, size, view, measure), size)) {
    setStyle(context, wish.kind);
    context.globalAlpha = wish.kind === 'region' || wish.kind === 'district' ? 0.78 : 1;
    context.strokeStyle = inks.paper;
    context.lineWidth = 3.5;
    context.strokeText(wish.text, x, y);
    context.fillStyle = inks.text;
    context.fillText(wish.text, x, y);
  }
  context.globalAlpha = 1;
  context.letterSpacing = '0em';
};
