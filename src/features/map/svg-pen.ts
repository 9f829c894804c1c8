/** @file A pen that writes SVG where a canvas would paint: what draws the screen draws the file, so that nothing can be missing from it. */
import type { Pen } from './draw.ts';

/** Width of a text in pixels, in a font and with a spacing as CSS writes them. */
export type MeasureText = (text: string, font: string, letterSpacing: string) => number;

export function escapeXml(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  // Control characters have no place in XML, not even as references.
  // eslint-disable-next-line no-control-regex
  const clean = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
  return clean.replace(/[&<>"]/g, (character) => names[character]!);
}

const number = (value: number) => String(Number(value.toFixed(2)));

/** Size in pixels of a CSS font such as "600 12.5px Sans", and its weight. */
function readFont(font: string): { readonly weight: string; readonly size: number } {
  const [, weight = '400', size = '12'] = /^(\d+) ([\d.]+)px/.exec(font) ?? [];
  return { weight, size: Number(size) };
}

/** Half of its height a letter, plus the spacing: for where there is no canvas to measure with. */
export const estimateText: MeasureText = (text, font, letterSpacing) => {
  const { size } = readFont(font);
  return text.length * size * (0.5 + (parseFloat(letterSpacing) || 0));
};

/** The part of a canvas' context that a scene is drawn with. Opacity is that of each shape, as on a canvas. */
export class SvgPen implements Pen {
  fillStyle: Pen['fillStyle'] = '#000000';
  strokeStyle: Pen['strokeStyle'] = '#000000';
  globalAlpha = 1;
  lineWidth = 1;
  font = '400 12px sans-serif';
  letterSpacing = '0em';
  fontStretch: Pen['fontStretch'] = 'normal';
  textAlign: Pen['textAlign'] = 'start';
  textBaseline: Pen['textBaseline'] = 'alphabetic';
  lineJoin: Pen['lineJoin'] = 'miter';
  readonly #measure: MeasureText;
  readonly #groups: { readonly paint: string; readonly shapes: string[] }[] = [];
  #path = '';
  /** A whole circle is one in SVG too: programs can take hold of it. */
  #circle = '';
  #dash = '';
  /** Outline of the text that is filled next. */
  #halo: { readonly text: string; readonly paint: string } | null = null;

  constructor(measure: MeasureText) {
    this.#measure = measure;
  }

  /** All that was drawn, shapes of the same paint in one group. */
  toString(): string {
    return this.#groups.map(({ paint, shapes }) => `<g ${paint}>${shapes.join('')}</g>`).join('\n');
  }

  save(): void {
    // Scenes set every paint that they use.
  }

  restore(): void {
    // As above.
  }

  /** The sheet around a scene cuts it off at its edges. */
  clip(): void {
    this.beginPath();
  }

  beginPath(): void {
    this.#path = this.#circle = '';
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#path += `M${number(x)} ${number(y)}h${number(width)}v${number(height)}h${number(-width)}Z`;
  }

  moveTo(x: number, y: number): void {
    this.#path += `M${number(x)} ${number(y)}`;
  }

  lineTo(x: number, y: number): void {
    this.#path += `L${number(x)} ${number(y)}`;
  }

  closePath(): void {
    if (this.#path) this.#path += 'Z';
  }

  /** Clockwise, as a canvas' arc is without its last argument. */
  arc(x: number, y: number, radius: number, start: number, end: number): void {
    if (end - start >= 2 * Math.PI) {
      this.#circle += `<circle cx="${number(x)}" cy="${number(y)}" r="${number(radius)}"/>`;
      return;
    }
    const turn = (((end - start) % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI);
    const at = (angle: number) =>
      `${number(x + radius * Math.cos(angle))} ${number(y + radius * Math.sin(angle))}`;
    const large = turn > Math.PI ? 1 : 0;
    this.#path += `${this.#path ? 'L' : 'M'}${at(start)}A${number(radius)} ${number(radius)} 0 ${large} 1 ${at(start + turn)}`;
  }

  fill(): void {
    this.#add(this.#fillPaint(), this.#shape());
  }

  stroke(): void {
    this.#add(`fill="none" ${this.#strokePaint()}`, this.#shape());
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    const shape = `<rect x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}"/>`;
    this.#add(this.#fillPaint(), shape);
  }

  setLineDash(segments: Iterable<number>): void {
    const dash = [...segments].map(number).join(' ');
    this.#dash = dash && ` stroke-dasharray="${dash}"`;
  }

  measureText(text: string): { readonly width: number } {
    return { width: this.#measure(text, this.font, this.letterSpacing) };
  }

  strokeText(text: string): void {
    const join = `stroke-linejoin="${this.lineJoin}" paint-order="stroke"`;
    this.#halo = { text, paint: `${this.#strokePaint()} ${join}` };
  }

  fillText(text: string, x: number, y: number): void {
    const { weight, size } = readFont(this.font);
    const anchor = this.textAlign === 'center' ? 'middle' : 'start';
    const halo = this.#halo?.text === text ? ` ${this.#halo.paint}` : '';
    this.#halo = null;
    const spacing = parseFloat(this.letterSpacing) ? ` letter-spacing="${this.letterSpacing}"` : '';
    const style = `font-size="${size}" font-weight="${weight}" text-anchor="${anchor}"${spacing}`;
    // Drawing programs know no middle of a line: its baseline is a third of its height below.
    const baseline = this.textBaseline === 'middle' ? y + size / 3 : y;
    const words = `<text x="${number(x)}" y="${number(baseline)}">${escapeXml(text)}</text>`;
    this.#add(`${this.#fillPaint()}${halo} ${style}`, words);
  }

  #shape(): string {
    return this.#circle + (this.#path && `<path d="${this.#path}"/>`);
  }

  #fillPaint(): string {
    return `fill="${colourOf(this.fillStyle)}"${this.#opacity('fill')}`;
  }

  #strokePaint(): string {
    const width = `stroke-width="${number(this.lineWidth)}"`;
    return `stroke="${colourOf(this.strokeStyle)}" ${width}${this.#dash}${this.#opacity('stroke')}`;
  }

  #opacity(of: 'fill' | 'stroke'): string {
    return this.globalAlpha === 1 ? '' : ` ${of}-opacity="${number(this.globalAlpha)}"`;
  }

  #add(paint: string, shape: string): void {
    if (!shape) return;
    const last = this.#groups.at(-1);
    if (last?.paint === paint) last.shapes.push(shape);
    else this.#groups.push({ paint, shapes: [shape] });
  }
}

/** Scenes have plain colours: a gradient would have no name. */
function colourOf(style: Pen['fillStyle']): string {
  return typeof style === 'string' ? style : 'none';
}
