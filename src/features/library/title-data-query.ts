/** @file What is looked at in the title data set, and its address: `#/library/titles?table=variants&q=nurse&page=2`. */
import type { Sort } from '../../workers/title-data/table-view.ts';
import { formatHash } from '../shell/route.svelte.ts';

export interface TitleDataQuery {
  /** Empty for the first table. */
  readonly table: string;
  readonly text: string;
  /** Empty for all splits. */
  readonly split: string;
  readonly sort: Sort | null;
  /** From 1. */
  readonly page: number;
}

/** In the address, before the column that is sorted downwards; no column begins with it. */
const DESCENDING = '-';

/** Reads as far as it goes: what is missing or wrong is as if it had not been asked for. */
export function readTitleDataQuery(parameters: URLSearchParams): TitleDataQuery {
  const sort = parameters.get('sort') ?? '';
  const descending = sort.startsWith(DESCENDING);
  const column = descending ? sort.slice(DESCENDING.length) : sort;
  const page = Number(parameters.get('page'));
  return {
    table: parameters.get('table') ?? '',
    text: parameters.get('q') ?? '',
    split: parameters.get('split') ?? '',
    sort: column === '' ? null : { column, descending },
    page: Number.isSafeInteger(page) && page > 1 ? page : 1,
  };
}

export function titleDataHash({ table, text, split, sort, page }: TitleDataQuery): string {
  return formatHash('library/titles', {
    table,
    q: text,
    split,
    sort: sort ? `${sort.descending ? DESCENDING : ''}${sort.column}` : '',
    page: page > 1 ? String(page) : '',
  });
}

const SPLIT_NAMES = new Map([
  ['train', 'train'],
  ['validation', 'validation'],
  ['test', 'test'],
  ['holdout-codes-val', 'held-out occupations, validation'],
  ['holdout-codes-test', 'held-out occupations, test'],
]);

/** Splits in the order of their use, in words; others come after them under their own names. */
export function splitOptions(splits: readonly string[]): { readonly split: string; readonly name: string }[] {
  const known = [...SPLIT_NAMES.keys()].filter((split) => splits.includes(split));
  const others = splits.filter((split) => !SPLIT_NAMES.has(split));
  return [...known, ...others].map((split) => ({ split, name: SPLIT_NAMES.get(split) ?? split }));
}

/** A click on a column's header: upwards, downwards, then the order of the file again. */
export function nextSort(sort: Sort | null, column: string): Sort | null {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}
