import { describe, expect, it } from 'vitest';
import { compare, latencyOf } from '../../src/core/evaluation/compare.ts';
import {
  evaluate,
  planEvaluation,
  resultOf,
  type EvaluationPlan,
} from '../../src/core/evaluation/evaluate.ts';
import { LexicalContender } from '../../src/core/evaluation/lexical-contenders.ts';
import { mergeResults } from '../../src/core/evaluation/merge-results.ts';
import { sampleNumbers } from '../../src/core/evaluation/sample.ts';
import { taskBytes } from '../../src/core/evaluation/task-digest.ts';
import type {
  Answer,
  Contender,
  ContenderResult,
  EvaluationTask,
  RankedList,
} from '../../src/core/evaluation/types.ts';
import { products, TIMED, VectorContender } from '../../src/core/evaluation/vector-contender.ts';

const SIGNAL = new AbortController().signal;
const DIGEST = 'd'.repeat(64);
const OPTIONS = { signal: SIGNAL, now: () => 0, onProgress: () => undefined };

/** Titles with a letter each; the query of a title asks for it. */
function taskOf(count: number): EvaluationTask {
  const corpus = Array.from({ length: count }, (_, row) => ({ id: `d${row}`, text: `title ${row}` }));
  const queries = corpus.map(({ text }, row) => ({
    id: `q${row}`,
    text: `${text} now`,
    relevant: [{ row, grade: 1 }],
    unjudged: [],
    cluster: String(row % 7),
    strategy: '',
    hardNegatives: null,
  }));
  return { name: 'letters', queries, corpus };
}

function planOf(task: EvaluationTask, limit: number | null = null): Promise<EvaluationPlan> {
  return planEvaluation(task, {
    digest: DIGEST,
    limit,
    seed: 3,
    signal: SIGNAL,
    onProgress: () => undefined,
  });
}

/** Answers with lists that a test gives. */
function listing(id: string, answer: (query: string) => Partial<RankedList>): Contender {
  return {
    identity: { id, label: id, kind: 'llm' },
    prepare: () => Promise.resolve(),
    async *rank(queries): AsyncGenerator<Answer> {
      for (const query of queries) {
        await Promise.resolve();
        yield {
          kind: 'list',
          rows: [],
          scores: null,
          milliseconds: 1,
          outcome: 'answered',
          ...answer(query.id),
        };
      }
    },
  };
}

const FACTS = {
  files: [],
  device: 'none',
  machine: 'none',
  date: '2026-11-22T00:00:00Z',
  settings: {},
  counts: {},
};

async function measured(plan: EvaluationPlan, contender: Contender): Promise<ContenderResult> {
  return { ...(await evaluate(plan, contender, OPTIONS)), facts: FACTS };
}

/** One number a letter: nearest is the text with the most like letters. */
function letterVectors(texts: readonly string[]): Float32Array {
  return Float32Array.from(
    texts.flatMap((text) =>
      Array.from(
        { length: 32 },
        (_, i) => text.split('').filter((letter) => letter.charCodeAt(0) % 32 === i).length,
      ),
    ),
  );
}

describe('a sample', () => {
  it('is distinct, ascending, of the size that was asked for, and the same for the same seed', () => {
    const numbers = sampleNumbers(100, 10, 5);
    expect(new Set(numbers).size).toBe(10);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(sampleNumbers(100, 10, 5)).toEqual(numbers);
    expect(sampleNumbers(100, 10, 6)).not.toEqual(numbers);
    expect(sampleNumbers(3, 10, 1)).toEqual([0, 1, 2]);
  });

  it('reaches every number about as often as any other', () => {
    const hits = new Array<number>(10).fill(0);
    for (let seed = 0; seed < 2000; seed++) for (const number of sampleNumbers(10, 3, seed)) hits[number]!++;
    // 600 are expected; four standard deviations are 82.
    for (const count of hits) expect(Math.abs(count - 600)).toBeLessThan(82);
  });
});

describe('a plan', () => {
  it('has the same negatives for a query whatever else is asked, and none of them is an answer', async () => {
    const task = taskOf(40);
    const [all, some] = [await planOf(task), await planOf(task, 8)];
    expect(some.identity).toEqual({
      name: 'letters',
      digest: DIGEST,
      queries: 40,
      documents: 40,
      sample: { queries: 8, seed: 3 },
    });
    expect(all.identity.sample).toBeNull();
    expect(some.negatives).toEqual(some.asked.map((number) => all.negatives[number]));
    all.negatives.forEach(({ hard, random }, row) => {
      for (const rows of [hard, random]) {
        expect(new Set(rows).size).toBe(5);
        expect(rows).not.toContain(row);
      }
    });
  });

  it('takes the negatives that the data name, and no more rows than there are', async () => {
    const task = taskOf(3);
    const queries = task.queries.map((query) => ({ ...query, hardNegatives: [2], unjudged: [1] }));
    const plan = await planOf({ ...task, queries: queries.slice(0, 1) });
    expect(plan.negatives).toEqual([{ hard: [2], random: [2] }]);
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const options = { digest: DIGEST, signal, onProgress: () => undefined };
    await expect(planEvaluation(taskOf(3), options)).rejects.toThrow('enough');
  });
});

