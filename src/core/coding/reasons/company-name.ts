/** @file Names of companies and institutions that stand where a job should: "Acme Holdings Ltd", "University of Leeds". */
import {
  BEGINNINGS,
  DOTTED_FORMS,
  FIRM_ENDINGS,
  GOVERNMENT,
  INSTITUTIONS,
  KINDS_OF_PLACE,
  KNOWN_COMPANIES,
  LEGAL_FORMS,
  LONG_INSTITUTIONS,
  SHORT_FORMS,
} from './company-words.ts';
import { isJobWord, WORK_AREAS } from './english-words.ts';
import { titleWords, type TitleWords } from './title-words.ts';

/** Words; who writes more says more than a name. */
const MOST_WORDS = 10;
/** A job stands on one side of these: "Sales at Acme Ltd", "HR, Acme Ltd". */
const JOB_BESIDE = /\s(?:at|@|with|in|to|by|on|from|as|is|who|w)\s|[|/:;()[\]@\\]|\s[-–—]\s|[-–—]\s/iu;
/** The comma of "Smith, Jones & Co." and "Acme, Inc.". */
const COMMA_OF_NAME = /,(?=\s?(?:inc|llc|ltd|llp|limited|plc|corp|co)\b)|,(?=[^,]*(?:&|\band\b))/giu;
/** "University of Texas at Austin". */
const CAMPUS = /^((?:the )?university of [\p{L} ]{2,30}) at (?=\p{Lu})/iu;
/** "S.A.", "B.V.", "N.V.", "L.L.C." as one word. */
const DOTTED = /(?<![\p{L}\p{N}.])\p{Lu}(?:\.\p{Lu}){1,4}\.?(?![\p{L}\p{N}])/gu;

/** Whether a word says something of the name: none for a line of work or a kind of place. */
function isName(word: string): boolean {
  return word.length > 1 && !WORK_AREAS.has(word) && !KINDS_OF_PLACE.has(word) && !/^\d+$/u.test(word);
}

function endsWith(phrase: string, endings: readonly string[]): string | null {
  return endings.find((ending) => phrase.endsWith(` ${ending}`)) ?? null;
}

/** The words of the name before its legal forms, and how many of these there are. */
function withoutLegalForms(words: readonly string[], written: readonly string[]): readonly string[] {
  let end = words.length;
  while (end > 1 && (LEGAL_FORMS.has(words[end - 1]!) || SHORT_FORMS.has(written[end - 1]!))) end--;
  // "Acme Trading Co Ltd", but "Co" alone is no mark.
  if (end > 1 && end < words.length && /^(?:co|company|cie)$/u.test(words[end - 1]!)) end--;
  return words.slice(0, end);
}

/** Whether the words before an ending hold a name. */
function hasName(phrase: string, ending: string): boolean {
  return phrase
    .slice(0, -ending.length - 1)
    .split(' ')
    .some(isName);
}

/** Words that a name writes small. */
const SMALL = /^(?:of|the|and|for|s|de|la|le|upon|on|in|st)$/iu;
/** A word with a capital, a vowel and four letters or more, which is no short form of a job. */
const PROPER = /^\p{Lu}(?=.*[aeiouyAEIOUY])[\p{L}\p{M}]{3,}$/u;

/** Endings of words for a line of work: "Phlebotomy", "Purchasing". */
const TRADE = /(?:ing|tion|sion|ment|ology|omy|graphy|ics|ance|ence|ity|ship|care|istry|therapy)s?$/u;
const NO_TRADE: ReadonlySet<string> = new Set([
  'trinity',
  'reading',
  'sterling',
  'worthing',
  'kettering',
  'barking',
]);

function isTrade(word: string): boolean {
  return TRADE.test(word) && !NO_TRADE.has(word);
}

/** Whether each word begins with a capital, as in a name. */
function isCapitalised(written: readonly string[]): boolean {
  return written.every((word) => /^[\p{Lu}\p{N}]/u.test(word) || SMALL.test(word));
}

