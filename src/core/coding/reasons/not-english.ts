/** @file Titles in another language: by their script, or by words that English has not. */
import { DUTCH } from './dutch.ts';
import { ENGLISH_GLUE, ENGLISH_JOBS, ENGLISH_TOPICS, INTERNATIONAL_JOBS } from './english-words.ts';
import { FRENCH } from './french.ts';
import { GERMAN } from './german.ts';
import { ITALIAN } from './italian.ts';
import { vocabularyOf, type Evidence } from './language.ts';
import { LOAN_ENDINGS, LOAN_PHRASES, LOAN_TITLES, LOAN_WORDS } from './loan-words.ts';
import { OTHER_LANGUAGES } from './other-languages.ts';
import { POLISH } from './polish.ts';
import { PORTUGUESE } from './portuguese.ts';
import { SPANISH } from './spanish.ts';
import { SWEDISH } from './swedish.ts';
import { isSlipOf, type TitleWords } from './title-words.ts';
import { TURKISH } from './turkish.ts';

const VOCABULARY = vocabularyOf([
  ...[GERMAN, FRENCH, SPANISH, PORTUGUESE, ITALIAN, DUTCH, POLISH, SWEDISH, TURKISH, OTHER_LANGUAGES],
]);
/** What a word of another language weighs, and below what one of English does. */
const WEIGHTS: Readonly<Record<Evidence, number>> = { job: 2, topic: 1, glue: 0.5 };
const ENGLISH_JOB = 2;
const ENGLISH_JOINT = 1;
const ENGLISH_TOPIC = 0.5;

/** Letters; the longest ending and the shortest, and how many have to go before one. */
const LONGEST_ENDING = 14;
const SHORTEST_ENDING = 4;
const BEFORE_ENDING = 3;
const ENDINGS: ReadonlySet<string> = new Set(VOCABULARY.endings);
/** The last letters of all endings, for a quick no. */
const LAST_LETTERS: ReadonlySet<string> = new Set(
  VOCABULARY.endings.map((ending) => ending.slice(-SHORTEST_ENDING)),
);

const OTHER_SCRIPT = /[^\P{L}\p{Script=Latin}]/gu;
const IDEOGRAPHS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const LATIN_LETTER = /\p{Script=Latin}/gu;
/** A syllable of these says as much as three letters do. */
const LETTERS_PER_IDEOGRAPH = 3;

