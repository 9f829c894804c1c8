/** @file How employers dress a title up: one small function a strategy, each only where it makes sense. */
import { ABBREVIATIONS } from './abbreviations.ts';
import { payInTitle, type Pay } from './pay.ts';
import type { Place } from './places.ts';
import type { Random } from './random.ts';
import type { Sector } from './sector.ts';

export interface TitleSubject {
  /** The role's title, brackets off, in the spelling of the country. */
  readonly title: string;
  /** Other titles of the same role, brackets off. */
  readonly synonyms: readonly string[];
  readonly code: string;
  readonly place: Place;
  readonly company: string;
  readonly sector: Sector;
  readonly pay: Pay | null;
  /** The occupation's conditions: what they say about nights or seasons must not be contradicted. */
  readonly conditions: string;
}

/** A title in the wild, and what the advert must then say too. */
export interface DressedTitle {
  readonly title: string;
  readonly fact?: string;
  readonly remote?: boolean;
}

/** null where the strategy would make nonsense of this title. */
type Strategy = (subject: TitleSubject, random: Random) => DressedTitle | null;

const RANKED =
  /\b(Senior|Junior|Lead|Leading|Leader|Chief|Head|Director|Manager|Supervisor|Superintendent|Foreman|Forewoman|Foreperson|Trainee|Apprentice|Assistant|Aide|Helper|VP|President|Principal|Intern|Entry|Associate|Graduate|Commander|Commanding|Captain|Sergeant|Lieutenant|Major|Judge|Magistrate|Dean|Professor|Lecturer|Faculty|Fellow|Resident|Registrar|Consultant|Officer in Charge|Partner|Owner|CEO|C[A-Z]O|Executive|Master|Boss|Warden|Mayor|Senator|Alderman|Priest|Pastor|Bishop|Volunteer|Deputy|Student|Staff|First|Second|[0-9]\w*|I{1,3}|IV)\b/;
const WHITE_COLLAR = /^(13|15|17|19|21|23-2|27-[134]|29|41-3|41-4|43)/;
const TRADES = /^(35|37|45|47|49|51|53)/;
const ROUND_THE_CLOCK =
  /^(29-(1141|2|1171|1292)|31-1|31-9|33-(3|9032|9021|2011|3012)|35|37-20|39-60|39-1|43-(4081|4171|5031|4051)|49-(9|3)|51|53-(7|3|6))/;
const AT_A_DESK =
  /^(13-(1|2)|15|27-3(031|04|09)|43-(3|4051|9)|41-30|41-3091|11-(2021|2011|3021|3121|3131|3031)|25-9031|17-(30|20)(11|41|61))/;
const TEMPORARY = /^(13|15|17|19|23|25|27|29|31|33-9|35|37|39|41|43|45|47|51|53)/;

function years(title: string): boolean {
  return !RANKED.test(title);
}

