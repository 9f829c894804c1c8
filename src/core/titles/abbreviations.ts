/** @file Short forms beside their long forms: "Certified Nursing Assistant (CNA)", "RN - Registered Nurse". */
import type { Cut } from './working-title.ts';

/** Two to eight capitals: "CNA", "R.N.", "EMT-B", "NP/PA". */
const SHORT = /^\p{Lu}(?:[.&/-]?\p{Lu}){1,7}\.?$/u;
const SMALL = /^(?:of|and|the|for|in|to|a|an|de|&)$/iu;

/** First letters of a text's words, in lower case; `all` with those of "of" and "and". */
function initials(text: string, all: boolean): string[] {
  return text
    .split(/[\s/&-]+/u)
    .filter((word) => all || !SMALL.test(word))
    .map((word) => /[\p{L}]/u.exec(word)?.[0].toLowerCase() ?? '')
    .filter((letter) => letter !== '');
}

function letters(short: string): string {
  return short.replace(/[^\p{L}]/gu, '').toLowerCase();
}

/** Whether a short form's letters are the initials of a text of two words or more, all or some of them, in order. */
function stands(short: string, long: string): boolean {
  const first = initials(long, true);
  if (initials(long, false).length < 2 || !/\p{L}{3}/u.test(long)) return false;
  let at = 0;
  for (const letter of letters(short)) {
    at = first.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Whether a short form is every initial of a text. */
function standsForAll(short: string, long: string): boolean {
  const wanted = letters(short);
  return (
    wanted.length >= 2 &&
    initials(long, false).length >= 2 &&
    (initials(long, false).join('') === wanted || initials(long, true).join('') === wanted)
  );
}

/** What parts the pieces of a title of which one may stand for its neighbour. */
const BOUNDARY = /\s[-–—|:]\s|\s?[:,|/]\s?|[()[\]]/gu;
/** What the long form before a bracket does not reach across: "Heating/Ventilation Engineer (HVE)". */
const FAR_BOUNDARY = /\s[-–—|:]\s|[:|()[\]]/gu;

interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function piecesOf(text: string, boundaries: RegExp): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  const add = (end: number): void => void pieces.push({ text: text.slice(start, end).trim(), start, end });
  for (const { 0: boundary, index } of text.matchAll(boundaries)) {
    add(index);
    start = index + boundary.length;
  }
  add(text.length);
  return pieces;
}

/** "RN - Registered Nurse", "Registered Nurse, RN", "RN/Registered Nurse". */
function besideSeparator(text: string): Cut[] {
  const pieces = piecesOf(text, BOUNDARY);
  for (let index = 1; index < pieces.length; index++) {
    const left = pieces[index - 1]!;
    const right = pieces[index]!;
    if (/[()[\]]/u.test(text.slice(left.end, right.start))) continue;
    if (SHORT.test(left.text) && stands(left.text, right.text))
      return [
        { start: left.start, end: left.end, kind: 'abbreviation' },
        { start: left.end, end: right.start, kind: null },
      ];
    if (SHORT.test(right.text) && stands(right.text, left.text))
      return [
        { start: left.end, end: right.start, kind: null },
        { start: right.start, end: right.end, kind: 'abbreviation' },
      ];
  }
  return [];
}

/** "Certified Nursing Assistant (CNA)" and "CNA (Certified Nursing Assistant)". */
function inBracket(text: string): Cut[] {
  for (const { 0: whole, 1: inside = '', index } of text.matchAll(/\(([^()]*)\)/gu)) {
    const end = index + whole.length;
    const before = text.slice(0, index);
    const long = piecesOf(before, FAR_BOUNDARY).at(-1)!.text;
    const short = inside.trim();
    const spoken = SHORT.test(short)
      ? stands(short, long)
      : /^\p{Ll}{2,8}$/u.test(short) && standsForAll(short, long);
    if (spoken)
      return [
        { start: index, end: index + 1, kind: null },
        { start: index + 1, end: end - 1, kind: 'abbreviation' },
        { start: end - 1, end, kind: null },
      ];
    const token = /\S+(?=\s*$)/u.exec(before);
    if (token && SHORT.test(token[0]) && standsForAll(token[0], inside))
      return [
        { start: token.index, end: token.index + token[0].length, kind: 'abbreviation' },
        { start: index, end: index + 1, kind: 'bracket' },
        { start: end - 1, end, kind: 'bracket' },
      ];
  }
  return [];
}

/**
 * What to take out of a title for its first short form that stands next to its long form; [] where there is none. A form is short for
 * another when its letters are that form's initials, or some of them in order.
 */
export function abbreviationCuts(text: string): Cut[] {
  if (!/[([/|,:–—-]/u.test(text)) return [];
  const cuts = inBracket(text);
  return cuts.length > 0 ? cuts : besideSeparator(text);
}
