/** @file Parts that are known by their own form, wherever they stand, or at one end of a title. */
import type { RemovedKind } from './title-types.ts';

/** What a pattern matches is taken out. */
export interface Rule {
  readonly kind: RemovedKind;
  /** With the flags g and u. */
  readonly pattern: RegExp;
  /** A second look at the match; without it every match counts. */
  readonly accepts?: (match: string) => boolean;
}

const LEFT = '(?<![\\p{L}\\p{N}])';
const RIGHT = '(?![\\p{L}\\p{N}])';

const UNIT = '(?:hour|hr|h|day|week|wk|month|year|yr|annum)';
const PER = `\\s*(?:/|per\\s|an?\\s)\\s*${UNIT}\\b`;
/** "pa", "p.h.", "p/d". */
const PA = '\\s*p[./]?\\s?[ahd]\\b\\.?';
const CURRENCY = `(?:(?:${LEFT}(?:US|CA|AU|NZ|A|C))?[$£€¥₹]|\\b(?:USD|GBP|EUR|AUD|NZD)\\s?)`;
/** "25", "1,250.50", "30k", and the "17.50" of "17.50ph". */
const NUMBER = '\\d+(?:[.,]\\d+)*(?:\\s?k)?(?![.,]?\\d)(?=\\b|p[./]?[ahd]\\b)';
/** "$20 - 3 openings" is no range of pay. */
const UPPER = `(?:\\s?(?:-|–|to)\\s?[$£€]?\\s?${NUMBER}(?!\\s?(?:x\\b|openings?|vacanc|positions?|posts?|roles?|months?|hours?\\b)))?`;
const BONUS =
  '(?:(?:sign(?:ing)?[- ]?on|signing|hiring|welcome|joining|retention|relocation)\\sbonus(?:es)?)';
const EXTRA = `(?:\\s(?:OTE|DOE|pro rata|basic|salary|${BONUS}|bonus)\\b|\\s?(?:\\+|plus|&|and)\\s?(?:bonus|commission|comm|benefits|bens|tips|ote|package|overtime|car)\\b)*`;

const TIMES =
  '(?:1st|2nd|3rd|first|second|third|day|night|evening|weekend|swing|graveyard|rotating|early|late|twilight)s?';
/** Those whose job is the shift itself: "Night Shift Manager" is no manager who happens to work nights. */
const OF_THE_SHIFT =
  '(?:manager|supervisor|leader|lead|coordinator|co-ordinator|superintendent|foreman|forewoman|commander|runner|boss|captain|chief|head|director|controller|planner|worker)s?\\b';

const LABEL =
  '(?:(?:job|position|posting|vacancy|requisition|req)[- ]?(?:requisition|req|id|ref(?:erence)?|number|no|code)|requisition|req|ref(?:erence)?|vacancy)';
/** "12345", "R-99812", "KT/482", "2024-118". */
const CODE = '[a-z]{0,4}[-_/]?\\d[\\d_-]*\\d[\\d_-]*\\d[a-z]?';
/** Names before a number that is part of the job: "ISO/IEC 27001", "BS EN 15085", "ISO 9001 and 45001". */
const STANDARDS =
  'ISO IEC EN AS NZS BS DO SAE NFPA ASTM ASME ANSI API AWS DIN IATF IEEE ITU UL VDA JIS CSA MIL STD RFC TS TR PAS GOST GB ETSI AMS ' +
  'CFR NIST SP OSHA OHSAS REG REGULATION DIRECTIVE PART CLASS FORM SECTION';
/** For a pattern whose other letters are case-sensitive. */
const EITHER_CASE = STANDARDS.replace(/[A-Z]/gu, (letter) => `[${letter}${letter.toLowerCase()}]`);
const STANDARD = `\\b(?:${EITHER_CASE.replaceAll(' ', '|')})[\\s/.:-]{0,2}(?:\\d[\\d:-]*\\s?(?:[,/&+]|and)\\s?)*`;
/** A short name in capitals before the number and a word after it: a model or standard that is not in the list. */
const MODEL = `(?<=\\b[A-Z]{2,5}[ -])\\d{5,}(?=\\s\\p{L})`;

