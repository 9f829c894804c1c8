/** @file What coding a job title gives: clean title, occupation code with its evidence, level and area, or why there is no code. */
import type { RemovedPart, TitleSpan } from '../titles/title-types.ts';

/** Levels of detail of O*NET-SOC 2019, finest first: 15-1252.00, 15-1252, 15-125, 15-1, 15. */
export const DETAILS = ['detailed', 'soc', 'broad', 'minor', 'major'] as const;
export type Detail = (typeof DETAILS)[number];

/** An occupation of O*NET-SOC 2019, or a group of them where that is said. */
export interface Occupation {
  /** In full detail: "15-1252.00"; of a group cut to its level: "15-125". */
  readonly code: string;
  readonly title: string;
}

/** Official titles of occupations and their groups. A code that has none does not exist. */
export interface CodeTitles {
  /**
   * @param code cut to its level of detail ("15-1252.00", "15-1252", "15-125", "15-1", "15"), or ''
   * @returns '' where it is unknown
   */
  title(code: string): string;
}

/** Why a title has no code, or not one alone. */
export type Reason =
  /** Nothing but white space or marks. */
  | 'empty'
  /** "retired", "student", "n/a", "self-employed": no job is named. */
  | 'not-an-occupation'
  /** The name of a company and no job. */
  | 'company-name'
  /** "Nurse/Midwife": each job is coded by itself. */
  | 'several-jobs'
  /** "Manager", "worker", "associate": any of hundreds of occupations. */
  | 'too-general'
  /** Another language: never coded silently. */
  | 'not-english'
  /** No level of detail reaches the threshold, or the user could not tell. */
  | 'not-sure';

/** Reasons that a user can give a title instead of a code. */
export const NO_CODE_REASONS = [
  'not-an-occupation',
  'company-name',
  'too-general',
  'not-english',
  'several-jobs',
  'not-sure',
] as const satisfies readonly Reason[];
export type NoCodeReason = (typeof NO_CODE_REASONS)[number];

/** What decided the code. */
export type Source =
  /** The user's own coding index. */
  | 'index'
  /** The user's correction of this title. */
  | 'correction'
  /** A known title, word for word. */
  | 'exact-title'
  /** The nearest known titles. */
  | 'model';

/** What decided a code, or a reason, that the user gave. */
export type GivenSource = Extract<Source, 'index' | 'correction'>;

/** A code at one level of detail, with the summed probability of the codes below it. */
export interface Step {
  readonly detail: Detail;
  /** Cut to the level: "15-125". */
  readonly code: string;
  /** In 0 to 1. */
  readonly confidence: number;
}

/** A detailed code that the title may have. */
export interface Alternative {
  readonly code: string;
  readonly confidence: number;
  /** Known titles of the code that are nearest to the title, at most three. */
  readonly titles: readonly string[];
}

/** A known title near to the one that was coded. */
export interface NearTitle {
  readonly title: string;
  readonly code: string;
  readonly cosine: number;
}

/** A level or area with the network's calibrated probability. */
export interface Label {
  readonly name: string;
  readonly confidence: number;
}

/** One job of a title, coded. */
export interface CodedJob {
  /** Clean title of this job. */
  readonly title: string;
  readonly source: Source;
  /** One for each level of detail, finest first; confidences never fall from fine to coarse. */
  readonly steps: readonly Step[];
  /** Most likely detailed codes, best first, at most five. */
  readonly alternatives: readonly Alternative[];
  /** The five nearest known titles, nearest first. */
  readonly nearest: readonly NearTitle[];
  readonly level: Label;
  readonly area: Label;
}

/** A title as it was coded; the same for equal titles with equal descriptions, whatever is coded beside them. */
export interface CodedTitle {
  readonly raw: string;
  /** Digest of the description that stood beside the title (description.ts); absent where there was none. Never the text itself. */
  readonly description?: string;
  /** The job alone, "" where there is none. */
  readonly clean: string;
  readonly kept: readonly TitleSpan[];
  readonly removed: readonly RemovedPart[];
  /** Null where one job is coded; "not-sure" only where the user said so, for that of the coder depends on the threshold. */
  readonly reason: Reason | null;
  /** Who gave the reason, where it was not the coder's rules. */
  readonly reasonSource?: GivenSource;
  /** None for a reason without a code; several for "several-jobs". */
  readonly jobs: readonly CodedJob[];
}

/** What stands in the code column of a job at a threshold; of a whole title see answer.ts. */
export interface Answer {
  /** The finest step at or above the threshold; null where none is. */
  readonly step: Step | null;
  /** True where the coder, being in doubt, gave a coarser code than it looked for. */
  readonly backedOff: boolean;
}

/** Whether the user gave the code: it is as fine as they meant it, and not in doubt. */
export function isGiven({ source }: Pick<CodedJob, 'source'>): boolean {
  return source === 'index' || source === 'correction';
}

/** The finest step that is sure enough. */
export function answerAt(job: CodedJob, threshold: number): Answer {
  const step = job.steps.find(({ confidence }) => confidence >= threshold) ?? null;
  return { step, backedOff: step !== null && step.detail !== 'detailed' && !isGiven(job) };
}
