/** @file Codes that a user gave by hand, in a coding index or as corrections: they win over the model. */
import { cutTo } from './output/soc-code.ts';
import { titleKey } from './title-key.ts';
import { latestCorrections, type Correction } from './trust/corrections.ts';
import { DETAILS, type CodedJob, type CodedTitle, type Label, type Source, type Step } from './types.ts';

/** What decided a code that was given. */
export type GivenSource = Extract<Source, 'index' | 'correction'>;

const UNKNOWN: Label = { name: '', confidence: 0 };

/** Titles with the code that was given to each; of equal titles the latest entry counts. */
export class GivenCodes {
  readonly #codes: ReadonlyMap<string, Correction>;

  constructor(entries: readonly Correction[]) {
    this.#codes = latestCorrections(entries);
  }

  /** Distinct titles. */
  get size(): number {
    return this.#codes.size;
  }

  /** The code of a title, whatever its capitals and spaces; null where none was given. */
  codeOf(title: string): string | null {
    return this.#codes.get(titleKey(title))?.code ?? null;
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
  return { ...coded, reason: null, jobs: [job] };
}

/**
 * The title as the index has it: by the title as it was written, else by its clean form. Of several jobs in one title each is looked
 * up by itself, too. A title that is not in the index stays as it is.
 */
export function applyIndex(coded: CodedTitle, given: GivenCodes, source: GivenSource = 'index'): CodedTitle {
  const code = given.codeOf(coded.raw) ?? (coded.clean === '' ? null : given.codeOf(coded.clean));
  if (code !== null) return withGivenCode(coded, code, source);
  const codes = coded.jobs.map((job) => given.codeOf(job.title));
  if (codes.every((found) => found === null)) return coded;
  const jobs = coded.jobs.map((job, place) => {
    const found = codes[place] ?? null;
    return found === null ? job : givenJob(job.title, found, source, job);
  });
  return { ...coded, jobs };
}
