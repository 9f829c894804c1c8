/** @file The map as a picture (PNG, SVG) and as numbers (CSV), with what is needed to make it again. */
import { majorGroupOf } from '../../core/map/map-set.ts';
import { downloadBlob, downloadText } from '../../ui/download.ts';
import { toCsv } from '../../core/formats/csv-export.ts';
import { MODEL_NAMES } from '../model-names.ts';
import { drawScene } from './draw.ts';
import { WHOLE_SHEET, type Size } from './view.ts';
import type { MapTools } from './map-tools.svelte.ts';
import { SPACES, type MapState } from './map.svelte.ts';
import { inksOf, sceneOf } from './scene.ts';
import { currentTheme } from './theme.svelte.ts';
import { sheetsToSvg } from './svg-map.ts';

export const EXPORT_SHEET: Size = { width: 600, height: 600 };
const GAP = 20;
const CAPTION = 48;

/** One line under the picture: what it takes to make it again, and what it does not say. */
export function captionOf(map: MapState): string {
  const { recipe, spaces } = map.maps!;
  const divergence = SPACES.map((space) => spaces[space].divergence.toFixed(3)).join(' and ');
  const engine = recipe.engine ? ` by ${recipe.engine}` : '';
  // Another engine measures the divergence of probabilities of its own.
  const fit = recipe.engine ? '' : `, KL ${divergence}`;
  return `t-SNE${engine} of ${map.set.points.length} job titles (synthetic), drawn with seed ${recipe.seed}, perplexity ${recipe.perplexity}, ${recipe.iterations} iterations${fit}. No scale: distances between clusters mean nothing. Rolemap.`;
}

/** Name of a file of this map: the settings that made it. */
export function fileNameOf(map: MapState, ending: string): string {
  const { seed, perplexity, engine } = map.maps!.recipe;
  return `rolemap-map-${engine ? `${engine}-` : ''}seed-${seed}-perplexity-${perplexity}.${ending}`;
}

/** Drawn anew at `times` the size, not scaled: lines and letters stay sharp. */
export async function exportPicture(tools: MapTools, times: number): Promise<void> {
  const { map } = tools;
  const theme = currentTheme();
  const { width, height } = EXPORT_SHEET;
  const canvas = new OffscreenCanvas((2 * width + 3 * GAP) * times, (height + 2 * CAPTION) * times);
  const context = canvas.getContext('2d')! as unknown as CanvasRenderingContext2D;
  context.scale(times, times);
  const { paper, text } = inksOf(theme, 'base');
  context.fillStyle = paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  SPACES.forEach((space, at) => {
    const sheet = map.sheet(space);
    if (!sheet) return;
    const inks = inksOf(theme, space);
    context.save();
    context.translate(GAP + at * (width + GAP), CAPTION);
    context.fillStyle = inks.sheet;
    context.font = "600 15px 'Instrument Sans', system-ui, sans-serif";
    context.fillText(MODEL_NAMES[space], 0, -14);
    drawScene(context, sceneOf({ tools, space, sheet, theme, still: true }), EXPORT_SHEET, WHOLE_SHEET, inks);
    context.restore();
  });
  context.fillStyle = text;
  context.font = "400 12px 'Instrument Sans', system-ui, sans-serif";
  context.fillText(captionOf(map), GAP, CAPTION + height + 26);
  downloadBlob(fileNameOf(map, `${times}x.png`), await canvas.convertToBlob({ type: 'image/png' }));
}

export function exportSvg(tools: MapTools): void {
  const { map } = tools;
  const theme = currentTheme();
  const sheets = SPACES.flatMap((space) => {
    const sheet = map.sheet(space);
    const inks = inksOf(theme, space);
    return sheet
      ? [{ label: MODEL_NAMES[space], inks, scene: sceneOf({ tools, space, sheet, theme, still: true }) }]
      : [];
  });
  const legend = map.colouring.classes.map(({ name }) => name);
  downloadText(
    fileNameOf(map, 'svg'),
    'image/svg+xml',
    sheetsToSvg(sheets, EXPORT_SHEET, captionOf(map), legend),
  );
}

const COLUMNS = [
  ...(['title', 'seed_title', 'role', 'onet_code', 'major_group', 'kind', 'strategy', 'level'] as const),
  ...(['base_x', 'base_y', 'tuned_x', 'tuned_y', 'seed', 'perplexity', 'iterations'] as const),
];
export type MapRow = Record<(typeof COLUMNS)[number], string | number>;

/** A row a title, with its place on both maps in the units of the finished maps. */
export function mapRows(map: MapState): MapRow[] {
  const { spaces, recipe } = map.maps!;
  return map.set.points.map(({ title, group, kind, strategy, level }, point) => {
    const { seed, role, code } = map.set.groups[group]!;
    const at = (space: 'base' | 'tuned', side: 0 | 1) =>
      Number(spaces[space].positions[2 * point + side]!.toFixed(4));
    return {
      ...{
        title,
        seed_title: seed,
        role,
        onet_code: code,
        major_group: majorGroupOf(code),
        kind,
        strategy,
        level,
      },
      ...{ base_x: at('base', 0), base_y: at('base', 1), tuned_x: at('tuned', 0), tuned_y: at('tuned', 1) },
      ...{ seed: recipe.seed, perplexity: recipe.perplexity, iterations: recipe.iterations },
    };
  });
}

export function exportCsv(map: MapState): void {
  downloadText(fileNameOf(map, 'csv'), 'text/csv', toCsv(mapRows(map), COLUMNS, { byteOrderMark: true }));
}