const GENDER = '[mfwdxh]';
const OR_GENDER = '\\s?[/|]\\s?(?:[mfwdxhin*]|div(?:erse?)?\\b\\.?)';
const TWO_GENDERS = `${GENDER}${OR_GENDER}`;

/** Man and woman, in one language's letters: "h/w" is hardware. */
function isGender(match: string): boolean {
  return /m/iu.test(match) ? /[fw]/iu.test(match) : /h/iu.test(match) && /f/iu.test(match);
}

/** Parts that may stand anywhere in a title, with or without brackets around them; in this order. */
export const ANYWHERE: readonly Rule[] = [
  {
    kind: 'requisition',
    pattern: new RegExp(
      `${LEFT}${LABEL}\\b\\.?\\s*(?:(?:no\\b\\.?|number|id)\\s*)?[:#-]?\\s*#?${CODE}${RIGHT}`,
      'giu',
    ),
  },
  { kind: 'requisition', pattern: new RegExp(`${LEFT}id\\s*(?:[:#]\\s*${CODE}|\\d{5,})${RIGHT}`, 'giu') },
  { kind: 'requisition', pattern: new RegExp(`(?<![\\p{L}\\p{N}#&])(?:job\\s)?#\\s?${CODE}${RIGHT}`, 'giu') },
  { kind: 'requisition', pattern: /(?<![\w$£€])(?:jr|r|req)-?\d{4,}(?:-\d+)?(?![\p{L}\p{N}])/giu },
  {
    kind: 'pay',
    pattern: new RegExp(
      `(?:\\b(?:up to|from|circa|ote|c\\.)\\s)?${CURRENCY}\\s?${NUMBER}${UPPER}\\+?(?:${PER}|${PA})?${EXTRA}`,
      'giu',
    ),
  },
  { kind: 'pay', pattern: new RegExp(`(?<![\\w.,])${NUMBER}${PER}`, 'giu') },
  // Without currency or slash the number must look like money: "Band 5 PA" is a personal assistant.
  {
    kind: 'pay',
    pattern: new RegExp(`(?<![\\w.,])(?:\\d{1,3}[.,]\\d{2,3}|\\d{4,6}|\\d{2,3}\\s?k)${PA}`, 'giu'),
  },
  { kind: 'pay', pattern: new RegExp(`(?:\\+\\s?)?${LEFT}${BONUS}${RIGHT}`, 'giu') },
  {
    kind: 'gender',
    pattern: new RegExp(`(?<![\\p{L}\\p{N}/])${GENDER}(?:${OR_GENDER}){2,4}(?![\\p{L}\\p{N}/])`, 'giu'),
    accepts: isGender,
  },
  // Two letters alone may be the line of work: "M/W Radio Engineer" works on microwaves. So only in brackets or as the last word.
  {
    kind: 'gender',
    pattern: new RegExp(
      [
        `(?<=[([]\\s?)${TWO_GENDERS}(?=\\s?[)\\],;|]|\\s[–—-]\\s)`,
        `(?<=[,;|]\\s?|\\s[–—-]\\s)${TWO_GENDERS}(?=\\s?[)\\]])`,
        `(?<=[\\s,;:|–—-])${TWO_GENDERS}(?=[\\s!.*]*$)`,
      ].join('|'),
      'giu',
    ),
    accepts: isGender,
  },
  { kind: 'gender', pattern: /\ball genders\b/giu },
  {
    kind: 'shift',
    pattern: new RegExp(
      `${LEFT}(?:${TIMES}\\s?(?:/|&|and|or)\\s?)?${TIMES}[- ]shifts?\\b(?!\\s+${OF_THE_SHIFT})`,
      'giu',
    ),
  },
  {
    kind: 'appeal',
    pattern:
      /(?<![\p{L}\p{N}])#(?:(?:we(?:a|')?re)?(?:now)?hiring(?:now|immediately)?|jobs?|jobsearch|jobopening|jobalert|jobvacancy|newjob|careers?|vacanc(?:y|ies)|recruiting|recruitment|opentowork|applynow|joinus|joinourteam|werehiring)(?![\p{L}\p{N}_])/giu,
  },
  { kind: 'hashtag', pattern: /(?<![\p{L}\p{N}#])#(?=\p{L})/gu },
  {
    kind: 'requisition',
    pattern: new RegExp(
      `(?<!${STANDARD})(?!${MODEL})(?<!,\\s[A-Z]{2}\\s)(?<![\\p{L}\\p{N}_$£€.,/-])\\d{5,}(?![\\p{L}\\p{N}_/-]|[.,]\\d)`,
      'gu',
    ),
  },
];

/** What a title may begin with. */
export const AT_START: readonly Rule[] = [
  { kind: 'count', pattern: /^\d{1,3}\s?[x×]\s+(?=\p{L})/gu },
  {
    kind: 'appeal',
    pattern:
      /^(?:we\s?['’]?(?:a?re)|we are)\s(?:currently\s|now\s|actively\s|urgently\s)?(?:looking for|hiring|seeking|recruiting)(?:\s(?:our next|for))?\s*[:!-]*\s*(?:an?\s)?/giu,
  },
  { kind: 'appeal', pattern: /^join (?:us|our team|the team) as(?:\s(?:an?|our)(?=\s)|\s?:)?\s+/giu },
  {
    kind: 'appeal',
    pattern: /^(?:(?:now|we are|immediately) )?hiring(?: now| immediately| asap)?\s*[:!]+\s*(?:an?\s)?/giu,
  },
  { kind: 'appeal', pattern: /^now hiring\s+(?:for\s)?(?:an?\s)?(?=\p{L})/giu },
  {
    kind: 'appeal',
    pattern: /^(?:new|hot|featured)(?: (?:role|job|vacancy|opportunity|opening|position))?\s*[:!*]+\s*/giu,
  },
  { kind: 'appeal', pattern: /^(?:help )?wanted\s*[:!]+\s*/giu },
  {
    kind: 'appeal',
    pattern: /^(?:vacancy|job title|job opening|job|position|role|job opportunity)\s?:\s+/giu,
  },
  {
    kind: 'urgency',
    pattern: /^urgent(?:ly)?(?: (?:hiring|hire|requirement|required|needed|need|vacancy))?\s*[:!*]+\s*/giu,
  },
  // In capitals before a title that is not: "URGENT CARE NURSE" is a nurse in urgent care.
  { kind: 'urgency', pattern: /^URGENT\s+(?![Cc]are\b)(?=\p{Lu}?\p{Ll})/gu },
];

/** A town behind "in": one to three words in capitals. */
const TOWN = "\\p{Lu}[\\p{L}.'-]*(?:[ -]\\p{Lu}[\\p{L}.'-]*){0,2}(?:,\\s\\p{Lu}{2})?";
const SOON = '(?:\\s(?:urgently|asap|immediately|now))';

/** What a title may end with. */
export const AT_END: readonly Rule[] = [
  { kind: 'count', pattern: /(?<=\s)(?:x ?|X|× ?)\d{1,3}$/gu },
  {
    kind: 'place',
    pattern: new RegExp(
      `(?<=(?<!experience)\\s(?:wanted|needed|required)${SOON}?\\s)in\\s${TOWN}[!.]*$`,
      'gu',
    ),
  },
  { kind: 'appeal', pattern: new RegExp(`(?<!experience\\s)(?<=\\s)(?:wanted|needed)${SOON}?[!.]*$`, 'giu') },
  { kind: 'appeal', pattern: new RegExp(`(?<=\\s)(?:urgently\\s)?required${SOON}[!.]*$`, 'giu') },
  { kind: 'urgency', pattern: /(?<=\s)(?:URGENT|[Uu]rgently|ASAP)[!.]*$/gu },
  { kind: 'urgency', pattern: /(?<=\s)immediate start[!.]*$/giu },
  {
    kind: 'remote',
    pattern:
      /(?<!(?:^|[\s-])(?:of|for|and|or|in|the|[&+/,-]))\s(?:fully remote|remote|wfh|work(?:ing)? from home)$/giu,
  },
  { kind: 'contract', pattern: /(?<=\s)(?:full|part)[- ]time$/giu },
  { kind: 'contract', pattern: /(?<=\s)(?:prn|ftc|per diem)$/giu },
];
