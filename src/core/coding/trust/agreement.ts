/** @file Agreement with a column of known codes: at each level of detail, and what is taken for what. */
import { codesAt } from '../answer.ts';
import { cutTo } from '../output/soc-code.ts';
import { readCode } from '../read-code.ts';
import { DETAILS, type CodedTitle, type CodeTitles, type Detail } from '../types.ts';
import { weightedShare, type Share } from './wilson.ts';

/** A distinct pair of title and known code, with the number of its rows. */
export interface KnownTitle {
  readonly coded: CodedTitle;
  /** As the file has it: "15-1252.00", "15-1252", "151252", "15-1200". */
  readonly known: string;
  readonly rows: number;
}

export interface DetailAgreement extends Share {
  readonly detail: Detail;
  /** Rows whose known code is fine enough. */
  readonly rows: number;
}

/** Rows with the known code that were given the other. Codes are cut to the level of detail. */
export interface Confusion {
  readonly known: string;
  readonly given: string;
  readonly rows: number;
}

export interface Agreement {
  /** Finest level first. */
  readonly byDetail: readonly DetailAgreement[];
  /** Most rows first. */
  readonly confusions: readonly Confusion[];
  /** Rows without a code for another reason than doubt ("too general"): they count as disagreement at every level. */
  readonly rowsWithoutCode: number;
  /** Rows whose known code cannot be read, or does not exist: left out. */
  readonly rowsUnread: number;
  /** The texts of those, most rows first. */
  readonly unread: readonly UnreadCode[];
}

/** A known code that is left out. */
export interface UnreadCode {
  /** As the file has it, without white space at its ends. */
  readonly known: string;
  readonly rows: number;
  /** What is wrong with it and what to do, in whole sentences. */
  readonly problem: string;
}

export interface AgreementOptions {
  /** The taxonomy: known codes that it does not have are left out; null, as if absent, where it is not at hand. */
  readonly titles?: CodeTitles | null;
  /** Level of the confusions, "soc" if absent. */
  readonly confusionsAt?: Detail;
  /** Number of confusions, 20 if absent. */
  readonly most?: number;
}

/**
 * Compares the best code at each level, however sure, with the known code: a known code counts at its own level and the coarser ones. A
 * title of several jobs agrees where one of its jobs does.
 */
export function agreementWith(
  titles: readonly KnownTitle[],
  { titles: taxonomy = null, confusionsAt = 'soc', most = 20 }: AgreementOptions = {},
): Agreement {
  const { read, unread } = readKnown(titles, taxonomy);
  const byDetail = DETAILS.map((detail): DetailAgreement => {
    const observations = read.flatMap(({ coded, code, rows }) => {
      const known = cutTo(code, detail);
      return known === null ? [] : [{ right: codesAt(coded, detail).includes(known), weight: rows }];
    });
    return { detail, rows: sumOf(observations, 'weight'), ...weightedShare(observations) };
  });
  const confused = new Map<string, { known: string; given: string; rows: number }>();
  for (const { coded, code, rows } of read) {
    const known = cutTo(code, confusionsAt);
    const given = codesAt(coded, confusionsAt);
    if (known === null || given.length === 0 || given.includes(known)) continue;
    const key = `${known} ${given[0]!}`;
    const before = confused.get(key);
    if (before) before.rows += rows;
    else confused.set(key, { known, given: given[0]!, rows });
  }
  return {
    byDetail,
    confusions: [...confused.values()].sort(byRows).slice(0, most),
    rowsWithoutCode: sumOf(
      read.filter(({ coded }) => coded.jobs.length === 0),
      'rows',
    ),
    rowsUnread: sumOf(unread, 'rows'),
    unread,
  };
}

/** Parts the titles whose known code can be used from the codes that cannot. */
function readKnown(
  titles: readonly KnownTitle[],
  taxonomy: CodeTitles | null,
): { read: (KnownTitle & { readonly code: string })[]; unread: UnreadCode[] } {
  const read: (KnownTitle & { readonly code: string })[] = [];
  const unread = new Map<string, UnreadCode>();
  for (const title of titles) {
    const { code, problem } = readCode(title.known, taxonomy);
    if (code !== null) {
      read.push({ ...title, code });
      continue;
    }
    const known = title.known.trim();
    unread.set(known, { known, problem, rows: title.rows + (unread.get(known)?.rows ?? 0) });
  }
  const mostFirst = [...unread.values()].sort((a, b) => b.rows - a.rows || (a.known < b.known ? -1 : 1));
  return { read, unread: mostFirst };
}

function byRows(a: Confusion, b: Confusion): number {
  return b.rows - a.rows || (`${a.known} ${a.given}` < `${b.known} ${b.given}` ? -1 : 1);
}

function sumOf<Field extends string>(
  items: readonly Readonly<Record<Field, number>>[],
  field: Field,
): number {
  return items.reduce((sum, item) => sum + item[field], 0);
}
