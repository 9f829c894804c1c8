/** @file A coder over two known titles, with vectors that only their texts decide and heads that always say the same. */
import { TitleCoder } from '../../src/core/coding/title-coder.ts';
import { quantize } from '../../src/core/vectors/quantize.ts';
import { normalise } from '../../src/core/vectors/similarity.ts';

const DIMENSION = 384;
const KNOWN = [
  ['Registered Nurse', '29-1141.00'],
  ['Welder', '51-4121.00'],
] as const;

/** Texts of the same letters are near. */
export function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(DIMENSION).fill(0.01);
  for (const character of text.toLowerCase()) vector[character.codePointAt(0)! % DIMENSION]!++;
  return normalise(vector);
}

export function coder(): TitleCoder {
  return new TitleCoder({
    known: {
      titles: KNOWN.map(([title]) => title),
      codes: KNOWN.map(([, code]) => code),
      ...quantize(Float32Array.from(KNOWN.flatMap(([title]) => [...vectorOf(title)]))),
    },
    further: { titles: [], codes: [] },
    occupations: [
      { code: '29-1141.00', title: 'Registered Nurses' },
      { code: '51-4121.00', title: 'Welders' },
    ],
    settings: { weights: [2, 1, 1, 1, 1], exactConfidence: 0.96, threshold: 0.5 },
    heads: {
      description: {
        levels: ['Specialist'],
        areas: ['Healthcare'],
        wordBuckets: 8,
        temperatures: { level: 1, area: 1 },
      },
      run: (_vectors, _bags, rows) =>
        Promise.resolve({ level: new Float32Array(rows), area: new Float32Array(rows) }),
    },
    kernels: undefined,
  });
}
