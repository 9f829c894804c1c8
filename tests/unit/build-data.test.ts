/** What build-data is made of: tables, roles, vector files, cache, saved answers; with small vectors in place of models. */
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  fieldText,
  heldTitles,
  RecallError,
  roleVectors,
  toVectorFile,
} from '../../scripts/data/field-vectors.ts';
import { answer, MAXIMUM_BYTES, toJson, type AnswerSources } from '../../scripts/data/saved-answers.ts';
import {
  MAXIMUM_WORDS_BYTES,
  postingsTable,
  rolesOf,
  rolesTable,
  TableError,
  wordsTable,
} from '../../scripts/data/tables.ts';
import { VectorCache } from '../../scripts/data/vector-cache.ts';
import { Random, seedOf } from '../../scripts/dataset/random.ts';
import { loadNative } from '../../scripts/native-encoder.ts';
import { DIMENSION, MissingModelError, type NodeEncoder } from '../../src/cli/node-encoder.ts';
import { readNpyInt8 } from '../../src/core/formats/npy.ts';
import { readPostings, readRoles } from '../../src/core/formats/postings.ts';
import type { Posting } from '../../src/core/search/types.ts';
import { quantize } from '../../src/core/vectors/quantize.ts';
import { dot, normalise } from '../../src/core/vectors/similarity.ts';

/** A unit vector that depends on the text alone. */
function vectorOf(text: string): Float32Array {
  const random = new Random(seedOf(text));
  return normalise(Float32Array.from({ length: DIMENSION }, () => random.next() - 0.5));
}

function vectorsOf(texts: readonly string[]): Float32Array<ArrayBuffer> {
  const vectors = new Float32Array(texts.length * DIMENSION);
  texts.forEach((text, row) => vectors.set(vectorOf(text), row * DIMENSION));
  return vectors;
}

/** Counts what it is asked to encode. */
class FakeEncoder implements NodeEncoder {
  readonly encoded: string[] = [];
  encode(texts: readonly string[]): Promise<Float32Array<ArrayBuffer>> {
    this.encoded.push(...texts);
    return Promise.resolve(vectorsOf(texts));
  }
  tokenIds(text: string): number[] {
    return Array.from(text, (character) => character.codePointAt(0)!);
  }
  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

function posting(row: number, title = `Title ${row}`): Posting {
  const id = `p-${row}`;
  return {
    id,
    title,
    company: 'Ärdenlow & Söhne',
    place: 'Hull',
    skills: 'a, b',
    description: `Text ${row}`,
    code: '11-1011.00',
  };
}

const POSTINGS = Array.from({ length: 60 }, (_, row) => posting(row));

describe('tables', () => {
  test('what is written is read back, with and without descriptions', async () => {
    expect(await readPostings(postingsTable(POSTINGS).buffer)).toEqual(POSTINGS);
    const bare = POSTINGS.map((item) => ({ ...item, description: '' }));
    expect(await readPostings(wordsTable(POSTINGS).buffer)).toEqual(bare);
  });

  test('any text survives', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1 }),
        async (titles) => {
          const written = titles.map((title, row) => posting(row, title));
          expect(await readPostings(postingsTable(written).buffer)).toEqual(written);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('a words table over its limit is refused', () => {
    const random = new Random(1);
    const noise = (): string =>
      Array.from({ length: 60 }, () => String.fromCharCode(33 + random.integer(0, 90))).join('');
    const rows = Math.ceil(MAXIMUM_WORDS_BYTES / 50);
    const large = Array.from({ length: rows }, (_, row) => posting(row, noise()));
    expect(() => wordsTable(large)).toThrow(TableError);
  });

  test('roles keep their titles, each once', async () => {
    const roles = rolesOf([
      {
        code: '1',
        title: 'x',
        descriptions: [],
        tasks: [],
        skills: [],
        roles: [{ role: 'r', titles: ['A', 'B', 'A'] }],
      },
    ]);
    expect(await readRoles(rolesTable(roles).buffer)).toEqual([{ role: 'r', code: '1', titles: ['A', 'B'] }]);
  });
});

describe('vectors', () => {
  test('title queries meet the cleaned title, skills queries skills and description', () => {
    const item = {
      ...posting(1, 'Nurse - Nights ($40/hr)'),
      skills: 'triage',
      description: 'We need a nurse.',
    };
    expect(fieldText(item, 'title')).toBe('Nurse');
    expect(fieldText(item, 'skills')).toBe('triage. We need a nurse.');
  });

  test('a vector file holds the rows at its scale', () => {
    const texts = POSTINGS.map(({ title }) => title);
    const vectors = vectorsOf(texts);
    const file = toVectorFile('data/x.npy', vectors, vectorsOf(['q1', 'q2', 'q3']));
    const { rows, count } = readNpyInt8(file.bytes);
    expect(count).toBe(60);
    expect(file.recall).toBeGreaterThanOrEqual(0.99);
    // The 99.99th percentile clips a few values; all others are within half a step.
    const errors = vectors.map((value, index) => Math.abs(value - rows[index]! * file.scale));
    expect(errors.filter((error) => error > file.scale / 2 + 1e-7).length).toBeLessThanOrEqual(
      vectors.length * 1e-4 + 1,
    );
  });

  test('rows that rounding cannot tell apart are refused', () => {
    // Neighbours that differ by less than a step of the scale, beside one great value that sets it.
    const random = new Random(7);
    const vectors = new Float32Array(200 * DIMENSION);
    for (let row = 0; row < 200; row++) {
      vectors[row * DIMENSION] = 1;
      for (let i = 1; i < 40; i++) vectors[row * DIMENSION + i] = random.next() * 1e-4;
    }
    const query = normalise(Float32Array.from({ length: DIMENSION }, (_, i) => (i < 40 ? 1 : 0)));
    expect(() => toVectorFile('data/bad.npy', vectors, query)).toThrow(RecallError);
  });

  test('a role’s vector is the mean of its titles, of unit length', () => {
    const roles = [
      { role: 'a', code: '1', titles: ['x', 'y'] },
      { role: 'b', code: '1', titles: ['z'] },
    ];
    const means = roleVectors(roles, vectorsOf(['x', 'y', 'z']));
    const first = means.subarray(0, DIMENSION);
    expect(dot(first, first)).toBeCloseTo(1, 5);
    expect(dot(first, vectorOf('x'))).toBeCloseTo(dot(first, vectorOf('y')), 5);
    expect(dot(means.subarray(DIMENSION), vectorOf('z'))).toBeCloseTo(1, 5);
  });

  test('held queries are titles that no posting has, spread over all roles', () => {
    const roles = [{ role: 'a', code: '1', titles: Array.from({ length: 50 }, (_, i) => `t${i}`) }];
    const held = heldTitles(roles, new Set(['t0', 't1']), 10);
    expect(held).toHaveLength(10);
    expect(new Set(held).size).toBe(10);
    expect(held).not.toContain('t0');
    expect(heldTitles(roles, new Set(), 1000)).toHaveLength(50);
  });
});

describe('the cache', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rolemap-cache-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test('a second run encodes nothing, a new text alone is encoded', async () => {
    const texts = Array.from({ length: 600 }, (_, i) => `text ${i % 500}`);
    const first = new FakeEncoder();
    expect(await new VectorCache(first, 'model', folder).encode(texts, () => undefined)).toEqual(
      vectorsOf(texts),
    );
    expect(first.encoded).toHaveLength(500);
    const second = new FakeEncoder();
    const again = [...texts.reverse(), 'new'];
    expect(await new VectorCache(second, 'model', folder).encode(again, () => undefined)).toEqual(
      vectorsOf(again),
    );
    expect(second.encoded).toEqual(['new']);
  });

  test('another model file has another cache', async () => {
    await new VectorCache(new FakeEncoder(), 'one', folder).encode(['a'], () => undefined);
    const other = new FakeEncoder();
    await new VectorCache(other, 'two', folder).encode(['a'], () => undefined);
    expect(other.encoded).toEqual(['a']);
  });

  test('a record that was cut off is made again', async () => {
    await new VectorCache(new FakeEncoder(), 'model', folder).encode(['a', 'b'], () => undefined);
    const file = join(folder, readdirSync(folder)[0]!);
    truncateSync(file, statSync(file).size - 100);
    const encoder = new FakeEncoder();
    const cache = new VectorCache(encoder, 'model', folder);
    expect(await cache.encode(['a', 'b'], () => undefined)).toEqual(vectorsOf(['a', 'b']));
    expect(encoder.encoded).toHaveLength(1);
  });
});

