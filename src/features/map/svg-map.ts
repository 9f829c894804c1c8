/** @file Both sheets as one SVG that opens in any drawing program. */
import { placeLabels } from '../../core/map/place-labels.ts';
import { NAME_STYLES, namesOf, pathOf, type Inks, type Name, type Scene } from './draw.ts';
import { toPixels, WHOLE_SHEET, type Size } from './view.ts';
import type { Mark } from './palette.ts';

export interface SvgSheet {
  readonly label: string;
  readonly inks: Inks;
  readonly scene: Scene;
}

const GAP = 20;
const TOP = 48;
const LEGEND_LINE = 18;
const LEGEND_COLUMNS = 4;
const MARK = 4.2;

export function escapeXml(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => names[character]!);
}

const round = (value: number) => value.toFixed(1);

function markToSvg({ shape, colour }: Mark, x: number, y: number): string {
  if (shape === 'circle') return `<circle cx="${round(x)}" cy="${round(y)}" r="${MARK}" fill="${colour}"/>`;
  const corners = pathOf(shape, x, y, MARK)
    .map((corner) => corner.map(round).join(','))
    .join(' ');
  return `<polygon points="${corners}" fill="${colour}"/>`;
}

/** Width of a text without a canvas: half of its height a letter, plus the spacing of regions. */
function estimate(kind: Name['kind'], text: string): number {
  return text.length * (kind === 'region' ? 13.5 : 6.2);
}

function sheetToSvg({ label, inks, scene }: SvgSheet, size: Size): string {
  const at = (x: number, y: number) => toPixels(x, y, size, WHOLE_SHEET);
  const place = (point: number) => at(scene.points[2 * point]!, scene.points[2 * point + 1]!);
  const contours = scene.contours.map((ring) => {
    const corners = Array.from({ length: ring.length / 2 }, (_, i) => at(ring[2 * i]!, ring[2 * i + 1]!));
    return `M${corners.map((corner) => corner.map(round).join(' ')).join('L')}Z`;
  });
  const points = [...scene.classOf.keys()];
  const grey = points
    .filter((point) => scene.classOf[point]! < 0)
    .map((point) => place(point).map((value) => round(value - 1.6)))
    .map(([x, y]) => `<rect x="${x!}" y="${y!}" width="3.2" height="3.2"/>`);
  const coloured = points
    .filter((point) => scene.classOf[point]! >= 0)
    .map((point) => markToSvg(scene.marks[scene.classOf[point]!]!, ...place(point)));
  const names = placeLabels(namesOf(scene, size, WHOLE_SHEET, estimate), size).map(({ wish, x, y }) => {
    const { spacing } = NAME_STYLES[wish.kind];
    const style =
      wish.kind === 'region'
        ? `font-size="14" letter-spacing="${spacing}" opacity=".78"`
        : 'font-size="12.5" font-weight="600"';
    return `<text x="${round(x)}" y="${round(y + 4)}" ${style}>${escapeXml(wish.text)}</text>`;
  });
  return [
    `<text x="0" y="-14" font-size="15" font-weight="600" fill="${inks.sheet}" text-anchor="start">${escapeXml(label)}</text>`,
    `<rect width="${size.width}" height="${size.height}" fill="none" stroke="${inks.soft}" stroke-width=".5"/>`,
    `<path d="${contours.join('')}" fill="none" stroke="${inks.sheet}" stroke-width=".8" opacity=".3"/>`,
    `<g fill="${inks.soft}" opacity=".42">${grey.join('')}</g>`,
    coloured.join(''),
    `<g text-anchor="middle" fill="${inks.text}" stroke="${inks.paper}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke">${names.join('')}</g>`,
  ].join('\n');
}

/** @param legend names of the classes, in the order of their marks */
export function sheetsToSvg(
  sheets: readonly SvgSheet[],
  size: Size,
  caption: string,
  legend: readonly string[],
): string {
  const { inks, scene } = sheets[0]!;
  const lines = Math.ceil(legend.length / LEGEND_COLUMNS);
  const width = sheets.length * (size.width + GAP) + GAP;
  const height = TOP + size.height + 40 + lines * LEGEND_LINE + GAP;
  const drawn = sheets.map(
    (sheet, at) =>
      `<g transform="translate(${GAP + at * (size.width + GAP)} ${TOP})">${sheetToSvg(sheet, size)}</g>`,
  );
  const entries = legend.map((name, at) => {
    const x = GAP + 6 + (at % LEGEND_COLUMNS) * ((width - 2 * GAP) / LEGEND_COLUMNS);
    const y = TOP + size.height + 52 + Math.floor(at / LEGEND_COLUMNS) * LEGEND_LINE;
    return `${markToSvg(scene.marks[at]!, x, y - 4)}<text x="${round(x + 12)}" y="${round(y)}">${escapeXml(name)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="'Instrument Sans', system-ui, sans-serif" font-size="12">
<rect width="100%" height="100%" fill="${inks.paper}"/>
${drawn.join('\n')}
<g fill="${inks.text}"><text x="${GAP}" y="${TOP + size.height + 26}">${escapeXml(caption)}</text>
${entries.join('\n')}</g>
</svg>
`;
}
