/** @file From texts to a checked int8 vector file. */
import type { ModelId } from '../../src/core/formats/manifest.ts';
import { writeNpy } from '../../src/core/formats/npy.ts';
import { skillsText, titleText } from '../../src/core/search/field-text.ts';
import type { Field, Posting } from '../../src/core/search/types.ts';
import { dequantize, quantize } from '../../src/core/vectors/quantize.ts';
import { normalise, recallAtK } from '../../src/core/vectors/similarity.ts';
import { DIMENSION } from '../../src/cli/node-encoder.ts';
import type { RoleRow } from './tables.ts';

/** Below this a file is not shipped. */
export const LEAST_RECALL = 0.99;
const NEIGHBOURS = 10;

export class RecallError extends Error {
  readonly code = 'recall';
  constructor(path: string, recall: number) {
    super(
      `${path}: recall@${NEIGHBOURS} of int8 against fp32 is ${recall.toFixed(4)}, at least ${LEAST_RECALL} is needed. ` +
        'Look at the scale (src/core/vectors/quantize.ts) and at the model before shipping.',
    );
    this.name = 'RecallError';
  }
}

/** What is encoded for a field of a posting: title queries search the first, skills queries the second. */
export function fieldText(posting: Posting, field: Field): string {
  return field === 'title' ? titleText(posting) : skillsText(posting);
}

export interface VectorFileBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly rows: number;
  readonly scale: number;
  /** Share of each held query's ten nearest fp32 rows that int8 finds too, 0..1. */
  readonly recall: number;
}

/**
 * Rounds vectors to int8 and checks that the rounding keeps neighbours.
 * @param vectors unit vectors [n * 384]
 * @param queries unit vectors [m * 384] of texts that are not rows
 * @throws RecallError under 0.99
 */
export function toVectorFile(path: string, vectors: Float32Array, queries: Float32Array): VectorFileBytes {
  const { rows, scale } = quantize(vectors);
  const recall = recallAtK(vectors, dequantize(rows, scale), queries, DIMENSION, NEIGHBOURS);
  if (recall < LEAST_RECALL) throw new RecallError(path, recall);
  const count = vectors.length / DIMENSION;
  return { bytes: writeNpy(rows, { rows: count, columns: DIMENSION }), rows: count, scale, recall };
}

/**
 * One unit vector a role: the mean of its titles' vectors, scaled to unit length.
 * @param vectors of all titles, role after role
 */
export function roleVectors(roles: readonly RoleRow[], vectors: Float32Array): Float32Array<ArrayBuffer> {
  const means = new Float32Array(roles.length * DIMENSION);
  let title = 0;
  for (const [index, { titles }] of roles.entries()) {
    const mean = new Float32Array(DIMENSION);
    for (const end = title + titles.length; title < end; title++) {
      for (let i = 0; i < DIMENSION; i++) mean[i]! += vectors[title * DIMENSION + i]!;
    }
    means.set(normalise(mean), index * DIMENSION);
  }
  return means;
}

/** Every n-th title that no posting was made from: `count` queries, the same in every run. */
export function heldTitles(
  roles: readonly RoleRow[],
  used: ReadonlySet<string>,
  count: number,
): readonly string[] {
  const free = [...new Set(roles.flatMap(({ titles }) => titles))].filter((title) => !used.has(title));
  const step = free.length / count;
  return Array.from(
    { length: Math.min(count, free.length) },
    (_, i) => free[Math.floor(i * Math.max(step, 1))]!,
  );
}

/** Path of a vector file below public/. */
export function vectorPath(model: ModelId, field: Field): string {
  return `data/vectors/${model}-${field}.npy`;
}
