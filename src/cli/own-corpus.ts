/** @file A user's table as a corpus to search: its rows as postings, encoded here. */
import type { ModelId } from '../core/formats/manifest.ts';
import { CorpusSearch } from '../core/search/corpus-search.ts';
import { skillsText, titleText } from '../core/search/field-text.ts';
import type { Field, Posting } from '../core/search/types.ts';
import { encodeTexts } from './encode-texts.ts';
import type { LoadedEncoder } from './environment.ts';
import { CommandError } from './errors.ts';
import { DIMENSION } from './node-encoder.ts';
import type { Progress } from './progress.ts';
import type { TableInput, TitleColumn } from './table-input.ts';

/** Names of columns, in lower case and without marks, by what they are taken for. */
const COLUMN_NAMES: Readonly<Record<Exclude<keyof Posting, 'title'>, readonly string[]>> = {
  id: ['id', 'postingid', 'jobid', 'reference', 'ref'],
  company: ['company', 'employer', 'organisation', 'organization'],
  place: ['place', 'location', 'city', 'town'],
  skills: ['skills', 'keyskills', 'requiredskills', 'skill'],
  description: ['description', 'jobdescription', 'text'],
  code: ['code', 'onetcode', 'onetsoccode', 'soccode'],
};

/**
 * The rows of a table that have a title, as postings.
 * @throws CommandError where there are none
 */
export async function readOwnPostings(
  { table }: TableInput,
  column: TitleColumn,
  signal: AbortSignal,
): Promise<Posting[]> {
  const plain = table.columns.map((name) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''));
  const places = Object.entries(COLUMN_NAMES).map(([field, names]) => {
    const place = plain.findIndex((name, index) => index !== column.index && names.includes(name));
    return [field, place] as const;
  });
  const postings: Posting[] = [];
  for await (const { rows } of table.batches(signal)) {
    for (const { row, cells } of rows) {
      const title = (cells[column.index] ?? '').trim();
      if (title === '') continue;
      const others = Object.fromEntries(places.map(([field, place]) => [field, cells[place] ?? '']));
      const posting = { ...(others as Omit<Posting, 'title'>), title };
      postings.push({ ...posting, id: posting.id || String(row) });
    }
  }
  if (postings.length === 0)
    throw new CommandError(
      `The column "${column.name}" of ${table.name} has no titles. --column takes another.`,
    );
  return postings;
}

/** Vectors of the postings' texts of a field, one a posting; equal texts are encoded once. */
async function vectorsOf(
  postings: readonly Posting[],
  field: Field,
  { encoder, progress, signal }: EncodeTools,
): Promise<Float32Array> {
  const texts = postings.map((posting) => (field === 'title' ? titleText(posting) : skillsText(posting)));
  const distinct = [...new Set(texts)];
  await progress.start(`Encoding ${field} (${encoder.file.id})`, 'texts', distinct.length);
  const encoded = await encodeTexts(encoder, distinct, signal, (done) => progress.update(done));
  await progress.end();
  const rows = new Map(distinct.map((text, row) => [text, row]));
  const vectors = new Float32Array(texts.length * DIMENSION);
  texts.forEach((text, row) => {
    const start = rows.get(text)! * DIMENSION;
    vectors.set(encoded.subarray(start, start + DIMENSION), row * DIMENSION);
  });
  return vectors;
}

interface EncodeTools {
  readonly encoder: LoadedEncoder;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Encodes postings under each model.
 * @throws CommandError where skills are searched and no row has any
 */
export async function ownCorpus(
  postings: readonly Posting[],
  {
    encoders,
    fields,
    progress,
    signal,
  }: {
    readonly encoders: ReadonlyMap<ModelId, LoadedEncoder>;
    readonly fields: readonly Field[];
    readonly progress: Progress;
    readonly signal: AbortSignal;
  },
): Promise<CorpusSearch> {
  if (fields.includes('skills') && postings.every((posting) => skillsText(posting) === ''))
    throw new CommandError(
      '--skills needs a column of skills or descriptions in the data, and there is none.',
    );
  const corpus = new CorpusSearch();
  corpus.appendPostings(postings);
  for (const [model, encoder] of encoders) {
    for (const field of fields)
      corpus.appendVectors({
        model,
        field,
        vectors: await vectorsOf(postings, field, { encoder, progress, signal }),
      });
  }
  return corpus;
}