/** Whether words without legal forms are an institution's or a firm's name. */
function isInstitution(words: readonly string[], written: readonly string[]): boolean {
  const phrase = words.join(' ');
  const beginning = BEGINNINGS.find((start) => phrase.startsWith(`${start} `));
  if (GOVERNMENT.some((start) => phrase.startsWith(`${start} `))) return true;
  if (beginning !== undefined)
    return phrase
      .slice(beginning.length + 1)
      .split(' ')
      .some(isName);
  const firm = endsWith(phrase, FIRM_ENDINGS);
  if (firm !== null) return hasName(phrase, firm) && isCapitalised(written);
  const long = endsWith(phrase, LONG_INSTITUTIONS);
  const last = INSTITUTIONS.has(words.at(-1)!) ? words.at(-1)! : null;
  const ending = long ?? last;
  if (ending === null || !isCapitalised(written)) return false;
  const count = words.length - ending.split(' ').length;
  return words
    .slice(0, count)
    .some(
      (word, at) => isName(word) && !INSTITUTIONS.has(word) && !isTrade(word) && PROPER.test(written[at]!),
    );
}

/** All words of which a title must hold one to be taken for a name. */
const MARKS: ReadonlySet<string> = new Set([
  ...LEGAL_FORMS,
  ...Array.from(SHORT_FORMS, (form) => form.toLowerCase()),
  ...INSTITUTIONS,
  ...[...FIRM_ENDINGS, ...LONG_INSTITUTIONS, ...KNOWN_COMPANIES].map((phrase) => phrase.split(' ').at(-1)!),
  ...[...BEGINNINGS, ...GOVERNMENT].map((phrase) => phrase.split(' ')[0]!),
]);
/** "S.A." becomes a legal form that needs no dots, "U.S." becomes "US". */
function withoutDots(letters: string): string {
  const plain = letters.replaceAll('.', '');
  return DOTTED_FORMS.has(plain) ? 'Ltd' : plain;
}

/** "S.A." is two words before its dots are taken out. */
const DOTS = /\p{Lu}\.\p{Lu}/u;

/**
 * Whether a title is the name of a company or institution and nothing besides: it carries the mark of one, and no word for a person at
 * work or mark between a job and a name.
 */
export function isCompanyName({ text, folded: words }: TitleWords): boolean {
  if (words.length > MOST_WORDS || !(words.some((word) => MARKS.has(word)) || DOTS.test(text))) return false;
  const joined = text
    .replace(DOTTED, withoutDots)
    .replaceAll('&', ' and ')
    .replaceAll('+', ' and ')
    .replace(COMMA_OF_NAME, ' ')
    .replace(CAMPUS, '$1 ');
  const { folded, starts, exact } = titleWords(joined);
  const phrase = folded.join(' ');
  const written = starts.map((start, index) => joined.slice(start, start + exact[index]!.length));
  const name = withoutLegalForms(folded, written);
  if (KNOWN_COMPANIES.has(phrase) || KNOWN_COMPANIES.has(name.join(' '))) return true;
  if (folded.length < 2 || joined.includes(',') || JOB_BESIDE.test(joined)) return false;
  if (isFamilyName(name, LEGAL_FORMS.has(words.at(-1)!))) return true;
  if (withoutTrade(name, name.length < folded.length).some(isJobOfTitle)) return false;
  if (name.length < folded.length)
    return name.some(isName) && (!text.includes(',') || isCapitalised(written));
  return isInstitution(folded, written);
}

/** "Baker Ltd", "Potter & Sons": with a mark behind it and nothing else a word for a job is a surname. */
function isFamilyName(words: readonly string[], legal: boolean): boolean {
  const [name, ...mark] = words;
  return isName(name!) && (mark.length === 0 ? legal : FIRM_ENDINGS.includes(mark.join(' ')));
}

/** "Northwind Traders Inc": workers in the plural before a legal form are part of the name. */
function withoutTrade(words: readonly string[], legal: boolean): readonly string[] {
  const last = words.at(-1)!;
  return legal && words.length > 1 && /[^s]s$/u.test(last) && isJobWord(last) ? words.slice(0, -1) : words;
}

/** Legal forms and family words are no jobs, whatever they end with. */
function isJobOfTitle(word: string): boolean {
  return isJobWord(word) && word !== 'brothers' && word !== 'partners' && word !== 'associates';
}
