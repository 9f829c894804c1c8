/** @file What the user decided title by title, as it is kept: corrections, and answers of an audit; and how two tabs' changes go together. */
import { latestCorrections, type Correction } from '../core/coding/trust/corrections.ts';
import { titleKey } from '../core/coding/title-key.ts';

/** The user's answer to a title. Who gave it is whoever uses this browser. */
export type StoredCorrection = Omit<Correction, 'coder'>;

/** What the user said of a title of the audit, without having seen the coder's answer. */
export interface StoredAnswer {
  /** As it is written in the file. */
  readonly title: string;
  /** A code, that none is possible, or nothing. */
  readonly kind: 'code' | 'none' | 'skip';
  /** "" but for a code. */
  readonly code: string;
  /** ISO 8601. */
  readonly date: string;
}

export interface Dated {
  readonly title: string;
  /** ISO 8601; anything else counts as older than all. */
  readonly date: string;
}

/** One title decided otherwise than before; null for "not decided". One of the two is not null, and both are of one title. */
export interface Change<Each extends Dated> {
  readonly before: Each | null;
  readonly after: Each | null;
}

/** A kind of answers: its name in keys, which titles are one, and which fields are kept. */
export interface AnswerKind<Each extends Dated> {
  readonly name: string;
  readonly keyOf: (title: string) => string;
  /** Every field of it: one that is missing here fails to compile, one of a caller's own is not kept. */
  readonly fields: Readonly<Record<keyof Each, true>>;
}

export const CORRECTIONS: AnswerKind<StoredCorrection> = {
  name: 'corrections',
  keyOf: titleKey,
  fields: { title: true, code: true, reason: true, date: true },
};

/** Its titles are those of the file as they are written, for each of them is drawn by itself. */
export const AUDIT: AnswerKind<StoredAnswer> = {
  name: 'audit',
  keyOf: (title) => title,
  fields: { title: true, kind: true, code: true, date: true },
};

function keptFields<Each extends Dated>({ fields }: AnswerKind<Each>, answer: Each): Each {
  return Object.fromEntries(Object.entries(answer).filter(([field]) => Object.hasOwn(fields, field))) as Each;
}

/** Whether a stored answer is later than both sides of a change; of equal dates the change is later. */
function isLater({ title, date }: Dated, sides: readonly (Dated | null)[]): boolean {
  const own = sides.flatMap((side) => (side ? [{ title, date: side.date, isStored: false }] : []));
  const [latest] = latestCorrections([{ title, date, isStored: true }, ...own]).values();
  return latest?.isStored === true;
}

/**
 * What is stored once changes are made to it. A change is made unless the title has an answer that is later than both sides of the change:
 * that one is of another tab, and this tab had not seen it. So the latest answer holds, and whoever takes back an answer of their own
 * deletes it, though the one before it was older.
 */
export function mergeChanges<Each extends Dated>(
  kind: AnswerKind<Each>,
  stored: readonly Each[],
  changes: readonly Change<Each>[],
): Each[] {
  const merged = new Map(stored.map((answer) => [kind.keyOf(answer.title), answer]));
  for (const { before, after } of changes) {
    const title = (after ?? before)?.title;
    if (title === undefined) continue;
    const key = kind.keyOf(title);
    const there = merged.get(key);
    if (there && isLater(there, [before, after])) continue;
    if (after) merged.set(key, keptFields(kind, after));
    else merged.delete(key);
  }
  return [...merged.values()];
}

/** Changes that add answers, as from a file or an earlier visit. */
export function additions<Each extends Dated>(answers: Iterable<Each>): Change<Each>[] {
  return Array.from(answers, (after) => ({ before: null, after }));
}
