/**
 * @file What a title's answer is at a threshold. The table, the picture, the export, the run record and the command line all ask here, so
 * that they count alike.
 *
 * A title of several jobs: each job is answered by itself, and the title is as its weakest job. It has no code where one of its jobs has
 * none, it is backed off where one of them is, its detail is the coarsest and its confidence the least of theirs. Its rows count once, in
 * the state of the title; only where rows are laid out by occupation are they shared equally among its jobs.
 */
import {
  answerAt,
  DETAILS,
  type Answer,
  type CodedTitle,
  type Detail,
  type Reason,
  type Source,
} from './types.ts';

/** As fine as was looked for, only a coarser code, or no code, for whatever reason. */
export type AnswerStatus = 'coded' | 'backed-off' | 'no-code';

/** What a title's answer is, all of its jobs together. */
export interface TitleAnswer {
  readonly status: AnswerStatus;
  /** Of each job, in order; none where there is no job. */
  readonly jobs: readonly Answer[];
  /** The coarsest of the jobs'; null without a code. */
  readonly detail: Detail | null;
  /** The least of the jobs', in 0 to 1; null without a code. */
  readonly confidence: number | null;
  /** Why there is no code, or (`several-jobs`) not one alone; null where there is one. */
  readonly reason: Reason | null;
  /** Of the weakest job, or who gave the reason; null where the coder found no job to code. */
  readonly source: Source | null;
  /** True where the title names a job and is not coded as fine as was looked for: what a review can mend. */
  readonly doubtful: boolean;
}

/** The answer to a title. @param threshold least confidence of a code, 0 to 1 */
export function answerOf(coded: CodedTitle, threshold: number): TitleAnswer {
  const jobs = coded.jobs.map((job) => answerAt(job, threshold));
  const steps = jobs.flatMap(({ step }) => (step ? [step] : []));
  const source = coded.jobs[weakest(jobs)]?.source ?? coded.reasonSource ?? null;
  if (jobs.length === 0 || steps.length < jobs.length) {
    const hasJob = jobs.length > 0;
    const reason = hasJob ? 'not-sure' : (coded.reason ?? 'not-sure');
    return { status: 'no-code', jobs, detail: null, confidence: null, reason, source, doubtful: hasJob };
  }
  const backedOff = jobs.some((job) => job.backedOff);
  return {
    status: backedOff ? 'backed-off' : 'coded',
    jobs,
    detail: DETAILS[Math.max(...steps.map(({ detail }) => DETAILS.indexOf(detail)))]!,
    confidence: Math.min(...steps.map(({ confidence }) => confidence)),
    reason: coded.reason,
    source,
    doubtful: backedOff,
  };
}

/** Place of the job with the coarsest answer, of equal ones the least sure; -1 without jobs. */
function weakest(jobs: readonly Answer[]): number {
  const coarseness = ({ step }: Answer) => (step ? DETAILS.indexOf(step.detail) : DETAILS.length);
  let worst = jobs.length > 0 ? 0 : -1;
  jobs.forEach((job, place) => {
    const by = coarseness(job) - coarseness(jobs[worst]!);
    const isLessSure = (job.step?.confidence ?? 0) < (jobs[worst]!.step?.confidence ?? 0);
    if (by > 0 || (by === 0 && isLessSure)) worst = place;
  });
  return worst;
}

/**
 * The best codes of a title at a level of detail, however sure, the first job's first: for a comparison with one code that is known to be
 * right, which a title of several jobs passes where one of its jobs has it.
 */
export function codesAt({ jobs }: CodedTitle, detail: Detail): string[] {
  return jobs.flatMap(({ steps }) => {
    const code = steps.find((step) => step.detail === detail)?.code ?? '';
    return code === '' ? [] : [code];
  });
}
