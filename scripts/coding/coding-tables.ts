/** @file The files that Normalize downloads: known titles, their vectors, and the occupations. */
import { writeNpy } from '../../src/core/formats/npy.ts';
import { quantize } from '../../src/core/vectors/quantize.ts';
import { writeTable } from '../data/tables.ts';
import type { Occupation } from '../dataset/sources.ts';
import { DIMENSION } from '../../src/cli/node-encoder.ts';
import type { KnownTitle } from './known-titles.ts';
import type { VectorOf } from './measured-titles.ts';

export interface CodingTables {
  readonly files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** Of the vectors: value = stored * scale. */
  readonly scale: number;
}

/**
 * titles.parquet holds the titles with a vector first, in the order of titles.npy, then those that are known by their words alone.
 */
export function codingTables(input: {
  readonly all: readonly KnownTitle[];
  readonly known: readonly KnownTitle[];
  readonly occupations: readonly Occupation[];
  readonly vectorOf: VectorOf;
}): CodingTables {
  const { all, known, occupations, vectorOf } = input;
  const withVector = new Set(known);
  const rows = [...known, ...all.filter((title) => !withVector.has(title))];
  const vectors = new Float32Array(known.length * DIMENSION);
  known.forEach(({ title }, row) => vectors.set(vectorOf(title), row * DIMENSION));
  const quantized = quantize(vectors);
  return {
    files: {
      'titles.parquet': writeTable([
        { name: 'title', data: rows.map(({ title }) => title) },
        { name: 'code', data: rows.map(({ code }) => code) },
      ]),
      'titles.npy': writeNpy(quantized.rows, { rows: known.length, columns: DIMENSION }),
      'occupations.parquet': writeTable([
        { name: 'code', data: occupations.map(({ code }) => code) },
        { name: 'title', data: occupations.map(({ title }) => title) },
      ]),
    },
    scale: quantized.scale,
  };
}
