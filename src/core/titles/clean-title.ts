/**
 * @file Takes out of a job title what is not the job: pay, place, requisition number, gender marks, remote and shift words.
 * Conservative: words that may belong to the job stay, levels such as "II" too.
 */
import { PLACES, STATE_CODES } from './place-names.ts';
import { collapseWhiteSpace, prepareText } from './prepare-text.ts';

const PERIOD =
  '(?:\\s*(?:/|per\\s|an?\\s)\\s*(?:hour|hr|h|day|week|wk|month|year|yr|annum)\\b|\\s*p[./]?\\s?[ahd]\\b\\.?)';
const AMOUNT = '[$£€]\\s?\\d[\\d,.]*(?:\\s?k)?\\b';
const NUMBER = '\\d[\\d,.]*(?:\\s?k)?\\b';

/** Parts that may stand anywhere in a title, with or without brackets around them. */
const ANYWHERE: readonly RegExp[] = [
  // Pay: "$25/hr", "£30k - £40k per annum", "up to €50,000", "25.50 per hour".
  new RegExp(
    `(?:\\b(?:up to|from|circa)\\s)?${AMOUNT}(?:\\s?(?:-|–|to)\\s?[$£€]?\\s?${NUMBER})?\\+?${PERIOD}?(?:\\s(?:OTE|DOE|pro rata)\\b)?`,
    'giu',
  ),
  new RegExp(`(?<![\\w.,])${NUMBER}${PERIOD}`, 'giu'),
  // Gender marks: "m/f/d", "(w/m/x)", "all genders".
  /(?<![\w/])(?:m\/[fw]|[fw]\/m|h\/f|f\/h)(?:\/[dxin*])*(?![\w/])/giu,
  /\ball genders\b/giu,
  // Requisition numbers: "#12345", "Req 4321", "Job ID: R-99812", "JR1023456".
  /(?:\b(?:requisition|req|job id|job ref|job number|vacancy|ref|id)\b\.?\s*(?:no\.?|number)?\s*[:#-]?\s*|#\s?)[a-z]{0,4}[-_]?\d[\w-]{2,}/giu,
  /(?<![\w$£€])(?:jr|r|req)-?\d{4,}\b/giu,
  /(?<![\w$£€.,])\d{5,}(?![\w.,])/gu,
  // Shifts: "night shift", "2nd shift"; "Shift Manager" stays.
  /\b(?:1st|2nd|3rd|first|second|third|day|night|evening|weekend|swing|graveyard|rotating|early|late|twilight)s?[- ]shifts?\b/giu,
];

/** Words of which a bracket, or a part after a dash, must wholly consist to be taken out. */
const NOISE = new RegExp(
  '^(?:' +
    '(?:(?:fully |100% )?remote|hybrid|on-?site|office[- ]based|work from home|wfh|home[- ]based|' +
    'full[- ]?time|part[- ]?time|permanent|perm|temporary|temp|contract|fixed[- ]term|ftc|casual|freelance|' +
    '\\d+[- ]?months?|\\d+ ?(?:hours|hrs)(?: per week)?|days|nights|evenings|weekends|shifts?|12[- ]hour|' +
    'urgent|immediate start|asap|hiring now|all levels|or|and|in|within)' +
    '(?:[\\s,/&+;]+|$))+$',
  'iu',
);

/** Whether a part of a title is nothing but a place: "London", "Leeds, UK", "Austin, TX". */
function isPlace(part: string): boolean {
  const pieces = part.split(',').map((piece) => piece.trim());
  const last = pieces.at(-1)!;
  if (pieces.length === 2 && STATE_CODES.has(last)) return /^\p{Lu}[\p{L}. '-]*$/u.test(pieces[0]!);
  if (pieces.length === 2 && PLACES.has(last.toLowerCase())) return /^\p{Lu}[\p{L}. '-]*$/u.test(pieces[0]!);
  return pieces.length === 1 && PLACES.has(last.toLowerCase());
}

/** Whether a bracket's or a last part's text says nothing about the job. */
function isNoise(part: string): boolean {
  const text = part.trim();
  return text === '' || NOISE.test(text) || isPlace(text);
}

/** A last part that is longer says more than a place or a contract. */
const LONGEST_TAIL = 80;

/** A title without what follows its first separator after which all is noise: "Nurse - Nights, Austin, TX" is "Nurse". */
function withoutTail(title: string): string {
  for (const { 0: separator, index } of title.matchAll(/\s[-–—|]\s|\s?[|,;:]\s/gu)) {
    const tail = title.slice(index + separator.length);
    if (tail.length <= LONGEST_TAIL && isNoise(tail)) return title.slice(0, index);
  }
  return title;
}

/** One round of cleaning: never longer than before. */
function cleanOnce(title: string): string {
  let text = title;
  for (const pattern of ANYWHERE) text = text.replace(pattern, ' ');
  text = text.replace(/[([]([^()[\]]*)[)\]]/gu, (whole, inside: string) => (isNoise(inside) ? ' ' : whole));
  text = collapseWhiteSpace(text);
  text = withoutTail(text.replace(/\s[-–—|,](?=\s[-–—|,](?:\s|$))/gu, ''));
  return text.replace(/^[\s\-–—|,;:/&+]+/u, '').replace(/[\s\-–—|,;:/&]+$/u, '');
}

/**
 * The job in a title: without pay, a known place after a dash, requisition number, gender mark, "(Remote)", shift and contract
 * words. Levels ("II", "Senior") stay. Idempotent; never empty for a title that is not white space; never longer.
 */
export function cleanTitle(title: string): string {
  const whole = collapseWhiteSpace(prepareText(title));
  let text = whole;
  for (let before = ''; before !== text;) {
    before = text;
    text = cleanOnce(before);
  }
  return /[\p{L}\p{N}]/u.test(text) ? text : whole;
}
