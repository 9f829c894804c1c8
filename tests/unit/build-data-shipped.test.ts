/** The data in public/data and the saved answers: whole, what their manifest says, and what the shipped models give. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXAMPLES } from '../../scripts/data/examples.ts';
import { LEAST_RECALL } from '../../scripts/data/field-vectors.ts';
import {
  answer,
  MAXIMUM_BYTES,
  type Answer,
  type AnswerSources,
  type Int8Rows,
} from '../../scripts/data/saved-answers.ts';
import { MAXIMUM_WORDS_BYTES, rolesOf } from '../../scripts/data/tables.ts';
import { sha256 } from '../../scripts/data/vector-cache.ts';
import { CORPUS_SEED, generatePostings } from '../../scripts/dataset/postings.ts';
import { loadTitleData } from '../../scripts/dataset/sources.ts';
import { loadWasm, type NodeEncoder } from '../../src/cli/node-encoder.ts';
import type { CorpusEntry, ModelId, RolesEntry } from '../../src/core/formats/manifest.ts';
import { readNpyInt8 } from '../../src/core/formats/npy.ts';
import { readPostings, readRoles } from '../../src/core/formats/postings.ts';
import type { SearchResults } from '../../src/core/search/types.ts';

const ROOT = join(import.meta.dirname, '../..');

interface DataManifest {
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
  readonly corpus: CorpusEntry;
  readonly roles: RolesEntry;
  readonly figures: { readonly heldQueries: number; readonly recallAt10: Readonly<Record<string, number>> };
}

function read(path: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(ROOT, path)));
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'public/data/manifest.json'), 'utf8')) as DataManifest;
const saved = JSON.parse(readFileSync(join(ROOT, 'src/features/search/saved-answers.json'), 'utf8')) as {
  queries: Answer[];
};

describe('public/data', () => {
  test.each(manifest.files)('$path is what the manifest says', ({ path, bytes, sha256: hash }) => {
    const file = read(`public/${path}`);
    expect(file.length).toBe(bytes);
    expect(sha256(file)).toBe(hash);
  });

  test('the word search fits into its first second', () => {
    const words = manifest.files.find(({ path }) => path === manifest.corpus.lexical);
    expect(words!.bytes).toBeLessThanOrEqual(MAXIMUM_WORDS_BYTES);
  });

  test('postings and roles are what the sources give now', async () => {
    const data = loadTitleData(join(ROOT, 'scripts/dataset'));
    const shipped = await readPostings(read(`public/${manifest.corpus.table}`).buffer);
    const made = generatePostings({ ...data, seed: CORPUS_SEED });
    expect(shipped).toEqual(
      made.map(({ id, title, company, place, skills, description, code }) => ({
        id,
        title,
        company,
        place,
        skills,
        description,
        code,
      })),
    );
    expect(shipped).toHaveLength(manifest.corpus.rows);
    expect(await readRoles(read(`public/${manifest.roles.table}`).buffer)).toEqual(rolesOf(data.occupations));
  });

  test('vectors: both models, both fields, a row a posting, 384 numbers, recall as measured', () => {
    const keys = manifest.corpus.vectors.map(({ model, field }) => `${model} ${field}`).sort();
    expect(keys).toEqual(['base skills', 'base title', 'tuned skills', 'tuned title']);
    const files = [...manifest.corpus.vectors, { ...manifest.roles, path: manifest.roles.vectors }];
    for (const { path, rows } of files) {
      const { count, dimension } = readNpyInt8(read(`public/${path}`), path);
      expect([count, dimension], path).toEqual([rows, 384]);
      expect(manifest.figures.recallAt10[path], path).toBeGreaterThanOrEqual(LEAST_RECALL);
    }
    expect(manifest.figures.heldQueries).toBe(300);
  });
});

describe('saved answers', () => {
  const encoders: Partial<Record<ModelId, NodeEncoder>> = {};
  let live: Answer[] = [];

  beforeAll(async () => {
    for (const model of ['base', 'tuned'] as const) {
      encoders[model] = await loadWasm(join(ROOT, 'public/models', model), 'onnx/model_quantized.onnx');
    }
    const rows = (model: ModelId, field: 'title' | 'skills'): Int8Rows => {
      const file = manifest.corpus.vectors.find((item) => item.model === model && item.field === field)!;
      return { rows: readNpyInt8(read(`public/${file.path}`)).rows, scale: file.scale };
    };
    const fields = (model: ModelId) => ({ title: rows(model, 'title'), skills: rows(model, 'skills') });
    const sources: AnswerSources = {
      postings: await readPostings(read(`public/${manifest.corpus.table}`).buffer),
      vectors: { base: fields('base'), tuned: fields('tuned') },
      encoders: { base: encoders.base!, tuned: encoders.tuned! },
    };
    live = await answer(sources, EXAMPLES);
  });
  afterAll(async () => {
    await Promise.all([encoders.base?.dispose(), encoders.tuned?.dispose()]);
  });

  const lists = ({ base, tuned }: SearchResults) => ({
    base: base?.map(({ posting, rank, rankInOther }) => [rank, posting.id, rankInOther]),
    tuned: tuned?.map(({ posting, rank, rankInOther }) => [rank, posting.id, rankInOther]),
  });

  test('are those of the examples, and small', () => {
    expect(saved.queries.map(({ title, skills }) => ({ title, skills }))).toEqual(
      EXAMPLES.map(({ title, skills }) => ({ title, skills })),
    );
    expect(read('src/features/search/saved-answers.json').length).toBeLessThanOrEqual(MAXIMUM_BYTES);
    expect(saved.queries.some(({ note }) => note !== undefined)).toBe(true);
  });

  test.each(EXAMPLES.map(({ title, skills }, index) => [`${title} ${skills}`.trim(), index] as const))(
    '"%s": the shipped files give the same lists again',
    (_, index) => {
      expect(lists(live[index]!.results)).toEqual(lists(saved.queries[index]!.results));
      expect(live[index]!.corpusRows).toBe(saved.queries[index]!.corpusRows);
    },
  );
});

test('token ids are Python’s', async () => {
  const fixture = JSON.parse(readFileSync(join(ROOT, 'tests/fixtures/token-ids.json'), 'utf8')) as {
    cases: { name: string; text: string; ids: number[] }[];
  };
  const encoder = await loadWasm(join(ROOT, 'public/models/base'), 'onnx/model_quantized.onnx');
  for (const { name, text, ids } of fixture.cases) expect(encoder.tokenIds(text), name).toEqual(ids);
  await encoder.dispose();
});
