import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanTitle } from '../../src/core/titles/clean-title.ts';
import { cleanInput, MAXIMUM_INPUT, prepareText } from '../../src/core/titles/prepare-text.ts';

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
