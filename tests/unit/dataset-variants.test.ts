/** Every strategy that makes a variant by code: what it makes, and where it makes nothing. */
import { describe, expect, test } from 'vitest';
import { payOf } from '../../scripts/dataset/pay.ts';
import { PLACES } from '../../scripts/dataset/places.ts';
import { Random } from '../../scripts/dataset/random.ts';
import { SECTORS } from '../../scripts/dataset/sectors.ts';
import { loadTitleData, type Occupation } from '../../scripts/dataset/sources.ts';
import { splitRoles, titleKey, TitleOwners, type Split } from '../../scripts/dataset/splits.ts';
import { STRATEGIES, type TitleSubject } from '../../scripts/dataset/title-strategies.ts';
import { SHARED_STRATEGIES, TEST_ONLY_STRATEGIES } from '../../scripts/dataset/variant-strategies.ts';
import { chooseSeeds, codedStrategies, makeVariants } from '../../scripts/dataset/variants.ts';

const TUCSON = PLACES.find(({ town }) => town === 'Tucson')!;

function subject(title: string, code: string, synonyms: readonly string[] = []): TitleSubject {
  return {
    title,
    synonyms,
    code,
    place: TUCSON,
    company: 'Ardenlow Clinics',
    sector: SECTORS.find(({ id }) => id === 'health') ?? SECTORS[0]!,
    pay: payOf(code, title, TUCSON.country, new Random(1)),
    conditions: 'rotating shifts and nights',
  };
}

/** All that a strategy makes in many draws. */
function drawn(name: string, of: TitleSubject): Set<string> {
  const strategy = codedStrategies('test').get(name)!;
  const made = Array.from({ length: 80 }, (_, seed) => strategy(of, new Random(seed)));
  return new Set(made.filter((text) => text !== null));
}

const NURSE = subject('Staff Nurse', '29-1141.00', ['Registered General Nurse', 'RGN', 'Floor Nurse']);
const AMOUNT = String.raw`\$\d+(\.\d\d)?`;
/** All ways in which an hour's pay is written. */
const HOURLY = `(${AMOUNT}(/hr| per hour| ph)|up to ${AMOUNT}/hr|${AMOUNT}-${AMOUNT}/hr)`;
/** And a year's. */
const YEARLY = String.raw`(up to \$\d+k|\$\d+k(-\$\d+k)?|\$\d+,000-\$\d+,000|\$\d+,000 pa)`;

/** What `pay` makes of a title. */
function withPay(title: string, pay: string): RegExp {
  return new RegExp(`^${title} (- ${pay}|${pay}|\\(${pay}\\)|\\| ${pay})$`);
}

const CARPENTER = subject('Carpenter', '47-2031.00');
const ANALYST = subject('Data Analyst', '15-2051.00');
const TEAM = /^(.+: Staff Nurse|Staff Nurse \| .+|.+ Staff Nurse)$/;