describe('a task in bytes', () => {
  const text = (task: EvaluationTask) => new TextDecoder().decode(taskBytes(task));

  it('is the same for the same task under another name, and another for any change', () => {
    const task = taskOf(3);
    expect(text({ ...task, name: 'other' })).toBe(text(taskOf(3)));
    const changes = [
      { text: 'x' },
      { relevant: [{ row: 1, grade: 1 }] },
      { relevant: [{ row: 0, grade: 2 }] },
      { unjudged: [2] },
      { cluster: 'x' },
      { hardNegatives: [2] },
    ];
    const others = changes.map((change) =>
      text({ ...task, queries: [{ ...task.queries[0]!, ...change }, ...task.queries.slice(1)] }),
    );
    const corpus = [{ id: 'd0', text: 'x' }, ...task.corpus.slice(1)];
    const all = [text(task), text({ ...task, corpus }), ...others];
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('an evaluation', () => {
  it('of a contender that finds everything', async () => {
    const plan = await planOf(taskOf(20));
    const { perQuery, lists, milliseconds, outcomes } = await measured(plan, new LexicalContender('bm25'));
    expect(new Set(perQuery.map)).toEqual(new Set([1]));
    expect(new Set(perQuery.hardTriplets)).toEqual(new Set([1]));
    expect(perQuery.precision10[0]).toBe(0.1);
    expect(lists.map(({ rows }) => rows[0])).toEqual(plan.asked);
    expect(lists[0]!.rows).toHaveLength(10);
    expect([milliseconds.length, outcomes]).toEqual([20, null]);
  });

  it('of lists counts refusals as results, and what was not scored has no triplets', async () => {
    const plan = await planOf(taskOf(7));
    const result = await measured(
      plan,
      listing('llm', (id) => (id === 'q0' ? { outcome: 'refused' } : { rows: [Number(id.slice(1))] })),
    );
    expect(result.perQuery.mrr).toEqual([0, 1, 1, 1, 1, 1, 1]);
    expect(result.outcomes![0]).toBe('refused');
    expect(new Set(result.perQuery.hardTriplets)).toEqual(new Set([null]));
    const { figures } = compare(resultOf(plan, [result])).summaries[0]!;
    expect(figures.mrr.interval!.mean).toBeCloseTo(6 / 7, 12);
    expect(figures.hardTriplets).toEqual({ interval: null, queries: 0, difference: null });
  });

  it('refuses a contender that answers too few or too many', async () => {
    const plan = await planOf(taskOf(3));
    const answering = (count: number): Contender => ({
      ...listing('odd', () => ({})),
      async *rank(): AsyncGenerator<Answer> {
        await Promise.resolve();
        for (let i = 0; i < count; i++)
          yield { kind: 'list', rows: [], scores: null, milliseconds: null, outcome: 'answered' };
      },
    });
    await expect(measured(plan, answering(2))).rejects.toThrow('odd gave 2 answers to 3 queries');
    await expect(measured(plan, answering(4))).rejects.toThrow('odd gave more answers than queries');
  });
});

describe('a contender of vectors', () => {
  const identity = { id: 'letters', label: 'Letters', kind: 'encoder' as const };

  it('encodes each text of the corpus once, and ranks by cosine whatever the lengths', async () => {
    const asked: [string, number][] = [];
    const contender = new VectorContender({
      identity,
      dimension: 2,
      batch: 2,
      encode: (texts, role) => {
        asked.push([role, texts.length]);
        const vectors = texts.flatMap((text) => (text === 'a' ? [10, 0] : text === 'b' ? [3, 4] : [0, 0.5]));
        return Promise.resolve(Float32Array.from(vectors));
      },
    });
    await contender.prepare(['a', 'b', 'a', 'c'], OPTIONS);
    const answers: (readonly number[])[] = [];
    for await (const answer of contender.rank([{ text: 'b' }], OPTIONS))
      if (answer.kind === 'scores') answers.push([...answer.scores]);
    expect(asked).toEqual([
      ['document', 2],
      ['document', 1],
      ['query', 1],
    ]);
    expect(answers).toEqual([[0.6, 1, 0.6, 0.8]]);
  });

  it('times its first queries alone, and the rest not at all where they go in batches', async () => {
    const sizes: number[] = [];
    let clock = 0;
    const contender = new VectorContender({
      identity,
      dimension: 32,
      queryBatch: 8,
      encode: (texts, role) => {
        if (role === 'query') sizes.push(texts.length);
        return Promise.resolve(letterVectors(texts));
      },
    });
    const plan = await planOf(taskOf(TIMED + 10));
    const { milliseconds } = await evaluate(plan, contender, { ...OPTIONS, now: () => (clock += 2) });
    expect(sizes).toEqual([...new Array<number>(TIMED).fill(1), 8, 2]);
    expect(milliseconds.slice(0, TIMED).every((time) => time === 2)).toBe(true);
    expect(milliseconds.slice(TIMED)).toEqual(new Array(10).fill(null));
  });

  it('says when an encoder gives the wrong shape or no numbers', async () => {
    const prepare = (vectors: number[]) =>
      new VectorContender({
        identity,
        dimension: 2,
        encode: () => Promise.resolve(Float32Array.from(vectors)),
      }).prepare(['a'], OPTIONS);
    await expect(prepare([1])).rejects.toThrow('Letters gave 1 values for 1 texts of 2');
    await expect(prepare([1, NaN])).rejects.toThrow('no number');
  });

  it('stops between two pieces', async () => {
    const controller = new AbortController();
    const contender = new VectorContender({
      identity,
      dimension: 32,
      batch: 1,
      encode: (texts) => {
        controller.abort(new Error('enough'));
        return Promise.resolve(letterVectors(texts));
      },
    });
    const run = { ...OPTIONS, signal: controller.signal };
    await expect(contender.prepare(['a', 'b'], run)).rejects.toThrow('enough');
  });

  it('multiplies in double precision, to seven decimals', () => {
    const rows = Float32Array.from([1, 2, 3, 4, 5, 0.1, 0.2, 0.3, 0.4, 0.5]);
    // 0.1 to 0.4 as float32 are a little more than that: 0.1000000015 + 0.4000000060 + 0.9000000358 + 1.6000000238 + 2.5 = 5.5000000671.
    expect([...products(rows.subarray(0, 5), rows, 5)]).toEqual([55, 5.5000001]);
  });
});

describe('a comparison', () => {
  it('pairs each contender with the reference, query by query', async () => {
    const plan = await planOf(taskOf(20));
    const perfect = await measured(plan, new LexicalContender('bm25'));
    const half = await measured(
      plan,
      listing('half', (id) => {
        const row = Number(id.slice(1));
        return { rows: row % 2 === 0 ? [row] : [(row + 1) % 20, row] };
      }),
    );
    const { reference, summaries } = compare(resultOf(plan, [perfect, half]));
    expect(reference).toBe('bm25');
    expect(summaries[0]!.figures.map.difference).toBeNull();
    const { interval, difference } = summaries[1]!.figures.map;
    expect(interval!.mean).toBeCloseTo(0.75, 12);
    expect(difference!.mean).toBeCloseTo(-0.25, 12);
    expect(difference!.high).toBeLessThan(0);
    expect(summaries[1]!.figures.hardTriplets.difference).toBeNull();
    expect(() => compare(resultOf(plan, [perfect]), 'tuned')).toThrow('no contender tuned; there are bm25');
  });

  it('has the times of what was timed', () => {
    expect(latencyOf([4, null, 1, 2, 8])).toEqual({
      median: 3,
      p95: expect.closeTo(7.4, 9) as number,
      queries: 4,
    });
    expect(latencyOf([null])).toBeNull();
  });
});

describe('results of several files', () => {
  it('are compared over the queries that all were asked', async () => {
    const task = taskOf(30);
    const [all, some] = [await planOf(task), await planOf(task, 6)];
    const bm25 = resultOf(all, [await measured(all, new LexicalContender('bm25'))]);
    const tfidf = resultOf(some, [await measured(some, new LexicalContender('word-tfidf'))]);
    const merged = mergeResults([
      { name: 'a.json', result: bm25 },
      { name: 'b.json', result: tfidf },
      { name: 'c.json', result: tfidf },
    ]);
    expect(merged.task.sample).toEqual({ queries: 6, seed: null });
    expect(merged.queries).toEqual(some.asked.map((number) => `q${number}`));
    expect(merged.clusters).toEqual(some.asked.map((number) => number % 7));
    expect(merged.results.map(({ contender }) => contender.id)).toEqual([
      'bm25',
      'word-tfidf',
      'word-tfidf (2)',
    ]);
    expect(merged.results[0]!.lists.map(({ rows }) => rows[0])).toEqual(some.asked);
    expect(compare(merged).queries).toBe(6);
  });

  it('are refused where the data are others, or no query is common', async () => {
    const plan = await planOf(taskOf(4), 1);
    const result = resultOf(plan, []);
    const other = { ...result, task: { ...result.task, digest: 'e'.repeat(64) } };
    const named = (name: string, given: typeof result) => ({ name, result: given });
    expect(() => mergeResults([named('a.json', result), named('b.json', other)])).toThrow(
      'b.json was measured on other data than a.json',
    );
    const apart = { ...result, queries: ['another'] };
    expect(() => mergeResults([named('a.json', result), named('b.json', apart)])).toThrow(
      'a.json and b.json have no query in common',
    );
  });
});
