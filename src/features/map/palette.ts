/** @file Twenty marks: five colours in each of four shapes, told apart by colour within a shape and by shape beside it. */

export type Shape = 'circle' | 'square' | 'triangle' | 'diamond';

export interface Mark {
  readonly colour: string;
  readonly shape: Shape;
}

export type Theme = 'light' | 'dark';

/** Ground of the sheets, as in ui/tokens.css. */
export const PAPER: Readonly<Record<Theme, string>> = { light: '#faf8f4', dark: '#16181a' };

export const MARKS_AT_ONCE = 20;
const SHAPES: readonly Shape[] = ['circle', 'square', 'triangle', 'diamond'];

/**
 * In the order of the marks, whose shapes go round: every fourth colour shares a shape. Found by annealing over sRGB so that the least
 * difference within a shape is greatest, for normal vision, protanopia, deuteranopia and tritanopia alike (CIEDE2000 above 20), among
 * colours that stand out 3 to 1 from the paper (WCAG 2.2, 1.4.11); the test measures both.
 */
const COLOURS: Readonly<Record<Theme, readonly string[]>> = {
  light: [
    ...['#809337', '#1b0671', '#20a07b', '#864ad2', '#3f5928', '#dd5bc3', '#ae3815'],
    ...['#469996', '#331842', '#036966', '#5f3298', '#7c0554', '#945e7a', '#451406'],
    ...['#441125', '#053008', '#6c76ff', '#74662b', '#907eb3', '#b57c27'],
  ],
  dark: [
    ...['#a05b11', '#8347cf', '#f5a420', '#457cfd', '#f69efe', '#a8a3db', '#499688'],
    ...['#915b77', '#cef034', '#86f8cf', '#b84221', '#98f998', '#4fc39c', '#2c725a'],
    ...['#9eefec', '#f9cdfc', '#6c679b', '#d6b603', '#a76ef8', '#667815'],
  ],
};

type Rgb = readonly [number, number, number];

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

const marksIn = (theme: Theme): readonly Mark[] =>
  COLOURS[theme].map((colour, index) => ({ colour, shape: SHAPES[index % SHAPES.length]! }));

const MARKS: Readonly<Record<Theme, readonly Mark[]>> = { light: marksIn('light'), dark: marksIn('dark') };

/** The marks in order; neighbours in the order differ in colour and in shape. */
export function marksOf(theme: Theme): readonly Mark[] {
  return MARKS[theme];
}
