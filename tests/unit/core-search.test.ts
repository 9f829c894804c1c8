import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { CorpusSearch } from '../../src/core/search/corpus-search.ts';
import { KERNELS } from '../../src/core/search/kernel/kernel-bytes.ts';
import { fuse, Ranking, selectTop, sortByScore } from '../../src/core/search/ranking.ts';
import type { Field, SearchResults } from '../../src/core/search/types.ts';
import { VectorIndex } from '../../src/core/search/vector-index.ts';
import { dequantize, quantize, type QuantizedRows } from '../../src/core/vectors/quantize.ts';
import { dot } from '../../src/core/vectors/similarity.ts';
import { clusteredVectors, posting } from './core-samples.ts';

/** Row numbers, greatest score first, ties by row: the definition. */
function sorted(scores: ArrayLike<number>): number[] {
  return Array.from(scores, (_, row) => row).sort((a, b) => scores[b]! - scores[a]! || a - b);
}

const someScores = fc.array(
  fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -0x7fffffff, max: 0x7fffffff })),
  {
    maxLength: 60,
  },
);

describe('rankings', () => {
  it('select and sort as a plain sort does', () => {
    fc.assert(
      fc.property(someScores, fc.nat(70), (scores, k) => {
        const whole = Int32Array.from(scores);
        expect([...selectTop(whole, k)]).toEqual(sorted(scores).slice(0, k));
        expect([...sortByScore(whole)]).toEqual(sorted(scores));
        const ranking = new Ranking(whole);
        const order = ranking.slice(0, scores.length);
        expect(order.map((row) => ranking.rankOf(row))).toEqual(order.map((_, index) => index + 1));
        expect(order.map((row) => ranking.allRanks()[row])).toEqual(order.map((_, index) => index + 1));
      }),
    );
  });

  it('put a head into its own order, in slices and ranks alike', () => {
    const ranking = new Ranking(Int32Array.of(5, 9, 7, 1), [2, 1]);
    expect(ranking.slice(0, 4)).toEqual([2, 1, 0, 3]);
    expect(ranking.slice(1, 2)).toEqual([1, 0]);
    expect([0, 1, 2, 3].map((row) => ranking.rankOf(row))).toEqual([3, 2, 1, 4]);
    expect([...ranking.allRanks()]).toEqual([3, 2, 1, 4]);
  });

  it('fuse by 1 / (60 + rank), worked by hand', () => {
    const fused = fuse([new Ranking(Int32Array.of(9, 8, 7)), new Ranking(Int32Array.of(1, 3, 2))]);
    // Ranks: row 0: 1 and 3, row 1: 2 and 1, row 2: 3 and 2.
    expect(fused.slice(0, 3)).toEqual([1, 0, 2]);
    expect(fused.scoreOf(0)).toBeCloseTo(1 / 61 + 1 / 63, 12);
    expect(fused.rankOf(2)).toBe(3);
  });
});

const DIMENSION = 32;
const ROWS = 300;
const stored: Record<'base' | 'tuned', Record<Field, QuantizedRows>> = {
  base: { title: sample(1), skills: sample(2) },
  tuned: { title: sample(3), skills: sample(4) },
};
const queries = clusteredVectors(6, DIMENSION, 9);
const query = (index: number) => queries.subarray(index * DIMENSION, (index + 1) * DIMENSION);

function sample(seed: number): QuantizedRows {
  return quantize(clusteredVectors(ROWS, DIMENSION, seed));
}

/** Cosines of a query with all rows, in float. */
function cosines({ rows, scale }: QuantizedRows, vector: Float32Array): number[] {
  const values = dequantize(rows, scale);
  return Array.from({ length: ROWS }, (_, row) =>
    dot(vector, values.subarray(row * DIMENSION, (row + 1) * DIMENSION)),
  );
}

function load(search: CorpusSearch, models: readonly ('base' | 'tuned')[], fields: readonly Field[]): void {
  for (const model of models) {
    for (const field of fields) {
      const { rows, scale } = stored[model][field];
      const half = 130 * DIMENSION;
      search.append({ model, field, rows: rows.subarray(0, half), scale });
      search.append({ model, field, rows: rows.subarray(half), scale });
    }
  }
}

