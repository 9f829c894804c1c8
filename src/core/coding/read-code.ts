/** @file Codes that come from outside (known codes, a coding index, corrections, an audit): read, and checked against the taxonomy. */
import { officialCode } from './groups/groups.ts';
import { cutTo, parseCode, readsAsDate, type CutCode } from './output/soc-code.ts';
import { DETAILS, type CodeTitles } from './types.ts';

/** A code that can be used, or what is wrong with it and what to do, in whole sentences. */
export type ReadCode =
  { readonly code: string; readonly problem: null } | { readonly code: null; readonly problem: string };

const MONTH = /^\p{L}{3,9}\.?[- ]\d{2,4}$/u;

/**
 * Reads a code as people write it: of O*NET-SOC 2019, SOC 2018 or one of its groups.
 * @param text "15-1252.00", "15-1252", "151252", "15-1200"
 * @param titles the taxonomy: a code without a title does not exist. Null where it is not at hand: then only the form is looked at
 * @returns the code cut to its level of detail
 */
export function readCode(text: string, titles: CodeTitles | null): ReadCode {
  const parsed = parseCode(text);
  if (!parsed) return { code: null, problem: notACode(text.trim()) };
  if (titles === null || titles.title(parsed.code) !== '') return { code: parsed.code, problem: null };
  return { code: null, problem: notInTaxonomy(text.trim(), parsed, titles) };
}

function notACode(text: string): string {
  if (text === '') return 'The code is empty.';
  const hint =
    MONTH.test(text) || readsAsDate(text)
      ? 'A spreadsheet may have taken the code for a date: format the column as text and enter it again.'
      : 'Write it as 15-1252.00 or 15-1252.';
  return `"${text}" is not an O*NET-SOC code. ${hint}`;
}

function notInTaxonomy(text: string, { code }: CutCode, titles: CodeTitles): string {
  const nearest = DETAILS.map((detail) => cutTo(code, detail) ?? '').find((cut) => titles.title(cut) !== '');
  const remedy = nearest
    ? `Give the code that holds now, or the coarser ${officialCode(nearest)}, ${titles.title(nearest)}.`
    : 'Look for a typing error.';
  return `There is no code "${text}" in O*NET-SOC 2019 or SOC 2018; an older edition may have had it. ${remedy}`;
}
