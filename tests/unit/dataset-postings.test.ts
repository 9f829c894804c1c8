/** The generator of the shipped corpus, on the real sources. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OPENINGS, CLOSINGS } from '../../scripts/dataset/advert-phrases.ts';
import { STRUCTURES } from '../../scripts/dataset/advert-structures.ts';
import { countWords } from '../../scripts/dataset/advert.ts';
import { companiesOf, sectorOf } from '../../scripts/dataset/companies.ts';
import { PLACES } from '../../scripts/dataset/places.ts';
import { CORPUS_SEED, generatePostings, type GeneratedPosting } from '../../scripts/dataset/postings.ts';
import { Random } from '../../scripts/dataset/random.ts';
import { SECTORS } from '../../scripts/dataset/sectors.ts';
import { groupBy } from '../../src/core/group-by.ts';
import { roleId, splitRoles } from '../../scripts/dataset/splits.ts';
import { loadTitleData, parseLines, SourceError } from '../../scripts/dataset/sources.ts';

const DATA = loadTitleData(join(import.meta.dirname, '../../scripts/dataset'));
const POSTINGS = generatePostings({ ...DATA, seed: CORPUS_SEED });
const OCCUPATIONS = new Map(DATA.occupations.map((occupation) => [occupation.code, occupation]));

/** Ids of the postings that a rule finds, so that a failure names them. */
function ids(wrong: (posting: GeneratedPosting) => boolean): string[] {
  return POSTINGS.filter(wrong).map(({ id, title }) => `${id} ${title}`);
}

describe('the corpus', () => {
  test('has five postings an occupation, for up to three of its roles', () => {
    expect(POSTINGS.length).toBeGreaterThanOrEqual(5000);
    const byCode = groupBy(POSTINGS, ({ code }) => code);
    for (const [code, occupation] of OCCUPATIONS) {
      const roles = byCode.get(code)!.map(({ role }) => role);
      expect(roles, code).toHaveLength(5);
      expect(new Set(roles).size, code).toBe(Math.min(3, occupation.roles.length));
    }
  });

  test('carries the split of its role, and no description stands twice', () => {
    const splits = splitRoles(DATA.occupations);
    expect(ids(({ code, role, split }) => splits.get(roleId(code, role)) !== split)).toEqual([]);
    expect(new Set(POSTINGS.map(({ description }) => description)).size).toBe(POSTINGS.length);
  });

  test('is the same for the same seed and another for another seed', () => {
    const few = { occupations: DATA.occupations.slice(0, 40), fragments: DATA.fragments.slice(0, 40) };
    const once = generatePostings({ ...few, seed: 'a' });
    expect(generatePostings({ ...few, seed: 'a' })).toEqual(once);
    expect(once).not.toEqual([]);
    expect(generatePostings({ ...few, seed: 'b' })).not.toEqual(once);
  });

  test('has ids that are unique and in order, and no two titles alike', () => {
    expect(POSTINGS[0]!.id).toBe('p-0001');
    expect(new Set(POSTINGS.map(({ id }) => id)).size).toBe(POSTINGS.length);
    expect(new Set(POSTINGS.map(({ title }) => title)).size).toBeGreaterThan(POSTINGS.length * 0.99);
  });

  test('takes title and skills from the occupation', () => {
    expect(
      ids(({ code, role, seedTitle }) => {
        const found = OCCUPATIONS.get(code)!.roles.find((item) => item.role === role);
        return !found?.titles.includes(seedTitle);
      }),
    ).toEqual([]);
    expect(
      ids(({ code, skills }) => {
        const count = skills.split(', ').length;
        return count < Math.min(4, OCCUPATIONS.get(code)!.skills.length);
      }),
    ).toEqual([]);
  });
});

