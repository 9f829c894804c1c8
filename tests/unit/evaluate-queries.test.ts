/** Query by query, in groups, and the words and scales of the Evaluate tab. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_SHARED_WORD } from '../../src/core/evaluation/slices.ts';
import { FIGURES, type Figure, type Summary } from '../../src/core/evaluation/types.ts';
import { scaleFor } from '../../src/features/evaluate/interval-scale.ts';
import { markOf } from '../../src/features/evaluate/marks.ts';
import { ModelEncoders } from '../../src/features/evaluate/model-encoders.ts';
import {
  arrangeQueries,
  differenceOf,
  outcomeOf,
  type QueryFilter,
} from '../../src/features/evaluate/query-table.svelte.ts';
import {
  lexicalLeads,
  lexicalSlices,
  runSentence,
  signedText,
} from '../../src/features/evaluate/sentences.ts';
import type { QueryRow } from '../../src/workers/evaluation/result-views.ts';
import { openedTab } from './evaluate-fixture.ts';

const figure = fc.option(fc.constantFrom(0, 0.25, 0.5, 1 / 3, 1), { nil: null });
const rows = fc
  .array(fc.record({ text: fc.string(), strategy: fc.constant(''), first: figure, second: figure }))
  .map((all) => all.map((row, place): QueryRow => ({ ...row, place })));

describe('the table of queries', () => {
  it('shows each query of a filter once, in falling or rising order, what is not known last', () => {
    const filters = fc.constantFrom<QueryFilter>('all', 'wins', 'losses', 'equal');
    const sorts = fc.constantFrom('first' as const, 'second' as const, 'difference' as const);
    fc.assert(
      fc.property(rows, filters, sorts, fc.boolean(), (all, filter, by, descending) => {
        const order = arrangeQueries(all, filter, { by, descending });
        const kept = all.filter((row) => filter === 'all' || outcomeOf(row) === filter);
        expect(order.toSorted((a, b) => a - b)).toEqual(kept.map(({ place }) => place));
        const values = order.map((at) => (by === 'difference' ? differenceOf(all[at]!) : all[at]![by]));
        const known = values.filter((value) => value !== null);
        expect(values.slice(0, known.length)).toEqual(known);
        const sorted = known.toSorted((a, b) => (descending ? b - a : a - b));
        expect(known).toEqual(sorted);
      }),
    );
  });

  it('counts wins and losses, and opens a query to both lists with the right answers marked', async () => {
    const { tools } = await openedTab();
    await tools.measure();
    const { queries } = tools;
    expect([queries.first, queries.second]).toEqual(['tuned', 'base']);
    expect(queries.counts).toEqual({ wins: 0, losses: 0, equal: 6 });
    await tools.compareQueries('char-tfidf', 'word-tfidf');
    const { wins, losses, equal } = queries.counts;
    expect(wins + losses + equal).toBe(6);
    expect(wins).toBeGreaterThan(0);
    const place = queries.rows.findIndex(({ text }) => text === 'cook (m/f)');
    await queries.toggle(place);
    expect(queries.lists!.relevant).toEqual(['cook']);
    expect(queries.lists!.lists.map(({ id }) => id)).toEqual(['char-tfidf', 'word-tfidf']);
    expect(queries.lists!.lists[0]!.rows[0]).toMatchObject({ text: 'cook', right: true });
    for (const { rows: listed } of queries.lists!.lists)
      for (const { text, right } of listed) expect(right).toBe(text === 'cook');
    await queries.toggle(place);
    expect([queries.opened, queries.lists]).toEqual([null, null]);
  });

  it('follows the figure that is chosen', async () => {
    const { tools } = await openedTab();
    await tools.measure();
    await tools.compareQueries('bm25', 'base');
    await tools.showFigure('recall1');
    expect(tools.queries.rows.every(({ first }) => first === 0 || first === 1)).toBe(true);
    expect([tools.queries.first, tools.queries.second]).toEqual(['bm25', 'base']);
  });

  it('without a second contender is empty', async () => {
    const { tools } = await openedTab();
    for (const { id } of tools.contenders.runners) tools.contenders.tick(id, id === 'bm25');
    await tools.measure();
    expect(tools.queries.rows).toEqual([]);
    expect(tools.queries.task.problem).toBeNull();
  });
});

describe('groups of queries', () => {
  it('are reckoned when they are looked at: those that share no word with their answer', async () => {
    const { tools } = await openedTab();
    await tools.measure();
    expect(tools.report.slices).toBeNull();
    await tools.report.openSlices(true);
    const [group] = tools.report.slices!;
    expect(tools.report.slices).toHaveLength(1);
    expect(group).toMatchObject({ name: NO_SHARED_WORD, queries: 2 });
    expect(group!.intervals).toHaveLength(5);
    // BM25 gives every text 0 there: the order of the corpus decides.
    const ofBm25 = group!.intervals[2]!;
    expect(ofBm25.low).toBeLessThanOrEqual(ofBm25.mean);
    await tools.showFigure('precision1');
    expect(tools.report.slices![0]!.intervals[2]!.mean).toBe(0);
  });
});

function summary(id: string, kind: 'encoder' | 'lexical', value: (figure: Figure) => number | null): Summary {
  const figures = FIGURES.map((name) => {
    const mean = value(name);
    const interval = mean === null ? null : { mean, low: mean, high: mean };
    return [name, { interval, queries: 1, difference: null }];
  });
  return {
    contender: { id, label: id.toUpperCase(), kind },
    figures: Object.fromEntries(figures) as Summary['figures'],
    latency: null,
  };
}

describe('the page', () => {
  it('says by which figures a search without a model is ahead, as they are written', () => {
    const words = summary('bm25', 'lexical', (name) => (name === 'mrr' ? 0.6 : 0.3));
    const model = summary('base', 'encoder', (name) => (name === 'map' ? 0.29996 : 0.5));
    expect(lexicalLeads({ summaries: [model, words] })).toEqual(['MRR: BM25 0.600, BASE 0.500.']);
    expect(lexicalLeads({ summaries: [words] })).toEqual([]);
    const slice = (name: string, a: number, b: number) => ({
      ...{ name, queries: 3 },
      intervals: [a, b].map((mean) => ({ mean, low: mean, high: mean })),
    });
    const slices = [slice('typo', 0.2, 0.4), slice('order', 0.4, 0.4)];
    expect(lexicalSlices(slices, { summaries: [model, words] })).toEqual(['typo']);
  });

  it('writes a difference with its sign, and none where it rounds to nothing', () => {
    expect([0.0144, -0.2, 0.0002, -0.0002].map(signedText)).toEqual(['+0.014', '-0.200', '0.000', '0.000']);
  });

  it('says how far a measure is', () => {
    const run = { current: 'BM25', done: 1200, total: 12_000, rate: 140.4, secondsLeft: 77 };
    expect(runSentence({ ...run, step: 'corpus' })).toBe(
      'BM25, reading the corpus: 1,200 of 12,000 texts, 140 a second, 77 s left',
    );
    expect(runSentence({ ...run, step: 'starting' })).toBe('BM25: starting');
  });

  it('draws the app’s models as everywhere, searches alike, and anything else apart', () => {
    const contender = (id: string, kind: 'encoder' | 'lexical' | 'llm') => markOf({ id, label: id, kind });
    expect([contender('base', 'encoder'), contender('tuned', 'encoder')]).toEqual(['base', 'tuned']);
    expect(contender('bm25', 'lexical')).toBe('lexical');
    expect([contender('own-1', 'encoder'), contender('gpt', 'llm')]).toEqual(['other', 'other']);
  });

  it('has a scale that holds every interval, with few round ticks', () => {
    const interval = fc
      .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([a, b]) => ({ low: Math.min(a, b), mean: (a + b) / 2, high: Math.max(a, b) }));
    fc.assert(
      fc.property(fc.array(fc.option(interval)), (intervals) => {
        const { low, high, ticks } = scaleFor(intervals);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(7);
        expect([ticks[0], ticks.at(-1)]).toEqual([low, high]);
        for (const known of intervals.filter((one) => one !== null)) {
          expect(low).toBeLessThanOrEqual(known.low + 1e-6);
          expect(high).toBeGreaterThanOrEqual(known.high - 1e-6);
        }
      }),
    );
  });
});

describe('a model on several workers', () => {
  const active = { device: 'wasm', runtime: 'plain', modelFile: 'model.onnx' } as const;
  const numbers = (texts: readonly string[]) => Float32Array.from(texts.flatMap((text) => [Number(text), 1]));

  it('gives every text its own vector, whoever encoded it', async () => {
    const calls: number[] = [0, 0];
    const encoder = (at: number) => ({
      active,
      encode: async (texts: readonly string[]) => {
        calls[at]! += 1;
        await new Promise((resolve) => setTimeout(resolve, at));
        return numbers(texts);
      },
    });
    const model = new ModelEncoders([encoder(0), encoder(1)], 2);
    const texts = Array.from({ length: 100 }, (_, at) => String(at));
    const signal = new AbortController().signal;
    expect(await model.encode(texts, 'document', signal)).toEqual(numbers(texts));
    expect(Math.min(...calls)).toBeGreaterThan(0);
    expect(calls[0]! + calls[1]!).toBe(4);
  });

  it('does not go on where a worker has changed its file', async () => {
    const encoder: { active: { device: 'wasm'; runtime: 'plain'; modelFile: string }; encode: unknown } = {
      active,
      encode: (texts: readonly string[]) => {
        encoder.active = { ...active, modelFile: 'other.onnx' };
        return Promise.resolve(numbers(texts));
      },
    };
    const model = new ModelEncoders([encoder as never], 2);
    await expect(model.encode(['1'], 'query', new AbortController().signal)).rejects.toThrow(
      'another device',
    );
  });
});
