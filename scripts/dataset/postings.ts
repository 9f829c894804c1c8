/** @file Generates the postings of the shipped corpus from occupations and advert fragments. Deterministic. */
import { pathToFileURL } from 'node:url';
import type { Posting } from '../../src/core/search/types.ts';
import { countWords, LENGTH, writeAdvert } from './advert.ts';
import { companiesOf, sectorOf } from './companies.ts';
import { payOf } from './pay.ts';
import { countryWeights, PLACES } from './places.ts';
import { Random, seedOf } from './random.ts';
import {
  loadTitleData,
  SourceError,
  type Fragment,
  type Occupation,
  type Role,
  type TitleData,
} from './sources.ts';
import { divideFragment, divideSkills } from './fragment-shares.ts';
import { roleId, splitRoles, TitleOwners, type Split } from './splits.ts';
import { localise } from './spelling.ts';
import { dress } from './dress.ts';
import {
  capitalise,
  inRunningText,
  lowerCaseWords,
  namesAPerson,
  withoutBrackets,
  withoutTail,
} from './title-text.ts';

/** A posting and how it was made; only the fields of Posting are shipped. */
export interface GeneratedPosting extends Posting {
  readonly role: string;
  /** The role's title before it was dressed up. */
  readonly seedTitle: string;
  readonly strategies: readonly string[];
  readonly structure: string;
  readonly country: string;
  readonly split: Split;
}

export interface PostingsInput extends TitleData {
  readonly seed: string;
  /** A dressed-up title that another role has is not used. */
  readonly owners?: TitleOwners;
  /** By `roleId`. */
  readonly splits?: ReadonlyMap<string, Split>;
}

/** The seed of the shipped corpus. */
export const CORPUS_SEED = 'rolemap-postings-2';
/** Postings of each occupation, and among how many of its roles they are shared out. */
const EACH = 5;
const ROLES = 3;

/**
 * Five postings an occupation, for up to three of its roles. Postings of different splits share no phrase.
 * Occupations without a fragment are left out.
 * @throws SourceError if a fragment lacks duties, requirements or conditions
 */
export function generatePostings({
  occupations,
  fragments,
  seed,
  owners = new TitleOwners(occupations),
  splits = splitRoles(occupations),
}: PostingsInput): GeneratedPosting[] {
  const byCode = new Map(fragments.map((fragment) => [fragment.code, fragment]));
  const lowerCase = lowerCaseWords(prose(occupations, fragments));
  const postings: GeneratedPosting[] = [];
  for (const occupation of occupations) {
    const fragment = byCode.get(occupation.code);
    if (!fragment) continue;
    const splitOf = ({ role }: Role): Split => splits.get(roleId(occupation.code, role))!;
    const roles = drawRoles(occupation, new Random(seedOf(`${seed} ${occupation.code}`)));
    const parts = divideFragment(
      { ...fragment, duties: [...fragment.duties, ...occupation.tasks] },
      [...new Set(roles.map(splitOf))],
      seed,
    );
    for (let turn = 0; turn < EACH; turn++) {
      const role = roles[turn % roles.length]!;
      const share = parts.get(splitOf(role))!;
      check(share);
      const draws = (what: string): Random =>
        new Random(seedOf(`${seed} ${occupation.code} ${role.role} ${turn} ${what}`));
      const drawTitle = new Random(seedOf(`${seed} ${occupation.code} ${role.role}`));
      const seedTitle = pickTitle(role, usualTitle(occupation), Math.floor(turn / roles.length), drawTitle);
      const skills = divideSkills(occupation, roles.map(splitOf), splitOf(role), seed);
      const posting = generate(
        { ...occupation, skills },
        role,
        seedTitle,
        share,
        lowerCase,
        postings.length,
        draws,
      );
      const own = owners.claim(posting.title, roleId(occupation.code, role.role));
      const title = own ? {} : { title: seedTitle, strategies: ['plain'] };
      postings.push({ ...posting, ...title, split: splitOf(role) });
    }
  }
  return postings;
}

/** "Registered Nurses" -> "registered nurse": the occupation's own name as a title, in lower case. */
function usualTitle({ title }: Occupation): string {
  return title.toLowerCase().replace(/(?<=[a-z]{2})s$/, '');
}

/** The most usual role, which has the occupation's own name as a title or else stands first, and others drawn. */
function drawRoles(occupation: Occupation, random: Random): Role[] {
  const usual = usualTitle(occupation);
  const named = occupation.roles.find(({ titles }) => titles.some((title) => title.toLowerCase() === usual));
  const first = named ?? occupation.roles[0]!;
  return [first, ...random.shuffle(occupation.roles.filter((role) => role !== first))].slice(0, ROLES);
}