const newSearch = (force?: 'simd' | 'javascript') => {
  const search = new CorpusSearch({ dimension: DIMENSION, kernels: KERNELS, force });
  search.appendPostings(Array.from({ length: ROWS }, (_, row) => posting(row)));
  return search;
};

const rowsOf = (results: SearchResults, model: 'base' | 'tuned') => results[model]!.map(({ row }) => row);

describe('VectorIndex', () => {
  it('ranks as a float scan of the same rows', () => {
    const index = new VectorIndex({ dimension: DIMENSION, kernels: KERNELS });
    index.append(stored.base.title.rows, stored.base.title.scale);
    const expected = cosines(stored.base.title, query(0));
    const found = index.nearest(query(0), 50);
    expect(found.map(({ row }) => row)).toEqual(sorted(expected).slice(0, 50));
    expect(found.map(({ rank }) => rank)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    for (const { row, cosine } of found) expect(cosine).toBeCloseTo(expected[row]!, 6);
  });

  it('rounds float rows with the scale it has, and answers with fewer rows than asked for', () => {
    const index = new VectorIndex({ dimension: DIMENSION });
    const values = clusteredVectors(5, DIMENSION, 4);
    expect(index.nearest(query(0), 3)).toEqual([]);
    index.appendVectors(values.subarray(0, 2 * DIMENSION));
    const scale = index.scale;
    index.appendVectors(values.subarray(2 * DIMENSION));
    expect(index.scale).toBe(scale);
    expect(index.nearest(values.subarray(4 * DIMENSION), 99).map(({ row }) => row)[0]).toBe(4);
    expect(index.count).toBe(5);
    expect(dot(index.vectorOf(3), values.subarray(3 * DIMENSION, 4 * DIMENSION))).toBeGreaterThan(0.98);
    expect(() => index.append(new Int8Array(DIMENSION), 1)).toThrow(
      expect.objectContaining({ code: 'scale' }),
    );
    expect(() => index.append(new Int8Array(DIMENSION), 0)).toThrow(
      expect.objectContaining({ code: 'scale' }),
    );
    expect(() => index.nearest(new Float32Array(16), 1)).toThrow(expect.objectContaining({ code: 'shape' }));
    expect(() => index.vectorOf(5)).toThrow(expect.objectContaining({ code: 'row' }));
  });
});

describe('CorpusSearch', () => {
  let search: CorpusSearch;
  beforeAll(() => {
    search = newSearch();
    load(search, ['base', 'tuned'], ['title', 'skills']);
  });
  const both = (title: number) => ({ base: { title: query(title) }, tuned: { title: query(title + 1) } });

  it('lists the best by cosine, and each posting with the rank at which the other list shows it', () => {
    const results = search.search({ queries: both(0), k: ROWS });
    expect(rowsOf(results, 'base').slice(0, 50)).toEqual(
      sorted(cosines(stored.base.title, query(0))).slice(0, 50),
    );
    for (const [model, other] of [
      ['base', 'tuned'],
      ['tuned', 'base'],
    ] as const) {
      const order = rowsOf(results, other);
      expect(new Set(order).size).toBe(ROWS);
      for (const hit of results[model]!) {
        expect(hit.rankInOther).toBe(order.indexOf(hit.row) + 1);
        expect(hit.posting.id).toBe(`p${hit.row}`);
        expect(hit.score).toBe(hit.cosine.title);
      }
    }
  });

  it('gives any page of a list, with the ranks of the whole list', () => {
    const whole = search.search({ queries: both(2), k: 80 });
    const page = search.search({ queries: both(2), k: 20, offset: 45 });
    expect(page.tuned).toEqual(whole.tuned!.slice(45, 65));
    expect(search.search({ queries: both(2), k: 20, offset: ROWS }).base).toEqual([]);
  });

  it('fuses title and skills by the ranks of the single lists', () => {
    const title = search.search({ queries: { base: { title: query(0) } }, k: ROWS });
    const skills = search.search({ queries: { base: { skills: query(3) } }, k: ROWS });
    const fused = search.search({ queries: { base: { title: query(0), skills: query(3) } }, k: ROWS });
    const rank = (results: SearchResults, row: number) => rowsOf(results, 'base').indexOf(row) + 1;
    const scores = Array.from(
      { length: ROWS },
      (_, row) => 1 / (60 + rank(title, row)) + 1 / (60 + rank(skills, row)),
    );
    expect(rowsOf(fused, 'base')).toEqual(sorted(scores));
    expect(fused.base![0]!.score).toBeCloseTo(Math.max(...scores), 12);
    expect(fused.base![0]!.cosine).toHaveProperty('skills');
    expect(fused.base![0]!.rankInOther).toBeNull();
  });

  it('gives the same with every kernel', () => {
    const plain = newSearch('javascript');
    load(plain, ['base', 'tuned'], ['title']);
    expect(plain.kernel).toBe('javascript');
    expect(plain.search({ queries: both(4), k: ROWS })).toEqual(search.search({ queries: both(4), k: ROWS }));
  });

  it('finds what is most like a posting by both fields, without the posting itself', () => {
    const results = search.similar({ row: 17, k: ROWS });
    for (const model of ['base', 'tuned'] as const) {
      expect(results[model]).toHaveLength(ROWS - 1);
      expect(rowsOf(results, model)).not.toContain(17);
      expect(Object.keys(results[model]![0]!.cosine)).toEqual(['title', 'skills']);
    }
    const order = rowsOf(results, 'tuned');
    for (const hit of results.base!) expect(hit.rankInOther).toBe(order.indexOf(hit.row) + 1);
    expect(() => search.similar({ row: ROWS, k: 5 })).toThrow(expect.objectContaining({ code: 'row' }));
  });

  it('works with one model, one field, and with rows that are still arriving', () => {
    const early = newSearch();
    expect(early.search({ queries: both(0), k: 10 })).toEqual({ base: null, tuned: null });
    load(early, ['tuned'], ['title']);
    const { base, tuned } = early.search({ queries: both(0), k: 10 });
    expect(base).toBeNull();
    expect(tuned!.every(({ rankInOther }) => rankInOther === null)).toBe(true);
    expect(
      early.search({ queries: { tuned: { title: query(0), skills: query(1) } }, k: 10 }).tuned,
    ).toBeNull();
    expect(early.similar({ row: 3, k: 5 }).tuned).toHaveLength(5);
    const { rows, scale } = stored.base.title;
    early.append({ model: 'base', field: 'title', rows: rows.subarray(0, 10 * DIMENSION), scale });
    const partial = early.search({ queries: both(0), k: ROWS });
    expect(partial.base).toHaveLength(10);
    for (const hit of partial.tuned!) expect(hit.rankInOther === null).toBe(hit.row >= 10);
  });

  it('keeps vectors and postings together', () => {
    const own = new CorpusSearch({ dimension: DIMENSION });
    own.appendPostings([posting(0), posting(1)]);
    const batch = { model: 'base', field: 'title', rows: new Int8Array(3 * DIMENSION), scale: 1 } as const;
    expect(() => own.append(batch)).toThrow(/would reach row 3, but there are 2 postings/);
    own.appendVectors({ model: 'base', field: 'title', vectors: query(0) });
    own.replacePostings([posting(0, { description: 'Long.' }), posting(1)]);
    expect(own.search({ queries: { base: { title: query(0) } }, k: 1 }).base![0]!.posting.description).toBe(
      'Long.',
    );
    expect(() => own.replacePostings([posting(1), posting(0)])).toThrow(
      expect.objectContaining({ code: 'row' }),
    );
    expect(() => own.replacePostings([posting(0)])).toThrow(expect.objectContaining({ code: 'row' }));
    own.clear();
    expect(own.count({ model: 'base', field: 'title' })).toBe(0);
    expect(own.postings).toEqual([]);
  });
});
