/**
 * The same numbers as the Python evaluator on the same scores, vectors and texts. `python -m rolemap_train evaluation-fixture` writes
 * the file that is read here.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeAnswer } from '../../src/core/evaluation/judge-answer.ts';
import {
  LEXICAL_IDS,
  LexicalContender,
  type LexicalId,
} from '../../src/core/evaluation/lexical-contenders.ts';
import { answerRow, tripletAccuracy } from '../../src/core/evaluation/negatives.ts';
import {
  TITLE_DATA_TASK_IDS,
  tablesOf,
  titleDataTask,
  titleRows,
} from '../../src/core/evaluation/title-data-tasks.ts';
import type { Answer, Contender } from '../../src/core/evaluation/types.ts';
import { VectorContender } from '../../src/core/evaluation/vector-contender.ts';
import { parseTitleDataManifest, readTitleTable } from '../../src/core/formats/title-data.ts';
import { rankingFigures, type RankingFigures } from '../../src/core/metrics/ranking-figures.ts';

const FILE = join(import.meta.dirname, '../fixtures/evaluation-reference.json');
const DATA = join(import.meta.dirname, '../../public/data/title-data');
const FIGURES = ['map', 'mrr', 'recall1', 'recall5', 'recall10', 'precision10', 'ndcg10'] as const;
/** Largest difference from Python. */
const TOLERANCE = 1e-6;

type Matrix = readonly (readonly number[])[];

interface Fixture {
  readonly schemaVersion: number;
  readonly rankings: readonly {
    readonly name: string;
    /** [queries][corpus] */
    readonly scores: Matrix;
    readonly relevant: Matrix;
    readonly unjudged: Matrix;
    readonly negatives: Matrix;
    readonly perQuery: Readonly<Record<(typeof FIGURES)[number] | 'triplets', readonly number[]>>;
    readonly means: Readonly<Record<(typeof FIGURES)[number] | 'triplets', number>>;
  }[];
  readonly vectors: { readonly queries: Matrix; readonly corpus: Matrix; readonly scores: Matrix };
  readonly texts: {
    readonly queries: readonly string[];
    readonly corpus: readonly string[];
    readonly scores: Readonly<Record<LexicalId, Matrix>>;
  };
  readonly tasks: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly queries: number;
        readonly corpus: number;
        readonly clusters: number;
        readonly relevant: number;
        readonly unjudged: number;
        readonly hard: number;
        readonly firstQueries: readonly string[];
        readonly lastQueries: readonly string[];
      }
    >
  >;
}

/** @throws Error that says how to make the file */
function readFixture(): Fixture {
  if (!existsSync(FILE))
    throw new Error(`${FILE} is not there. Make it with: python -m rolemap_train evaluation-fixture`);
  const fixture = JSON.parse(readFileSync(FILE, 'utf8')) as Fixture;
  if (fixture.schemaVersion !== 1) throw new Error(`${FILE} has another schema version; make it again.`);
  return fixture;
}

const RUN = { signal: new AbortController().signal, now: () => 0, onProgress: () => undefined };

async function scoresOf(contender: Contender, queries: readonly string[], corpus: readonly string[]) {
  await contender.prepare(corpus, RUN);
  const rows: number[][] = [];
  const asked = queries.map((text, at) => ({ id: String(at), text }));
  for await (const answer of contender.rank(asked, RUN))
    if (answer.kind === 'scores') rows.push([...answer.scores]);
  return rows;
}

/** The largest difference of two matrices of one shape. */
function difference(mine: Matrix, other: Matrix): number {
  expect(mine.map((row) => row.length)).toEqual(other.map((row) => row.length));
  const gaps = mine.flatMap((row, at) => row.map((value, column) => Math.abs(value - other[at]![column]!)));
  return gaps.reduce((most, gap) => Math.max(most, gap), 0);
}

describe("the Python evaluator's numbers", () => {
  it('on the same scores: every figure of every query, and the means', () => {
    const { rankings } = readFixture();
    expect(rankings.length).toBeGreaterThan(1);
    for (const { name, scores, relevant, unjudged, negatives, perQuery, means } of rankings) {
      const mine = scores.map((row, query): RankingFigures & { readonly triplets: number | null } => {
        const answer: Answer = { kind: 'scores', scores: Float64Array.from(row), milliseconds: null };
        const wanted = relevant[query]!.map((entry) => ({ row: entry, grade: 1 }));
        const judged = judgeAnswer(answer, { relevant: wanted, unjudged: unjudged[query]! });
        const figures = rankingFigures(
          judged.found,
          wanted.map(({ grade }) => grade),
        );
        const first = answerRow({ relevant: wanted });
        return { ...figures, triplets: tripletAccuracy(judged.scoreOf, first, negatives[query]!) };
      });
      for (const figure of [...FIGURES, 'triplets'] as const) {
        const column = mine.map((figures) => figures[figure] ?? NaN);
        expect(difference([column], [perQuery[figure]]), `${name}, ${figure}`).toBeLessThan(TOLERANCE);
        const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
        expect(Math.abs(mean - means[figure]), `${name}, mean of ${figure}`).toBeLessThan(TOLERANCE);
      }
    }
  });

  it('on the same vectors', async () => {
    const { vectors } = readFixture();
    const dimension = vectors.queries[0]!.length;
    const contender = new VectorContender({
      identity: { id: 'vectors', label: 'Vectors', kind: 'encoder' },
      dimension,
      encode: (texts, role) => {
        const rows = role === 'query' ? vectors.queries : vectors.corpus;
        return Promise.resolve(Float32Array.from(texts.flatMap((text) => rows[Number(text)]!)));
      },
    });
    const numbers = (rows: Matrix) => rows.map((_, row) => String(row));
    const scores = await scoresOf(contender, numbers(vectors.queries), numbers(vectors.corpus));
    expect(difference(scores, vectors.scores)).toBeLessThan(TOLERANCE);
  });

  it.each(LEXICAL_IDS)('of %s on the same texts', async (id) => {
    const { texts } = readFixture();
    const scores = await scoresOf(new LexicalContender(id), texts.queries, texts.corpus);
    expect(difference(scores, texts.scores[id])).toBeLessThan(TOLERANCE);
  });

  it.each(TITLE_DATA_TASK_IDS)('of what the task %s is made', async (id) => {
    const expected = readFixture().tasks[id];
    const manifest = parseTitleDataManifest(JSON.parse(readFileSync(join(DATA, 'manifest.json'), 'utf8')));
    const tables = await Promise.all(
      tablesOf(id).map(async (name) => {
        const table = manifest.tables.find((entry) => entry.name === name)!;
        const bytes = new Uint8Array(readFileSync(join(DATA, table.parquet.path)));
        return [name, titleRows(table, await readTitleTable(bytes.buffer, table))] as const;
      }),
    );
    const { name, queries, corpus } = titleDataTask(id, Object.fromEntries(tables));
    const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
    expect({
      name,
      queries: queries.length,
      corpus: corpus.length,
      clusters: new Set(queries.map(({ cluster }) => cluster)).size,
      relevant: total(queries.map(({ relevant }) => relevant.length)),
      unjudged: total(queries.map(({ unjudged }) => unjudged.length)),
      hard: total(queries.map(({ hardNegatives }) => hardNegatives?.length ?? 0)),
      firstQueries: queries.slice(0, 5).map(({ text }) => text),
      lastQueries: queries.slice(-5).map(({ text }) => text),
    }).toEqual(expected);
  });
});