/** A strategy, its subject, and the form of everything it makes. */
const FORMS: readonly (readonly [string, TitleSubject, RegExp])[] = [
  ['seniority', subject('Accountant', '13-2011.00'), /^(Senior|Lead|Junior) Accountant$/],
  ['level', subject('Data Analyst', '15-2051.00'), /^Data Analyst (I{1,3}|Level 2|- Grade 4)$/],
  ['place', NURSE, /^Staff Nurse( - Tucson, AZ| - Tucson|, Tucson| \(Tucson\))$/],
  ['shift', NURSE, /^(Night Shift Staff Nurse|Staff Nurse( - Nights| \(4 on 4 off\)| - 2nd Shift))$/],
  ['contract', NURSE, /(Part.Time|Full Time|PRN)/],
  ['anyGender', subject('Data Analyst', '15-2051.00'), /^Data Analyst \((m\/f\/[dx]|all genders|f\/m\/d)\)$/],
  ['pay', CARPENTER, withPay('Carpenter', HOURLY)],
  ['pay', ANALYST, withPay('Data Analyst', YEARLY)],
  ['remote', subject('Software Developer', '15-1252.00'), /(Remote|Hybrid|Work from Home)/],
  ['requisition', NURSE, /\d{3}/],
  ['team', NURSE, /^Staff Nurse( - |, | \()/],
  ['company', NURSE, /^(Ardenlow Clinics: Staff Nurse|Staff Nurse( at | - | \| )Ardenlow Clinics)$/],
  ['upperCase', NURSE, /^STAFF NURSE$/],
  ['abbreviation', subject('Senior Project Manager', '13-1082.00'), /^Sr\. Project Mgr$/],
  ['order', subject('Payroll Manager', '11-3111.00'), /^Manager, Payroll$/],
  ['slash', NURSE, /^Staff Nurse ?\/ ?(Registered General Nurse|RGN|Floor Nurse)$/],
  ['typo', subject('Electrician', '47-2111.00'), /^El[a-z]{8,10}$/],
  ['lowerCase', NURSE, /^staff nurse$/],
  ['longAndShort', subject('Registered General Nurse', '29-1141.00', ['RGN', 'Staff Nurse']), /^(Registered General Nurse \(RGN\)|RGN (-|\/) Registered General Nurse)$/],
  ['unit', NURSE, TEAM],
  ['offer', NURSE, /^(NEW: Staff Nurse|Staff Nurse( - (Immediate Start|Sign-On Bonus)| \((Temp to Hire|Multiple Openings)\)))$/],
  ['slashChain', NURSE, /^Staff Nurse( ?\/ ?| or ).+( ?\/ ?| or ).+$/],
  ['vowelsOut', subject('Civil Engineer', '17-2051.00'), /^Civil Engnr$/],
  ['punctuation', NURSE, /^(Staff-Nurse|Staff {2}Nurse|Staff\. Nurse|\*Staff Nurse\*)$/],
  ['hashtag', NURSE, /^#StaffNurse( #(hiring|jobs))?$/],
  ['systemCode', NURSE, /^(STAFF_NURSE_0\d|29\d\d_STAFF_NURSE|JOB_STAFF_NURSE)$/],
  ['sentence', NURSE, /^(We are looking for: Staff Nurse|Staff Nurse wanted in Tucson|Now hiring! Staff Nurse needed|Join us as Staff Nurse)$/],
  ['headcount', NURSE, /^(\d x Staff Nurse|Staff Nurse x\d|Staff Nurse \(\d+ vacancies\))$/],
]; // prettier-ignore

describe('strategies', () => {
  test.each(FORMS)('%s', (name, of, form) => {
    const made = drawn(name, of);
    expect(made.size).toBeGreaterThan(0);
    for (const text of made) expect(text).toMatch(form);
  });

  test('pay makes nothing where adverts name none', () => {
    const president = subject('Company President', '11-1011.00');
    expect(president.pay).toBeNull();
    expect(drawn('pay', president).size).toBe(0);
  });

  test('every strategy stands in this table', () => {
    const { plain, ...adverts } = STRATEGIES;
    expect(plain).toBeDefined();
    const known = [
      ...Object.keys(adverts),
      ...Object.keys(SHARED_STRATEGIES),
      ...Object.keys(TEST_ONLY_STRATEGIES),
    ];
    expect([...new Set(FORMS.map(([name]) => name))].sort()).toEqual(known.sort());
  });

  test.each([
    ['lowerCase', 'nurse'],
    ['longAndShort', 'Staff Nurse'],
    ['slashChain', 'Baker'],
    ['vowelsOut', 'Cook'],
    ['punctuation', 'Cook'],
  ])('%s makes nothing of %s', (name, title) => {
    expect([...drawn(name, subject(title, '35-2014.00'))]).toEqual([]);
  });

  test('only test splits have the four that are kept for them', () => {
    for (const split of ['train', 'validation', 'holdout-codes-val'] as const)
      for (const name of Object.keys(TEST_ONLY_STRATEGIES))
        expect(codedStrategies(split).has(name)).toBe(false);
    for (const name of Object.keys(TEST_ONLY_STRATEGIES))
      expect(codedStrategies('holdout-codes-test').has(name)).toBe(true);
  });
});

describe('variants', () => {
  const { occupations } = loadTitleData(`${import.meta.dirname}/../../scripts/dataset`);
  const few = occupations.slice(0, 3);
  const splits = splitRoles(occupations);

  function make(
    list: readonly Occupation[],
    written: Parameters<typeof makeVariants>[0]['written'],
    reserved: readonly string[] = [],
  ) {
    return makeVariants({
      occupations: list,
      fragments: [],
      splits,
      written,
      owners: new TitleOwners(occupations, reserved.map(titleKey)),
    });
  }

  test('six seeds or seven an occupation, of its roles in turn, and no ambiguous one', () => {
    const seeds = chooseSeeds(occupations, splits);
    expect(seeds.length).toBeGreaterThan(6000);
    for (const { role, title } of seeds) {
      expect(role.titles).toContain(title);
      expect(role.ambiguous ?? []).not.toContain(title);
    }
    const first = seeds.filter(({ occupation }) => occupation.code === few[0]!.code);
    expect(first).toHaveLength(7);
    expect(new Set(first.map(({ role }) => role.role)).size).toBe(Math.min(7, few[0]!.roles.length));
  });

  test.each<Split>(['train', 'test'])(
    'written ones of %s are kept, unless they are another role’s title or a gold title',
    (split) => {
      const seed = chooseSeeds(occupations, splits).find((other) => other.split === split)!;
      const { code } = seed.occupation;
      const stranger = occupations.find((other) => other.code !== code)!.roles[0]!.titles[0]!;
      const line = {
        code,
        role: seed.role.role,
        seed: seed.title,
        prompt: 'first-request' as const,
        variants: ['Boss of it all, nights', stranger, 'Golden Example Person (Remote)', seed.title],
      };
      const written = (reserved: readonly string[]): string[] =>
        make([seed.occupation], [line], reserved)
          .filter(({ strategy }) => strategy === 'written/first-request')
          .map(({ jitteredTitle }) => jitteredTitle);
      expect(written(['golden example person'])).toEqual(['Boss of it all, nights']);
      expect(written([])).toEqual(['Boss of it all, nights', 'Golden Example Person (Remote)']);
    },
  );

  test('a gold title that is a title of the role may be varied by that role', () => {
    const seed = chooseSeeds(occupations, splits).find((other) => other.split === 'train')!;
    const made = make([seed.occupation], [], [seed.title]);
    const ofSeed = made.filter(({ seedTitle }) => seedTitle === seed.title);
    expect(ofSeed.length).toBeGreaterThanOrEqual(3);
    expect(new Set(ofSeed.map(({ jitteredTitle }) => jitteredTitle)).size).toBe(ofSeed.length);
  });

  test('are the same every time', () => {
    expect(make(few, [])).toEqual(make(few, []));
  });
});
