import { describe, expect, it } from 'vitest';
import { compare } from '../../src/core/evaluation/compare.ts';
import { parseResult } from '../../src/core/evaluation/parse-result.ts';
import { writeResult } from '../../src/core/evaluation/result-file.ts';
import {
  FIGURES,
  type ContenderResult,
  type EvaluationResult,
  type PerQuery,
} from '../../src/core/evaluation/types.ts';
import {
  comparisonCsv,
  comparisonMarkdown,
  intervalText,
  taskText,
} from '../../src/core/evaluation/write-comparison.ts';

function contender(id: string, value: number, change: Partial<ContenderResult> = {}): ContenderResult {
  const columns = FIGURES.map(
    (figure) => [figure, figure === 'hardTriplets' ? [value, null] : [value, 1 / 3]] as const,
  );
  return {
    contender: { id, label: `The ${id} | model`, kind: 'encoder' },
    facts: {
      files: [{ file: `models/${id}.onnx`, sha256: 'a'.repeat(64) }],
      device: 'WASM, 1 thread',
      machine: 'a machine',
      date: '2026-11-22T10:00:00.000Z',
      settings: { pooling: 'mean', 'maximum tokens': 128 },
      counts: { requests: 2 },
    },
    perQuery: Object.fromEntries(columns) as unknown as PerQuery,
    milliseconds: [1.23456, null],
    lists: [
      { rows: [4, 0], scores: [0.9, 0.9] },
      { rows: [1], scores: null },
    ],
    outcomes: null,
    ...change,
  };
}

const RESULT: EvaluationResult = {
  format: 'rolemap-evaluation',
  schemaVersion: 1,
  task: {
    name: 'variant -> seed, test',
    digest: 'd'.repeat(64),
    queries: 4854,
    documents: 6343,
    sample: { queries: 2, seed: 1 },
  },
  queries: ['1', '7'],
  clusters: [0, 1],
  results: [
    contender('base', 0),
    contender('tuned', 1, {
      outcomes: ['answered', 'refused'],
      contender: { id: 'tuned', label: 'Tuned', kind: 'llm' },
    }),
  ],
};
const TEXT = writeResult(RESULT, compare(RESULT));

describe('a result file', () => {
  it('gives back what was written, figures to nine decimals', () => {
    const read = parseResult(TEXT, 'result.json');
    expect(read.task).toEqual(RESULT.task);
    expect(read.queries).toEqual(RESULT.queries);
    expect(read.results[1]).toEqual({
      ...RESULT.results[1],
      milliseconds: [1.235, null],
      perQuery: Object.fromEntries(
        FIGURES.map((figure) => [figure, [1, figure === 'hardTriplets' ? null : 0.333333333]]),
      ),
    });
    expect(JSON.parse(TEXT)).toMatchObject({
      comparison: {
        reference: 'base',
        summaries: [{ contender: { id: 'base' } }, { contender: { id: 'tuned' } }],
      },
    });
  });

  it('of other formats, or of none, is refused with what to do', () => {
    expect(() => parseResult('{"form', 'a.json')).toThrow(
      'a.json is not JSON, or is cut off. Write it again with: rolemap evaluate --output a.json.',
    );
    for (const text of ['[]', 'null', '3', '{"format":"other"}'])
      expect(() => parseResult(text, 'a.json')).toThrow('a.json is not a result of Rolemap');
    const later = TEXT.replace('"schemaVersion": 1', '"schemaVersion": 2');
    expect(() => parseResult(later, 'a.json')).toThrow(
      'has the schema version 2, and this version of Rolemap reads 1',
    );
  });

  type Json = Record<string, unknown>;
  const first = (file: Json) => (file['results'] as Json[])[0]!;
  it.each<[string, (file: Json) => void]>([
    ['task.digest is not a SHA-256', (file) => ((file['task'] as Json)['digest'] = 'x')],
    ['task.queries is not a whole number of 1 or more', (file) => ((file['task'] as Json)['queries'] = 0)],
    [
      'task.sample.seed is not a number',
      (file) => ((file['task'] as Json)['sample'] = { queries: 1, seed: 'x' }),
    ],
    ['task is missing', (file) => delete file['task']],
    ['queries name a query twice', (file) => (file['queries'] = ['1', '1'])],
    ['queries[1] is not a text', (file) => (file['queries'] = ['1', 7])],
    ['clusters has 1 entries for 2 queries', (file) => (file['clusters'] = [0])],
    ['clusters[0] is not a whole number from 0 to 1', (file) => (file['clusters'] = [2, 0])],
    ['results[0].facts is missing', (file) => delete first(file)['facts']],
    ['results has no entry', (file) => (file['results'] = [])],
    ['results name "base" twice', (file) => (file['results'] = [first(file), first(file)])],
    [
      'results[0].contender.kind is not one of encoder',
      (file) => ((first(file)['contender'] as Json)['kind'] = 'x'),
    ],
    [
      'results[0].perQuery.map[0] is 1.5, not from 0 to 1',
      (file) => ((first(file)['perQuery'] as Json)['map'] = [1.5, 0]),
    ],
    ['results[0].perQuery.mrr is missing', (file) => delete (first(file)['perQuery'] as Json)['mrr']],
    ['results[0].milliseconds[1] is -1, less than 0', (file) => (first(file)['milliseconds'] = [1, -1])],
    [
      'results[0].lists[0].rows[0] is not a whole number from 0 to 6342',
      (file) =>
        (first(file)['lists'] = [
          { rows: [6343], scores: null },
          { rows: [], scores: null },
        ]),
    ],
    [
      'results[0].lists[0].rows name a row twice',
      (file) =>
        (first(file)['lists'] = [
          { rows: [1, 1], scores: null },
          { rows: [], scores: null },
        ]),
    ],
    [
      'results[0].lists[1].scores do not fall',
      (file) =>
        (first(file)['lists'] = [
          { rows: [], scores: [] },
          { rows: [1, 2], scores: [1, 2] },
        ]),
    ],
    [
      'results[0].lists[1].scores has 1 entries for 2 rows',
      (file) =>
        (first(file)['lists'] = [
          { rows: [], scores: [] },
          { rows: [1, 2], scores: [1] },
        ]),
    ],
    [
      'results[0].lists[0] has 11 rows, and lists end at 10',
      (file) =>
        (first(file)['lists'] = [
          { rows: [...Array(11).keys()], scores: null },
          { rows: [], scores: null },
        ]),
    ],
    [
      'results[0].outcomes[1] is not one of answered',
      (file) => (first(file)['outcomes'] = ['answered', 'odd']),
    ],
    ['results[0].facts.date is not a time', (file) => ((first(file)['facts'] as Json)['date'] = 'today')],
    [
      'results[0].facts.settings.x is not a text',
      (file) => ((first(file)['facts'] as Json)['settings'] = { x: [] }),
    ],
    [
      'results[0].facts.files[0].sha256 is not a SHA-256',
      (file) => ((first(file)['facts'] as Json)['files'] = [{ file: 'x', sha256: 'A' }]),
    ],
  ])('is refused where %s', (message, change) => {
    const file = JSON.parse(TEXT) as Json;
    change(file);
    expect(() => parseResult(JSON.stringify(file), 'mine.json')).toThrow(
      `mine.json cannot be used: ${message}`,
    );
  });
});

