/** @file Where the parts of an exported picture stand: sheets beside each other, caption and legend under them. The same for PNG and SVG. */
import type { Size } from './view.ts';

export interface FigureText {
  readonly caption: string;
  /** Names of the classes, in the order of their marks. */
  readonly legend: readonly string[];
}

interface Place {
  readonly x: number;
  readonly y: number;
}

export interface FigureLayout extends Size {
  /** Upper left corners of the sheets; the label of each stands `LABEL_RISE` above. */
  readonly sheets: readonly Place[];
  /** Beginnings of the baselines. */
  readonly caption: readonly (Place & { readonly text: string })[];
  /** Middles of the marks; names begin `NAME_SHIFT` to the right, at the baseline `NAME_DROP` below. */
  readonly legend: readonly (Place & { readonly text: string })[];
}

export const LABEL_RISE = 14;
export const NAME_SHIFT = 12;
export const NAME_DROP = 4;
export const LEGEND_MARK = 4.2;
export const LABEL_FONT = "600 15px 'Instrument Sans', system-ui, sans-serif";
export const TEXT_FONT = "400 12px 'Instrument Sans', system-ui, sans-serif";

const GAP = 20;
const TOP = 48;
const LINE = 18;
/** A legend of two sheets has four columns, one of a single sheet two. */
const COLUMNS_A_SHEET = 2;

/** Width of a text in pixels in `TEXT_FONT`. */
export type TextWidth = (text: string) => number;

/** Words in lines that are no wider than `width`; a word that is wider has a line of its own. */
export function wrap(text: string, width: number, textWidth: TextWidth): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && textWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** A name cut to a width: the whole of it stands on the page. */
export function fitted(name: string, width: number, textWidth: TextWidth): string {
  if (textWidth(name) <= width) return name;
  let { length } = name;
  while (length > 1 && textWidth(`${name.slice(0, length)}…`) > width) length--;
  return `${name.slice(0, length).trimEnd()}…`;
}

/**
 * @param count sheets, 1 or more
 * @param size of each sheet, in pixels
 */
export function layoutFigure(
  count: number,
  size: Size,
  { caption, legend }: FigureText,
  textWidth: TextWidth,
): FigureLayout {
  const width = count * (size.width + GAP) + GAP;
  const lines = wrap(caption, width - 2 * GAP, textWidth);
  const captionTop = TOP + size.height + 26;
  const legendTop = captionTop + lines.length * LINE + 6;
  const columns = count * COLUMNS_A_SHEET;
  const column = (width - 2 * GAP) / columns;
  return {
    width,
    height: legendTop + Math.ceil(legend.length / columns) * LINE + GAP,
    sheets: Array.from({ length: count }, (_, at) => ({ x: GAP + at * (size.width + GAP), y: TOP })),
    caption: lines.map((text, at) => ({ text, x: GAP, y: captionTop + at * LINE })),
    legend: legend.map((name, at) => ({
      text: fitted(name, column - 2 * NAME_SHIFT, textWidth),
      x: GAP + 6 + (at % columns) * column,
      y: legendTop + Math.floor(at / columns) * LINE,
    })),
  };
}