describe('saved answers', () => {
  const field = (prefix: string): { rows: Int8Array; scale: number } =>
    quantize(vectorsOf(POSTINGS.map(({ title }) => prefix + title)));
  const sources: AnswerSources = {
    postings: POSTINGS,
    vectors: {
      base: { title: field(''), skills: field('s ') },
      tuned: { title: field('t '), skills: field('u ') },
    },
    encoders: { base: new FakeEncoder(), tuned: new FakeEncoder() },
  };

  test('have ten hits a model, no descriptions, true ranks in the other model', async () => {
    const [found] = await answer(sources, [{ title: 'Title 7', skills: '', note: 'n' }]);
    expect(found).toMatchObject({ title: 'Title 7', skills: '', note: 'n', corpusRows: 60 });
    expect(found!.results.base).toHaveLength(10);
    expect(found!.results.base![0]).toMatchObject({
      row: 7,
      rank: 1,
      posting: { id: 'p-7', description: '' },
    });
    for (const hit of found!.results.tuned!) expect(hit.rankInOther).toBeGreaterThan(0);
  });

  test('both boxes are fused', async () => {
    const [found] = await answer(sources, [{ title: 'Title 7', skills: 's Title 7' }]);
    expect(Object.keys(found!.results.base![0]!.cosine)).toEqual(['title', 'skills']);
    expect(found!.results.base![0]!.row).toBe(7);
  });

  test('are refused over 60 kB', async () => {
    const many = Array.from({ length: 20 }, (_, i) => ({ title: `Title ${i}`, skills: '' }));
    const answers = await answer(sources, many);
    expect(toJson(answers.slice(0, 2)).length).toBeLessThan(MAXIMUM_BYTES);
    expect(() => toJson(answers)).toThrow(/60000/);
  });
});

test('a model that is not there is named, with the command that makes it', async () => {
  await expect(loadNative('models-fp32/none')).rejects.toThrow(MissingModelError);
  await expect(loadNative('models-fp32/none')).rejects.toThrow(
    /none\/onnx\/model\.onnx.*rolemap_train export/,
  );
});
