/**
 * @file A copy of `public/` whose corpus has any number of rows: the shipped postings repeated, their vectors with seeded noise so
 * that no two rows are equal. Vectors of real model output in shape, not real postings.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { CorpusEntry, RolesEntry } from '../src/core/formats/manifest.ts';
import { readNpyInt8, writeNpy } from '../src/core/formats/npy.ts';
import { readPostings } from '../src/core/formats/postings.ts';
import type { Posting } from '../src/core/search/types.ts';

interface DataManifest {
  files: { path: string; bytes: number; sha256: string }[];
  corpus: CorpusEntry;
  roles: RolesEntry;
}

/** Noise of one step in either direction: about the rounding of the int8 rows. */
const NOISE = 1;

export async function writeLargeCorpus(rows: number, directory: string): Promise<void> {
  cpSync('public', directory, { recursive: true });
  const path = (name: string) => join(directory, name);
  const manifest = JSON.parse(readFileSync(path('data/manifest.json'), 'utf8')) as DataManifest;
  const { corpus } = manifest;
  const put = (name: string, bytes: Uint8Array) => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), bytes);
    const file = manifest.files.find((each) => each.path === name)!;
    file.bytes = bytes.length;
    file.sha256 = createHash('sha256').update(bytes).digest('hex');
  };
  const postings = await readPostings(new Uint8Array(readFileSync(path(corpus.table))).buffer);
  const repeated = Array.from({ length: rows }, (_, row) => ({
    ...postings[row % postings.length]!,
    id: `row-${row}`,
  }));
  for (const name of [corpus.lexical, corpus.table]) put(name, table(repeated));
  for (const { path: name } of corpus.vectors) {
    const { rows: vectors } = readNpyInt8(new Uint8Array(readFileSync(path(name))), name);
    put(name, writeNpy(repeat(vectors, rows), { rows, columns: 384 }));
  }
  const grown = { ...corpus, rows, vectors: corpus.vectors.map((file) => ({ ...file, rows })) };
  writeFileSync(path('data/manifest.json'), JSON.stringify({ ...manifest, corpus: grown }));
}

function table(postings: readonly Posting[]): Uint8Array {
  const columns = ['id', 'title', 'company', 'place', 'skills', 'code'] as const;
  const columnData = columns.map((name) => ({
    name,
    data: postings.map((posting) => posting[name]),
    type: 'STRING' as const,
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

/** A linear congruential generator (Numerical Recipes, section 7.1): the same noise in every run. */
function repeat(vectors: Int8Array, rows: number): Int8Array {
  const result = new Int8Array(rows * 384);
  let state = 1;
  for (let i = 0; i < result.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const noise = i < vectors.length ? 0 : ((state >>> 16) % (2 * NOISE + 1)) - NOISE;
    result[i] = Math.max(-127, Math.min(127, vectors[i % vectors.length]! + noise));
  }
  return result;
}
