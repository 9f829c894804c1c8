/** @file Titles that may be any of hundreds of occupations: "Manager", "Senior associate", "Team leader II". */
import { slipOf, type TitleWords } from './title-words.ts';
import { GENERAL, LEVELS_BEFORE, LEVELS_BEHIND, MISTYPED_GENERAL, NAMED_JOBS } from './too-general-words.ts';

/** Words; the longest phrases of the lists with levels around them. */
const MOST_WORDS = 9;
/** Steps of pay and hours, which make no job. */
const STEPS =
  /(?:^| )(?:(?:level|lvl|grade|band|tier) (?:\d{1,2}[a-d]?|i{1,3}|iv|v)|(?:full|part) time)(?= |$)/gu;
/** "Officer 2": a number before a noun is part of the job, as in "911 operator". */
const NUMBER_BEHIND = /^\d{1,2}$/u;

function singular(word: string): string {
  return /[^s]s$/u.test(word) && word.length > 3 ? word.slice(0, -1) : word;
}

/** Whether words without what says how senior are a general noun. */
function isGeneral(words: readonly string[]): boolean {
  if (GENERAL.has(words.join(' '))) return true;
  const last = words.at(-1)!;
  const right = slipOf(last, MISTYPED_GENERAL) ?? singular(last);
  return right !== last && GENERAL.has([...words.slice(0, -1), right].join(' '));
}

/** All words of general nouns. */
const WORDS: ReadonlySet<string> = new Set([...GENERAL].flatMap((phrase) => phrase.split(' ')));

/** Whether a word has no place in a title that is too general; a slip of the finger is let through. */
function isTelling(word: string): boolean {
  return (
    !WORDS.has(word) &&
    !LEVELS_BEFORE.has(word) &&
    !LEVELS_BEHIND.has(word) &&
    !WORDS.has(singular(word)) &&
    !/\d|^(?:grade|band|tier|lvl|full|part|time)$/u.test(word) &&
    slipOf(word, MISTYPED_GENERAL) === null
  );
}

/**
 * Whether a title names no more than a rank. Every word has to be a level or part of a general noun.
 * @param words of the clean title
 */
export function isTooGeneral({ folded }: TitleWords): boolean {
  if (folded.length === 0 || folded.length > MOST_WORDS || folded.some(isTelling)) return false;
  const words = folded
    .join(' ')
    .replace(STEPS, '')
    .split(' ')
    .filter((word) => word !== '');
  let end = words.length;
  while (end > 1 && (LEVELS_BEHIND.has(words[end - 1]!) || NUMBER_BEHIND.test(words[end - 1]!))) end--;
  // What looks like a level may belong to the noun ("Entry level position"), so each way of cutting is tried.
  for (let start = 0; start < words.length; start++) {
    for (let to = words.length; to >= Math.max(end, start + 1); to--) {
      const noun = words.slice(start, to);
      if (NAMED_JOBS.has([...words.slice(0, start), ...noun.slice(0, -1), singular(noun.at(-1)!)].join(' ')))
        return false;
      if (isGeneral(noun)) return true;
    }
    if (!LEVELS_BEFORE.has(words[start]!)) return false;
  }
  return false;
}
