/** @file One sheet on a canvas: contours, grey titles, titles in colour, names. The same code draws the screen and the exported picture. */
import { placeLabels, type LabelWish } from '../../core/map/place-labels.ts';
import type { Region, Ring } from './geography.ts';
import type { Mark, Shape } from './palette.ts';
import { toPixels, type Size, type View } from './view.ts';

export interface Inks {
  readonly paper: string;
  readonly text: string;
  readonly soft: string;
  /** Of the sheet: its contours. */
  readonly sheet: string;
}

/** A name at a title. */
export interface Town {
  readonly text: string;
  readonly point: number;
}

/** A typed title. */
export interface Pin {
  readonly text: string;
  /** In units of the sheet. */
  readonly x: number;
  readonly y: number;
}

export interface Scene {
  /** In units of the sheet, x and y by turns. */
  readonly points: Float64Array;
  readonly contours: readonly Ring[];
  readonly regions: readonly Region[];
  /** The most important first. */
  readonly towns: readonly Town[];
  /** By point, its mark; -1 for grey. */
  readonly classOf: Int16Array;
  readonly marks: readonly Mark[];
  /** Class that alone is in full ink; null for all. */
  readonly highlighted: number | null;
  readonly selected: ReadonlySet<number>;
  readonly hovered: number | null;
  /** Lines from where points were, in units of the sheet: x0, y0, x1, y1. */
  readonly trails: readonly (readonly [number, number, number, number])[];
  readonly pin: Pin | null;
  /** Outline that is being drawn, in pixels. */
  readonly outline: readonly (readonly [number, number])[];
}

const DOT = 1.6;
const MARK = 4.2;
const FONT = "'Instrument Sans', system-ui, sans-serif";
/** From this scale on every title in colour has its name, and the grey ones too. */
export const NEAR_SCALE = 4;

export function pathOf(
  shape: Shape,
  x: number,
  y: number,
  size: number,
): readonly (readonly [number, number])[] {
  if (shape === 'square') {
    const half = size * 0.9;
    return [
      [x - half, y - half],
      [x + half, y - half],
      [x + half, y + half],
      [x - half, y + half],
    ];
  }
  if (shape === 'triangle')
    return [
      [x, y - size * 1.15],
      [x + size * 1.1, y + size * 0.8],
      [x - size * 1.1, y + size * 0.8],
    ];
  return [
    [x, y - size * 1.25],
    [x + size * 1.25, y],
    [x, y + size * 1.25],
    [x - size * 1.25, y],
  ];
}

function drawMark(context: CanvasRenderingContext2D, mark: Mark, x: number, y: number, size: number): void {
  context.beginPath();
  if (mark.shape === 'circle') context.arc(x, y, size, 0, 2 * Math.PI);
  else
    pathOf(mark.shape, x, y, size).forEach(([px, py], at) =>
      at ? context.lineTo(px, py) : context.moveTo(px, py),
    );
  context.closePath();
  context.fill();
}

/** Draws a scene on a cleared sheet. The context's scale must be set for the device's pixels already. */
export function drawScene(
  context: CanvasRenderingContext2D,
  scene: Scene,
  size: Size,
  view: View,
  inks: Inks,
): void {
  context.save();
  context.beginPath();
  context.rect(0, 0, size.width, size.height);
  context.clip();
  context.fillStyle = inks.paper;
  context.fillRect(0, 0, size.width, size.height);
  drawContours(context, scene, size, view, inks);
  drawTrails(context, scene, size, view, inks);
  drawPoints(context, scene, size, view, inks);
  drawRings(context, scene, size, view, inks);
  drawNames(context, scene, size, view, inks);
  drawOutline(context, scene, inks);
  context.restore();
}

type Draw = (context: CanvasRenderingContext2D, scene: Scene, size: Size, view: View, inks: Inks) => void;

const drawContours: Draw = (context, { contours }, size, view, inks) => {
  context.strokeStyle = inks.sheet;
  context.globalAlpha = 0.3;
  context.lineWidth = 0.8;
  context.beginPath();
  for (const ring of contours)
    for (let at = 0; at < ring.length; at += 2) {
      const [x, y] = toPixels(ring[at]!, ring[at + 1]!, size, view);
      if (at) context.lineTo(x, y);
      else context.moveTo(x, y);
    }
  context.stroke();
  context.globalAlpha = 1;
};

const drawTrails: Draw = (context, { trails }, size, view, inks) => {
  context.strokeStyle = inks.sheet;
  context.globalAlpha = 0.6;
  context.lineWidth = 1;
  context.beginPath();
  for (const [x0, y0, x1, y1] of trails) {
    context.moveTo(...toPixels(x0, y0, size, view));
    context.lineTo(...toPixels(x1, y1, size, view));
  }
  context.stroke();
  context.globalAlpha = 1;
};

const drawPoints: Draw = (context, scene, size, view, inks) => {
  const { points, classOf, marks, highlighted } = scene;
  const grow = Math.min(1.6, view.k ** 0.25);
  const dot = DOT * grow;
  context.fillStyle = inks.soft;
  context.globalAlpha = highlighted === null ? 0.42 : 0.18;
  for (let point = 0; point < classOf.length; point++) {
    if (classOf[point]! >= 0) continue;
    const [x, y] = toPixels(points[2 * point]!, points[2 * point + 1]!, size, view);
    context.fillRect(x - dot, y - dot, 2 * dot, 2 * dot);
  }
  for (const dimmed of [true, false]) {
    context.globalAlpha = dimmed ? 0.15 : 1;
    for (let point = 0; point < classOf.length; point++) {
      const of = classOf[point]!;
      if (of < 0 || (highlighted !== null && of !== highlighted) !== dimmed) continue;
      const mark = marks[of]!;
      const [x, y] = toPixels(points[2 * point]!, points[2 * point + 1]!, size, view);
      context.fillStyle = mark.colour;
      drawMark(context, mark, x, y, MARK * grow);
    }
  }
  context.globalAlpha = 1;
};

const drawRings: Draw = (context, { points, selected, hovered, pin }, size, view, inks) => {
  context.strokeStyle = inks.text;
  const ring = (point: number, radius: number, width: number) => {
    const [x, y] = toPixels(points[2 * point]!, points[2 * point + 1]!, size, view);
    context.lineWidth = width;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
  };
  for (const point of selected) ring(point, 7, 1.2);
  if (hovered !== null) ring(hovered, 8.5, 2);
  if (!pin) return;
  const [x, y] = toPixels(pin.x, pin.y, size, view);
  context.fillStyle = inks.text;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x - 5, y - 13);
  context.arc(x, y - 15, 5.4, Math.PI * 0.85, Math.PI * 0.15);
  context.closePath();
  context.fill();
};

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

function setStyle(context: CanvasRenderingContext2D, kind: Name['kind']): void {
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

const drawNames: Draw = (context, scene, size, view, inks) => {
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

function drawOutline(context: CanvasRenderingContext2D, { outline }: Scene, inks: Inks): void {
  if (outline.length < 2) return;
  context.strokeStyle = inks.text;
  context.setLineDash([4, 3]);
  context.lineWidth = 1;
  context.beginPath();
  outline.forEach(([x, y], at) => (at ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.closePath();
  context.stroke();
  context.setLineDash([]);
}
