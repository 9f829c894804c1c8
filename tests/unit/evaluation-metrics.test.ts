import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeAnswer } from '../../src/core/evaluation/judge-answer.ts';
import { tripletAccuracy } from '../../src/core/evaluation/negatives.ts';
import type { Answer, Relevant } from '../../src/core/evaluation/types.ts';
import { bootstrap, bootstrapColumns } from '../../src/core/metrics/bootstrap.ts';
import { percentile } from '../../src/core/metrics/percentile.ts';
import { rankingFigures } from '../../src/core/metrics/ranking-figures.ts';

function scored(scores: readonly number[]): Answer {
  return { kind: 'scores', scores: Float64Array.from(scores), milliseconds: null };
}

function figuresOf(
  scores: readonly number[],
  relevant: readonly Relevant[],
  unjudged: readonly number[] = [],
) {
  const grades = relevant.map(({ grade }) => grade);
  return rankingFigures(judgeAnswer(scored(scores), { relevant, unjudged }).found, grades);
}

const plainly = (...rows: number[]): Relevant[] => rows.map((row) => ({ row, grade: 1 }));

describe("figures by trec_eval's definitions", () => {
  it('of a query with relevant entries at places 2 and 5 of 6', () => {
    const figures = figuresOf([0.9, 0.8, 0.7, 0.6, 0.5, 0.4], plainly(1, 4));
    // map: precision at place 2 is 1/2, at place 5 it is 2/5; their sum over 2 relevant: (0.5 + 0.4) / 2 = 0.45.
    expect(figures.map).toBeCloseTo(0.45, 12);
    // recip_rank: the first relevant entry stands at place 2: 1/2.
    expect(figures.mrr).toBe(0.5);
    // recall: 0 of 2 at 1; 2 of 2 at 5 and at 10.
    expect([figures.recall1, figures.recall5, figures.recall10]).toEqual([0, 1, 1]);
    // P: 0/1; 2/5; 2/10, though only 6 were ranked.
    expect([figures.precision1, figures.precision5, figures.precision10]).toEqual([0, 0.4, 0.2]);
    // ndcg_cut_10: gains 1/log2(3) = 0.63092975 and 1/log2(6) = 0.38685281, together 1.01778256.
    // Ideal, at places 1 and 2: 1/log2(2) + 1/log2(3) = 1.63092975. Quotient: 0.62405052.
    expect(figures.ndcg10).toBeCloseTo(0.62405052, 8);
  });

  it('of graded relevance: grades 3, 1 and 2 at places 1, 3 and 4', () => {
    const relevant = [
      { row: 0, grade: 3 },
      { row: 2, grade: 1 },
      { row: 3, grade: 2 },
    ];
    const figures = figuresOf([4, 3, 2, 1], relevant);
    // Linear gain: 3/log2(2) + 1/log2(4) + 2/log2(5) = 3 + 0.5 + 0.86135312 = 4.36135312.
    // Ideal order 3, 2, 1: 3/log2(2) + 2/log2(3) + 1/log2(4) = 3 + 1.26185951 + 0.5 = 4.76185951. Quotient: 0.91589286.
    expect(figures.ndcg10).toBeCloseTo(0.91589286, 7);
    // Grades do not touch the others: map = (1/1 + 2/3 + 3/4) / 3 = 2.41666667 / 3 = 0.80555556.
    expect(figures.map).toBeCloseTo(0.80555556, 8);
  });

  it('of more relevant entries than places: the ideal is cut at 10 as well', () => {
    // 12 relevant entries fill the first 12 of 13 places. ndcg_cut_10 is whole, recall at 10 is 10 of 12, map is 1.
    const figures = figuresOf(
      Array.from({ length: 13 }, (_, row) => -row),
      plainly(...Array.from({ length: 12 }, (_, row) => row)),
    );
    expect(figures.ndcg10).toBeCloseTo(1, 12);
    expect(figures.recall10).toBeCloseTo(10 / 12, 12);
    expect(figures.map).toBeCloseTo(1, 12);
  });

  it('of a relevant entry beyond place 10: average precision and reciprocal rank go on', () => {
    const figures = figuresOf(
      Array.from({ length: 20 }, (_, row) => -row),
      plainly(15),
    );
    // Place 16: 1/16 both; nothing within the first ten.
    expect([figures.map, figures.mrr, figures.ndcg10, figures.recall10]).toEqual([1 / 16, 1 / 16, 0, 0]);
  });

  it('without unjudged entries, which move those behind them up', () => {
    // Rows 0 and 2 are taken out: the relevant ones stand at places 1 and 3: (1/1 + 2/3) / 2.
    const figures = figuresOf([0.9, 0.8, 0.7, 0.6, 0.5, 0.4], plainly(1, 4), [0, 2]);
    expect(figures.map).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(figures.mrr).toBe(1);
  });

  it('with equal scores in the order of the corpus', () => {
    expect(figuresOf([0, 0, 0, 0], plainly(2)).mrr).toBeCloseTo(1 / 3, 12);
  });

  it('of a list that ends early: what is not listed is not found', () => {
    const answer: Answer = { kind: 'list', rows: [7, 3], scores: null, milliseconds: 5, outcome: 'answered' };
    const { found, top, scoreOf } = judgeAnswer(answer, { relevant: plainly(3, 9), unjudged: [7] });
    expect(found).toEqual([{ place: 1, grade: 1 }]);
    expect(top).toEqual({ rows: [3], scores: null });
    // Of two relevant entries one is found, at place 1: map = (1/1) / 2.
    expect(rankingFigures(found, [1, 1])).toMatchObject({ map: 0.5, recall10: 0.5, mrr: 1 });
    expect([scoreOf(9), scoreOf(7)! > scoreOf(3)!]).toEqual([null, true]);
    const nothing = judgeAnswer({ ...answer, rows: [] }, { relevant: plainly(3), unjudged: [] });
    expect(rankingFigures(nothing.found, [1])).toMatchObject({ map: 0, mrr: 0, ndcg10: 0, precision1: 0 });
  });
});

