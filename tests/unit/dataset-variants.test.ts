/** Every strategy that makes a variant by code: what it makes, and where it makes nothing. */
import { describe, expect, test } from 'vitest';
import { PLACES } from '../../scripts/dataset/places.ts';
import { Random } from '../../scripts/dataset/random.ts';
import { SECTORS } from '../../scripts/dataset/sectors.ts';
import { loadTitleData, type Occupation } from '../../scripts/dataset/sources.ts';
import { roleId, splitRoles, titleKey, TitleOwners, type Split } from '../../scripts/dataset/splits.ts';
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
    pay: { low: 30, high: 36, period: 'hour', country: 'US' } as unknown as TitleSubject['pay'],
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
const TEAM = /^(.+: Staff Nurse|Staff Nurse \| .+|.+ Staff Nurse)$/;

/** A strategy, its subject, and the form of everything it makes. */
const FORMS: readonly (readonly [string, TitleSubject, RegExp])[] = [
  ['seniority', subject('Accountant', '13-2011.00'), /^(Senior|Lead|Junior) Accountant$/],
  ['level', subject('Data Analyst', '15-2051.00'), /^Data Analyst (I{1,3}|Level 2|- Grade 4)$/],
  ['place', NURSE, /Tucson/],
  ['shift', NURSE, /(Night|2nd Shift|4 on 4 off)/],
  ['contract', NURSE, /(Part.Time|Full Time|PRN)/],
  ['anyGender', subject('Data Analyst', '15-2051.00'), /^Data Analyst \((m\/f\/[dx]|all genders|f\/m\/d)\)$/],
  ['remote', subject('Software Developer', '15-1252.00'), /(Remote|Hybrid|Work from Home)/],
  ['requisition', NURSE, /\d{3}/],
  ['team', NURSE, /^Staff Nurse( - |, | \()/],
  ['company', NURSE, /Ardenlow Clinics/],
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
  ['sentence', NURSE, /Staff Nurse/],
  ['headcount', NURSE, /^(\d x Staff Nurse|Staff Nurse x\d|Staff Nurse \(\d+ vacancies\))$/],
]; // prettier-ignore

describe('strategies', () => {
  test.each(FORMS)('%s', (name, of, form) => {
    const made = drawn(name, of);
    expect(made.size).toBeGreaterThan(0);
    for (const text of made) expect(text).toMatch(form);
  });

  test('pay names the pay', () => {
    const of = { ...NURSE, pay: null };
    expect(drawn('pay', of).size).toBe(0);
  });

  test('every strategy stands in this table', () => {
    const { plain, pay, ...adverts } = STRATEGIES;
    expect(plain).toBeDefined();
    expect(pay).toBeDefined();
    const known = [
      ...Object.keys(adverts),
      ...Object.keys(SHARED_STRATEGIES),
      ...Object.keys(TEST_ONLY_STRATEGIES),
    ];
    expect(FORMS.map(([name]) => name).sort()).toEqual(known.sort());
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
      reserved: new Set(reserved.map(titleKey)),
      owners: new TitleOwners(occupations),
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

  test('written ones are kept, unless they are another role’s title or, in training, a gold title', () => {
    const isTrain = (split: Split): boolean => split === 'train';
    const seed = chooseSeeds(few, splits).find(({ split }) => isTrain(split))!;
    const id = roleId(seed.occupation.code, seed.role.role);
    const stranger = occupations[20]!.roles[0]!.titles[0]!;
    const line = {
      code: seed.occupation.code,
      role: seed.role.role,
      seed: seed.title,
      prompt: 'first-request' as const,
      variants: ['Boss of it all, nights', stranger, 'Golden Example Person', seed.title],
    };
    const made = make(few, [line], ['golden example person']).filter(
      ({ code, role, seedTitle }) => roleId(code, role) === id && seedTitle === seed.title,
    );
    const written = made.filter(({ strategy }) => strategy === 'written/first-request');
    expect(written.map(({ jitteredTitle }) => jitteredTitle)).toEqual(['Boss of it all, nights']);
    expect(made.length).toBeGreaterThanOrEqual(4);
    expect(new Set(made.map(({ jitteredTitle }) => jitteredTitle)).size).toBe(made.length);
  });

  test('are the same every time', () => {
    expect(make(few, [])).toEqual(make(few, []));
  });
});
