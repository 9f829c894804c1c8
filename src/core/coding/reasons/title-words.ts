/** @file A title as words that can be looked up: lower case, without accents, and whether two words differ by a slip of the finger. */

/** Words of a title in order. All lists have the same length. */
export interface TitleWords {
  /** The normalised title. */
  readonly text: string;
  /** Lower case with accents, as written: "verkäufer". */
  readonly exact: readonly string[];
  /** Without accents: "verkaufer", "lodz". */
  readonly folded: readonly string[];
  /** Where each word begins in `text`, in UTF-16 units. */
  readonly starts: readonly number[];
}

/** Letters that no decomposition takes apart. */
const PLAIN: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' },
};
const SPECIAL = /[ßæœøłđðþı]/gu;
const ASCII = /^[ -~]*$/u;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

/** A lower-case word without accents. */
export function fold(word: string): string {
  if (ASCII.test(word)) return word;
  const plain = word.normalize('NFD').replace(/\p{M}/gu, '');
  return plain.replace(SPECIAL, (letter) => PLAIN[letter] ?? letter);
}

/** Cuts a normalised title (NFKC) into words; apostrophes, dots and hyphens end a word. */
export function titleWords(text: string): TitleWords {
  const exact: string[] = [];
  const folded: string[] = [];
  const starts: number[] = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const lower = word.toLowerCase();
    exact.push(lower);
    folded.push(fold(lower));
    starts.push(index);
  }
  return { text, exact, folded, starts };
}

/** The words of lists, separated by white space, as a set. */
export function wordSet(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(
    lists
      .join(' ')
      .split(/\s+/u)
      .filter((word) => word !== ''),
  );
}

/** Phrases of lists, separated by commas, as an array. */
export function phrasesOf(...lists: readonly string[]): readonly string[] {
  return lists
    .join(',')
    .split(',')
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '');
}

/**
 * Whether a word is a slip of one of seven letters or more: they begin alike and differ by one letter too many, too few, wrong, or by two that changed
 * places: "Asistant", "Managre". Shorter words are too often a slip away from another one.
 */
export function isSlipOf(word: string, right: string): boolean {
  if (word.length < 6 || right.length < 7 || word[0] !== right[0]) return false;
  if (word === right || Math.abs(word.length - right.length) > 1) return false;
  const shorter = Math.min(word.length, right.length);
  let from = 0;
  while (from < shorter && word[from] === right[from]) from++;
  if (word.length !== right.length) {
    const [short, long] = word.length < right.length ? [word, right] : [right, word];
    return short.slice(from) === long.slice(from + 1);
  }
  if (word.slice(from + 1) === right.slice(from + 1)) return true;
  return (
    word[from] === right[from + 1] &&
    word[from + 1] === right[from] &&
    word.slice(from + 2) === right.slice(from + 2)
  );
}

/** The word of a list that this is a slip of; null for one that is in the list, or far from all. */
export function slipOf(word: string, list: readonly string[]): string | null {
  if (word.length < 6) return null;
  return list.find((right) => isSlipOf(word, right)) ?? null;
}
