/** @file Agreement with a column of known codes: at each level of detail, and what is taken for what. */
import { cutTo, parseCode } from '../output/soc-code.ts';
import { DETAILS, type CodedTitle, type Detail } from '../types.ts';
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
  /** Rows whose known code is empty or cannot be read: left out. */
  readonly rowsUnread: number;
  /** Some of the texts that cannot be read, at most ten. */
  readonly unread: readonly string[];
}

const SHOWN_UNREAD = 10;

/** The codes that the jobs of a title have at a level of detail, the first job's first. */
function givenCodes({ jobs }: CodedTitle, detail: Detail): string[] {
  return jobs.flatMap(({ steps }) => {
    const code = steps.find((step) => step.detail === detail)?.code ?? '';
    return code === '' ? [] : [code];
  });
}

/**
 * Compares the best code at each level, however sure, with the known code: a known code counts at its own level and the coarser ones. A
 * title of several jobs agrees where one of its jobs does.
 * @param options.confusionsAt level of the confusions, "soc" if absent
 * @param options.most number of confusions, 20 if absent
 */
export function agreementWith(
  titles: readonly KnownTitle[],
  { confusionsAt = 'soc', most = 20 }: { readonly confusionsAt?: Detail; readonly most?: number } = {},
): Agreement {
  const read = titles.flatMap((title) => {
    const known = parseCode(title.known);
    return known ? [{ ...title, code: known.code }] : [];
  });
  const unread = titles.filter(({ known }) => parseCode(known) === null);
  const byDetail = DETAILS.map((detail): DetailAgreement => {
    const observations = read.flatMap(({ coded, code, rows }) => {
      const known = cutTo(code, detail);
      return known === null ? [] : [{ right: givenCodes(coded, detail).includes(known), weight: rows }];
    });
    return { detail, rows: sumOf(observations, 'weight'), ...weightedShare(observations) };
  });
  const confused = new Map<string, { known: string; given: string; rows: number }>();
  for (const { coded, code, rows } of read) {
    const known = cutTo(code, confusionsAt);
    const given = givenCodes(coded, confusionsAt);
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
    unread: [...new Set(unread.map(({ known }) => known.trim()))].filter(Boolean).slice(0, SHOWN_UNREAD),
  };
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
