import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineWidth, moves, ordinal, railPosition, summarize } from '../../src/core/search/compare.ts';
import { LexicalIndex } from '../../src/core/search/lexical.ts';
import type { Hit } from '../../src/core/search/types.ts';
import { posting } from './core-samples.ts';

/** A list of [row, rank in the other list]. */
function list(...pairs: readonly (readonly [number, number | null])[]): Hit[] {
  return pairs.map(([row, rankInOther], index) => {
    return { row, posting: posting(row), rank: index + 1, cosine: {}, score: 0, rankInOther };
  });
}

describe('comparison of two lists', () => {
  const results = { base: list([1, 2], [2, 1], [3, 40]), tuned: list([2, 2], [1, 1], [4, 214], [5, 17]) };

  it('says who brought up what, from where', () => {
    expect(moves(results)).toEqual([
      { row: 2, ranks: { base: 2, tuned: 1 }, broughtUpBy: null },
      { row: 1, ranks: { base: 1, tuned: 2 }, broughtUpBy: null },
      { row: 4, ranks: { base: 214, tuned: 3 }, broughtUpBy: 'tuned' },
      { row: 5, ranks: { base: 17, tuned: 4 }, broughtUpBy: 'tuned' },
      { row: 3, ranks: { base: 3, tuned: 40 }, broughtUpBy: 'base' },
    ]);
    expect(summarize(results)).toEqual({
      shared: 2,
      broughtUp: { base: 1, tuned: 2 },
      farthestRank: { base: 40, tuned: 214 },
    });
  });

  it('waits for both models, and looks at the first ten only', () => {
    expect(summarize({ base: null, tuned: results.tuned })).toBeNull();
    expect(moves({ base: null, tuned: list([7, null]) })[0]!.ranks).toEqual({ base: null, tuned: 1 });
    const rows = Array.from({ length: 12 }, (_, row) => [row, row + 1] as const);
    const same = { base: list(...rows), tuned: list(...rows) };
    expect(moves(same)).toHaveLength(10);
    expect(summarize(same)).toEqual({
      shared: 10,
      broughtUp: { base: 0, tuned: 0 },
      farthestRank: { base: null, tuned: null },
    });
  });
});

describe('geometry of the slope chart', () => {
  it('puts rank 11 at the top of the rail, the last rank at the end, and the middle at the geometric mean', () => {
    expect(railPosition(11, 5000)).toBe(0);
    expect(railPosition(3, 5000)).toBe(0);
    expect(railPosition(5000, 5000)).toBe(1);
    expect(railPosition(Math.sqrt(11 * 5000), 5000)).toBeCloseTo(0.5, 12);
    expect(railPosition(11, 11)).toBe(0);
    fc.assert(
      fc.property(fc.integer({ min: 11, max: 99_999 }), (rank) => {
        expect(railPosition(rank + 1, 100_000)).toBeGreaterThan(railPosition(rank, 100_000));
      }),
    );
  });

  it('makes a line wider the farther it moves, either way', () => {
    expect(lineWidth(5, 5)).toBeCloseTo(1.2, 12);
    expect(lineWidth(1, 1000)).toBeCloseTo(4.5, 12);
    expect(lineWidth(1, 90_000)).toBeCloseTo(4.5, 12);
    expect(lineWidth(2, 8)).toBeCloseTo(lineWidth(8, 2), 12);
    expect(lineWidth(1, 8)).toBeGreaterThan(lineWidth(1, 2));
  });

  it('writes ordinals', () => {
    const words = [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111, 113, 1214, 1_000_002].map(ordinal);
    expect(words.join(' ')).toBe(
      '1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 101st 111th 113th 1,214th 1,000,002nd',
    );
  });
});

describe('LexicalIndex', () => {
  const postings = [
    posting(0, { title: 'Registered Nurse', skills: 'wound care; triage', company: 'Oak Hospital' }),
    posting(1, { title: 'Java Developer', skills: 'Java; Spring; SQL', company: 'Nurse Direct' }),
    posting(2, { title: 'Data Analyst', skills: 'SQL; Excel', company: 'Java House' }),
    posting(3, { title: 'Analyst', skills: 'Excel; triage', company: '' }),
  ];
  const rows = async (text: string, skills = '', k = 10) =>
    (await LexicalIndex.build(postings)).search(text, skills, k).map(({ row }) => row);

  it('prefers words of the title to those of skills and company', async () => {
    expect(await rows('nurse')).toEqual([0, 1]);
    expect(await rows('java')).toEqual([1, 2]);
  });

  it('takes an unfinished last word and a misspelt long one, but not an unfinished first one', async () => {
    expect(await rows('registered nur')).toContain(0);
    expect(await rows('devloper')).toEqual([1]);
    expect(await rows('nu')).toEqual([0, 1]);
    expect(await rows('nu x')).toEqual([]);
  });

  it('searches skills, and both boxes together', async () => {
    expect(await rows('', 'sql')).toEqual([2, 1]);
    expect((await rows('analyst', 'triage'))[0]).toBe(3);
    expect(await rows(' ', ' ')).toEqual([]);
    expect(await rows('<b>', '')).toEqual([]);
  });

  it('ranks from 1, gives at most k, and indexes more postings than one chunk', async () => {
    const many = Array.from({ length: 1234 }, (_, row) => posting(row, { title: 'Clerk' }));
    const hits = (await LexicalIndex.build(many)).search('clerk', '', 3);
    expect(hits.map(({ row, rank }) => [row, rank])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    expect((await LexicalIndex.build(many)).search('clerk', '', 5000)).toHaveLength(1234);
    expect((await LexicalIndex.build([])).search('clerk', '', 3)).toEqual([]);
  });
});
