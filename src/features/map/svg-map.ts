/** @file A map as an SVG that opens in any drawing program. */
import { drawMark, drawScene, type Inks, type Scene } from './draw.ts';
import {
  LABEL_RISE,
  layoutFigure,
  LEGEND_MARK,
  NAME_DROP,
  NAME_SHIFT,
  TEXT_FONT,
  type FigureText,
} from './figure-layout.ts';
import { escapeXml, SvgPen, type MeasureText } from './svg-pen.ts';
import { WHOLE_SHEET, type Size } from './view.ts';

export interface FigureSheet {
  readonly label: string;
  readonly inks: Inks;
  readonly scene: Scene;
}

function sheetToSvg({ label, inks, scene }: FigureSheet, { width, height }: Size, pen: SvgPen): string {
  drawScene(pen, scene, { width, height }, WHOLE_SHEET, inks);
  return [
    `<text y="${-LABEL_RISE}" font-size="15" font-weight="600" fill="${inks.sheet}">${escapeXml(label)}</text>`,
    `<svg width="${width}" height="${height}" role="group" aria-label="${escapeXml(label)}">`,
    pen.toString(),
    '</svg>',
    `<rect width="${width}" height="${height}" fill="none" stroke="${inks.soft}" stroke-width=".5"/>`,
  ].join('\n');
}

/**
 * @param sheets one or more, beside each other
 * @param size of each sheet, in pixels
 */
export function sheetsToSvg(
  sheets: readonly FigureSheet[],
  size: Size,
  text: FigureText,
  measure: MeasureText,
): string {
  const { inks, scene } = sheets[0]!;
  const layout = layoutFigure(sheets.length, size, text, (line) => measure(line, TEXT_FONT, '0em'));
  const { width, height } = layout;
  const drawn = sheets.map((sheet, at) => {
    const { x, y } = layout.sheets[at]!;
    return `<g transform="translate(${x} ${y})">\n${sheetToSvg(sheet, size, new SvgPen(measure))}\n</g>`;
  });
  const caption = layout.caption.map(
    (line) => `<text x="${line.x}" y="${line.y}">${escapeXml(line.text)}</text>`,
  );
  const legend = layout.legend.map(({ text: name, x, y }, at) => {
    const pen = new SvgPen(measure);
    const mark = scene.marks[at]!;
    pen.fillStyle = mark.colour;
    drawMark(pen, mark, x, y, LEGEND_MARK);
    return `${pen.toString()}<text x="${x + NAME_SHIFT}" y="${y + NAME_DROP}">${escapeXml(name)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="'Instrument Sans', system-ui, sans-serif" font-size="12">
<title>${escapeXml(text.caption)}</title>
<rect width="100%" height="100%" fill="${inks.paper}"/>
${drawn.join('\n')}
<g id="caption" fill="${inks.text}">
${caption.join('\n')}
</g>
<g id="legend" fill="${inks.text}">
${legend.join('\n')}
</g>
</svg>
`;
}
