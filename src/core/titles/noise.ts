/** @file Whether a bracket, or a part between separators, says nothing about the job, and what it says instead. */
import { placeAt } from './place-names.ts';
import type { RemovedKind } from './title-types.ts';

/** A stretch of noise, relative to the text that was asked about. */
export interface NoisePiece {
  readonly kind: RemovedKind;
  readonly start: number;
  readonly end: number;
}

const DAY = '(?:mon|tue|wed|thu|fri|sat|sun)(?:rsday|nesday|urday|rs|sday|day|s)?';
const LONG_DAY = '(?:mon|tues|wednes|thurs|fri|satur|sun)days?';
const TO = '\\s?(?:-|–|to|&|/)\\s?';
const CLOCK = '\\d{1,2}(?:[:.]\\d\\d)?';

/** Phrases by kind; where one begins like another, the longer stands first. */
const PHRASES: readonly (readonly [RemovedKind, string])[] = [
  [
    'remote',
    '(?:(?:fully|partly|partially|100 ?%|mostly) )?remote(?:[- ]first|[- ]friendly| working| work)?',
  ],
  ['remote', 'hybrid(?: working| remote| work)?|on-?site|in[- ]office|(?:office|home)[- ]based|wfh'],
  ['remote', 'work(?:ing)?[- ]from[- ](?:home|anywhere)|telecommut(?:e|ing)|telework(?:ing)?|worldwide'],
  ['place', '(?:multiple|various|several|all) (?:locations|sites)|nation-?wide'],
  ['shift', '\\d on[ ,/-]{0,2}\\d off|(?:8|10|12)[- ]?(?:hours?|hrs?)[- ](?:shifts?|days|nights)'],
  [
    'shift',
    '(?:rotating|continental|alternating|split|double|long|day|night|early|late) shifts?|shifts?(?: work)?',
  ],
  [
    'shift',
    'days|nights|evenings|afternoons|mornings|weekends?(?: only)?|weekdays|earlies|lates|overnights?|on[- ]call',
  ],
  ['shift', `${DAY}${TO}${DAY}|${LONG_DAY}|12[- ]hour`],
  [
    'contract',
    '(?:full[- ]?time|part[- ]?time|f/t|p/t|ft\\s?/\\s?pt|pt\\s?/\\s?ft)(?: or (?:full|part)[- ]?time)?',
  ],
  ['contract', '(?:temp(?:orary)?|contract|c)[- ]to[- ](?:hire|perm(?:anent)?)|temp ?2 ?perm'],
  [
    'contract',
    '(?:permanent|perm|temporary|temp|contract|fixed[- ]term(?: contract)?|ftc|casual|freelance|seasonal)',
  ],
  ['contract', 'per diem|prn|as needed|zero[- ]hours?(?: contract)?|term[- ]time(?: only)?|secondment'],
  [
    'contract',
    '\\d+ ?(?:-|–|to)? ?\\d*[- ]?(?:months?|mths?|weeks?|years?)(?: (?:fixed[- ]term(?: contract)?|ftc|contract|assignment|secondment|cover|temp))?',
  ],
  [
    'contract',
    '(?:maternity|paternity|parental|mat|sick(?:ness)?)(?: leave)? cover|(?:maternity|parental) leave',
  ],
  ['contract', '(?:inside|outside) ir35|ir35|w-?2|c2c|corp[- ]to[- ]corp|1099'],
  ['hours', `${CLOCK}\\s?(?:am|pm|a|p)?${TO}${CLOCK}\\s?(?:am|pm|a|p)`],
  ['hours', '\\d+(?:\\.\\d+)? ?(?:-|–)? ?(?:\\d+ )?(?:hours|hrs)(?: ?(?:per|a|p/?|/) ?(?:week|wk|w))?'],
  ['hours', '\\d+(?:\\.\\d+)? ?(?:hours?|hrs?|h) ?(?:per|a|p/?|/) ?(?:week|wk|w)|(?:\\d?\\.\\d+ ?)?fte'],
  ['hours', 'flexi(?:ble)?(?: hours| working| schedule)?|flex[- ]time'],
  ['urgency', 'urgent(?:ly)?(?: (?:hiring|hire|requirement|required|needed|need|vacancy))?|immediately'],
  [
    'urgency',
    'immediate (?:start|starts|hire|hiring|need|opening|joiners?)|(?:start(?:s|ing)? )?asap(?: start)?',
  ],
  ['urgency', 'start(?:s|ing)? (?:immediately|now)'],
  [
    'appeal',
    "(?:now |we are |we're )?hiring(?: now| immediately)?|apply (?:now|today)|all levels|(?:new|hot)(?: role| job| vacancy)?",
  ],
  ['appeal', 'no experience (?:needed|required|necessary)|(?:full )?training (?:provided|given)|will train'],
  [
    'count',
    '(?:\\d{1,3}|multiple|several|various|many|two|three|four|five) ?(?:x )?(?:openings?|vacanc(?:y|ies)|positions?|posts?|roles?)',
  ],
  ['count', '[x×] ?\\d{1,3}|\\d{1,3} ?[x×]'],
  ['pay', '(?:sign(?:ing)?[- ]?on|signing|hiring|welcome|joining|retention|relocation) bonus(?: available)?'],
  ['pay', '(?:great|excellent|full|good|plus|generous) (?:benefits|bonus|commission|package|pay)'],
  [
    'pay',
    'competitive(?: (?:salary|pay|rates?|wage|package))?|(?:weekly|daily|top) pay|paid weekly|doe|ote|negotiable',
  ],
  [
    'pay',
    'uncapped(?: commission| ote| earnings)|(?:up to |from |circa )?(?!401)\\d{2,3}k(?:\\s?(?:-|–|to)\\s?\\d{2,3}k)?\\+?',
  ],
];

