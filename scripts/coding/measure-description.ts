/**
 * @file Whether a description makes a code better, and how much it should count: `npx tsx scripts/coding/measure-description.ts` codes the
 * synthetic postings of the validation and the test split from title and description, with several shares of the description, and
 * prints the accuracy at three levels of detail. Weights and threshold are the shipped coder's. Nothing is written but the cache of vectors.
 *
 * The share is chosen by the validation table; the test table says what it is worth. Our postings are invented, and most name the job in
 * their first sentence, as real ones often do: the second row of each share leaves out the sentences that hold words of the title.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachedKernels } from '../../src/cli/kernel-cache.ts';
import type { CodeIndex } from '../../src/core/coding/code-index.ts';
import { descriptionText, mixVectors } from '../../src/core/coding/description.ts';
import { ExactTitles } from '../../src/core/coding/exact-titles.ts';
import { isResidual } from '../../src/core/coding/occupation-names.ts';
import type { CoderSettings } from '../../src/core/coding/title-coder.ts';
import { splitTitle } from '../../src/core/titles/split-title.ts';
import { loadDataSet, type DataSet } from '../dataset/data-set.ts';
import { roleId, type Split } from '../dataset/splits.ts';
import { compile } from '../vite/assemblyscript.ts';
import { figuresOf } from './fit-coder.ts';
import { distinctTitles, knownTitles } from './known-titles.ts';
import { indexOf, LEFT_OUT, type MeasuredTitle, type VectorOf } from './measured-titles.ts';
import { FP32, vectorsOf, WASM } from './text-vectors.ts';

const ROOT = join(import.meta.dirname, '../..');
const KERNELS = join(ROOT, 'node_modules/.cache/rolemap-kernels');
const SETTINGS = join(ROOT, 'public/models/coding/coder.json');

/** Of the description in the mixed vector. */
const SHARES = [0, 0.1, 0.2, 0.3, 0.5];
const SPLITS: readonly Split[] = ['validation', 'test'];

type Shipped = CoderSettings & { readonly alike: number };

/** A posting to be coded. */
interface Query {
  readonly title: string;
  readonly code: string;
  readonly role: string;
  /** What is read of the description, and what is left of it without sentences that name the job; "" for nothing. */
  readonly description: string;
  readonly unnamed: string;
}

/** Words that say something of a job: "of" and "the" say nothing. */
function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
}

function withoutSentencesNaming(description: string, title: string): string {
  const named = new Set(wordsOf(title));
  const sentences = description.split(/(?<=[.!?:])\s+/u);
  return sentences.filter((sentence) => !wordsOf(sentence).some((word) => named.has(word))).join(' ');
}

function queriesOf(data: DataSet, split: Split): Query[] {
  return data.postings
    .filter((posting) => posting.split === split)
    .map(({ title, seedTitle, code, role, description }) => ({
      title: splitTitle(title).clean,
      code,
      role: roleId(code, role),
      description: descriptionText(description),
      unnamed: descriptionText(withoutSentencesNaming(description, `${title} ${seedTitle}`)),
    }));
}

interface Lookup {
  readonly index: CodeIndex;
  readonly exact: ExactTitles;
  readonly vectorOf: VectorOf;
}

/** The postings as the coder sees them: a description has no say where the title is known word for word. */
function measured(
  queries: readonly Query[],
  textOf: (query: Query) => string,
  share: number,
  { index, exact, vectorOf }: Lookup,
): MeasuredTitle[] {
  return queries.map((query) => {
    const { title, code, role } = query;
    const known = exact.codesOf(title);
    const text = textOf(query);
    const alone = vectorOf(title);
    const vector = text === '' || known.size > 0 ? alone : mixVectors(alone, vectorOf(text), share);
    const { codes, features } = index.candidates(title, vector);
    return {
      text: title,
      code,
      role,
      candidates: codes.map((place) => index.codes[place]!),
      features,
      exact: known,
    };
  });
}

/** "0.6543 (0.6321 to 0.6789)". */
function said({
  mean,
  low,
  high,
}: {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}): string {
  return `${mean.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`;
}

async function main(): Promise<void> {
  const data = loadDataSet();
  const settings = JSON.parse(readFileSync(SETTINGS, 'utf8')) as Shipped;
  const residual = new Set(data.occupations.filter(isResidual).map(({ code }) => code));
  const queries = new Map(SPLITS.map((split) => [split, queriesOf(data, split)]));
  const texts = [...queries.values()]
    .flat()
    .flatMap(({ title, description, unnamed }) => [title, description, unnamed]);
  const knownVectorOf = await vectorsOf(
    'known titles, fp32',
    knownTitles(data, new Set()).map(({ title }) => title),
    FP32,
  );
  const vectorOf = await vectorsOf('titles and descriptions', texts, WASM);
  const kernels = await cachedKernels(KERNELS, compile);
  for (const split of SPLITS) {
    const all = knownTitles(data, new Set(LEFT_OUT[split]));
    const index = indexOf(distinctTitles(all, knownVectorOf, settings.alike), knownVectorOf, kernels);
    const exact = new ExactTitles(
      all.map(({ title }) => title),
      all.map(({ code }) => code),
    );
    const rows = SHARES.flatMap((share) =>
      (['description', 'unnamed'] as const).map((text) => {
        const titles = measured(queries.get(split)!, (query) => query[text], share, {
          index,
          exact,
          vectorOf,
        });
        const { detailed, minor, major } = figuresOf(
          titles,
          { settings, threshold: settings.threshold },
          residual,
        );
        return {
          share,
          description: text === 'description' ? 'as it is' : 'without the title’s words',
          detailed: said(detailed.accuracy),
          minor: said(minor.accuracy),
          major: said(major.accuracy),
          'calibration error': detailed.calibrationError,
          'share answered': detailed.coverage,
          'of those right': detailed.accuracyOfCovered,
        };
      }),
    );
    console.log(`\n${split}: ${queries.get(split)!.length} postings, threshold ${settings.threshold}`);
    console.table(rows);
  }
}

await main();
