/** The marks' colours as people with each kind of colour blindness see them. */
import { describe, expect, it } from 'vitest';
import { marksOf, PAPER, type Theme } from '../../src/features/map/palette.ts';

type Triple = [number, number, number];

/** Machado, Oliveira and Fernandes 2009, severity 1.0, on linear sRGB. */
const VISIONS: Readonly<Record<string, readonly Triple[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const times = (matrix: readonly Triple[], [x, y, z]: Triple) =>
  matrix.map(([a, b, c]) => a * x + b * y + c * z) as Triple;

function linear(hex: string): Triple {
  return [1, 3, 5].map((start) => {
    const value = parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Triple;
}

/** CIE L*a*b*, white D65. */
function toLab(rgb: Triple): Triple {
  const [x, y, z] = times(
    [
      [0.4124564, 0.3575761, 0.1804375],
      [0.2126729, 0.7151522, 0.072175],
      [0.0193339, 0.119192, 0.9503041],
    ],
    rgb,
  );
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

/** A colour as it is seen, in L*a*b*. */
function seen(hex: string, vision: string): Triple {
  const rgb = times(VISIONS[vision]!, linear(hex));
  return toLab(rgb.map((value) => Math.min(1, Math.max(0, value))) as Triple);
}

const degrees = (radians: number) => (radians * 180) / Math.PI;
const sine = (angle: number) => Math.sin((angle * Math.PI) / 180);
const cosine = (angle: number) => Math.cos((angle * Math.PI) / 180);

/** CIEDE2000 (Sharma, Wu and Dalal 2005). */
function difference([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const chroma = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const stretch = 1.5 - 0.5 * Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));
  const polar = (a: number, b: number) => {
    const hue = degrees(Math.atan2(b, a * stretch));
    return [Math.hypot(a * stretch, b), hue < 0 ? hue + 360 : hue] as const;
  };
  const [c1, h1] = polar(a1, b1);
  const [c2, h2] = polar(a2, b2);
  let turn = c1 * c2 === 0 ? 0 : h2 - h1;
  if (turn > 180) turn -= 360;
  if (turn < -180) turn += 360;
  let hue = h1 + h2;
  if (c1 * c2 !== 0) hue = (Math.abs(h1 - h2) > 180 ? hue + (hue < 360 ? 360 : -360) : hue) / 2;
  const l = (l1 + l2) / 2;
  const c = (c1 + c2) / 2;
  const t =
    1 -
    0.17 * cosine(hue - 30) +
    0.24 * cosine(2 * hue) +
    0.32 * cosine(3 * hue + 6) -
    0.2 * cosine(4 * hue - 63);
  const lightness = (l2 - l1) / (1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2));
  const saturation = (c2 - c1) / (1 + 0.045 * c);
  const shift = (2 * Math.sqrt(c1 * c2) * sine(turn / 2)) / (1 + 0.015 * c * t);
  const rotation =
    -2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7)) * sine(60 * Math.exp(-(((hue - 275) / 25) ** 2)));
  return Math.sqrt(lightness ** 2 + saturation ** 2 + shift ** 2 + rotation * saturation * shift);
}

/** Below 20 two small marks are easily taken for one another; of just noticeable patches it is about 1. */
const LEAST_IN_A_SHAPE = 20;
/** Different shapes help, but normal vision should not need them. */
const LEAST_OF_ALL = 10;

const pairs = (theme: Theme) =>
  marksOf(theme).flatMap((a, at) =>
    marksOf(theme)
      .slice(at + 1)
      .map((b) => [a, b] as const),
  );

describe.each(['light', 'dark'] as const)('the marks in %s', (theme) => {
  it.each(Object.keys(VISIONS))('are told apart within a shape: %s', (vision) => {
    const same = pairs(theme).filter(([a, b]) => a.shape === b.shape);
    expect(same).toHaveLength(40);
    for (const [a, b] of same) {
      const distance = difference(seen(a.colour, vision), seen(b.colour, vision));
      expect(distance, `${a.colour} and ${b.colour}`).toBeGreaterThan(LEAST_IN_A_SHAPE);
    }
  });

  it('all differ in colour too', () => {
    for (const [a, b] of pairs(theme))
      expect(difference(seen(a.colour, 'normal'), seen(b.colour, 'normal'))).toBeGreaterThan(LEAST_OF_ALL);
  });

  it('are no ground, however they are seen', () => {
    for (const vision of Object.keys(VISIONS))
      for (const { colour } of marksOf(theme))
        expect(difference(seen(colour, vision), seen(PAPER[theme], vision))).toBeGreaterThan(
          LEAST_IN_A_SHAPE,
        );
  });
});

it('measures as published: pairs of Sharma, Wu and Dalal', () => {
  expect(difference([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
  expect(difference([50, 2.5, 0], [61, -5, 29])).toBeCloseTo(22.8977, 4);
  expect(difference([2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514])).toBeCloseTo(0.9082, 4);
});
