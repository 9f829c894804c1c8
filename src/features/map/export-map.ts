/** @file The map as a picture (PNG, SVG) and as numbers (CSV), with what is needed to make it again. */
import { presentSpaces } from '../../core/map/spaces.ts';
import { downloadBlob, downloadText } from '../../ui/download.ts';
import { formatCount } from '../../ui/format.ts';
import { drawMark, drawScene } from './draw.ts';
import {
  LABEL_FONT,
  LABEL_RISE,
  layoutFigure,
  LEGEND_MARK,
  NAME_DROP,
  NAME_SHIFT,
  TEXT_FONT,
  type FigureText,
} from './figure-layout.ts';
import { mapCsv } from './map-rows.ts';
import type { MapTools } from './map-tools.svelte.ts';
import type { MapState } from './map.svelte.ts';
import type { Theme } from './palette.ts';
import { inksOf, sceneOf } from './scene.ts';
import { SPACE_NAMES } from './space-names.ts';
import { sheetsToSvg, type FigureSheet } from './svg-map.ts';
import { currentTheme } from './theme.svelte.ts';
import { WHOLE_SHEET, type Size } from './view.ts';

export const EXPORT_SHEET: Size = { width: 600, height: 600 };

/** Under the picture: what is on it, what it takes to make it again, and what it does not say. */
export function captionOf(map: MapState): string {
  const { recipe, spaces, set, origin } = map.maps!;
  const present = presentSpaces(spaces);
  const divergences = present.map((space) => `${SPACE_NAMES[space]} ${spaces[space]!.divergence.toFixed(3)}`);
  const engine = recipe.engine ? ` by ${recipe.engine}` : '';
  // Another engine measures the divergence of probabilities of its own.
  const fit = recipe.engine ? '' : `, KL divergence: ${divergences.join(', ')}`;
  const points = formatCount(set.points.length);
  const all = origin && origin.titles > set.points.length ? ` of ${formatCount(origin.titles)}` : '';
  const what = origin ? ` (${origin.name}${origin.synthetic ? ', synthetic' : ''})` : ' (synthetic)';
  return `t-SNE${engine} of ${points}${all} job titles${what}, drawn with seed ${recipe.seed}, perplexity ${recipe.perplexity}, ${recipe.iterations} iterations${fit}. No scale: distances between clusters mean nothing. Rolemap.`;
}

/** Name of a file of this map: the settings that made it. */
export function fileNameOf(map: MapState, ending: string): string {
  const { seed, perplexity, engine } = map.maps!.recipe;
  return `rolemap-map-${engine ? `${engine}-` : ''}seed-${seed}-perplexity-${perplexity}.${ending}`;
}

/** What the page shows, without what is only pointed at: both sheets, or the one between them with its trails. */
export function figureSheets(tools: MapTools, theme: Theme): FigureSheet[] {
  const { map } = tools;
  if (tools.mode === 'morph') {
    const [left, right] = map.sides;
    const space = tools.share < 0.5 ? left : right;
    const label = `From ${SPACE_NAMES[left]} to ${SPACE_NAMES[right]}: ${Math.round(tools.share * 100)} % of the way`;
    const sheet = tools.between;
    if (!sheet) return [];
    const scene = sceneOf({ tools, space, sheet, theme, trails: tools.trails, still: true });
    return [{ label, inks: inksOf(theme, space), scene }];
  }
  return map.sides.flatMap((space, side): FigureSheet[] => {
    const sheet = map.sheet(side === 0 ? 0 : 1);
    if (!sheet) return [];
    const scene = sceneOf({ tools, space, sheet, theme, still: true });
    return [{ label: SPACE_NAMES[space], inks: inksOf(theme, space), scene }];
  });
}

export function figureText(map: MapState): FigureText {
  return { caption: captionOf(map), legend: map.colouring.classes.map(({ name }) => name) };
}

/** A context to draw on, or to measure text with. */
function contextOf(width: number, height: number): [OffscreenCanvas, OffscreenCanvasRenderingContext2D] {
  const canvas = new OffscreenCanvas(width, height);
  return [canvas, canvas.getContext('2d')!];
}

/** Drawn anew at `times` the size, not scaled: lines and letters stay sharp. */
export async function exportPicture(tools: MapTools, times: number): Promise<void> {
  const theme = currentTheme();
  const sheets = figureSheets(tools, theme);
  const canvas = drawFigure(sheets, figureText(tools.map), times);
  downloadBlob(fileNameOf(tools.map, `${times}x.png`), await canvas.convertToBlob({ type: 'image/png' }));
}

function drawFigure(sheets: readonly FigureSheet[], text: FigureText, times: number): OffscreenCanvas {
  const [, ruler] = contextOf(1, 1);
  ruler.font = TEXT_FONT;
  const layout = layoutFigure(sheets.length, EXPORT_SHEET, text, (line) => ruler.measureText(line).width);
  const [canvas, context] = contextOf(layout.width * times, layout.height * times);
  const { inks, scene } = sheets[0]!;
  context.scale(times, times);
  context.fillStyle = inks.paper;
  context.fillRect(0, 0, layout.width, layout.height);
  sheets.forEach((sheet, at) => {
    const { x, y } = layout.sheets[at]!;
    context.save();
    context.translate(x, y);
    context.fillStyle = sheet.inks.sheet;
    context.font = LABEL_FONT;
    context.fillText(sheet.label, 0, -LABEL_RISE);
    drawScene(context, sheet.scene, EXPORT_SHEET, WHOLE_SHEET, sheet.inks);
    context.strokeStyle = sheet.inks.soft;
    context.lineWidth = 0.5;
    context.strokeRect(0, 0, EXPORT_SHEET.width, EXPORT_SHEET.height);
    context.restore();
  });
  context.font = TEXT_FONT;
  context.fillStyle = inks.text;
  for (const line of layout.caption) context.fillText(line.text, line.x, line.y);
  layout.legend.forEach(({ text: name, x, y }, at) => {
    const mark = scene.marks[at]!;
    context.fillStyle = mark.colour;
    drawMark(context, mark, x, y, LEGEND_MARK);
    context.fillStyle = inks.text;
    context.fillText(name, x + NAME_SHIFT, y + NAME_DROP);
  });
  return canvas;
}

export function exportSvg(tools: MapTools): void {
  const { map } = tools;
  const [, ruler] = contextOf(1, 1);
  const measure = (text: string, font: string, letterSpacing: string) => {
    ruler.font = font;
    ruler.letterSpacing = letterSpacing;
    return ruler.measureText(text).width;
  };
  const sheets = figureSheets(tools, currentTheme());
  const svg = sheetsToSvg(sheets, EXPORT_SHEET, figureText(map), measure);
  downloadText(fileNameOf(map, 'svg'), 'image/svg+xml', svg);
}

export function exportCsv(map: MapState): void {
  downloadText(fileNameOf(map, 'csv'), 'text/csv', mapCsv(map.maps!));
}
