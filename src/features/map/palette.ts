/** @file Twenty marks: ten hues in two lightnesses, with four shapes in turn as a second sign beside the colour. */

export type Shape = 'circle' | 'square' | 'triangle' | 'diamond';

export interface Mark {
  readonly colour: string;
  readonly shape: Shape;
}

export type Theme = 'light' | 'dark';

/** Ground of the sheets, as in ui/tokens.css. */
export const PAPER: Readonly<Record<Theme, string>> = { light: '#faf8f4', dark: '#16181a' };

export const MARKS_AT_ONCE = 20;
const HUES = [12, 200, 85, 265, 45, 335, 170, 230, 135, 300] as const;
const SHAPES: readonly Shape[] = ['circle', 'square', 'triangle', 'diamond'];
/** WCAG 2.2, 1.4.11: parts of a graphic against their ground. */
const LEAST_CONTRAST = 3;
const SATURATION = [0.62, 0.5] as const;
const LIGHTNESS: Readonly<Record<Theme, readonly [number, number]>> = {
  light: [0.36, 0.54],
  dark: [0.58, 0.74],
};

type Rgb = readonly [number, number, number];

/** CSS Color 4, section 7.1. Hue in degrees, the others 0 to 1. */
function hslToRgb(hue: number, saturation: number, lightness: number): Rgb {
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    return (
      lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1))
    );
  };
  return [channel(0), channel(8), channel(4)];
}

function parseHex(hex: string): Rgb {
  const part = (start: number) => parseInt(hex.slice(start, start + 2), 16) / 255;
  return [part(1), part(3), part(5)];
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  ) as [...Rgb];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio of two colours in #rrggbb, 1 to 21 (WCAG 2.2, relative luminance). */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(parseHex(a)), luminance(parseHex(b))].sort((x, y) => x - y) as [
    number,
    number,
  ];
  return (high + 0.05) / (low + 0.05);
}

function toHex(rgb: Rgb): string {
  return `#${rgb
    .map((value) =>
      Math.round(value * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** The wanted colour, or the nearest lightness that stands out enough from the paper. */
function colourFor(hue: number, step: 0 | 1, theme: Theme): string {
  let lightness = LIGHTNESS[theme][step];
  let colour = toHex(hslToRgb(hue, SATURATION[step], lightness));
  while (contrast(colour, PAPER[theme]) < LEAST_CONTRAST) {
    lightness += theme === 'light' ? -0.01 : 0.01;
    colour = toHex(hslToRgb(hue, SATURATION[step], lightness));
  }
  return colour;
}

function makeMarks(theme: Theme): readonly Mark[] {
  return Array.from({ length: MARKS_AT_ONCE }, (_, index) => {
    const step = index < HUES.length ? 0 : 1;
    return {
      colour: colourFor(HUES[index % HUES.length]!, step, theme),
      shape: SHAPES[(index + step) % SHAPES.length]!,
    };
  });
}

const MARKS: Readonly<Record<Theme, readonly Mark[]>> = {
  light: makeMarks('light'),
  dark: makeMarks('dark'),
};

/** The marks in order; neighbours in the order differ in hue and in shape. */
export function marksOf(theme: Theme): readonly Mark[] {
  return MARKS[theme];
}