/** Figures by sorting everything and walking down, without any of the code above. */
function reference(scores: readonly number[], relevant: readonly Relevant[], unjudged: readonly number[]) {
  const order = [...scores.keys()]
    .filter((row) => !unjudged.includes(row))
    .sort((a, b) => scores[b]! - scores[a]! || a - b);
  const grade = (row: number) => relevant.find((entry) => entry.row === row)?.grade ?? 0;
  const hits = (depth: number) => order.slice(0, depth).filter((row) => grade(row) > 0).length;
  const gain = (grades: readonly number[]) =>
    grades.slice(0, 10).reduce((sum, value, at) => sum + value / Math.log2(at + 2), 0);
  const precisions = order.flatMap((row, at) => (grade(row) > 0 ? [hits(at + 1) / (at + 1)] : []));
  const ideal = relevant.map((entry) => entry.grade).sort((a, b) => b - a);
  const first = order.findIndex((row) => grade(row) > 0);
  return {
    order,
    map: precisions.reduce((sum, value) => sum + value, 0) / relevant.length,
    mrr: first < 0 ? 0 : 1 / (first + 1),
    ndcg10: gain(order.map(grade)) / gain(ideal),
    recall1: hits(1) / relevant.length,
    recall5: hits(5) / relevant.length,
    recall10: hits(10) / relevant.length,
    precision1: hits(1),
    precision5: hits(5) / 5,
    precision10: hits(10) / 10,
  };
}

