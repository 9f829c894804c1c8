/** @file What a job title consists of. */

/** Why a part of a title is taken out. */
export type RemovedKind =
  /** "$120k", "£25 an hour", "sign-on bonus", "competitive salary". */
  | 'pay'
  /** "London", "Austin, TX", "multiple locations". */
  | 'place'
  /** "Req #12345", "Job ID 41000", "JR1023456". */
  | 'requisition'
  /** "m/f/d", "all genders". */
  | 'gender'
  /** "remote", "hybrid", "work from home". */
  | 'remote'
  /** "2nd shift", "nights", "4 on 4 off". */
  | 'shift'
  /** "full-time", "12 month FTC", "temp to hire". */
  | 'contract'
  /** "37.5 hours per week", "9am - 5pm", "0.6 FTE". */
  | 'hours'
  /** "URGENT", "immediate start". */
  | 'urgency'
  /** How many are wanted: "3 x", "(5 vacancies)". */
  | 'count'
  /** Words to the reader: "Now hiring!", "We are looking for:", "NEW:", "#hiring". */
  | 'appeal'
  /** "CNA" beside "Certified Nursing Assistant". */
  | 'abbreviation'
  /** The mark of a hashtag, whose words stay: "#" of "#StaffNurse". */
  | 'hashtag'
  /** A bracket's mark, of which the words stay: both of "(Senior) Developer". */
  | 'bracket';

/** A stretch of a title. */
export interface TitleSpan {
  /** In the normalised form: NFKC, single white space. */
  readonly text: string;
  /**
   * Range in the title as it was given, in UTF-16 units: `raw.slice(start, end)` normalised is `text`. Where the range would cut through
   * one raw character that NFKC makes several of ("⑴" is "(1)"), that character counts to the span in which it begins.
   */
  readonly start: number;
  readonly end: number;
}

/** A stretch that is not in the clean title. */
export interface RemovedPart extends TitleSpan {
  readonly kind: RemovedKind;
}

/** A stretch of the clean title that says how senior: "Senior", "II", "Band 5". */
export interface LevelPart extends TitleSpan {
  readonly kind: 'level';
}

/** A job title taken apart. */
export interface SplitTitle {
  /** The job alone; the whole title, normalised, where nothing would be left. "" only for white space. */
  readonly clean: string;
  /** The stretches of which `clean` is made, in order; joined with single spaces they are `clean`. */
  readonly kept: readonly TitleSpan[];
  /** The first short form that stood beside its long form, as written; it is in `removed` too. */
  readonly abbreviation: TitleSpan | null;
  /**
   * Each job of a title that names several ("Nurse/Midwife"), in order; empty where it names one. Their text is that of `clean`; the
   * range encloses what was taken out between.
   */
  readonly alternatives: readonly TitleSpan[];
  /** Words of level in `clean`, in order. */
  readonly levels: readonly LevelPart[];
  /**
   * What is not in `clean`, in order of `start`, never overlapping each other or `kept`. Separators and decoration ("-", "|", emoji)
   * that go with a part are not listed; every letter and digit of the title is in `kept` or here.
   */
  readonly removed: readonly RemovedPart[];
}
