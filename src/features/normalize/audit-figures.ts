/** @file What the user's codes of the audit say of the coder: how often it was right, by its confidence. */
import { detailOf } from '../../core/coding/output/soc-code.ts';
import { auditResult, type AuditAnswer, type AuditBand } from '../../core/coding/trust/audit.ts';
import type { Share } from '../../core/coding/trust/wilson.ts';
import type { CodedTitle } from '../../core/coding/types.ts';

/** What the user said of a title: a code, that no code is possible, or nothing. */
export type AuditGiven =
  { readonly kind: 'code'; readonly code: string } | { readonly kind: 'none' } | { readonly kind: 'skip' };

/** A title of the sample with both answers. */
export interface AuditedTitle {
  /** With the confidences of the coder, not recalibrated: they would be judged by what they were made of. */
  readonly coded: CodedTitle;
  readonly given: AuditGiven;
  /** Rows of the sample. */
  readonly drawn: number;
}

export interface AuditFigures {
  readonly overall: Share;
  /** Of rows that the coder gave a code. */
  readonly bands: readonly AuditBand[];
  /** Of rows that the coder gave none: right where the user, too, found none possible. */
  readonly withoutCode: Share & { readonly rows: number };
  /** Rows that count: coded by both. */
  readonly rows: number;
  readonly skipped: number;
}

/** Compared in the detail of the user's code; a title of several jobs is right where one of its jobs is. */
function judged({ coded: { jobs }, given, drawn }: AuditedTitle): AuditAnswer {
  const detail = (given.kind === 'code' && detailOf(given.code)) || 'detailed';
  const steps = jobs.flatMap((job) => job.steps.filter((step) => step.detail === detail));
  const confidence = steps.length === 0 ? 0 : Math.min(...steps.map((step) => step.confidence));
  if (given.kind === 'skip') return { confidence, right: null, drawn };
  const right = given.kind === 'none' ? jobs.length === 0 : steps.some(({ code }) => code === given.code);
  return { confidence, right, drawn };
}

/** Accuracy with 95 % intervals, over all and by the coder's confidence. */
export function auditFigures(titles: readonly AuditedTitle[]): AuditFigures {
  const { overall, rows, skipped } = auditResult(titles.map(judged));
  const [withJobs, without] = [true, false].map((has) =>
    auditResult(titles.filter(({ coded }) => coded.jobs.length > 0 === has).map(judged)),
  );
  return {
    ...{ overall, rows, skipped, bands: withJobs!.bands },
    withoutCode: { ...without!.overall, rows: without!.rows },
  };
}
