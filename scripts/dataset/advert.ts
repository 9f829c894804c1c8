/** @file The text of an advert: which parts, in which order, in whose voice. */
import {
  ABOUT,
  BENEFITS,
  CLOSINGS,
  CONDITIONS,
  DUTIES,
  LOCATIONS,
  ONE_REQUIREMENT,
  OPENINGS,
  PAY,
  TWO_REQUIREMENTS,
  VOICES,
  type Voice,
} from './advert-phrases.ts';
import { STRUCTURES, VOICE_WEIGHTS, type Part, type Step } from './advert-structures.ts';
import { payInWords, type Pay } from './pay.ts';
import type { Place } from './places.ts';
import type { Random } from './random.ts';
import type { Sector } from './sector.ts';
import { article, capitalise } from './title-text.ts';

export interface AdvertSubject {
  /** The role as in running text: "forklift operator". */
  readonly role: string;
  /** The role as a heading: "Forklift Operator". */
  readonly heading: string;
  readonly company: string;
  readonly place: Place;
  readonly sector: Sector;
  readonly duties: readonly string[];
  readonly requirements: readonly string[];
  readonly conditions: string;
  readonly pay: Pay | null;
  /** What the title promised (nights, a contract, work from home) and the text must say. */
  readonly fact: string | null;
  /** The title names the pay, so the text must too. */
  readonly payInTitle: boolean;
}

/** Words in a description: "$62,000" and "full-time" count as one. */
export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** Fewest and most words of a description. */
export const LENGTH = { least: 60, most: 150 } as const;
/** Added before the closing, in this order, while the text is too short or lacks the employer's name or town. */
const FILLERS: readonly Part[] = ['about', 'location', 'extra', 'benefits'];
/** Left out first where the text is too long. */
const DISPENSABLE: readonly Part[] = ['benefits', 'extra', 'location', 'about'];

export interface Advert {
  readonly structure: string;
  readonly voice: Voice;
  readonly text: string;
}

/** What the advert has said of the employer, so that it does not say it twice. */
interface Blurb {
  readonly text: string;
  used: boolean;
  companyNamed: boolean;
}

/** Sectors whose employers are never a dozen people. */
const LARGE: ReadonlySet<string> = new Set(
  'university health finance energy council military emergency mining aviation rail transit'.split(' '),
);

/** Drafts before giving up; one in a thousand needs a second. */
const DRAFTS = 50;

/**
 * An advert of 60 to 150 words that names the role, the employer and the town.
 * @throws RangeError if the subject's own phrases leave no room
 */
export function writeAdvert(subject: AdvertSubject, random: Random): Advert {
  for (let draft = 0; draft < DRAFTS; draft++) {
    const advert = writeDraft(subject, random);
    const words = countWords(advert.text);
    if (words >= LENGTH.least && words <= LENGTH.most) return advert;
  }
  throw new RangeError(
    `No advert of ${LENGTH.least} to ${LENGTH.most} words for "${subject.heading}": shorten its fragment.`,
  );
}

function writeDraft(subject: AdvertSubject, random: Random): Advert {
  const voice = random.weighted(VOICE_WEIGHTS);
  const structure = random.pick(STRUCTURES.filter(({ voices }) => voices.includes(voice)));
  const blurb: Blurb = { text: random.pick(subject.sector.blurbs), used: false, companyNamed: false };
  const sentences = new Map<Part, string>();
  const write = (part: Part): string => {
    const known = sentences.get(part);
    if (known !== undefined) return known;
    const text = writePart(part, voice, subject, blurb, random);
    sentences.set(part, text);
    return text;
  };
  let steps = structure.steps.filter(
    (step) => !(step === 'pay' && !subject.payInTitle && random.chance(0.45)),
  );
  if (subject.payInTitle && !steps.includes('pay')) steps = insertBeforeLast(steps, 'pay');
  let text = compose(steps, write);
  for (const filler of FILLERS) {
    const lacks =
      (filler === 'about' && !text.includes(subject.company)) ||
      (filler === 'location' && !text.includes(subject.place.town));
    if ((lacks || countWords(text) < LENGTH.least + 4) && !steps.includes(filler))
      steps = insertBeforeLast(steps, filler);
    text = compose(steps, write);
  }
  for (const part of DISPENSABLE) {
    if (countWords(text) <= LENGTH.most - 4) break;
    const shorter = compose(
      steps.filter((step) => step !== part),
      write,
    );
    if (!shorter.includes(subject.company) || !shorter.includes(subject.place.town)) continue;
    steps = steps.filter((step) => step !== part);
    text = shorter;
  }
  return { structure: structure.name, voice, text };
}

function insertBeforeLast(steps: readonly Step[], part: Part): Step[] {
  return [...steps.slice(0, -1), part, ...steps.slice(-1)];
}

function isHeading(step: Step): boolean {
  return /[:?]$/.test(step);
}

/** Parts that come before the closing or in place of a part that is left out: no heading fits them. */
const WITHOUT_HEADING: ReadonlySet<Step> = new Set<Step>(['about', 'location', 'extra', 'closing']);

