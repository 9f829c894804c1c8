import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { reasonOf } from '../../src/core/coding/reasons/reason-of.ts';
import { isSlipOf } from '../../src/core/coding/reasons/title-words.ts';
import { LONGEST_TITLE, splitTitle } from '../../src/core/titles/split-title.ts';
import { COMPANY_NAMES } from './fixtures/coding-reasons/company-name.ts';
import { EMPTY } from './fixtures/coding-reasons/empty.ts';
import { ENGLISH_JOBS } from './fixtures/coding-reasons/english-jobs.ts';
import { NOT_AN_OCCUPATION } from './fixtures/coding-reasons/not-an-occupation.ts';
import { NOT_ENGLISH } from './fixtures/coding-reasons/not-english.ts';
import { SEVERAL_JOBS } from './fixtures/coding-reasons/several-jobs.ts';
import { TOO_GENERAL } from './fixtures/coding-reasons/too-general.ts';

function reasonFor(title: string) {
  return reasonOf(title, splitTitle(title));
}

const LISTS = [
  ['empty', EMPTY],
  ['not-an-occupation', NOT_AN_OCCUPATION],
  ['not-english', NOT_ENGLISH],
  ['several-jobs', SEVERAL_JOBS],
  ['company-name', COMPANY_NAMES],
  ['too-general', TOO_GENERAL],
] as const;

/** Titles of a list that get another reason than they should, with it. */
function wrong(titles: readonly string[], right: string | null): string[] {
  return titles.flatMap((title) => {
    const reason = reasonFor(title);
    return reason === right ? [] : [`${title}: ${reason ?? 'a job'}`];
  });
}

describe.each(LISTS)('the reason %s', (reason, titles) => {
  it('has a list of 50 titles or more, none of them twice', () => {
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles.length).toBeGreaterThanOrEqual(50);
  });

  it('is found in each of its list', () => {
    expect(wrong(titles, reason)).toEqual([]);
  });

  it('is found with white space around and in another form of Unicode', () => {
    expect(
      wrong(
        titles.map((title) => ` \t${title.normalize('NFD')}\n`),
        reason,
      ),
    ).toEqual([]);
  });
});

describe('several jobs', () => {
  it('are what the title was split into', () => {
    const single = SEVERAL_JOBS.filter((title) => splitTitle(title).alternatives.length < 2);
    expect(single).toEqual([]);
  });
});

describe('English job titles', () => {
  it('are 150 or more, none of them twice', () => {
    expect(new Set(ENGLISH_JOBS).size).toBe(ENGLISH_JOBS.length);
    expect(ENGLISH_JOBS.length).toBeGreaterThanOrEqual(150);
  });

  it.each([
    ['as they are', (title: string) => title],
    ['in capitals', (title: string) => title.toUpperCase()],
    ['in small letters', (title: string) => title.toLowerCase()],
    ['with a place behind', (title: string) => `${title} - London`],
  ])('have no reason against a code %s', (_, written) => {
    expect(wrong(ENGLISH_JOBS.map(written), null)).toEqual([]);
  });

  it('of the title data have none, but for a few', () => {
    const path = join(import.meta.dirname, '../../public/data/title-data/titles.csv');
    const { data } = Papa.parse<Record<string, string>>(readFileSync(path, 'utf8'), {
      header: true,
      skipEmptyLines: true,
    });
    const titles = data.filter(({ split }) => split === 'train').map(({ title }) => title!);
    const refused = titles.filter((title) => ![null, 'several-jobs'].includes(reasonFor(title)));
    expect(titles.length).toBeGreaterThan(10_000);
    expect(refused.length).toBeLessThan(titles.length / 5000);
  });
});

describe('which reason wins', () => {
  it.each([
    ['Student / Retired', 'not-an-occupation'],
    ['Verkäufer/Kassierer', 'not-english'],
    ['Koch / Kellner', 'not-english'],
    ['Manager/Supervisor', 'several-jobs'],
    ['Étudiant', 'not-english'],
    ['.', 'empty'],
  ])('%s is %s', (title, reason) => {
    expect(reasonFor(title)).toBe(reason);
  });
});

describe('any text', () => {
  const pieces = fc.constantFrom(
    ...['manager', 'Ltd', '&', 'Sons', 'de', 'für', 'student', 'n/a', 'Nurse', '/', '-', '(', ')', ',', '.'],
    ...[
      'at',
      'University of',
      'Chef',
      'Verkäuferin',
      'retired',
      'looking for',
      'work',
      '12345',
      '工',
      '🔥',
      ' ',
    ],
    ...['constructor', '__proto__', 'toString', 'hasOwnProperty'],
  );

  it('is empty where it has no letter or digit, and only there', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 12 }), (text) => {
        expect(reasonFor(text) === 'empty').toBe(!/[a-z0-9]/iu.test(text));
      }),
    );
  });

  it('gets the same reason twice, whatever it is', () => {
    const texts = fc.oneof(
      fc.array(pieces, { maxLength: 12 }).map((list) => list.join(' ')),
      fc.string({ unit: 'binary', maxLength: 60 }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(reasonFor(text)).toBe(reasonFor(text));
      }),
    );
  });

  it('gets one when it is as long as a title may be, or longer', () => {
    const units = [
      'a',
      'er',
      'a ',
      'A.',
      'a@',
      '&',
      'student ',
      'n/a ',
      'de la ',
      'é',
      '工',
      'Ltd, ',
      ' - ',
      'looking for ',
    ];
    for (const unit of units) {
      const long = unit.repeat(Math.ceil(LONGEST_TITLE / unit.length));
      for (const text of [long.slice(0, LONGEST_TITLE), `${long}x`, `Nurse ${long}`])
        expect(['string', 'object']).toContain(typeof reasonFor(text));
    }
    expect(reasonFor(`Nurse ${'in the ward '.repeat(100)}`)).toBeNull();
  });
});

describe('isSlipOf', () => {
  it.each([
    ['asistant', 'assistant', true],
    ['assisstant', 'assistant', true],
    ['assistent', 'assistant', true],
    ['assitsant', 'assistant', true],
    ['retird', 'retired', true],
    ['assistant', 'assistant', false],
    ['resistant', 'assistant', false],
    ['asistent', 'assistant', false],
    ['planer', 'planner', true],
    ['cook', 'book', false],
  ])('%s for %s: %s', (word, right, slip) => {
    expect(isSlipOf(word, right)).toBe(slip);
  });

  it('never holds for a word itself and always for one with a letter left out of the end', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{7,15}$/u), (word) => {
        expect(isSlipOf(word, word)).toBe(false);
        expect(isSlipOf(word.slice(0, -1), word)).toBe(true);
      }),
    );
  });
});
