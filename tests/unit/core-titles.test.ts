import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanTitle } from '../../src/core/titles/split-title.ts';
import { normaliseTitle } from '../../src/core/titles/positions.ts';
import {
  cleanInput,
  collapseWhiteSpace,
  MAXIMUM_INPUT,
  prepareText,
} from '../../src/core/titles/prepare-text.ts';

const OCCUPATIONS = join(import.meta.dirname, '../../scripts/dataset/occupations');

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
);

describe('prepareText', () => {
  it('is NFKC without white space at the ends, as str.strip() sees it', () => {
    expect(prepareText(' \u3000\x1c\x85Ｎｕｒｓｅ ﬁt\u2028\u00a0')).toBe('Nurse fit');
    expect(prepareText('ﾅｰｽ')).toBe('ナース');
    // JavaScript's trim() would take this mark away, Python's strip() does not.
    expect(prepareText('\ufeffNurse')).toBe('\ufeffNurse');
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(prepareText(prepareText(text))).toBe(prepareText(text));
      }),
    );
  });
});

describe('normaliseTitle', () => {
  it.each([
    ['ﬁt', 'fit', [0, 1, 1, 2]],
    ['  a \t\u3000b ', 'a b', [2, 3, 6, 7]],
    ['Ｎ\u0308o', 'N\u0308o', [0, 2, 2, 3]],
    ['e\u0301e', 'ée', [0, 2, 3]],
    ['\u1112\u1161\u11abx', '한x', [0, 3, 4]],
    ['ﾊﾟa', 'パa', [0, 2, 3]],
    ['👷a', '👷a', [0, 2, 2, 3]],
    ['a\ufe70b', 'a \u064bb', [0, 1, 1, 2, 3]],
    ['', '', [0]],
  ])('%j -> %j', (raw, text, offsets) => {
    expect(normaliseTitle(raw)).toEqual({ text, offsets });
  });
});

describe('cleanInput', () => {
  it('takes out controls and direction marks, and makes white space single', () => {
    const typed = ' data\u202e\u0000 \t\n scientist\u200f\u2066\ufeff ';
    expect(cleanInput(typed)).toEqual({ text: 'data scientist', removed: 5, cut: false });
    expect(cleanInput('\u0007 \u202a')).toEqual({ text: '', removed: 2, cut: false });
  });

  it('keeps HTML as text, accents, other scripts, emoji and their joiners', () => {
    for (const text of ['<img src=x onerror=alert(1)>', 'Köchin', 'مهندس', '👩‍⚕️ nurse', 'می‌خواهم']) {
      expect(cleanInput(text)).toEqual({ text, removed: 0, cut: false });
    }
  });

  it('cuts at 1,000 characters, never through one, and says so', () => {
    const { text, cut } = cleanInput('👷'.repeat(10_000));
    expect(text).toBe('👷'.repeat(MAXIMUM_INPUT));
    expect(cut).toBe(true);
    expect(cleanInput('x'.repeat(MAXIMUM_INPUT)).cut).toBe(false);
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const once = cleanInput(text);
        expect(cleanInput(once.text)).toEqual({ text: once.text, removed: 0, cut: false });
      }),
    );
  });
});

