/** @file The coder: takes a title apart, says why it has no code or which code, level and area it has, with the evidence. */
import type { Kernels } from '../search/kernel/scanner.ts';
import { splitTitle } from '../titles/split-title.ts';
import type { SplitTitle } from '../titles/title-types.ts';
import { CodeIndex, type Candidates, type KnownTitles } from './code-index.ts';
import { chancesOf } from './conditional-logit.ts';
import {
  DESCRIPTION_WEIGHT,
  descriptionDigest,
  descriptionOf,
  mixVectors,
  titleOf,
  type TitleInput,
} from './description.ts';
import { ExactTitles, knowing } from './exact-titles.ts';
import { labelTitles, type HeadsDescription, type Labels, type RunHeads } from './heads.ts';
import { isResidual } from './occupation-names.ts';
import { reasonOf } from './reasons/reason-of.ts';
import { StageClock } from './stage-clock.ts';
import { stepsOf, type CodeChance } from './steps.ts';
import type { CodedJob, CodedTitle, Occupation, Reason } from './types.ts';

/**
 * To be raised with every change of what a title becomes that is in no data file: cleaning, reasons, steps, the shape of a result. Results
 * that another version left half-done are not gone on with.
 */
export const RULES_VERSION = 1;

/** Reasons that leave nothing to be coded. */
const WITHOUT_CODE: ReadonlySet<Reason | null> = new Set<Reason>([
  'empty',
  'not-an-occupation',
  'company-name',
  'too-general',
  'not-english',
]);
const SHOWN_ALTERNATIVES = 5;
const SHOWN_TITLES = 3;
/** Titles that `textsOf` may have taken apart before `code` is asked for them: more than all batches under way hold. */
const MOST_PREPARED = 8192;
/** Decimals of a confidence: more would say more than it knows. */
const PRECISION = 10_000;

/** coder.json: what was fitted on the validation titles, and what was set. */
export interface CoderSettings {
  /** One for each of FEATURES. */
  readonly weights: readonly number[];
  /** Confidence that a title known word for word has one of its known codes, 0 to 1; set, for no title of ours can measure it. */
  readonly exactConfidence: number;
  /** The least confidence from which on answers in full detail were right in 80 of 100 validation titles. */
  readonly threshold: number;
  /** Share of a description in the vector that is compared, 0 to 1; DESCRIPTION_WEIGHT if absent. */
  readonly descriptionWeight?: number;
}

export interface CodingKnowledge {
  readonly known: KnownTitles;
  /** Titles that are known by their words alone, with their codes; those of `known` need not be repeated. */
  readonly further: { readonly titles: readonly string[]; readonly codes: readonly string[] };
  readonly occupations: readonly Occupation[];
  readonly settings: CoderSettings;
  readonly heads: { readonly description: HeadsDescription; readonly run: RunHeads };
  readonly kernels: Kernels | undefined;
}

/** A title before its vectors are there. */
interface PreparedTitle {
  readonly raw: string;
  readonly split: SplitTitle;
  readonly reason: CodedTitle['reason'];
  /** Jobs to be coded; none where the reason leaves nothing. */
  readonly jobs: readonly string[];
}

/** A job whose code is looked for: the same text under the same description once. */
interface Work {
  readonly title: string;
  /** "" where it has no say. */
  readonly description: string;
}

function workKey({ title, description }: Work): string {
  return `${title}\u0000${description}`;
}

/** What tells apart the results of one title under several descriptions. */
function digested(input: TitleInput): Pick<CodedTitle, 'description'> {
  const description = descriptionOf(input);
  return description === '' ? {} : { description: descriptionDigest(description) };
}

function round(value: number): number {
  return Math.round(value * PRECISION) / PRECISION;
}

export class TitleCoder {
  readonly #index: CodeIndex;
  readonly #exact: ExactTitles;
  readonly #residual: ReadonlySet<string>;
  readonly #settings: CoderSettings;
  readonly #heads: CodingKnowledge['heads'];
  /** What `textsOf` took apart and `code` has not fetched yet, by raw title, oldest first. */
  readonly #prepared = new Map<string, PreparedTitle>();

  /** @throws VectorError `shape` */
  constructor({ known, further, occupations, settings, heads, kernels }: CodingKnowledge) {
    this.#index = new CodeIndex(known, kernels);
    this.#exact = new ExactTitles([...known.titles, ...further.titles], [...known.codes, ...further.codes]);
    this.#residual = new Set(occupations.filter(isResidual).map(({ code }) => code));
    this.#settings = settings;
    this.#heads = heads;
  }

