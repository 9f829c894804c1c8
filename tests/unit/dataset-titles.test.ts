/** Titles in the wild: each strategy where it makes sense, and nowhere else. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { payInTitle, payInWords, payOf } from '../../scripts/dataset/pay.ts';
import { PLACES } from '../../scripts/dataset/places.ts';
import { Random, seedOf } from '../../scripts/dataset/random.ts';
import { SECTORS } from '../../scripts/dataset/sectors.ts';
import { localise } from '../../scripts/dataset/spelling.ts';
import { dress } from '../../scripts/dataset/dress.ts';
import { STRATEGIES, type TitleSubject } from '../../scripts/dataset/title-strategies.ts';
import {
  article,
  inRunningText,
  lowerCaseWords,
  namesAPerson,
  withoutBrackets,
  withoutTail,
} from '../../scripts/dataset/title-text.ts';

const TUCSON = PLACES.find(({ town }) => town === 'Tucson')!;
const GLASGOW = PLACES.find(({ town }) => town === 'Glasgow')!;

function subject(title: string, code: string, place = TUCSON): TitleSubject {
  return {
    title,
    synonyms: [],
    code,
    place,
    company: 'Ardenlow Clinics',
    sector: SECTORS[0]!,
    pay: payOf(code, title, place.country, new Random(1)),
    conditions: 'rotating shifts and nights',
  };
}

/** All that a strategy makes of a subject in many draws. */
function drawn(strategy: string, of: TitleSubject): string[] {
  return Array.from({ length: 60 }, (_, seed) => STRATEGIES[strategy]!(of, new Random(seed))?.title ?? '');
}