describe('descriptions', () => {
  test('have 60 to 150 words', () => {
    expect(ids(({ description }) => countWords(description) < 60 || countWords(description) > 150)).toEqual(
      [],
    );
  });

  test('name the employer and the town', () => {
    expect(ids(({ description, company }) => !description.includes(company))).toEqual([]);
    expect(ids(({ description, place }) => !description.includes(place.split(',')[0]!))).toEqual([]);
  });

  test('are whole sentences: no slot left open, no doubled mark, a full stop at the end', () => {
    const broken = /[{}]|undefined|null|NaN| {2}| [,.;:]|\.\.|,\.|;\.|:\.|\bthe the\b|\ba (?:a|an|the) /;
    expect(ids(({ description }) => broken.test(description) || !/[.!?]$/.test(description))).toEqual([]);
    expect(ids(({ description }) => !/^[A-Z0-9$£€]|^[a-z][A-Z]/.test(description))).toEqual([]);
  });

  test('never say that they are made up', () => {
    expect(
      ids(({ description, title }) =>
        /synthetic (?:advert|posting|data)|invented/i.test(description + title),
      ),
    ).toEqual([]);
  });

  test('say the pay that the title says', () => {
    const inTitle = POSTINGS.filter(({ strategies }) => strategies.includes('pay'));
    expect(inTitle.length).toBeGreaterThan(50);
    const silent = inTitle.filter(({ description }) => !/[$£€]\d/.test(description));
    expect(silent.map(({ id }) => id)).toEqual([]);
  });

  test('come in many shapes, and no one shape or opening rules', () => {
    expect(STRUCTURES.length).toBeGreaterThanOrEqual(12);
    expect(new Set(Object.values(OPENINGS).flat()).size).toBeGreaterThanOrEqual(25);
    expect(new Set(Object.values(CLOSINGS).flat()).size).toBeGreaterThanOrEqual(25);
    const used = new Map<string, number>();
    for (const { structure } of POSTINGS) used.set(structure, (used.get(structure) ?? 0) + 1);
    expect(used.size).toBe(STRUCTURES.length);
    expect(Math.max(...used.values())).toBeLessThan(POSTINGS.length * 0.2);
  });
});

describe('money and spelling', () => {
  const inCountry = (country: string): GeneratedPosting[] =>
    POSTINGS.filter((posting) => posting.country === country);

  test('the currency is the country’s', () => {
    const foreign: Record<string, RegExp> = {
      US: /[£€]\d/,
      CA: /[£€]\d/,
      AU: /[£€]\d/,
      UK: /[$€]\d/,
      IE: /[$£]\d/,
    };
    for (const [country, wrong] of Object.entries(foreign)) {
      const found = inCountry(country).filter(({ title, description }) => wrong.test(title + description));
      expect(
        found.map(({ id }) => id),
        country,
      ).toEqual([]);
    }
  });

  test('the spelling is the country’s', () => {
    const british = /\b(colour|labour|centre|licence|organise|enquir(y|ies)|CVs?|programme)\b/;
    const american = /\b(color|labor|center|license|organize|resume)\b/;
    expect(
      inCountry('US')
        .filter(({ description }) => british.test(description))
        .map(({ id }) => id),
    ).toEqual([]);
    expect(
      inCountry('UK')
        .filter(({ description }) => american.test(description))
        .map(({ id }) => id),
    ).toEqual([]);
  });
});

describe('employers and places', () => {
  test('an employer stays in one country', () => {
    const countries = new Map<string, Set<string>>();
    for (const { company, country } of POSTINGS) {
      countries.set(company, (countries.get(company) ?? new Set()).add(country));
    }
    expect([...countries].filter(([, set]) => set.size > 1).map(([company]) => company)).toEqual([]);
    expect(countries.size).toBeGreaterThanOrEqual(150);
  });

  test('70 places, all different, each of a known country', () => {
    expect(PLACES).toHaveLength(70);
    expect(new Set(PLACES.map(({ name }) => name)).size).toBe(70);
    const names = new Set(PLACES.map(({ name }) => name));
    expect(ids(({ place }) => !names.has(place))).toEqual([]);
  });

  test('sectors fit: a nurse works in health, a bricklayer in construction, a professor at a university', () => {
    const sector = (code: string): string => sectorOf(code, '', new Random(1)).id;
    expect(sector('29-1141.00')).toBe('health');
    expect(sector('47-2021.00')).toBe('construction');
    expect(sector('25-1011.00')).toBe('university');
    expect(sector('53-3032.00')).toBe('freight');
    for (const code of OCCUPATIONS.keys()) expect(SECTORS.map(({ id }) => id)).toContain(sector(code));
  });

  test('no two employers of a sector have one name', () => {
    for (const sector of SECTORS) {
      const names = (['US', 'UK', 'IE', 'CA', 'AU'] as const).flatMap((country) =>
        companiesOf(sector, country),
      );
      expect(new Set(names).size, sector.id).toBe(names.length);
    }
  });
});

describe('bad sources', () => {
  test('a broken line is named', () => {
    expect(() => parseLines('{"code":"1"}\n{oops', '11.jsonl')).toThrow(/11\.jsonl, line 2/);
    expect(() => parseLines('{"title":"x"}', '11.jsonl')).toThrow(SourceError);
  });

  test('a fragment without duties is named, an occupation without a fragment is left out', () => {
    const occupations = DATA.occupations.slice(0, 2);
    const code = occupations[0]!.code;
    const empty = { code, duties: [], requirements: [], conditions: [] };
    expect(() => generatePostings({ occupations, fragments: [empty], seed: 's' })).toThrow(code);
    expect(generatePostings({ occupations, fragments: [], seed: 's' })).toEqual([]);
  });
});