export const STRATEGIES: Readonly<Record<string, Strategy>> = {
  plain: ({ title }) => ({ title }),

  seniority({ title, code, place }, random) {
    if (!years(title)) return null;
    if (WHITE_COLLAR.test(code)) {
      const clinical = code.startsWith('29') || code.startsWith('21');
      const graduates = /^(15|17|19)/.test(code) ? ['Graduate', 'Entry Level'] : [];
      const words = clinical
        ? ['Senior', 'Lead']
        : ['Senior', 'Senior', 'Senior', 'Junior', 'Lead', ...graduates];
      if (clinical && /\b(Surgeon|Physician|Doctor|Dentist|ist)\b/.test(title)) return null;
      return { title: `${random.pick(words)} ${title}` };
    }
    if (!TRADES.test(code)) return null;
    const apprentice = /^(47|49)/.test(code) ? ['Apprentice', 'Lead'] : ['Lead', 'Trainee', 'Experienced'];
    const word = random.pick(apprentice);
    const beginner = word === 'Apprentice' || word === 'Trainee';
    return beginner
      ? {
          title: `${word} ${title}`,
          fact: place.country === 'US' ? 'We train you on the job.' : 'Training is given on the job.',
        }
      : { title: `${word} ${title}` };
  },

  level({ title, code, place }, random) {
    if (
      !years(title) ||
      !/\b(Engineer|Analyst|Technician|Specialist|Clerk|Operator|Accountant|Scientist|Nurse|Therapist|Programmer|Developer|Administrator|Mechanic|Inspector|Technologist|Planner|Buyer)$/.test(
        title,
      )
    ) {
      return null;
    }
    if (place.country === 'UK' && /^(29|31)/.test(code))
      return { title: `${title} ${random.pick(['Band 5', 'Band 6', '- Band 4'])}` };
    if (/^(29|31)/.test(code) && place.country !== 'US') return null;
    return { title: `${title} ${random.pick(['I', 'II', 'II', 'III', 'Level 2', '- Grade 4'])}` };
  },

  place: ({ title, place }, random) => ({
    title: random.pick([
      `${title} - ${place.name}`,
      `${title} - ${place.town}`,
      `${title}, ${place.town}`,
      `${title} (${place.town})`,
    ]),
  }),

  shift({ title, code, place, conditions }, random) {
    if (
      !ROUND_THE_CLOCK.test(code) ||
      /\b(Manager|Director|Chief|Head|Surgeon|Teacher|Apprentice)\b/.test(title)
    )
      return null;
    const atNight = /night|shift|24|round-the-clock|rota/i.test(conditions);
    const nights = [
      [`Night Shift ${title}`, 'The post is on the night shift.'],
      [`${title} - Nights`, 'The hours are nights, with an allowance.'],
      [`${title} (4 on 4 off)`, 'The pattern is four days on and four days off.'],
      [
        place.country === 'US' ? `${title} - 2nd Shift` : `${title} - Late Shift`,
        'The hours are afternoons and evenings.',
      ],
    ] as const;
    const days = [
      [`${title} - Days`, 'The hours are days only.'],
      [`${title} - Weekends`, 'The hours are Saturdays and Sundays.'],
      [`Weekend ${title}`, 'The hours are Saturdays and Sundays.'],
      [`${title}, Early Shift`, 'The shift starts at six in the morning.'],
    ] as const;
    const [dressed, fact] = random.pick<readonly [string, string]>(atNight ? nights : days);
    return { title: dressed, fact };
  },

  contract({ title, code, place, conditions }, random) {
    if (!TEMPORARY.test(code) || /\b(Chief|Surgeon|Owner|Judge|Partner|Dean)\b/.test(title)) return null;
    const british = place.country === 'UK' || place.country === 'IE';
    const options: (readonly [string, string])[] = [
      [`Part-Time ${title}`, 'The post is part time, about twenty hours a week.'],
      [`${title} (Part Time)`, 'The post is part time, three days a week.'],
      [`${title} - Full Time`, 'The post is full time and permanent.'],
    ];
    if (/^(13|15|17|19|43)/.test(code)) {
      options.push(
        british
          ? [`${title} - 12 Month FTC`, 'This is a fixed-term contract of twelve months.']
          : [`${title} - Contract`, 'This is a six-month contract.'],
        british
          ? [`${title} (Maternity Cover)`, 'The post covers a maternity leave of about a year.']
          : [`${title} (Temporary)`, 'This is a temporary position of about four months.'],
      );
    }
    if (/^(29|31)/.test(code))
      options.push(
        place.country === 'US'
          ? [`${title} PRN`, 'Shifts are PRN, as the schedule needs.']
          : [`Bank ${title}`, 'Shifts are offered through our staff bank.'],
      );
    if (/^(35|39-3|41-2|45|53-7)/.test(code) || /season|harvest/.test(conditions))
      options.push([`Seasonal ${title}`, 'The post is seasonal.']);
    if (place.country === 'AU') options.push([`${title} - Casual`, 'The post is casual, with loading.']);
    const [dressed, fact] = random.pick(options);
    return { title: dressed, fact };
  },

  anyGender({ title, code }, random) {
    if (!/^(11|13|15|17|19|27-1|41-[34])/.test(code)) return null;
    return { title: `${title} ${random.pick(['(m/f/d)', '(m/f/x)', '(all genders)', '(f/m/d)'])}` };
  },

  remote({ title, code, place }, random) {
    if (!AT_A_DESK.test(code) || /\b(Teller|Cashier|Counter|Reception|Mail|Field|Site|Hardware)/.test(title))
      return null;
    if (random.chance(0.35)) {
      return {
        title: random.pick([`${title} (Hybrid)`, `${title} - Hybrid, ${place.town}`]),
        fact: 'You would be in the office two days a week and at home for the rest.',
      };
    }
    return {
      title: random.pick([
        `${title} (Remote)`,
        `Remote ${title}`,
        `${title} - Remote`,
        `${title} | Work from Home`,
      ]),
      fact: 'The work is done from home, with a meeting in the office once a month.',
      remote: true,
    };
  },

  pay({ title, pay }, random) {
    if (!pay) return null;
    const text = payInTitle(pay, random);
    return {
      title: random.pick([
        `${title} - ${text}`,
        `${title} ${text}`,
        `${title} (${text})`,
        `${title} | ${text}`,
      ]),
    };
  },

  requisition: ({ title }, random) => ({
    title: random.pick([
      `${title} - REQ-${random.integer(10200, 98999)}`,
      `${title} (Job ID ${random.integer(41000, 99999)})`,
      `${title} #${random.integer(1040, 9890)}`,
      `${title} R00${random.integer(10400, 98900)}`,
      `${title} - Ref ${random.pick(['HC', 'KT', 'OP', 'VA'])}/${random.integer(102, 989)}`,
    ]),
  }),

  team: ({ title, sector }, random) => {
    const team = random.pick(sector.teams);
    return { title: random.pick([`${title} - ${team}`, `${title}, ${team}`, `${title} (${team})`]) };
  },

  company: ({ title, company }, random) => ({
    title: random.pick([
      `${title} at ${company}`,
      `${title} - ${company}`,
      `${title} | ${company}`,
      `${company}: ${title}`,
    ]),
  }),

  upperCase: ({ title }) => ({ title: title.toUpperCase() }),

  abbreviation({ title, place }) {
    const short = title
      .split(' ')
      .map((word) =>
        word === 'Senior' && place.country !== 'US' ? 'Snr' : (ABBREVIATIONS.get(word) ?? word),
      )
      .join(' ');
    return short === title ? null : { title: short };
  },

  order({ title }) {
    const words = title.split(' ');
    const last = words[words.length - 1]!;
    if (
      words.length < 2 ||
      words.length > 3 ||
      /,| of | and |\//.test(title) ||
      !ORDERED.has(last) ||
      NOT_FIRST.test(words[0]!)
    )
      return null;
    return { title: `${last}, ${words.slice(0, -1).join(' ')}` };
  },

  slash({ title, synonyms }, random) {
    const fitting = synonyms.filter(
      (other) => other !== title && !other.includes('/') && other.length + title.length < 56,
    );
    if (title.includes('/') || fitting.length === 0) return null;
    return { title: `${title}${random.pick([' / ', '/'])}${random.pick(fitting)}` };
  },

  typo({ title }, random) {
    const words = title.split(' ');
    const long = words.flatMap((word, index) => (/^[A-Z][a-z]{5,}$/.test(word) ? [index] : []));
    if (long.length === 0) return null;
    const index = random.pick(long);
    words[index] = misspell(words[index]!, random);
    return words.join(' ') === title ? null : { title: words.join(' ') };
  },
};

/** Swaps, drops or doubles one letter, never the first. */
function misspell(word: string, random: Random): string {
  const at = random.integer(2, word.length - 3);
  const kind = random.integer(0, 2);
  if (kind === 0) return word.slice(0, at) + word[at + 1]! + word[at]! + word.slice(at + 2);
  if (kind === 1) return word.slice(0, at) + word.slice(at + 1);
  return word.slice(0, at) + word[at]! + word.slice(at);
}

const ORDERED = new Set(['Manager', 'Director', 'Engineer', 'Analyst', 'Specialist', 'Officer', 'Technician', 'Designer', 'Clerk', 'Operator', 'Inspector', 'Coordinator', 'Professor', 'Teacher', 'Buyer', 'Planner', 'Developer', 'Administrator', 'Supervisor', 'Scientist', 'Driver', 'Instructor', 'Nurse', 'Editor']); // prettier-ignore
const NOT_FIRST =
  /^(Senior|Junior|Assistant|Deputy|Chief|Registered|General|Certified|Licensed|Associate|Head|Lead|Staff|Visiting|Adjunct|Full|Chartered|Qualified|Regional|Principal|Duty|Shift)$/;
