/** @file One sheet: contours, grey titles, titles in colour, rings, names. The same code draws the screen, the exported picture and the SVG. */
import { drawNames } from './draw-names.ts';
import type { Region, Ring } from './geography.ts';
import type { Mark, Shape } from './palette.ts';
import { toPixels, type Size, type View } from './view.ts';

/** What of a canvas' context a scene is drawn with: a canvas, or the pen that writes SVG. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'globalAlpha'
  | 'lineWidth'
  | 'lineJoin'
  | 'font'
  | 'fontStretch'
  | 'letterSpacing'
  | 'textAlign'
  | 'textBaseline'
  | 'save'
  | 'restore'
  | 'clip'
  | 'beginPath'
  | 'rect'
  | 'moveTo'
  | 'lineTo'
  | 'closePath'
  | 'stroke'
  | 'fillRect'
  | 'setLineDash'
> & {
  arc(x: number, y: number, radius: number, start: number, end: number): void;
  fill(): void;
  fillText(text: string, x: number, y: number): void;
  strokeText(text: string, x: number, y: number): void;
  measureText(text: string): { readonly width: number };
};

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
  /** Marks as squares, in a fraction of the time: for thousands of them while the map moves. */
  readonly quick?: boolean;
}

const DOT = 1.6;
const MARK = 4.2;

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

export function drawMark(context: Pen, mark: Mark, x: number, y: number, size: number): void {
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
export function drawScene(context: Pen, scene: Scene, size: Size, view: View, inks: Inks): void {
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

export type Draw = (context: Pen, scene: Scene, size: Size, view: View, inks: Inks) => void;

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

/** Pixels that a mark may reach beyond its place. */
const MARGIN = 12;

/** Calls `draw` for every point of a class that can be seen; -1 for the grey ones. */
function forPoints(
  { points, classOf }: Scene,
  wanted: number,
  size: Size,
  view: View,
  draw: (x: number, y: number) => void,
): void {
  for (let point = 0; point < classOf.length; point++) {
    if (classOf[point] !== wanted) continue;
    const [x, y] = toPixels(points[2 * point]!, points[2 * point + 1]!, size, view);
    if (x > -MARGIN && y > -MARGIN && x < size.width + MARGIN && y < size.height + MARGIN) draw(x, y);
  }
}

const drawPoints: Draw = (context, scene, size, view, inks) => {
  const { marks, highlighted, quick } = scene;
  const grow = Math.min(1.6, view.k ** 0.25);
  const dot = DOT * grow;
  const square = (half: number) => (x: number, y: number) =>
    context.fillRect(x - half, y - half, 2 * half, 2 * half);
  context.fillStyle = inks.soft;
  context.globalAlpha = highlighted === null ? 0.42 : 0.18;
  forPoints(scene, -1, size, view, square(dot));
  // Class by class, which changes the colour least often; the highlighted one lies on top.
  const classes = [...marks.keys()].sort((a, b) => Number(a === highlighted) - Number(b === highlighted));
  for (const of of classes) {
    const mark = marks[of]!;
    context.fillStyle = mark.colour;
    context.globalAlpha = highlighted !== null && of !== highlighted ? 0.15 : 1;
    const exact = (x: number, y: number) => drawMark(context, mark, x, y, MARK * grow);
    forPoints(scene, of, size, view, quick ? square(MARK * grow * 0.9) : exact);
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

function drawOutline(context: Pen, { outline }: Scene, inks: Inks): void {
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
