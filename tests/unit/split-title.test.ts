import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseTitle } from '../../src/core/titles/positions.ts';
import { collapseWhiteSpace, prepareText } from '../../src/core/titles/prepare-text.ts';
import { LONGEST_TITLE, splitTitle } from '../../src/core/titles/split-title.ts';

function normalised(text: string): string {
  return collapseWhiteSpace(prepareText(text));
}

/** "kind: text" of each removed part. */
function removedOf(title: string): string[] {
  return splitTitle(title).removed.map(({ kind, text }) => `${kind}: ${text}`);
}

function texts(spans: readonly { readonly text: string }[]): string[] {
  return spans.map(({ text }) => text);
}

const messy = fc.string({ unit: 'binary', maxLength: 60 });
const pieces = fc.constantFrom(
  ...[
    'Nurse',
    'Certified Nursing Assistant',
    'CNA',
    'RN',
    'Midwife',
    'Engineer',
    'Senior',
    'II',
    'ﬁre',
    'Ｎｕｒｓｅ',
  ],
  ...[
    'Ko\u0308chin',
    'Caf\u00e9',
    'مهندس',
    'ﾊﾟｲﾛｯﾄ',
    '각',
    '½',
    '👩‍⚕️',
    '🔥',
    'ISO',
    '27001',
    '12345',
    '#',
    'C#',
  ],
  ...[
    'x',
    '3',
    'x4',
    '$20',
    '£30k',
    '/hr',
    'per hour',
    'pa',
    'm/f/d',
    'Req',
    'JR123456',
    'URGENT',
    'NEW:',
    '#hiring',
  ],
  ...[
    'London',
    'Austin, TX',
    'in',
    'or',
    'and',
    'Remote',
    'Ｒｅｍｏｔｅ',
    'hybrid',
    'nights',
    '2nd shift',
    '4 on 4 off',
  ],
  ...[
    'FTC',
    '12 month',
    'part time',
    'needed',
    'wanted',
    'Now hiring!',
    '5 vacancies',
    'sign-on bonus',
    '37.5 hours',
  ],
);
const marks = fc.constantFrom(
  ' ',
  ' ',
  ' ',
  ' - ',
  ' | ',
  ', ',
  ': ',
  '/',
  ' / ',
  ' (',
  ') ',
  '[',
  ']',
  '\u00a0\t',
  '　',
  '*',
  '!',
  '–',
  '',
);
const dressed = fc.array(fc.tuple(marks, pieces), { maxLength: 9 }).map((parts) => parts.flat().join(''));
const titles = fc.oneof({ weight: 1, arbitrary: messy }, { weight: 3, arbitrary: dressed });

