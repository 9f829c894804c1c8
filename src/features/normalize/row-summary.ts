/** @file What the table says of a coded title at a threshold. */
import { officialCode } from '../../core/coding/groups/groups.ts';
import { REASON_WORDS, SOURCE_WORDS } from '../../core/coding/output/result-columns.ts';
import {
  answerAt,
  isGiven,
  type Answer,
  type CodedJob,
  type CodedTitle,
  type Detail,
  type Reason,
} from '../../core/coding/types.ts';

/** In full detail, coarser, with no code, or not worked on yet. */
export type Status = 'waiting' | 'coded' | 'backed-off' | 'no-code';

/** Titles of codes and of groups, by code: "15-1252.00", "15-1252", "15-125", "15-1", "15". */
export type OccupationNames = ReadonlyMap<string, string>;

export interface RowSummary {
  readonly status: Status;
  /** Why there is no code; null where there is one. */
  readonly reason: Reason | null;
  /** As it is published: "15-1250" for the broad occupation. Several are joined by " + "; "" for none. */
  readonly code: string;
  readonly occupation: string;
  readonly level: string;
  readonly area: string;
  /** Of the answer, in 0 to 1; the least sure job counts. Null where no job was coded. */
  readonly confidence: number | null;
  readonly source: string;
}

export const DETAIL_NAMES: Readonly<Record<Detail, string>> = {
  detailed: 'occupation',
  soc: 'SOC occupation',
  broad: 'broad occupation',
  minor: 'minor group',
  major: 'major group',
};

const NUMBER_WORDS = ['no', 'one', 'two', 'three', 'four', 'five'];
const WAITING: RowSummary = {
  ...{ status: 'waiting', reason: null, code: '', occupation: '', level: '', area: '' },
  ...{ confidence: null, source: '' },
};

/** Confidence in full detail, or as fine as the user gave the code, of the least sure job; null where no job was coded. */
export function detailConfidence({ jobs }: CodedTitle): number | null {
  return jobs.length === 0 ? null : Math.min(...jobs.map(finestConfidence));
}

function finestConfidence(job: CodedJob): number {
  return isGiven(job)
    ? Math.max(...job.steps.map(({ confidence }) => confidence))
    : (job.steps[0]?.confidence ?? 0);
}

/** What stands in a row of the table. @param coded null where it is not worked on yet; @param threshold in 0 to 1 */
export function summarise(
  coded: CodedTitle | null,
  threshold: number,
  names: OccupationNames = new Map(),
): RowSummary {
  if (!coded) return WAITING;
  const { jobs, reason } = coded;
  const [job] = jobs;
  if (!job) return noCode(reason ?? 'not-sure');
  const answers = jobs.map((each) => answerAt(each, threshold));
  const labels = { level: job.level.name, area: job.area.name };
  if (answers.some(({ step }) => step === null)) {
    return { ...noCode('not-sure'), ...labels, confidence: surest(jobs) };
  }
  const steps = answers.map(({ step }) => step!);
  const backedOff = answers.some((answer) => answer.backedOff);
  return {
    ...labels,
    status: backedOff ? 'backed-off' : 'coded',
    reason: null,
    code: steps.map(({ code }) => officialCode(code)).join(' + '),
    occupation:
      jobs.length > 1
        ? `${NUMBER_WORDS[jobs.length] ?? jobs.length} jobs, each coded`
        : occupationOf(answers[0]!, names),
    confidence: Math.min(...steps.map(({ confidence }) => confidence)),
    source: backedOff ? 'backed off' : SOURCE_WORDS[job.source],
  };
}

/** Has a job, but is not coded in full detail: what a review can mend. */
export function isDoubtful({ status, reason }: Pick<RowSummary, 'status' | 'reason'>): boolean {
  return status === 'backed-off' || (status === 'no-code' && reason === 'not-sure');
}

function noCode(reason: Reason): RowSummary {
  return { ...WAITING, status: 'no-code', reason, occupation: REASON_WORDS[reason], source: 'reason' };
}

/** How sure the coarsest step is: how far from the threshold the title stayed. */
function surest(jobs: readonly CodedJob[]): number {
  return Math.min(...jobs.map(({ steps }) => steps.at(-1)?.confidence ?? 0));
}

function occupationOf({ step }: Answer, names: OccupationNames): string {
  const name = names.get(step!.code) ?? '';
  return step!.detail !== 'detailed' && name ? `${name} (${DETAIL_NAMES[step!.detail]})` : name;
}
