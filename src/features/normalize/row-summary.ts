/** @file What the table says of a coded title at a threshold. */
import { officialCode } from '../../core/coding/groups/groups.ts';
import { REASON_WORDS, SOURCE_WORDS } from '../../core/coding/output/result-columns.ts';
import { answerOf, type AnswerStatus } from '../../core/coding/answer.ts';
import type { RightAnswer } from '../../core/coding/trust/corrections.ts';
import type { Answer, CodedTitle, Detail, Reason } from '../../core/coding/types.ts';

/** What came of a title, or that it is not worked on yet. */
export type Status = AnswerStatus | 'waiting';

/** Titles of codes and of groups, by code: "15-1252.00", "15-1252", "15-125", "15-1", "15". */
type CodeNames = ReadonlyMap<string, string>;

export interface RowSummary {
  readonly status: Status;
  /** Why there is no code, or not one alone; null where there is one. */
  readonly reason: Reason | null;
  /** As it is published: "15-1250" for the broad occupation. Several are joined by " + "; "" for none. */
  readonly code: string;
  readonly occupation: string;
  readonly level: string;
  readonly area: string;
  /** Of the answer, in 0 to 1; the least sure job counts. Null where no job was coded. */
  readonly confidence: number | null;
  readonly source: string;
  /** Whether a review can mend it: it has a job, and is not coded as fine as was looked for. */
  readonly doubtful: boolean;
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
  ...{ confidence: null, source: '', doubtful: false },
};

/** What stands in a row of the table. @param coded null where it is not worked on yet; @param threshold in 0 to 1 */
export function summarise(
  coded: CodedTitle | null,
  threshold: number,
  names: CodeNames = new Map(),
): RowSummary {
  if (!coded) return WAITING;
  const { jobs } = coded;
  const answer = answerOf(coded, threshold);
  const { status, reason, source, doubtful } = answer;
  const [job] = jobs;
  const labels = { level: job?.level.name ?? '', area: job?.area.name ?? '' };
  if (status === 'no-code') {
    const given = source === 'index' || source === 'correction';
    return {
      ...{ ...labels, status, reason, doubtful, code: '' },
      occupation: reason === null ? '' : REASON_WORDS[reason],
      confidence: job ? surest(jobs) : null,
      source: given && !job ? SOURCE_WORDS[source] : 'reason',
    };
  }
  const backedOff = status === 'backed-off';
  return {
    ...{ ...labels, status, reason, doubtful },
    code: answer.jobs.map(({ step }) => officialCode(step!.code)).join(' + '),
    occupation:
      jobs.length > 1
        ? `${NUMBER_WORDS[jobs.length] ?? jobs.length} jobs, each coded`
        : occupationOf(answer.jobs[0]!, names),
    confidence: answer.confidence,
    source: backedOff || source === null ? 'backed off' : SOURCE_WORDS[source],
  };
}

/** "15-1252.00 Software Developers", "no code: too general". */
export function answerWords({ code, reason }: RightAnswer, names: CodeNames): string {
  return reason
    ? `no code: ${REASON_WORDS[reason]}`
    : `${officialCode(code)} ${names.get(code) ?? ''}`.trim();
}

/** How sure the coarsest step is: how far from the threshold the title stayed. */
function surest(jobs: CodedTitle['jobs']): number {
  return Math.min(...jobs.map(({ steps }) => steps.at(-1)?.confidence ?? 0));
}

function occupationOf({ step }: Answer, names: CodeNames): string {
  const name = names.get(step!.code) ?? '';
  return step!.detail !== 'detailed' && name ? `${name} (${DETAIL_NAMES[step!.detail]})` : name;
}
