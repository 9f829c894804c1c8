/**
 * @file Ways in which titles get messy beyond what adverts do (title-strategies.ts): one small function a strategy. The last four are
 * kept for the test split, so that a model meets noise that it was not trained on.
 */
import type { Random } from './random.ts';
import type { TitleSubject } from './title-strategies.ts';

/** null where the strategy would change nothing or make nonsense. */
export type VariantStrategy = (subject: TitleSubject, random: Random) => string | null;

/** The first character of each word but "of", "and", "the", "for" and "in", in capitals: "Director of Nursing" -> "DN". */
function initials(title: string): string {
  return title
    .split(/[\s-]+/)
    .filter((word) => !/^(of|and|the|for|in)$/i.test(word))
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
}

/** Strategies that may be used for every split. */
export const SHARED_STRATEGIES = {
  lowerCase: ({ title }) => (title === title.toLowerCase() ? null : title.toLowerCase()),

  /** "Emergency Medical Technician (EMT)", where the short form is one of the role's own titles. */
  longAndShort({ title, synonyms }, random) {
    const short = synonyms.find((other) => /^[A-Z]{2,6}$/.test(other) && other === initials(title));
    return short ? random.pick([`${title} (${short})`, `${short} - ${title}`, `${short} / ${title}`]) : null;
  },

  /** "Cardiology: Staff Nurse", "Staff Nurse | Cardiology" or "Cardiology Staff Nurse": a team of the sector before or behind. */
  unit: ({ title, sector }, random) => {
    const team = random.pick(sector.teams);
    return random.pick([`${team}: ${title}`, `${title} | ${team}`, `${team} ${title}`]);
  },

  /** "Welder (Temp to Hire)", "Welder - 3 openings". */
  offer: ({ title }, random) =>
    random.pick([
      `${title} (Temp to Hire)`,
      `${title} - Immediate Start`,
      `${title} (Multiple Openings)`,
      `${title} - Sign-On Bonus`,
      `NEW: ${title}`,
    ]),

  /** "Staff Nurse/Registered General Nurse/RGN": three names in a row. */
  slashChain({ title, synonyms }, random) {
    const others = random
      .shuffle(synonyms.filter((other) => other !== title && !other.includes('/')))
      .slice(0, 2);
    const chain = [title, ...others].join(random.pick(['/', ' / ', ' or ']));
    return others.length === 2 && chain.length <= 80 ? chain : null;
  },

  /** "Civil Engnr": vowels left out of one long word. */
  vowelsOut({ title }, random) {
    const words = title.split(' ');
    const long = words.flatMap((word, index) => (/^[A-Z][a-z]{6,}$/.test(word) ? [index] : []));
    if (long.length === 0) return null;
    const index = random.pick(long);
    const word = words[index]!;
    words[index] = word.charAt(0) + word.slice(1, -1).replace(/[aeiou]/g, '') + word.slice(-1);
    return words.join(' ');
  },

  /**
   * One of two words or more joined by a hyphen ("Staff-Nurse"), parted by two spaces ("Staff  Nurse") or by a full stop
   * ("Staff. Nurse"), or the whole between asterisks ("*Staff Nurse*").
   */
  punctuation({ title }, random) {
    const words = title.split(' ');
    if (words.length < 2) return null;
    const at = random.integer(1, words.length - 1);
    const before = words.slice(0, at).join(' ');
    const after = words.slice(at).join(' ');
    return random.pick([`${before}-${after}`, `${before}  ${after}`, `${before}. ${after}`, `*${title}*`]);
  },
} satisfies Readonly<Record<string, VariantStrategy>>;

/** Strategies of the test splits alone. */
export const TEST_ONLY_STRATEGIES = {
  /** "#StaffNurse #hiring" */
  hashtag: ({ title }, random) => {
    const tag = title.replace(/[^A-Za-z0-9]+/g, '');
    return random.pick([`#${tag}`, `#${tag} #hiring`, `#${tag} #jobs`]);
  },

  /** "STAFF_NURSE_02", as systems for personnel store it. */
  systemCode: ({ title, code }, random) => {
    const name = title
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, '_')
      .replace(/^_|_$/g, '');
    return random.pick([
      `${name}_0${random.integer(1, 9)}`,
      `${code.slice(0, 2)}${random.integer(10, 99)}_${name}`,
      `JOB_${name}`,
    ]);
  },

  /** "We need a staff nurse now" */
  sentence: ({ title, place }, random) =>
    random.pick([
      `We are looking for: ${title}`,
      `${title} wanted in ${place.town}`,
      `Now hiring! ${title} needed`,
      `Join us as ${title}`,
    ]),

  /** "3 x Staff Nurse" */
  headcount: ({ title }, random) =>
    random.pick([
      `${random.integer(2, 9)} x ${title}`,
      `${title} x${random.integer(2, 9)}`,
      `${title} (${random.integer(2, 20)} vacancies)`,
    ]),
} satisfies Readonly<Record<string, VariantStrategy>>;
