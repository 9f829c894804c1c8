/** @file What part of a map a sheet shows: between units of the sheet and pixels. */

/** Screen = sheet * k + shift, the shift in shares of the sheet's width: the same view on sheets of any size. */
export interface View {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

export const WHOLE_SHEET: View = { k: 1, x: 0, y: 0 };

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Share of the sheet that the map fills when all of it is shown. */
const FILL = 0.92;

/** Pixels of the sheet for a place in its units. */
export function toPixels(x: number, y: number, { width, height }: Size, view: View): [number, number] {
  const half = (Math.min(width, height) / 2) * FILL;
  return [
    (width / 2 + x * half) * view.k + view.x * width,
    (height / 2 + y * half) * view.k + view.y * width,
  ];
}

/** Units of the sheet for a pixel. */
export function toUnits(x: number, y: number, { width, height }: Size, view: View): [number, number] {
  const half = (Math.min(width, height) / 2) * FILL;
  return [
    ((x - view.x * width) / view.k - width / 2) / half,
    ((y - view.y * width) / view.k - height / 2) / half,
  ];
}

export const ZOOM_RANGE: readonly [number, number] = [0.7, 60];

/** Nearer or farther about the middle of a sheet that is as high as wide. */
export function zoomed({ k, x, y }: View, factor: number): View {
  const next = Math.min(ZOOM_RANGE[1], Math.max(ZOOM_RANGE[0], k * factor));
  return { k: next, x: 0.5 - ((0.5 - x) * next) / k, y: 0.5 - ((0.5 - y) * next) / k };
}

/** Of an arrow key or a button, in shares of the sheet's width. */
export const PAN_STEP = 0.07;

/** The map moved by shares of the sheet's width: to the right and down for positive ones. */
export function panned({ k, x, y }: View, right: number, down: number): View {
  return { k, x: x + right, y: y + down };
}

/** Pixels for a length of 1 in units of the sheet. */
export function pixelsAUnit({ width, height }: Size, view: View): number {
  return (Math.min(width, height) / 2) * FILL * view.k;
}
