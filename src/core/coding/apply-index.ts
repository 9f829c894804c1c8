/** @file Answers that a user gave by hand, in a coding index or as corrections: they win over the model. */
import { cutTo } from './output/soc-code.ts';
import { titleKey } from './title-key.ts';
import { latestCorrections, type Correction, type RightAnswer } from './trust/corrections.ts';
import {
  DETAILS,
  type CodedJob,
  type CodedTitle,
  type GivenSource,
  type Label,
  type NoCodeReason,
  type Step,
} from './types.ts';

type Mutable<Of> = { -readonly [Field in keyof Of]: Of[Field] };

const UNKNOWN: Label = { name: '', confidence: 0 };

/** Titles with the answer that was given to each; of equal titles the latest entry counts. */
export class GivenCodes {
  readonly #answers: ReadonlyMap<string, Correction>;

  constructor(entries: readonly Correction[]) {
    this.#answers = latestCorrections(entries);
  }

  /** Distinct titles. */
  get size(): number {
    return this.#answers.size;
  }

  /** The answer to a title, whatever its capitals and spaces; null where none was given. */
  answerTo(title: string): RightAnswer | null {
    return this.#answers.get(titleKey(title)) ?? null;
  }
}

function stepTo(detail: Step['detail'], code: string): Step {
  const cut = cutTo(code, detail);
  return { detail, code: cut ?? '', confidence: cut === null ? 0 : 1 };
}

/** A job with that code; what the model found stays as evidence. */
function givenJob(title: string, code: string, source: GivenSource, found: CodedJob | undefined): CodedJob {
  return {
    title,
    source,
    steps: DETAILS.map((detail) => stepTo(detail, code)),
    alternatives: found?.alternatives ?? [],
    nearest: found?.nearest ?? [],
    level: found?.level ?? UNKNOWN,
    area: found?.area ?? UNKNOWN,
  };
}

/**
 * The title with that one code, sure (confidence 1) at every level of detail that the code reaches.
 * @param code in full detail, "15-1252.00", or coarser, "15-1", for which the finer levels hold '' with confidence 0
 */
export function withGivenCode(coded: CodedTitle, code: string, source: GivenSource): CodedTitle {
  const job = givenJob(coded.clean || coded.raw.trim(), code, source, coded.jobs[0]);
  const given: Mutable<CodedTitle> = { ...coded, reason: null, jobs: [job] };
  delete given.reasonSource;
  return given;
}

/** The title without a code, for that reason. */
export function withGivenReason(coded: CodedTitle, reason: NoCodeReason, source: GivenSource): CodedTitle {
  return { ...coded, reason, reasonSource: source, jobs: [] };
}

/** The title with the answer that was given: a code, or why it has none. */
export function withGiven(coded: CodedTitle, { code, reason }: RightAnswer, source: GivenSource): CodedTitle {
  return reason ? withGivenReason(coded, reason, source) : withGivenCode(coded, code, source);
}

/**
 * The title as the index has it: by the title as it was written, else by its clean form. Of several jobs in one title each is looked
 * up by itself, too, for a code: a reason is of a whole title. A title that is not in the index stays as it is.
 */
export function applyIndex(coded: CodedTitle, given: GivenCodes, source: GivenSource = 'index'): CodedTitle {
  const answer = given.answerTo(coded.raw) ?? (coded.clean === '' ? null : given.answerTo(coded.clean));
  if (answer !== null) return withGiven(coded, answer, source);
  const codes = coded.jobs.map((job) => given.answerTo(job.title)?.code ?? '');
  if (codes.every((code) => code === '')) return coded;
  const jobs = coded.jobs.map((job, place) => {
    const code = codes[place] ?? '';
    return code === '' ? job : givenJob(job.title, code, source, job);
  });
  return { ...coded, jobs };
}
