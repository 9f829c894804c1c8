/** @file Texts with the vectors that a model must give them, so that a wrong pooling or prompt is seen before it does harm. */
import { dot, normalise } from '../vectors/similarity.ts';
import { isRounded } from './choose-weights.ts';
import { ModelFolderError } from './folder-error.ts';
import type { TextRole } from './model-settings.ts';

export const REFERENCE_FILE = 'reference.json';

export interface ReferencePair {
  readonly role: TextRole;
  readonly texts: readonly string[];
  /** One a text, all of one length. */
  readonly vectors: readonly (readonly number[])[];
}

const FORM =
  'Write {"texts": ["Nurse", …], "vectors": [[0.01, …], …]} with one vector a text, as model.encode_document(texts) gives them in Python; add "role": "query" for encode_query.';
const MAXIMUM_TEXTS = 1000;

/** Least cosine with the reference: a network that is not rounded differs in the last digits only. */
const EXACT_COSINE = 0.999;
const ROUNDED_COSINE = 0.95;

/**
 * @param value the JSON of reference.json
 * @throws ModelFolderError naming the row that is wrong
 */
export function parseReference(value: unknown, dimension: number): ReferencePair {
  const fail = (problem: string) => new ModelFolderError(REFERENCE_FILE, problem, FORM);
  const { texts, vectors, role = 'document' } = (value ?? {}) as Record<string, unknown>;
  if (!Array.isArray(texts) || !Array.isArray(vectors)) throw fail('has no "texts" and "vectors"');
  if (texts.length === 0 || texts.length > MAXIMUM_TEXTS || texts.length !== vectors.length)
    throw fail(
      `has ${texts.length} texts and ${vectors.length} vectors; it needs as many of both, 1 to ${MAXIMUM_TEXTS}`,
    );
  if (role !== 'query' && role !== 'document') throw fail('has a "role" that is not "query" or "document"');
  for (const [row, vector] of (vectors as unknown[]).entries()) {
    if (typeof texts[row] !== 'string') throw fail(`has no text in row ${row + 1}`);
    if (!Array.isArray(vector) || vector.length !== dimension)
      throw fail(`has no vector of ${dimension} numbers, the model's dimension, in row ${row + 1}`);
    if (!vector.every((number) => Number.isFinite(number)) || vector.every((number) => number === 0))
      throw fail(`has a vector in row ${row + 1} that is not made of numbers, or all zero`);
  }
  return { role, texts: texts as string[], vectors: vectors as number[][] };
}

/**
 * Least cosine between what the model gave and the reference, -1..1; 0 for a vector that is not made of numbers.
 * @param vectors texts x dimension, of any length
 */
export function leastCosine(vectors: Float32Array, reference: ReferencePair): number {
  const size = vectors.length / reference.texts.length;
  const cosines = reference.vectors.map((expected, row) => {
    const given = normalise(vectors.subarray(row * size, (row + 1) * size));
    return dot(given, normalise(Float32Array.from(expected)));
  });
  return Math.min(...cosines);
}

/** The least cosine at which a file agrees with its reference: a file whose weights were rounded is given more room. */
export function agreementOf(modelFile: string): number {
  return isRounded(modelFile) ? ROUNDED_COSINE : EXACT_COSINE;
}
