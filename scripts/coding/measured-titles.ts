/** @file Titles to be coded whose codes are known: the variants of one split, cleaned, against an index without their split. */
import { CodeIndex, FEATURES } from '../../src/core/coding/code-index.ts';
import { chancesOf, type Choice } from '../../src/core/coding/conditional-logit.ts';
import { ExactTitles, knowing } from '../../src/core/coding/exact-titles.ts';
import { stepsOf, type CodeChance } from '../../src/core/coding/steps.ts';
import type { CoderSettings } from '../../src/core/coding/title-coder.ts';
import type { Step } from '../../src/core/coding/types.ts';
import type { Kernels } from '../../src/core/search/kernel/scanner.ts';
import { splitTitle } from '../../src/core/titles/split-title.ts';
import { quantize } from '../../src/core/vectors/quantize.ts';
import type { DataSet } from '../dataset/data-set.ts';
import { roleId, type Split } from '../dataset/splits.ts';
import { DIMENSION } from '../../src/cli/node-encoder.ts';
import { distinctTitles, knownTitles, type KnownTitle } from './known-titles.ts';

/** Unit vector of a text under the tuned model. */
export type VectorOf = (text: string) => Float32Array;

/** What a title is looked up with. */
export interface Lookup {
  /** Of known titles, by the fp32 model. */
  readonly vectorOf: VectorOf;
  /** Of the titles to be coded, by the file that the browser runs. */
  readonly queryVectorOf: VectorOf;
  /** Cosine from which two titles of a code share a vector. */
  readonly alike: number;
  /** Without them JavaScript scans, with the same results. */
  readonly kernels: Kernels | undefined;
}

/** What is out of the index while a split is coded; of held-out codes only the title's own role is, for nothing else is known of them. */
export const LEFT_OUT: Readonly<Partial<Record<Split, readonly Split[]>>> = {
  validation: ['validation', 'test', 'holdout-codes-test'],
  test: ['test'],
  'holdout-codes-test': [],
};

export interface MeasuredTitle {
  readonly text: string;
  readonly code: string;
  readonly role: string;
  /** Candidate codes and [codes * FEATURES]. */
  readonly candidates: readonly string[];
  readonly features: Float64Array<ArrayBuffer>;
  /** Codes of the very same title in the index. */
  readonly exact: ReadonlySet<string>;
}

/** The variants of a split, each cleaned text once a role. */
export function queriesOf(data: DataSet, split: Split): { text: string; code: string; role: string }[] {
  const queries = new Map<string, { text: string; code: string; role: string }>();
  for (const variant of data.variants) {
    if (variant.split !== split) continue;
    const role = roleId(variant.code, variant.role);
    const text = splitTitle(variant.jitteredTitle).clean;
    queries.set(`${role} ${text}`, { text, code: variant.code, role });
  }
  return [...queries.values()];
}

/** Looks the titles of a split up in the index that may be used for them. */
export function measure(
  data: DataSet,
  split: Split,
  { vectorOf, queryVectorOf, alike, kernels }: Lookup,
): MeasuredTitle[] {
  const all = knownTitles(data, new Set(LEFT_OUT[split]));
  const known = distinctTitles(all, vectorOf, alike);
  const index = indexOf(known, vectorOf, kernels);
  const wholeCodes = split.startsWith('holdout');
  const rowsOf = new Map<string, number[]>();
  known.forEach(({ roles }, row) => {
    for (const role of roles) rowsOf.set(role, [...(rowsOf.get(role) ?? []), row]);
  });
  const exactIn = new ExactTitles(
    all.map(({ title }) => title),
    all.map(({ code }) => code),
  );
  return queriesOf(data, split).map(({ text, code, role }) => {
    const found = index.candidates(text, queryVectorOf(text), wholeCodes ? rowsOf.get(role) : []);
    return {
      text,
      code,
      role,
      candidates: found.codes.map((number) => index.codes[number]!),
      features: found.features,
      // The title's own role is out: a title of it is not known.
      exact: wholeCodes ? new Set() : exactIn.codesOf(text),
    };
  });
}

/** The index over these titles. */
export function indexOf(
  known: readonly KnownTitle[],
  vectorOf: VectorOf,
  kernels: Kernels | undefined,
): CodeIndex {
  const vectors = new Float32Array(known.length * DIMENSION);
  known.forEach(({ title }, row) => vectors.set(vectorOf(title), row * DIMENSION));
  const titles = known.map(({ title }) => title);
  const codes = known.map(({ code }) => code);
  return new CodeIndex({ titles, codes, ...quantize(vectors) }, kernels);
}

/** What the weights are fitted on: titles whose code is a candidate. */
export function choicesOf(titles: readonly MeasuredTitle[]): Choice[] {
  return titles.flatMap(({ candidates, features, code }) => {
    const right = candidates.indexOf(code);
    return right < 0 ? [] : [{ features, right }];
  });
}

/** Chances of the candidate codes of a title, as the shipped coder gives them. */
export function chancesUnder(title: MeasuredTitle, settings: Omit<CoderSettings, 'threshold'>): CodeChance[] {
  const values = chancesOf(title.features, settings.weights);
  const chances = title.candidates.map((code, place) => ({ code, chance: values[place]! }));
  return title.exact.size === 0 ? chances : knowing(chances, title.exact, settings.exactConfidence);
}

/** The best code at each level of detail. */
export function answersUnder(
  titles: readonly MeasuredTitle[],
  settings: Omit<CoderSettings, 'threshold'>,
  residual: ReadonlySet<string>,
): Step[][] {
  return titles.map((title) => stepsOf(chancesUnder(title, settings), residual));
}

/** Keeps the named features alone: what the coder gives without the others. */
export function onlyFeatures(
  titles: readonly MeasuredTitle[],
  names: readonly (typeof FEATURES)[number][],
): MeasuredTitle[] {
  const used = FEATURES.map((name) => Number(names.includes(name)));
  return titles.map((title) => ({
    ...title,
    exact: new Set(),
    features: title.features.map((value, i) => value * used[i % FEATURES.length]!),
  }));
}
