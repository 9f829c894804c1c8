/** @file Where each character of a normalised title stands in the title as it was given. */
import { collapseWhiteSpace } from './prepare-text.ts';

export interface NormalisedTitle {
  /** NFKC, white space stripped at both ends and single inside. */
  readonly text: string;
  /**
   * For each position of `text`, its end included, the position of the raw title (UTF-16 units) where that character begins. Of a
   * raw character that becomes several, such as "ﬁ", the first stands at its beginning and the others at its end (a space before the first counts for nothing), so that two
   * neighbouring ranges never claim the same raw character: it goes with the range in which it begins.
   */
  readonly offsets: readonly number[];
}

/** Marks that belong to the character before them. */
const MARK = /^\p{M}/u;

/**
 * Cuts a text where NFKC never reaches across: before each character that neither is a mark nor composes with what stands before
 * it, as Hangul vowels do. The pieces joined are the text.
 */
function* segments(raw: string): Generator<string> {
  let segment = '';
  for (const character of raw) {
    if (segment !== '' && !continues(segment, character)) {
      yield segment;
      segment = '';
    }
    segment += character;
  }
  if (segment !== '') yield segment;
}

function continues(segment: string, character: string): boolean {
  if (character < '\x80') return false;
  const form = character.normalize('NFKC');
  if (MARK.test(character.normalize('NFKD'))) return true;
  return (segment + character).normalize('NFKC') !== segment.normalize('NFKC') + form;
}

/** White space as `prepareText` sees it. */
function isWhiteSpace(unit: string): boolean {
  if (unit > ' ' && unit < '\x7f') return false;
  return collapseWhiteSpace(unit) === '';
}

/** Of most titles: nothing to normalise. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/u;

/** 0, 1, 2 and so on, `length` numbers. */
export function ascending(length: number): number[] {
  const numbers = new Array<number>(length);
  for (let index = 0; index < length; index++) numbers[index] = index;
  return numbers;
}

/** The text that `collapseWhiteSpace(prepareText(raw))` gives, with the place of each of its characters. */
export function normaliseTitle(raw: string): NormalisedTitle {
  if (PLAIN.test(raw)) return { text: raw, offsets: ascending(raw.length + 1) };
  const units: string[] = [];
  const offsets: number[] = [];
  let at = 0;
  let end = 0;
  for (const segment of segments(raw)) {
    let begin = at;
    at += segment.length;
    for (const unit of segment.normalize('NFKC').split('')) {
      const space = isWhiteSpace(unit);
      if (space && (units.length === 0 || units.at(-1) === ' ')) continue;
      units.push(space ? ' ' : unit);
      offsets.push(begin);
      if (space) continue;
      begin = at;
      end = at;
    }
  }
  if (units.at(-1) === ' ') {
    units.pop();
    offsets.pop();
  }
  offsets.push(end);
  return { text: units.join(''), offsets };
}
