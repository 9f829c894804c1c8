/** @file What happens to a text before it is encoded, and to what a user types before it is a query. */

/** White space as Python's str.strip() sees it, so that Python, worker and command line give a model the same text. */
const WHITE_SPACE = new Set(
  '\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005' +
    '\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000',
);

/** Removes white space at both ends. */
function strip(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && WHITE_SPACE.has(text[start]!)) start++;
  while (end > start && WHITE_SPACE.has(text[end - 1]!)) end--;
  return text.slice(start, end);
}

/** The one form in which every text is encoded: Unicode NFKC, then white space stripped at both ends. Idempotent. */
export function prepareText(text: string): string {
  return strip(text.normalize('NFKC'));
}

/** Runs of white space become one space, and none is left at the ends. */
export function collapseWhiteSpace(text: string): string {
  let result = '';
  for (const character of strip(text)) {
    const space = WHITE_SPACE.has(character);
    if (!space) result += character;
    else if (!result.endsWith(' ')) result += ' ';
  }
  return result;
}

/** Code points of a query; longer ones are cut. No model reads more than 128 tokens. */
export const MAXIMUM_INPUT = 1000;

/**
 * Controls, lone surrogates, private use; marks that turn the direction of writing; and characters of no width. The joiners
 * U+200C and U+200D stay, because Persian, Indic scripts and emoji are written with them.
 */
const UNWANTED = /[\p{Control}\p{Surrogate}\p{Private_Use}\p{Bidi_Control}\u200b\u2060\ufeff]/u;

export interface CleanInput {
  readonly text: string;
  /** How many control, direction and invisible characters were taken out. */
  readonly removed: number;
  /** Whether the text was longer than 1,000 characters and the rest is left out. */
  readonly cut: boolean;
}

/**
 * Cleans a typed or pasted query: takes out control, direction and invisible characters, makes white space single spaces, and
 * cuts at 1,000 characters (code points). Idempotent.
 */
export function cleanInput(input: string): CleanInput {
  let kept = '';
  let removed = 0;
  for (const character of input) {
    if (WHITE_SPACE.has(character)) kept += ' ';
    else if (UNWANTED.test(character)) removed++;
    else kept += character;
  }
  const characters = Array.from(collapseWhiteSpace(kept));
  const text = strip(characters.slice(0, MAXIMUM_INPUT).join(''));
  return { text, removed, cut: characters.length > MAXIMUM_INPUT };
}