describe('normaliseTitle', () => {
  it('is the one normal form of a title, with a place for each character', () => {
    fc.assert(
      fc.property(titles, (raw) => {
        const { text, offsets } = normaliseTitle(raw);
        expect(text).toBe(normalised(raw));
        expect(offsets).toHaveLength(text.length + 1);
        expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
        expect(offsets.at(-1)).toBeLessThanOrEqual(raw.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('splitTitle', () => {
  it.each([
    ['Software Engineer II (Remote) $120k', 'Software Engineer II', ['remote: Remote', 'pay: $120k']],
    ['(Senior) Developer', 'Senior Developer', ['bracket: (', 'bracket: )']],
    ['(ICU) Nurse', 'ICU Nurse', ['bracket: (', 'bracket: )']],
    ['Sr. Mgr., FP&A', 'Sr. Mgr., FP&A', []],
    [
      'Req #12345 Welder 2nd shift $18.50/hr',
      'Welder',
      ['requisition: Req #12345', 'shift: 2nd shift', 'pay: $18.50/hr'],
    ],
    [
      'Cleaner (Full-time, Remote) - Austin, TX 78701',
      'Cleaner',
      ['contract: Full-time', 'remote: Remote', 'place: Austin, TX 78701'],
    ],
    ['Nurse - Days or Nights in London', 'Nurse', ['shift: Days or Nights', 'place: in London']],
    ['3 x Staff Nurse', 'Staff Nurse', ['count: 3 x']],
    ['Staff Nurse x4', 'Staff Nurse', ['count: x4']],
    ['Staff Nurse (5 vacancies)', 'Staff Nurse', ['count: 5 vacancies']],
    ['Welder (Multiple Openings)', 'Welder', ['count: Multiple Openings']],
    ['URGENT Welder', 'Welder', ['urgency: URGENT']],
    ['Welder - Immediate Start', 'Welder', ['urgency: Immediate Start']],
    ['Now hiring! Welder needed', 'Welder', ['appeal: Now hiring!', 'appeal: needed']],
    ['We are looking for: Staff Nurse', 'Staff Nurse', ['appeal: We are looking for:']],
    ['Join us as Staff Nurse', 'Staff Nurse', ['appeal: Join us as']],
    ['NEW: Welder', 'Welder', ['appeal: NEW:']],
    ['Welder wanted in Des Moines', 'Welder', ['appeal: wanted', 'place: in Des Moines']],
    ['#StaffNurse #hiring', 'StaffNurse', ['hashtag: #', 'appeal: #hiring']],
    ['Nurse - $5,000 Sign-On Bonus', 'Nurse', ['pay: $5,000 Sign-On Bonus']],
    ['Welder - Sign-On Bonus', 'Welder', ['pay: Sign-On Bonus']],
    ['Welder (Temp to Hire)', 'Welder', ['contract: Temp to Hire']],
    ['Nurse (0.6 FTE)', 'Nurse', ['hours: 0.6 FTE']],
    ['Engineer (f/m/diverse)', 'Engineer', ['gender: f/m/diverse']],
    ['m/f/d Engineer', 'Engineer', ['gender: m/f/d']],
    ['Engineer (m/f) - Payments', 'Engineer - Payments', ['gender: m/f']],
    ['(F/M) Technician', 'Technician', ['gender: F/M']],
    ['Engineer [H/F, Remote]', 'Engineer', ['gender: H/F', 'remote: Remote']],
    ['Engineer (Remote - m/w)', 'Engineer', ['remote: Remote', 'gender: m/w']],
    ['Engineer - m/w', 'Engineer', ['gender: m/w']],
    ['Engineer M/F!', 'Engineer', ['gender: M/F']],
    ['Engineer m/f - London', 'Engineer', ['gender: m/f', 'place: London']],
    ['Analyst - Ref HC/482', 'Analyst', ['requisition: Ref HC/482']],
    ['Remote | Engineer | London', 'Engineer', ['remote: Remote', 'place: London']],
    ['Engineer - Remote - Payments', 'Engineer - Payments', ['remote: Remote']],
    ['🔥 *Nurse*!!', 'Nurse', []],
  ])('%s -> %s', (title, clean, removed) => {
    expect(splitTitle(title).clean).toBe(clean);
    expect(removedOf(title)).toEqual(removed);
  });

  it.each([
    'F/M Technician',
    'M/W Radio Engineer',
    'Engineer - M/W Radio',
    'Engineer (M/W Radio)',
    'Engineer (Radio F/M)',
    'H/W Engineer',
    'Engineer, H/W',
  ])('%s: two letters that are no genders stay', (title) => {
    expect(splitTitle(title)).toMatchObject({ clean: title, removed: [] });
  });

  it.each([
    ['Certified Nursing Assistant (CNA)', 'Certified Nursing Assistant', 'CNA'],
    ['RN - Registered Nurse', 'Registered Nurse', 'RN'],
    ['Registered Nurse, R.N.', 'Registered Nurse', 'R.N.'],
    ['CNA/Certified Nursing Assistant II', 'Certified Nursing Assistant II', 'CNA'],
    ['Licensed Certified Nursing Assistant (CNA)', 'Licensed Certified Nursing Assistant', 'CNA'],
    ['Director of Nursing (DON) - Leeds', 'Director of Nursing', 'DON'],
    ['registered nurse (rn)', 'registered nurse', 'rn'],
    ['Senior RN (Registered Nurse)', 'Senior Registered Nurse', 'RN'],
    ['Nurse Practitioner/Physician Assistant (NP/PA)', 'Nurse Practitioner/Physician Assistant', 'NP/PA'],
    ['Nurse (ICU)', 'Nurse (ICU)', null],
    ['AP/AR Supervisor', 'AP/AR Supervisor', null],
    ['Tutor (SAT)', 'Tutor (SAT)', null],
    ['Manager - UK Payroll', 'Manager - UK Payroll', null],
  ])('%s: %s with the short form %s', (title, clean, short) => {
    const split = splitTitle(title);
    expect(split.clean).toBe(clean);
    expect(split.abbreviation?.text ?? null).toBe(short);
    expect(removedOf(title).filter((part) => part === `abbreviation: ${String(short)}`)).toHaveLength(
      short === null ? 0 : 1,
    );
  });

  it.each([
    ['Nurse/Midwife', ['Nurse', 'Midwife']],
    ['Dental Hygienist / Therapist (Remote)', ['Dental Hygienist', 'Therapist']],
    ['Director of Sales/Head of Marketing', ['Director of Sales', 'Head of Marketing']],
    ['Staff Nurse or Midwife or Paramedic', ['Staff Nurse', 'Midwife', 'Paramedic']],
    ['Firefighter/EMT', ['Firefighter', 'EMT']],
    ['RN/LPN', ['RN', 'LPN']],
    ['AC/DC Technician', []],
    ['24/7 Support', []],
    ['and/or', []],
    ['Nurse and/or Midwife', []],
    ['UX/UI Designer', []],
    ['RN/LPN Supervisor', []],
    ['Senior/Lead Engineer', []],
    ['Water/Sewer Operator', []],
    ['Nurse', []],
  ])('%s: alternatives %j', (title, alternatives) => {
    expect(texts(splitTitle(title).alternatives)).toEqual(alternatives);
  });

  it('leaves a title of several jobs as it is', () => {
    expect(splitTitle('Nurse/Midwife')).toEqual({
      clean: 'Nurse/Midwife',
      kept: [{ text: 'Nurse/Midwife', start: 0, end: 13 }],
      abbreviation: null,
      alternatives: [
        { text: 'Nurse', start: 0, end: 5 },
        { text: 'Midwife', start: 6, end: 13 },
      ],
      levels: [],
      removed: [],
    });
  });

  it.each([
    ['Senior Software Engineer II (Remote)', ['Senior', 'II']],
    ['Nurse - Band 5', ['Band 5']],
    ['Mid-Level Analyst', ['Mid-Level']],
    ['Sr. Mgr., FP&A', ['Sr.']],
    ['Nurse I/II', ['I', 'II']],
    ['Principal Engineer', ['Principal']],
    ['School Principal', []],
    ['IV Therapy Nurse', []],
    ['Teacher, Grade 5', []],
    ['Clerk - Grade 5', ['Grade 5']],
  ])('%s: levels %j, which stay', (title, levels) => {
    const split = splitTitle(title);
    expect(texts(split.levels)).toEqual(levels);
    for (const level of levels) expect(split.clean).toContain(level);
  });

  it('gives places in the title as it came', () => {
    const raw = '\u3000Ｎｕｒｓｅ  ﬁeld \u00a0(Ｒｅｍｏｔｅ)\tKo\u0308ln 👩‍⚕️ - ＄２０';
    const split = splitTitle(raw);
    expect(split.clean).toBe('Nurse field Köln');
    expect(split.removed.map(({ start, end }) => raw.slice(start, end))).toEqual(['Ｒｅｍｏｔｅ', '＄２０']);
    expect(split.kept.map(({ start, end }) => raw.slice(start, end))).toEqual([
      'Ｎｕｒｓｅ  ﬁeld',
      'Ko\u0308ln',
    ]);
  });

  it('encloses what was taken out inside an alternative or a level', () => {
    const raw = 'Nurse/Senior (Remote) Midwife';
    expect(splitTitle(raw).alternatives.map(({ text, start, end }) => [text, raw.slice(start, end)])).toEqual(
      [
        ['Nurse', 'Nurse'],
        ['Senior Midwife', 'Senior (Remote) Midwife'],
      ],
    );
  });

  it('leaves a text that is too long for a title', () => {
    const long = `Nurse (Remote) ${'x'.repeat(LONGEST_TITLE)}`;
    expect(splitTitle(long)).toMatchObject({ clean: long, removed: [] });
    expect(splitTitle(long.slice(0, LONGEST_TITLE)).removed).toHaveLength(1);
  });

  it('gives nothing for white space', () => {
    expect(splitTitle(' \u3000')).toEqual({
      clean: '',
      kept: [],
      abbreviation: null,
      alternatives: [],
      levels: [],
      removed: [],
    });
  });
});

describe('splitTitle, whatever the title', () => {
  const runs = { numRuns: 2000 };

  /** Letters and digits in runs: what a word is here. */
  function words(text: string): string[] {
    return text.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? [];
  }

  it('is idempotent, and empty only for white space', () => {
    fc.assert(
      fc.property(titles, (raw) => {
        const { clean } = splitTitle(raw);
        expect(splitTitle(clean)).toMatchObject({ clean, removed: [] });
        expect(clean === '').toBe(normalised(raw) === '');
        expect(clean.length).toBeLessThanOrEqual(normalised(raw).length);
      }),
      runs,
    );
  });

  it('never invents a word: those of the clean title stand in the title, in order', () => {
    fc.assert(
      fc.property(titles, (raw) => {
        const all = words(normalised(raw));
        let at = 0;
        for (const word of words(splitTitle(raw).clean)) {
          at = all.indexOf(word, at) + 1;
          expect(at, word).toBeGreaterThan(0);
        }
      }),
      runs,
    );
  });

  it('covers each letter and digit once by what is kept or removed', () => {
    fc.assert(
      fc.property(titles, (raw) => {
        const { clean, kept, removed } = splitTitle(raw);
        const spans = [...kept, ...removed].sort((a, b) => a.start - b.start || a.end - b.end);
        expect(texts(kept).join(' ')).toBe(clean);
        let rest = '';
        let end = 0;
        for (const span of spans) {
          expect(span.start).toBeGreaterThanOrEqual(end);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          rest += `${raw.slice(end, span.start)} `;
          end = span.end;
        }
        expect(`${rest}${raw.slice(end)}`).not.toMatch(/[\p{L}\p{N}]/u);
      }),
      runs,
    );
  });

  it('gives ranges whose text, normalised, is the part', () => {
    fc.assert(
      fc.property(dressed, (raw) => {
        const { kept, removed, abbreviation } = splitTitle(raw);
        for (const { text, start, end } of [...kept, ...removed, ...(abbreviation ? [abbreviation] : [])])
          expect(normalised(raw.slice(start, end))).toBe(text);
      }),
      runs,
    );
  });
});