describe('cleanTitle', () => {
  it.each([
    ['Senior Software Engineer (Remote) - $120k - $150k', 'Senior Software Engineer'],
    ['Registered Nurse II - Night Shift - Austin, TX', 'Registered Nurse II'],
    ['Softwareentwickler (m/w/d)', 'Softwareentwickler'],
    ['Sales Manager m/f/d - London, UK', 'Sales Manager'],
    ['Req #12345 Forklift Operator 2nd shift $18.50/hr', 'Forklift Operator'],
    ['Accountant | Full time | Leeds', 'Accountant'],
    ['Warehouse Operative - £11.44 per hour - nights', 'Warehouse Operative'],
    ['Product Owner (12 month FTC)', 'Product Owner'],
    ['Engineer III - JR1023456', 'Engineer III'],
    ['Vehicle Technician up to £45,000 OTE', 'Vehicle Technician'],
    ['HGV Class 1 Driver £17.50 p/h', 'HGV Class 1 Driver'],
    ['Teacher (Full-time, Permanent)', 'Teacher'],
    ['Forklift Operator 12345', 'Forklift Operator'],
    ['Welder, Outside IR35, London', 'Welder'],
    ['Analyst - Hybrid, Geelong', 'Analyst'],
    ['Analyst — £40k–£50k per annum + bonus + car', 'Analyst'],
    ['Staff Nurse - Mon-Fri 9am-5pm', 'Staff Nurse'],
    ['Photo Interpreter, Aerial, Belfast', 'Photo Interpreter, Aerial'],
    ['Nurse, Dayton, OH 45402', 'Nurse'],
    ['Class 1 Driver £17.50ph', 'Class 1 Driver'],
    ['Chef - £14 - £16 per hour + tips', 'Chef'],
    ['Java Developer - up to 60k', 'Java Developer'],
    ['Software Engineer Remote', 'Software Engineer'],
  ])('%s -> %s', (title, expected) => {
    expect(cleanTitle(title)).toBe(expected);
  });

  it.each([
    ...[
      'Shift Manager',
      'Night Auditor',
      'Remote Sensing Scientist',
      'Hybrid Cloud Engineer',
      'Contract Manager',
    ],
    ...[
      'C++ Developer',
      'C# Developer',
      '.NET / Node.js Engineer',
      '401k Specialist',
      'Nurse (ICU)',
      'ID Card Designer',
    ],
    ...[
      'Software Engineer, Backend',
      'Data Scientist - NLP',
      'New York Times Reporter',
      '3rd Line Support',
      'Level 3 Chef',
    ],
    ...['ISO 27001 Consultant', 'IEC 61508 Engineer', 'IEC 62366 Usability Specialist', 'ISO 26262 Engineer'],
    ...[
      'iso 27001 consultant',
      'BS EN 15085 Welding Coordinator',
      'ISO 9001, 14001 & 45001 Auditor',
      'IATF 16949 Auditor',
    ],
    ...[
      'API 65000 Tank Fitter',
      'ISO13485 Specialist',
      'MIL-STD-15000 Engineer',
      'C# Lead',
      'Urgent Care Nurse',
      'URGENT CARE NURSE',
    ],
    ...[
      'Night Shift Manager',
      'Hiring Manager',
      'New Homes Sales Advisor',
      'Head of Remote',
      'Band 5 PA',
      'Level 3 PH Technician',
    ],
    ...[
      'H/W Engineer',
      'CAD 2020 Designer',
      '4x4 Driver',
      'Acme: Analyst',
      'Analyst at Acme',
      'Director, Nursing, MA',
      'Nurse - ICU, TX',
    ],
    ...[
      'Teacher(s)',
      'Part-Time Firefighter',
      'Bank Teller',
      'Driver - CDL Required',
      '1099 CRNA',
      'Contract - Administrator',
    ],
    ...['Director - New Business', 'Sales & Marketing Manager', 'Staff Nurse - Band 5', 'Driver - 7.5 tonne'],
  ])('leaves %s', (title) => {
    expect(cleanTitle(title)).toBe(title);
  });

  it('leaves a title that is nothing but noise', () => {
    for (const title of ['Night Shift', '(Remote)', '$20/hr', 'London', '- -'])
      expect(cleanTitle(title)).toBe(title);
    expect(cleanTitle('  ')).toBe('');
  });

  const pieces = fc.constantFrom(
    ...[
      'Nurse',
      'II',
      'Engineer',
      ' - ',
      ' | ',
      ', ',
      '(',
      ')',
      '[',
      ' ',
      '-',
      '/',
      '$20',
      '/hr',
      '20k',
      'per hour',
      'm/f/d',
    ],
    ...[
      'London',
      'UK',
      'Austin',
      'TX',
      'Remote',
      'nights',
      '2nd shift',
      'Req',
      '#',
      '12345',
      'JR',
      'and',
      '&',
      '\u00a0',
      'ﬁ',
    ],
  );
  const titles = fc.oneof(
    texts,
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  );

  it('is idempotent, never longer, and never empty for a title', () => {
    fc.assert(
      fc.property(titles, (title) => {
        const clean = cleanTitle(title);
        expect(cleanTitle(clean)).toBe(clean);
        expect(clean.length).toBeLessThanOrEqual(prepareText(title).length);
        expect(clean === '').toBe(prepareText(title) === '');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('bare titles', () => {
  interface Line {
    readonly roles: readonly { readonly titles: readonly string[] }[];
  }

  it('stay as they are, all of those in the data set', () => {
    const all = readdirSync(OCCUPATIONS)
      .filter((name) => name.endsWith('.jsonl'))
      .flatMap((name) => readFileSync(join(OCCUPATIONS, name), 'utf8').split('\n'))
      .filter((line) => line !== '')
      .flatMap((line) => (JSON.parse(line) as Line).roles.flatMap((role) => role.titles));
    expect(all.length).toBeGreaterThan(30_000);
    const changed = all.filter((title) => cleanTitle(title) !== collapseWhiteSpace(prepareText(title)));
    expect(changed).toEqual([]);
  });
});
