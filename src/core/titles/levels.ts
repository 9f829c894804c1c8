/** @file The words of a title that say how senior the job is. */

/**
 * In order of a title: a word of rank; "Level 2", "Band 5", "Tier 1"; a Roman numeral behind a word. One that is also a word for something
 * else counts only where that cannot be meant: "Grade 4" and "IV" at the end, "Principal" before a word.
 */
const LEVELS = new RegExp(
  [
    '(?<![\\p{L}\\p{N}])(?:(?:senior|snr|sr|junior|jnr|jr|trainee|apprentice|intern|graduate|experienced|deputy|lead)(?![\\p{L}\\p{N}])\\.?',
    '(?:entry|mid|middle|senior|junior)[- ]level(?![\\p{L}\\p{N}])',
    'principal(?=\\s\\p{L})',
    '(?:level|band|tier)\\s\\d{1,2}[a-d]?(?![\\p{L}\\p{N}])',
    // Not that of the pupils.
    '(?<!\\b(?:teacher|tutor|educator|instructor)\\b.*)grade\\s\\d{1,2}$)',
  ].join('|'),
  'giu',
);
const NUMERALS =
  /(?<=[\p{L}\p{N}.)]\s|\s[IV]{1,3}\/)(?:II|III|(?:IV|VI{0,2}|I)(?=$|\s?[,|(/]|\s[-–—]))(?![\p{L}\p{N}])/gu;

/** Ranges of the words of level in a clean title, in order, never overlapping. */
export function levelRanges(title: string): { start: number; end: number }[] {
  return [...title.matchAll(LEVELS), ...title.matchAll(NUMERALS)]
    .map(({ 0: text, index }) => ({ start: index, end: index + text.length }))
    .sort((a, b) => a.start - b.start);
}