describe('a comparison in words', () => {
  const comparison = compare(RESULT);
  const markdown = comparisonMarkdown(comparison, RESULT);

  it('says what was asked, and that it is a sample', () => {
    expect(taskText(RESULT.task)).toBe(
      '2 of 4,854 queries, drawn by chance (seed 1); a corpus of 6,343 texts.',
    );
    expect(taskText({ ...RESULT.task, sample: null })).toBe('4,854 queries, a corpus of 6,343 texts.');
    expect(markdown).toContain('# variant -> seed, test\n\n2 of 4,854 queries');
  });

  it('gives every figure with its interval, the differences, the times and the facts', () => {
    const lines = markdown.split('\n');
    expect(lines).toContain('|  | The base \\| model | Tuned |');
    // Of two queries, 0 and 1/3: mean 1/6, and the resamples run from both 0 to both 1/3.
    expect(lines).toContain('| MAP | 0.167 (0.000 to 0.333) | 0.667 (0.333 to 1.000) |');
    expect(lines).toContain('| MAP | +0.500 (0.000 to +1.000) |');
    expect(lines).toContain('| Tuned | 1.23 | 1.23 |');
    expect(lines).toContain(
      '- Tuned: models/tuned.onnx (SHA-256 aaaaaaaaaaaa); pooling mean; maximum tokens 128; requests 2; WASM, 1 thread; a machine; 2026-11-22T10:00:00.000Z',
    );
  });

  it('has no minus before a zero', () => {
    expect(intervalText({ mean: -0.0001, low: -0.001, high: 0.0001 }, true)).toBe('0.000 (-0.001 to 0.000)');
    expect(intervalText(null)).toBe('');
  });

  it('has no table of differences for one contender', () => {
    const alone = { ...RESULT, results: RESULT.results.slice(0, 1) };
    expect(comparisonMarkdown(compare(alone), alone)).not.toContain('Differences');
  });

  it('is a table of numbers as CSV, with names that no spreadsheet runs', () => {
    const named = { ...RESULT, task: { ...RESULT.task, name: '=1+1' } };
    const rows = comparisonCsv(compare(named)).trimEnd().split('\r\n');
    expect(rows[0]).toBe(
      'task,task_digest,contender,label,figure,mean,low,high,queries,reference,difference,difference_low,difference_high',
    );
    expect(rows).toHaveLength(1 + 2 * (FIGURES.length + 2));
    const d = 'd'.repeat(64);
    expect(rows[1]).toMatch(
      new RegExp(`^'=1\\+1,${d},base,The base \\| model,map,0\\.1666\\d+,0,0\\.333\\d+,2,,,,$`, 'u'),
    );
    expect(rows).toContain(`'=1+1,${d},tuned,Tuned,hardTriplets,1,1,1,1,base,1,1,1`);
    expect(rows).toContain(`'=1+1,${d},tuned,Tuned,latency_p95_ms,1.23456,,,1,,,,`);
  });
});