/** Letters that one language alone writes: of Polish, Turkish, Czech, Hungarian, Romanian, Swedish, German, Portuguese, Vietnamese. */
const FOREIGN_LETTERS = /[łąęśźżćńğşışıřěůőűțșåøßãõñäöüạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/u;
const ASCII = /^[ -~]*$/u;
/** "Verkäufer/in", "Entwickler*in", "Mitarbeiter:innen", "Lehrer(in)". */
const GERMAN_PAIR = /(?<=\p{L}{3}er)(?:[*:_]|\/-?|\()in(?:nen)?(?![\p{L}\p{N}])/iu;
/** "director de", "Assistant d'", as an employer may be "Director, De La Rue". */
const JOINED = /^\s(?:de|del|des|du|di|da|della|dello|dei|van|voor|für|y|et|en|em|à|och|und)\s$|^\sd['’]$/u;
const JOINTS: ReadonlySet<string> = new Set(
  'de del des du di da della dello dei van voor fur y en em a et och und d'.split(' '),
);

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** Whether most of what is written is in another script than Latin. */
function isOtherScript(text: string, english: number): boolean {
  const other = countOf(text, OTHER_SCRIPT);
  if (other === 0) return false;
  const weight = other + (LETTERS_PER_IDEOGRAPH - 1) * countOf(text, IDEOGRAPHS);
  return english === 0 ? weight > countOf(text, LATIN_LETTER) : weight > 3 * countOf(text, LATIN_LETTER);
}

function hasForeignEnding(word: string): boolean {
  if (!LAST_LETTERS.has(word.slice(-SHORTEST_ENDING))) return false;
  for (
    let length = Math.min(LONGEST_ENDING, word.length - BEFORE_ENDING);
    length >= SHORTEST_ENDING;
    length--
  )
    if (ENDINGS.has(word.slice(-length)))
      return !LOAN_ENDINGS.some((loan) => loan === word || isSlipOf(word, loan));
  return false;
}

/** German spelling without umlauts: "Geschaeftsfuehrer". */
function withoutUmlautLetters(word: string): string {
  return word.length < 7 ? word : word.replace(/([aou])e/gu, '$1');
}

/** What a word says against English; null where it says nothing. */
function evidenceOf(exact: string, folded: string): Evidence | null {
  if (LOAN_WORDS.has(folded)) return null;
  const known =
    VOCABULARY.exact.get(exact) ??
    VOCABULARY.folded.get(folded) ??
    VOCABULARY.folded.get(withoutUmlautLetters(folded));
  if (known !== undefined) return known;
  return hasForeignEnding(folded) ? 'job' : null;
}

function englishWeight(word: string): number {
  const singular = word.endsWith('s') ? word.slice(0, -1) : word;
  if (ENGLISH_GLUE.has(word)) return ENGLISH_JOINT;
  if (ENGLISH_TOPICS.has(word)) return ENGLISH_TOPIC;
  if (INTERNATIONAL_JOBS.has(word) || INTERNATIONAL_JOBS.has(singular)) return 0;
  return ENGLISH_JOBS.has(word) || ENGLISH_JOBS.has(singular) ? ENGLISH_JOB : 0;
}

/** Whether a job word of many languages has "de" or the like behind it: "Director de Marketing", "Agent d'entretien". */
function isJoined({ text, exact, folded, starts }: TitleWords, at: number): boolean {
  if (!INTERNATIONAL_JOBS.has(folded[at]!) || !JOINTS.has(folded[at + 1] ?? '') || at + 2 >= folded.length)
    return false;
  const end = starts[at]! + exact[at]!.length;
  return JOINED.test(text.slice(end, starts[at + 2]));
}

/**
 * Whether a title is in another language than English. Names, loan words ("Sous chef", "Au pair") and single words beside English ones
 * do not count: words of the other language must weigh more than the English ones.
 */
export function isNotEnglish(words: TitleWords): boolean {
  const { text, exact, folded } = words;
  const phrase = folded.join(' ');
  if (LOAN_TITLES.has(phrase)) return false;
  if (VOCABULARY.alone.has(phrase)) return true;
  let english = 0;
  let foreign = 0;
  let joints = 0;
  for (let at = 0; at < folded.length; at++) {
    const evidence = evidenceOf(exact[at]!, folded[at]!);
    if (evidence === null) english += englishWeight(folded[at]!);
    else if (evidence === 'glue') joints += WEIGHTS.glue;
    else foreign += WEIGHTS[evidence];
    if (isJoined(words, at)) foreign += WEIGHTS.topic;
  }
  const ascii = ASCII.test(text);
  if (!ascii && isOtherScript(text, english)) return true;
  if (GERMAN_PAIR.test(text)) foreign += WEIGHTS.job;
  if (foreign > 0) return foreign + joints > english && !LOAN_PHRASES.some((loan) => phrase.includes(loan));
  return !ascii && english === 0 && hasForeignLetters(words);
}

/** Words with accents among others; two of them, and half of all, are more than a name. */
const FEWEST_ACCENTED = 2;

/** Whether words are written with letters that English has not: small, for with a capital they may be a name, or many. */
function hasForeignLetters({ text, exact, folded, starts }: TitleWords): boolean {
  // "Crème brûlée chef" and "country manager, españa" may be said in English.
  if (folded.some((word) => INTERNATIONAL_JOBS.has(word))) return false;
  let accented = 0;
  for (let at = 0; at < exact.length; at++) {
    const word = exact[at]!;
    if (word === folded[at] || LOAN_WORDS.has(folded[at]!)) continue;
    accented++;
    if (FOREIGN_LETTERS.test(word) && text.startsWith(word, starts[at])) return true;
  }
  return accented >= FEWEST_ACCENTED && accented * 2 >= exact.length;
}