  /** Texts that `code` needs vectors of, each once. */
  textsOf(titles: readonly TitleInput[], clock = new StageClock()): string[] {
    const end = clock.start('clean');
    const texts = new Set<string>();
    for (const input of titles) {
      const prepared = this.#prepare(titleOf(input));
      for (const { title, description } of this.#workOf(prepared, descriptionOf(input))) {
        texts.add(title);
        if (description !== '') texts.add(description);
      }
      this.#prepared.set(prepared.raw, prepared);
    }
    // Of batches that were given up.
    for (const oldest of this.#prepared.keys()) {
      if (this.#prepared.size <= MOST_PREPARED) break;
      this.#prepared.delete(oldest);
    }
    end();
    return [...texts];
  }

  /**
   * Codes titles, one each, in their order. A title's answer does not depend on the others. A description speaks where the model
   * decides the code of one job: a title known word for word, the jobs of a list, reasons, levels and areas go by the title alone.
   * @param vectorOf unit vector [dimension] of a text that `textsOf` named, under the tuned model
   */
  async code(
    titles: readonly TitleInput[],
    vectorOf: (text: string) => Float32Array,
    clock = new StageClock(),
  ): Promise<CodedTitle[]> {
    const cleaned = clock.start('clean');
    const prepared = titles.map((input) => this.#takePrepared(titleOf(input)));
    const works = prepared.map((each, i) => this.#workOf(each, descriptionOf(titles[i]!)));
    cleaned();
    const texts = [...new Set(works.flat().map(({ title }) => title))];
    const labelled = clock.start('heads');
    const labels = await labelTitles(texts, texts.map(vectorOf), this.#heads);
    labelled();
    const coded = clock.start('coder');
    const labelsOf = new Map(texts.map((text, i) => [text, labels[i]!]));
    const jobs = new Map<string, CodedJob>();
    for (const work of works.flat()) {
      const key = workKey(work);
      if (!jobs.has(key))
        jobs.set(key, this.#codeJob(work.title, this.#vectorFor(work, vectorOf), labelsOf.get(work.title)!));
    }
    coded();
    return prepared.map(({ raw, split, reason }, i) => ({
      raw,
      ...digested(titles[i]!),
      clean: reason === 'empty' || reason === 'not-an-occupation' ? '' : split.clean,
      kept: split.kept,
      removed: split.removed,
      reason,
      jobs: works[i]!.map((work) => jobs.get(workKey(work))!),
    }));
  }

  #workOf({ jobs }: PreparedTitle, description: string): Work[] {
    return jobs.map((title) => {
      const speaks = jobs.length === 1 && this.#exact.codesOf(title).size === 0;
      return { title, description: speaks ? description : '' };
    });
  }

  #vectorFor({ title, description }: Work, vectorOf: (text: string) => Float32Array): Float32Array {
    const vector = vectorOf(title);
    if (description === '') return vector;
    const weight = this.#settings.descriptionWeight ?? DESCRIPTION_WEIGHT;
    return mixVectors(vector, vectorOf(description), weight);
  }

  /** As `textsOf` left it, or taken apart now. */
  #takePrepared(raw: string): PreparedTitle {
    const prepared = this.#prepared.get(raw);
    this.#prepared.delete(raw);
    return prepared ?? this.#prepare(raw);
  }

  #prepare(raw: string): PreparedTitle {
    const split = splitTitle(raw);
    const reason = reasonOf(raw, split);
    if (WITHOUT_CODE.has(reason)) return { raw, split, reason, jobs: [] };
    const jobs = reason === 'several-jobs' ? split.alternatives.map(({ text }) => text) : [split.clean];
    return { raw, split, reason, jobs };
  }

  #codeJob(title: string, vector: Float32Array, labels: Labels): CodedJob {
    const candidates = this.#index.candidates(title, vector);
    const exact = this.#exact.codesOf(title);
    const chances = this.#chances(candidates, exact);
    const alternatives = chances.slice(0, SHOWN_ALTERNATIVES).map(({ code, chance }) => ({
      code,
      confidence: round(chance),
      titles: this.#titlesOf(candidates, code),
    }));
    return {
      title,
      source: exact.size > 0 ? 'exact-title' : 'model',
      steps: stepsOf(chances, this.#residual).map((step) => ({
        ...step,
        confidence: round(step.confidence),
      })),
      alternatives,
      nearest: candidates.nearest.map((near) => ({ ...near, cosine: round(near.cosine) })),
      level: { ...labels.level, confidence: round(labels.level.confidence) },
      area: { ...labels.area, confidence: round(labels.area.confidence) },
    };
  }

  /** Chances of the candidate codes, greatest first. */
  #chances(candidates: Candidates, exact: ReadonlySet<string>): CodeChance[] {
    const values = chancesOf(candidates.features, this.#settings.weights);
    const chances = candidates.codes
      .map((code, place) => ({ code: this.#index.codes[code]!, chance: values[place]! }))
      .sort((a, b) => b.chance - a.chance || (a.code < b.code ? -1 : 1));
    return exact.size === 0 ? chances : knowing(chances, exact, this.#settings.exactConfidence);
  }

  #titlesOf(candidates: Candidates, code: string): string[] {
    const number = this.#index.codes.indexOf(code);
    return number < 0 ? [] : candidates.titlesOf(number, SHOWN_TITLES);
  }
}