/** "Key duties: check ..." -> "Check ...", for under a heading that says it already. */
function withoutLabel(text: string): string {
  return capitalise(
    text.replace(
      /^(The pay\?|What does a normal week look like\?|What you need is|What we ask for is|[A-Z][a-z]+( [a-z]+){0,3}:) (?!\()/,
      '',
    ),
  );
}

/** Joins the parts; a heading stands only before a part that has text. */
function compose(steps: readonly Step[], write: (part: Part) => string): string {
  const pieces: string[] = [];
  let heading = '';
  for (const step of steps) {
    if (isHeading(step)) {
      heading = step;
      continue;
    }
    const text = write(step as Part);
    if (text === '') continue;
    pieces.push(heading === '' || WITHOUT_HEADING.has(step) ? text : `${heading} ${withoutLabel(text)}`);
    heading = '';
  }
  return pieces.join(' ');
}

function writePart(part: Part, voice: Voice, subject: AdvertSubject, blurb: Blurb, random: Random): string {
  const fillIn = (template: string): string => fill(template, subject, blurb, random);
  switch (part) {
    case 'opening':
      return fillIn(random.pick(OPENINGS[voice]));
    case 'about':
      return fillIn(random.pick(ABOUT[voice].filter((template) => fitsWhatWasSaid(template, blurb))));
    case 'location':
      return fillIn(random.pick(LOCATIONS[voice]));
    case 'duties':
      return writeDuties(random.pick(DUTIES[voice]), random.shuffle(subject.duties));
    case 'need':
      return writeNeeds(voice, random.shuffle(subject.requirements).slice(0, 1), random);
    case 'needs':
      return writeNeeds(voice, subject.requirements.slice(0, 2), random);
    case 'conditions':
      return random.pick(CONDITIONS[voice]).replace('{c}', subject.conditions);
    case 'pay':
      return subject.pay ? random.pick(PAY[voice]).replace('{pay}', () => payInWords(subject.pay!)) : '';
    case 'fact':
      return subject.fact ?? '';
    case 'benefits':
      return subject.sector.id === 'military' ? '' : random.pick(BENEFITS[subject.place.country]!);
    case 'extra':
      return random.pick(subject.sector.extras);
    case 'closing':
      return fillIn(random.pick(CLOSINGS[voice]));
  }
}

/** The first mention names the employer; later ones add something, and then do without the name. */
function fitsWhatWasSaid(template: string, blurb: Blurb): boolean {
  if (blurb.used && template.includes('{blurb}')) return false;
  return blurb.companyNamed
    ? template.includes('{blurb}') || !template.includes('{company}')
    : template.includes('{company}');
}

function writeDuties(template: string, duties: readonly string[]): string {
  return template.replace(/\{(C?)([0-2])\}/g, (_, capital: string, index: string) => {
    const duty = duties[Number(index)]!;
    return capital ? capitalise(duty) : duty;
  });
}

function writeNeeds(voice: Voice, requirements: readonly string[], random: Random): string {
  const [first, second] = requirements.map((text) => requirement(text, voice));
  // "no experience needed, just ..." is a sentence of its own in every voice.
  const whole = requirements.find((text) => text.startsWith('no '));
  if (whole !== undefined) return `${capitalise(whole)}.`;
  if (second === undefined) return random.pick(ONE_REQUIREMENT[voice]).replace('{r}', first!);
  return random.pick(TWO_REQUIREMENTS[voice]).replace('{r}', first!).replace('{s}', second);
}

/** "own tools" -> "your own tools", "ability to ..." -> "the ability to ...", as the voice asks. */
function requirement(text: string, voice: Voice): string {
  if (voice === 'notes') return text;
  const owner = voice === 'we' || voice === 'chatty' ? 'your' : 'their';
  return text
    .replace(/^own /, `${owner} own `)
    .replace(/^(ability|willingness|readiness) to/, 'the $1 to')
    .replace(
      /^(?!an? |the |no |current |one |two )((?:[\w-]+ ){1,3}?)(certificate|licen[cs]e|ticket|card|diploma|clearance)\b(?! or )/,
      (whole) => (/\b(with|of|in|and|or|to|for)\b/.test(whole) ? whole : `${article(whole)} ${whole}`),
    );
}

function fill(template: string, subject: AdvertSubject, blurb: Blurb, random: Random): string {
  blurb.used ||= template.includes('{blurb}');
  blurb.companyNamed ||= template.includes('{company}');
  const slots: Readonly<Record<string, () => string>> = {
    role: () => subject.role,
    aRole: () => `${article(subject.role)} ${subject.role}`,
    Role: () => subject.heading,
    company: () => subject.company,
    town: () => subject.place.town,
    place: () => subject.place.name,
    site: () => subject.sector.site,
    blurb: () => blurb.text,
    cv: () => (subject.place.country === 'UK' || subject.place.country === 'IE' ? 'CV' : 'resume'),
    people: () =>
      String(
        random.pick(LARGE.has(subject.sector.id) ? [180, 260, 400, 650, 900] : [12, 18, 25, 40, 60, 85]),
      ),
    years: () => String(random.pick([8, 11, 15, 20, 26, 30, 45])),
    tenure: () => String(random.integer(4, 16)),
    ref: () => `${random.pick(['JR', 'MK', 'TB', 'AO'])}${random.integer(1020, 9870)}`,
  };
  const text = template.replace(/\{(\w+)\}/g, (whole, name: string) => slots[name]?.() ?? whole);
  return text.replace(
    /(^|[.!?] )([a-z])(?=[a-z])/g,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

/** Number of different openings and closings, for the test that adverts do not read like one template. */
export const VARIETY = {
  openings: VOICES.reduce((sum, voice) => sum + OPENINGS[voice].length, 0),
  closings: VOICES.reduce((sum, voice) => sum + CLOSINGS[voice].length, 0),
} as const;
