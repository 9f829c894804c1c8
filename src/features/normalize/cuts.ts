/** @file How the rows of a text are cut into cells, as one box of the page says it. */
import type { Delimiter, OpenTable, TableChoice } from '../../core/tables/table-types.ts';

const DELIMITERS: Readonly<Record<string, Delimiter>> = { comma: ',', semicolon: ';', tab: '\t', bar: '|' };

/** What the box offers, with its words. */
export const CUTS = {
  comma: 'comma',
  semicolon: 'semicolon',
  tab: 'tab',
  bar: 'bar |',
  none: 'none, one column',
  lines: 'none, one title a line',
} as const;
export type Cut = keyof typeof CUTS;

/** How a table was cut; null where its format leaves no choice. */
export function cutOf({ format, delimiter }: Pick<OpenTable, 'format' | 'delimiter'>): Cut | null {
  if (format === 'text') return 'lines';
  if (format !== 'csv') return null;
  const found = Object.entries(DELIMITERS).find(([, mark]) => mark === delimiter);
  return (found?.[0] as Cut | undefined) ?? 'none';
}

/** What to read a text by, so that it is cut in this way. "lines": quotes are part of the title; "none": they are taken off. */
export function choiceOfCut(cut: Cut): TableChoice {
  if (cut === 'lines') return { format: 'text' };
  return { format: 'csv', delimiter: DELIMITERS[cut] ?? null };
}