describe('sensible combinations', () => {
  test.each([
    ['seniority', 'Chief Executive Officer', '11-1011.00'],
    ['seniority', 'Senior Accountant', '13-2011.00'],
    ['level', 'Engineering Manager', '11-9041.00'],
    ['shift', 'Professor of History', '25-1125.00'],
    ['shift', 'Accountant', '13-2011.00'],
    ['remote', 'Bricklayer', '47-2021.00'],
    ['remote', 'Registered Nurse', '29-1141.00'],
    ['pay', 'Infantry Officer', '55-1016.00'],
    ['order', 'Chief Engineer', '17-2141.00'],
    ['order', 'Head of Marketing', '11-2021.00'],
    ['abbreviation', 'Baker', '51-3011.00'],
    ['slash', 'Baker', '51-3011.00'],
    ['typo', 'Cook', '35-2014.00'],
  ])('no %s for %s', (strategy, title, code) => {
    expect(new Set(drawn(strategy, subject(title, code)))).toEqual(new Set(['']));
  });

  test('what each strategy makes', () => {
    const nurse = subject('Staff Nurse', '29-1141.00');
    expect(drawn('shift', nurse)).toContain('Night Shift Staff Nurse');
    expect(drawn('place', nurse)).toContain('Staff Nurse - Tucson, AZ');
    expect(drawn('abbreviation', subject('Senior Project Manager', '13-1082.00'))).toContain(
      'Sr. Project Mgr',
    );
    expect(drawn('abbreviation', subject('Senior Project Manager', '13-1082.00', GLASGOW))).toContain(
      'Snr Project Mgr',
    );
    expect(drawn('order', subject('Payroll Manager', '11-3111.00'))).toContain('Manager, Payroll');
    expect(drawn('remote', subject('Software Developer', '15-1252.00'))).toContain(
      'Software Developer (Remote)',
    );
    expect(drawn('slash', { ...subject('Baker', '51-3011.00'), synonyms: ['Bread Maker'] })).toContain(
      'Baker / Bread Maker',
    );
    expect(drawn('upperCase', nurse)).toContain('STAFF NURSE');
  });

  test('a typo changes one word and never its first letter', () => {
    for (const title of drawn('typo', subject('Electrician', '47-2111.00')).filter((text) => text !== '')) {
      expect(title).toMatch(/^El/);
      expect(title).not.toBe('Electrician');
      expect(Math.abs(title.length - 'Electrician'.length)).toBeLessThanOrEqual(1);
    }
  });

  test('dressing never fails and never loses the job', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (seed) => {
        const wild = dress(subject('Welder', '51-4121.00'), new Random(seed));
        // A typo swaps, drops or doubles one letter of it.
        expect(wild.title).toMatch(/w[eld]{2,4}e?r/i);
        expect(wild.strategies.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('titles as text', () => {
  test('brackets and tails', () => {
    expect(withoutBrackets('Branch Manager (Retail)')).toBe('Branch Manager');
    expect(withoutTail('Care Coordinator, Mental Health')).toBe('Care Coordinator');
    expect(withoutTail('Marriage, Family and Child Counselor')).toBe('Marriage, Family and Child Counselor');
  });

  test.each([
    ['RN', 'an'], ['HR manager', 'an'], ['MRI technologist', 'an'], ['UX designer', 'a'], ['university lecturer', 'a'],
    ['urologist', 'a'], ['usher', 'an'], ['electrician', 'an'], ['European buyer', 'a'], ['LAN engineer', 'a'], ['X-ray technician', 'an'],
    ['umpire', 'an'], ['uniform clerk', 'a'], ['under-butler', 'an'], ['one-to-one tutor', 'a'], ['hourly clerk', 'an'], ['NVQ assessor', 'an'],
  ])('%s takes %s', (text, expected) => {
    expect(article(text)).toBe(expected);
  }); // prettier-ignore

  test('lower case in running text, but not for names and acronyms', () => {
    const words = lowerCaseWords(['the forklift operator speaks', 'an hvac technician and a teacher']);
    expect(inRunningText('Forklift Operator', words)).toBe('forklift operator');
    expect(inRunningText('HVAC Technician', words)).toBe('HVAC technician');
    expect(inRunningText('French Teacher', words)).toBe('French Teacher');
  });

  test('a title that is no person is not advertised', () => {
    expect(namesAPerson('Counter Sales (Auto Parts)')).toBe(false);
    expect(namesAPerson('Hat Check Girl')).toBe(false);
    expect(namesAPerson('Coat Check Attendant')).toBe(true);
  });
});

describe('spelling', () => {
  test.each([
    ['a driving licence and colour vision', 'US', "a driver's license and color vision"],
    ['organise the programme at the centre', 'US', 'organize the program at the center'],
    ['organize color and labor at the center', 'UK', 'organise colour and labour at the centre'],
    ['organise colour at the centre', 'CA', 'organize colour at the centre'],
    ['a specialist laboratory for generalists', 'UK', 'a specialist laboratory for generalists'],
    ['Licensed Counselor', 'UK', 'Licensed Counsellor'],
    ['hours of your tours', 'US', 'hours of your tours'],
  ] as const)('%s in %s', (text, country, expected) => {
    expect(localise(text, country)).toBe(expected);
  });

  test('is stable: a second pass changes nothing', () => {
    const words = [
      'colour',
      'center',
      'organise',
      'licence',
      'driving licence',
      'theater',
      'modelling',
      'tires',
      'analyze',
      'programme',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...words)),
        fc.constantFrom('US', 'UK', 'CA', 'AU', 'IE'),
        (list, country) => {
          const once = localise(list.join(' '), country);
          expect(localise(once, country)).toBe(once);
        },
      ),
    );
  });
});

describe('pay', () => {
  test('is a range in the country’s currency', () => {
    const pay = payOf('35-2014.00', 'Line Cook', 'UK', new Random(3))!;
    expect(pay.period).toBe('hour');
    expect(pay.low).toBeGreaterThanOrEqual(12.75);
    expect(pay.high).toBeGreaterThan(pay.low);
    expect(payInWords(pay)).toMatch(/^£\d+(\.\d\d)? to £\d+(\.\d\d)? an hour$/);
    expect(payInTitle(pay, new Random(1))).toMatch(/£\d/);
  });

  test('is not named for soldiers and chief executives', () => {
    expect(payOf('55-1016.00', 'Infantry Officer', 'US', new Random(1))).toBeNull();
    expect(payOf('11-1011.00', 'Chief Executive', 'US', new Random(1))).toBeNull();
  });
});

describe('random', () => {
  test('draws stay in range and a shuffle keeps all items', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.integer()), (seed, items) => {
        const random = new Random(seedOf(seed));
        expect(random.next()).toBeLessThan(1);
        expect(random.integer(3, 5)).toBeOneOf([3, 4, 5]);
        expect(random.shuffle(items).sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b));
      }),
    );
    expect(() => new Random(1).pick([])).toThrow(RangeError);
  });
});