/** Few distinct scores, so that many are equal; rows that are relevant, unjudged or neither. */
const rankings = fc
  .array(fc.record({ score: fc.integer({ min: -3, max: 3 }), role: fc.integer({ min: 0, max: 9 }) }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((entries) => {
    const rows = [...entries.keys()];
    const relevant = rows
      .filter((row) => row === 0 || entries[row]!.role > 6)
      .map((row) => ({ row, grade: 1 + (entries[row]!.role % 3) }));
    const unjudged = rows.filter((row) => row > 0 && entries[row]!.role < 2);
    return { scores: entries.map(({ score }) => score / 8), relevant, unjudged };
  });

describe('any ranking', () => {
  it('has the figures and the best ten of a plain reference', () => {
    fc.assert(
      fc.property(rankings, ({ scores, relevant, unjudged }) => {
        const { order, ...expected } = reference(scores, relevant, unjudged);
        const figures = figuresOf(scores, relevant, unjudged);
        for (const [name, value] of Object.entries(expected))
          expect(figures[name as keyof typeof figures], name).toBeCloseTo(value, 9);
        const { top } = judgeAnswer(scored(scores), { relevant, unjudged });
        expect(top.rows).toEqual(order.slice(0, 10));
        expect(top.scores).toEqual(top.rows.map((row) => scores[row]));
      }),
    );
  });

  it('has the same figures as the list of all its rows', () => {
    fc.assert(
      fc.property(rankings, ({ scores, relevant, unjudged }) => {
        const rows = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b);
        const list: Answer = { kind: 'list', rows, scores: null, milliseconds: null, outcome: 'answered' };
        const query = { relevant, unjudged };
        expect(judgeAnswer(list, query).found).toEqual(judgeAnswer(scored(scores), query).found);
      }),
    );
  });
});

describe('triplet accuracy', () => {
  const scores = [0.5, 0.4, 0.5, 0.6];
  const scoreOf = (row: number) => scores[row] ?? null;

  it('is the share of negatives below the right answer, where a tie is wrong', () => {
    // Below 0.5: row 1 only. Row 2 ties, row 3 is above.
    expect(tripletAccuracy(scoreOf, 0, [1, 2, 3])).toBeCloseTo(1 / 3, 12);
    expect(tripletAccuracy(scoreOf, 3, [0, 1, 2])).toBe(1);
  });

  it('is unknown without negatives, or where one has no score', () => {
    expect(tripletAccuracy(scoreOf, 0, [])).toBeNull();
    expect(tripletAccuracy(scoreOf, 9, [1])).toBeNull();
    expect(tripletAccuracy(scoreOf, 0, [1, 9])).toBeNull();
  });
});

describe('intervals', () => {
  it('draw whole clusters', () => {
    const values = [...new Array<number>(50).fill(0), ...new Array<number>(50).fill(1)];
    const together = bootstrap(
      values,
      values.map((value) => (value === 0 ? 'a' : 'b')),
    );
    const apart = bootstrap(
      values,
      values.map((_, at) => at),
    );
    expect(together).toEqual({ mean: 0.5, low: 0, high: 1 });
    expect(apart.mean).toBe(0.5);
    expect(apart.low).toBeGreaterThan(0.38);
    expect(apart.low).toBeLessThan(0.45);
    expect(apart.high).toBeGreaterThan(0.55);
    expect(apart.high).toBeLessThan(0.62);
  });

  it('of columns are those of each column alone', () => {
    const values = fc.array(
      fc.record({
        a: fc.double({ min: 0, max: 1, noNaN: true }),
        b: fc.double({ min: -1, max: 1, noNaN: true }),
        cluster: fc.integer({ min: 0, max: 4 }),
      }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(values, (rows) => {
        const clusters = rows.map(({ cluster }) => cluster);
        const columns = [rows.map(({ a }) => a), rows.map(({ b }) => b)];
        expect(bootstrapColumns(columns, clusters)).toEqual(
          columns.map((column) => bootstrap(column, clusters)),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('of one cluster, or of equal values, have no width', () => {
    expect(bootstrap([0.2, 0.4], ['a', 'a'])).toEqual({
      mean: expect.closeTo(0.3) as number,
      low: expect.closeTo(0.3) as number,
      high: expect.closeTo(0.3) as number,
    });
    expect(bootstrap([0.25, 0.25, 0.25], [1, 2, 3])).toEqual({ mean: 0.25, low: 0.25, high: 0.25 });
  });

  it('percentiles lie between the closest ranks', () => {
    // Four values: the median is half way from the second to the third, the 95th percentile 0.85 of the way from third to fourth.
    expect(percentile([1, 2, 4, 8], 0.5)).toBe(3);
    expect(percentile([1, 2, 4, 8], 0.95)).toBeCloseTo(4 + 0.85 * 4, 12);
    expect(percentile([7], 0.95)).toBe(7);
  });
});
