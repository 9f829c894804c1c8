/** @file The files that Normalize downloads: known titles, their vectors, and the occupations. */
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { writeNpy } from '../../src/core/formats/npy.ts';
import { quantize } from '../../src/core/vectors/quantize.ts';
import type { Occupation } from '../dataset/sources.ts';
import { DIMENSION } from '../../src/cli/node-encoder.ts';
import type { KnownTitle } from './known-titles.ts';
import type { VectorOf } from './measured-titles.ts';

export interface CodingTables {
  readonly files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** Of the vectors: value = stored * scale. */
  readonly scale: number;
}

function table(columns: Readonly<Record<string, readonly string[]>>): Uint8Array<ArrayBuffer> {
  const buffer = parquetWriteBuffer({
    columnData: Object.entries(columns).map(([name, data]) => ({
      name,
      data: [...data],
      type: 'STRING' as const,
      nullable: false,
    })),
    codec: 'GZIP',
    compressors: { GZIP: (input) => new Uint8Array(gzipSync(input, { level: 9 })) },
    statistics: false,
  });
  return new Uint8Array(buffer);
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
      'titles.parquet': table({
        title: rows.map(({ title }) => title),
        code: rows.map(({ code }) => code),
      }),
      'titles.npy': writeNpy(quantized.rows, { rows: known.length, columns: DIMENSION }),
      'occupations.parquet': table({
        code: occupations.map(({ code }) => code),
        title: occupations.map(({ title }) => title),
      }),
    },
    scale: quantized.scale,
  };
}
