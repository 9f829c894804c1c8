/**
 * @file The distinct clean titles of a file, in the order in which they may lead a group, and the blocks in which they are compared.
 *
 * Only titles of one block are compared: those for which the coder's first choice is the same code in full detail. This keeps the work small
 * and its limit is known: two spellings of one title that the coder codes differently are never put together. A title without a job, or with
 * several, is in no block; it is together only with what has the same clean title.
 */
import { titleKey } from '../title-key.ts';
import type { CodedTitle } from '../types.ts';

/** A clean title, once however it is written. */
export interface CleanTitle {
  /** As most rows have it. */
  readonly title: string;
  /** Rows of all its spellings. */
  readonly rows: number;
  /** Code in full detail; '' for none: the title is compared with no other. */
  readonly block: string;
}

/** A distinct title of the file, for the grouping. */
export interface GroupedTitle {
  /** As the coder left it; '' for none. */
  readonly clean: string;
  /** See `blockOf`. */
  readonly block: string;
  readonly rows: number;
}

/** The clean titles of a file, those of most rows first, of equal ones the first in order of code units. */
export interface CleanTitles {
  readonly titles: readonly CleanTitle[];
  /** Place of a clean title, however it is written; undefined for ''. */
  placeOf(clean: string): number | undefined;
}

/** Titles that are compared, block after block. */
export interface ComparedTitles {
  /** Places among the clean titles; in each block those of most rows first. */
  readonly places: readonly number[];
  /** Titles of each block, two or more. */
  readonly sizes: readonly number[];
}

interface Counted {
  rows: number;
  readonly spellings: Map<string, number>;
  readonly blocks: Map<string, number>;
}

/** The code that the coder takes first for a title of one job; '' for any other. */
export function blockOf({ jobs }: CodedTitle): string {
  return jobs.length === 1 ? (jobs[0]!.alternatives[0]?.code ?? '') : '';
}

/** Gathers clean titles; nothing depends on the order in which titles come. */
export function cleanTitlesOf(titles: Iterable<GroupedTitle>): CleanTitles {
  const counted = new Map<string, Counted>();
  for (const { clean, block, rows } of titles) {
    const key = titleKey(clean);
    if (key === '') continue;
    const known = counted.get(key) ?? { rows: 0, spellings: new Map(), blocks: new Map() };
    counted.set(key, known);
    known.rows += rows;
    add(known.spellings, clean, rows);
    add(known.blocks, block, rows);
  }
  const ranked = Array.from(counted, ([key, { rows, spellings, blocks }]) => ({
    key,
    clean: { title: mostOf(spellings), rows, block: mostOf(blocks) },
  })).sort((a, b) => b.clean.rows - a.clean.rows || compare(a.clean.title, b.clean.title));
  const places = new Map(ranked.map(({ key }, place) => [key, place]));
  return {
    titles: ranked.map(({ clean }) => clean),
    placeOf: (clean) => places.get(titleKey(clean)),
  };
}

/** The titles that have another one in their block, blocks in order of code. */
export function comparedTitles(titles: readonly CleanTitle[]): ComparedTitles {
  const blocks = new Map<string, number[]>();
  titles.forEach(({ block }, place) => {
    if (block === '') return;
    const known = blocks.get(block);
    if (known) known.push(place);
    else blocks.set(block, [place]);
  });
  const compared = [...blocks]
    .filter(([, places]) => places.length > 1)
    .sort(([a], [b]) => compare(a, b))
    .map(([, places]) => places);
  return { places: compared.flat(), sizes: compared.map(({ length }) => length) };
}

function add(counts: Map<string, number>, key: string, rows: number): void {
  counts.set(key, (counts.get(key) ?? 0) + rows);
}

/** The key of most rows, of equal ones the first in order of code units. */
function mostOf(counts: ReadonlyMap<string, number>): string {
  let best: readonly [string, number] = ['', -1];
  for (const entry of counts)
    if (entry[1] > best[1] || (entry[1] === best[1] && compare(entry[0], best[0]) < 0)) best = entry;
  return best[0];
}

/** By code units: the same on every machine. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