/**
 * The most usual title first (the occupation's own name, else the first written), then others drawn; only those that an advert would
 * call a person by, if there are any.
 */
function pickTitle({ titles }: Role, usual: string, turn: number, random: Random): string {
  const fitting = titles.filter(namesAPerson);
  const all = fitting.length > 0 ? fitting : titles;
  const first = all.find((title) => title.toLowerCase() === usual) ?? all[0]!;
  const order = [first, ...random.shuffle(all.filter((title) => title !== first))];
  return order[turn % order.length]!;
}

function check(fragment: Fragment): void {
  if (fragment.duties.length < 3 || fragment.requirements.length < 1 || fragment.conditions.length < 1) {
    throw new SourceError(
      `Fragment ${fragment.code} needs three duties, a requirement and a condition. Complete its line.`,
    );
  }
}

function* prose(occupations: readonly Occupation[], fragments: readonly Fragment[]): Generator<string> {
  for (const { descriptions, tasks, skills, roles } of occupations) {
    yield* descriptions;
    yield* tasks;
    yield* skills;
    for (const { role } of roles) yield role;
  }
  for (const { duties, requirements, conditions } of fragments)
    yield* [...duties, ...requirements, ...conditions];
}

function generate(
  occupation: Occupation,
  role: Role,
  seedTitle: string,
  fragment: Fragment,
  lowerCase: ReadonlySet<string>,
  index: number,
  draws: (what: string) => Random,
): Omit<GeneratedPosting, 'split'> {
  // One stream of draws a step: a new title strategy does not change every advert's text.
  const random = draws('employer');
  const fitting = role.titles.filter(namesAPerson);
  const country = random.weighted(
    countryWeights(
      [seedTitle, role.role, ...fragment.requirements, ...fragment.duties, ...occupation.skills].join(' '),
    ),
  );
  const spelled = (text: string): string => localise(text, country);
  const place = random.pick(PLACES.filter((item) => item.country === country));
  const sector = sectorOf(occupation.code, seedTitle, random);
  const company = random.pick(companiesOf(sector, country));
  const title = capitalise(spelled(withoutBrackets(seedTitle)));
  const pay = payOf(occupation.code, title, country, random);
  const conditions = random.pick(fragment.conditions);
  const synonyms = fitting.map((other) => spelled(withoutTail(withoutBrackets(other))));
  const wild = dress(
    { title, synonyms, code: occupation.code, place, company, sector, pay, conditions },
    draws('title'),
  );
  const heading = withoutTail(title);
  const advert = writeAdvert(
    {
      role: inRunningText(heading, lowerCase),
      heading,
      company,
      place,
      sector,
      duties: random.shuffle(fragment.duties).slice(0, 3),
      requirements: draws('requirements').shuffle(fragment.requirements),
      conditions,
      pay,
      fact: wild.fact ?? null,
      payInTitle: wild.strategies.includes('pay'),
    },
    draws('advert'),
  );
  const skills = random.shuffle(occupation.skills);
  return {
    id: `p-${String(index + 1).padStart(4, '0')}`,
    title: wild.title,
    company,
    place: place.name,
    skills: spelled(skills.slice(0, random.integer(4, 8)).join(', ')),
    description: spelled(advert.text),
    code: occupation.code,
    role: role.role,
    seedTitle,
    strategies: wild.strategies,
    structure: advert.structure,
    country,
  };
}

/** Prints counts and a few postings: `npm run dataset:postings`. */
function main(): void {
  const data = loadTitleData(new URL('.', import.meta.url).pathname);
  const postings = generatePostings({ ...data, seed: CORPUS_SEED });
  const words = postings.map(({ description }) => countWords(description));
  const short = words.filter((count) => count < LENGTH.least || count > LENGTH.most).length;
  console.log(
    `${postings.length} postings of ${data.fragments.length} occupations; ${short} outside ${LENGTH.least} to ${LENGTH.most} words.`,
  );
  console.log(
    `Words: ${Math.min(...words)} to ${Math.max(...words)}. Titles unlike: ${new Set(postings.map(({ title }) => title)).size}.`,
  );
  const random = new Random(Number(process.argv[2] ?? 1));
  for (const posting of random.shuffle(postings).slice(0, Number(process.argv[3] ?? 5))) {
    console.log(`\n${posting.code} [${posting.strategies.join('+')}; ${posting.structure}] ${posting.title}`);
    console.log(`  ${posting.company}, ${posting.place}; ${posting.skills}\n  ${posting.description}`);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main();