const PHRASE = new RegExp(
  `(?:${PHRASES.map(([, pattern]) => `(${pattern})`).join('|')})(?![\\p{L}\\p{N}])`,
  'iuy',
);
/** What may stand between two phrases. */
const MARKS = /[\s,/&+;|•·!*–—-]+/uy;
const WORDS = /(?:and|or|in|within|plus|with|available|only)(?![\p{L}\p{N}])/iuy;

function stickyEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  return match ? at + match[0].length : at;
}

function phraseAt(text: string, at: number): NoisePiece | null {
  PHRASE.lastIndex = at;
  const match = PHRASE.exec(text);
  if (match) {
    const which = match.slice(1).findIndex(Boolean);
    return { kind: PHRASES[which]![0], start: at, end: at + match[0].length };
  }
  const end = placeAt(text, at);
  return end === null ? null : { kind: 'place', start: at, end };
}

/** Adds a piece; words such as "or" since the last one go with it, and pieces of one kind become one. */
function append(pieces: NoisePiece[], piece: NoisePiece, words: number): void {
  const last = pieces.at(-1);
  if (last?.kind === piece.kind) pieces[pieces.length - 1] = { ...last, end: piece.end };
  else pieces.push(words < 0 ? piece : { ...piece, start: words });
}

/**
 * The pieces of a text that wholly consists of noise and places ("Full-time, Leeds or London"), each letter and digit in one of them;
 * [] for nothing but white space; null for a text that says something about the job.
 */
export function noisePieces(text: string): NoisePiece[] | null {
  const pieces: NoisePiece[] = [];
  /** Where words that join the next piece began, or -1. */
  let words = -1;
  for (let at = 0; at < text.length;) {
    const piece = phraseAt(text, at);
    const afterMarks = stickyEnd(MARKS, text, at);
    const afterWords = stickyEnd(WORDS, text, at);
    if (piece) {
      append(pieces, piece, words);
      words = -1;
      at = piece.end;
    } else if (afterMarks > at) at = afterMarks;
    else if (afterWords > at) {
      if (words < 0) words = at;
      at = afterWords;
    } else return null;
  }
  const last = pieces.at(-1);
  if (!last) return text.trim() === '' ? [] : null;
  if (words >= 0) pieces[pieces.length - 1] = { ...last, end: text.length };
  return pieces;
}
