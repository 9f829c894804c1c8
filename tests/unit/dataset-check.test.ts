/** The linter of the sources, on the sources and on faults made for it; labels and splits on small examples. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkWritten } from '../../scripts/dataset/data-set.ts';
import { divide } from '../../scripts/dataset/fragment-shares.ts';
import { kappa, labelReport } from '../../scripts/dataset/label-report.ts';
import { AREAS, areaByOccupation, LabelRules, LEVELS, loadLabelRules } from '../../scripts/dataset/labels.ts';
import { lint, SIZES, type Report } from '../../scripts/dataset/lint.ts';
import { Random } from '../../scripts/dataset/random.ts';
import { typeSkills } from '../../scripts/dataset/skills-queries.ts';
import { loadTitleData, SourceError, type Occupation } from '../../scripts/dataset/sources.ts';
import { SPLITS, splitRoles, type Split } from '../../scripts/dataset/splits.ts';

const { occupations } = loadTitleData(`${import.meta.dirname}/../../scripts/dataset`);

/** The sources with one occupation changed. */
function withChange(index: number, change: (occupation: Occupation) => Occupation): Report {
  return lint(occupations.map((occupation, at) => (at === index ? change(occupation) : occupation)));
}

function problems({ errors }: Report): string {
  return errors.map(({ at, problem }) => `${at}: ${problem}`).join('\n');
}

function withTitles(titles: readonly string[]): (occupation: Occupation) => Occupation {
  return (occupation) => ({
    ...occupation,
    roles: [{ role: 'tested', titles }, ...occupation.roles.slice(1)],
  });
}

describe('the sources', () => {
  test('are without errors', () => {
    expect(problems(lint(occupations))).toBe('');
  });

  test('hold at least 32,000 distinct titles, and a third of the pairs of one role share no word', () => {
    const report = lint(occupations);
    expect(report.distinctTitles).toBeGreaterThanOrEqual(32_000);
    expect(report.pairsWithoutSharedWord / report.pairs).toBeGreaterThan(1 / 3);
  });
});

describe('the linter names', () => {
  const FIVE = ['Lamp Trimmer', 'Wick Keeper', 'Lantern Hand', 'Oil Lamp Minder', 'Light Tender'];

  test.each([
    ['an odd character', [...FIVE, 'Lamp\u200bLighter'], 'odd character'],
    ['brackets', [...FIVE, 'Lamplighter (Street)'], 'odd character "("'],
    ['a title that is too long', [...FIVE, 'Lamplighter '.repeat(6).trim()], 'more than 60'],
    ['stray white space', [...FIVE, ' Lamplighter'], 'white space'],
    ['a title twice', [...FIVE, 'lamp trimmer'], 'stands twice'],
    ['a title that cleaning changes', [...FIVE, 'Lamplighter - Remote'], 'cleaned'],
    ['too few titles', FIVE.slice(0, 2), '2 titles, 5 to 9'],
    ['a title of another occupation', [...FIVE, occupations[9]!.roles[0]!.titles[0]!], occupations[9]!.code],
  ])('%s', (_, titles, expected) => {
    expect(problems(withChange(3, withTitles(titles)))).toContain(expected);
  });

  test('a stale mark, a missing task, a wrong official title, a missing code', () => {
    const stale = withChange(3, (occupation) => ({
      ...occupation,
      roles: [{ role: 'x', titles: FIVE, ambiguous: ['Wick Keeper'] }, ...occupation.roles.slice(1)],
    }));
    expect(problems(stale)).toContain('stands under one code');
    const short = withChange(3, (occupation) => ({ ...occupation, tasks: occupation.tasks.slice(0, 3) }));
    expect(problems(short)).toContain(`3 tasks, ${SIZES.tasks[0]} to ${SIZES.tasks[1]} expected`);
    expect(problems(withChange(3, (occupation) => ({ ...occupation, title: 'Lawmakers' })))).toContain(
      'taxonomy',
    );
    expect(problems(lint(occupations.slice(1)))).toContain('1015 occupations');
  });
});

describe('splits', () => {
  test('of one occupation do not move when another one is edited', () => {
    const edited = occupations.map((occupation, index) =>
      index === 500 ? { ...occupation, roles: occupation.roles.slice(1) } : occupation,
    );
    const before = splitRoles(occupations);
    const after = splitRoles(edited);
    const held = [...before].filter(([, split]) => split.startsWith('holdout')).map(([id]) => id);
    const moved = [...after].filter(([id, split]) => before.get(id) !== split).map(([id]) => id);
    expect(held.length).toBeGreaterThan(300);
    expect(moved.filter((id) => !id.startsWith(occupations[500]!.code))).toEqual([]);
  });

  test('divide a list wholly, each item once', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer(), { minLength: 5 }),
        fc.uniqueArray(fc.constantFrom<Split>(...SPLITS), { minLength: 1 }),
        fc.integer(),
        (items, splits, seed) => {
          const parts = divide(items, splits, new Random(seed));
          expect([...parts.values()].flat().sort()).toEqual([...items].sort());
          expect([...parts.values()].every(({ length }) => length > 0)).toBe(true);
        },
      ),
    );
  });
});

describe('labels by keyword', () => {
  const rules = loadLabelRules();

  test.each([
    ['Product Owner', 'Specialist'],
    ['Owner, Bakery', 'Founder/Owner'],
    ['Senior Vice President', 'VP'],
    ['Chief Nursing Officer', 'C-Level'],
    ['Assistant Store Manager', 'Manager'],
    ['Art Director', 'Senior Specialist'],
    ['Trainee Manager', 'Student'],
    ['Head Chef', 'Manager'],
    ['Head of Marketing', 'Director'],
    ['Assistant Professor', 'Specialist'],
    ['Plumber', 'Specialist'],
    ['Kitchen Porter', 'Assistant'],
  ])('%s is %s', (title, level) => {
    expect(rules.level(title).label).toBe(level);
  });

  test.each([
    ['Software Engineer', 'IT'],
    ['Structural Engineer', 'Engineering'],
    ['Nursery Nurse', 'Education'],
    ['Tree Surgeon', null],
    ['Zookeeper', null],
    ['HGV Driver', 'Transportation'],
  ])('%s is in %s', (title, area) => {
    expect(rules.area(title)?.label ?? null).toBe(area);
  });

  test('words count at their boundaries only, and a correction wins', () => {
    const own = new LabelRules(
      [{ label: 'Assistant', words: ['aide'] }],
      [{ label: 'IT', words: ['it'] }],
      [{ title: 'IT Aide', level: 'Specialist', area: 'Healthcare' }],
    );
    expect(own.level('Raider')).toEqual({ label: 'Specialist', source: 'default' });
    expect(own.level('School Aide')).toEqual({ label: 'Assistant', source: 'keyword' });
    expect(own.area('Digital Waiter')).toBeNull();
    expect(own.level('it aide')).toEqual({ label: 'Specialist', source: 'correction' });
    expect(own.area('IT Aide')).toEqual({ label: 'Healthcare', source: 'correction' });
  });

  test('an unknown class is refused', () => {
    expect(() => new LabelRules([{ label: 'Boss', words: ['boss'] }], [], [])).toThrow(SourceError);
    expect(() => new LabelRules([], [{ label: 'IT', words: [] }], [])).toThrow('no words');
  });

  test('every occupation has an area', () => {
    for (const { code } of occupations) expect(AREAS).toContain(areaByOccupation(code));
    expect(() => areaByOccupation('99-0000.00')).toThrow(SourceError);
  });
});

describe('agreement', () => {
  test('kappa of the worked example in Cohen 1960 style: 20 + 15 agreements of 50 give 0.4', () => {
    const pairs = [
      ...Array.from({ length: 20 }, () => ['yes', 'yes'] as const),
      ...Array.from({ length: 5 }, () => ['yes', 'no'] as const),
      ...Array.from({ length: 10 }, () => ['no', 'yes'] as const),
      ...Array.from({ length: 15 }, () => ['no', 'no'] as const),
    ];
    expect(kappa(pairs)).toBeCloseTo(0.4, 10);
    expect(kappa([['a', 'a']])).toBe(1);
    expect(kappa([])).toBeNaN();
  });

  test('the report counts by class', () => {
    const report = labelReport(
      [
        {
          title: 'School Aide',
          level: 'Assistant',
          area: 'Education',
          secondLevel: 'Assistant',
          secondArea: 'IT',
        },
        { title: 'Zookeeper', level: 'Specialist', area: 'Agriculture & Forestry' },
      ],
      new LabelRules(
        [{ label: 'Assistant', words: ['aide'] }],
        [{ label: 'Education', words: ['school'] }],
        [],
      ),
      { levels: LEVELS, areas: AREAS },
    );
    expect(report).toMatchObject({ gold: 2, withoutKeyword: 1, twice: 1, levelKappa: 1 });
    expect(report.areas.find(({ label }) => label === 'Agriculture & Forestry')).toMatchObject({
      gold: 1,
      agree: 0,
      silent: 1,
    });
    expect(report.levels.find(({ label }) => label === 'Assistant')).toMatchObject({
      gold: 1,
      agree: 1,
      byRules: 1,
    });
  });
});

test.each([
  ['is a gold title', 'Boss of a Bakery'],
  ['is a gold title', 'bakery: a boss of'],
  ['of another split', 'Pastry Cook'],
  ['stands there twice', 'Head Baker'],
])('a title written with its label that %s is refused: %s', (problem, title) => {
  const label = { level: 'Manager', area: 'Hospitality & Tourism' } as const;
  const gold = [{ title: 'Boss of a Bakery', ...label }];
  const held = ['Pastry Cook'];
  const written = ['Head Baker', 'Dough Maker', title].map((text) => ({ title: text, ...label }));
  expect(() => checkWritten(written.slice(0, 2), gold, held)).not.toThrow();
  expect(() => checkWritten(written, gold, held)).toThrow(problem);
});

test('a typed skills query holds skills of the posting and nothing of a title', () => {
  const posting = { skills: 'Python, Apache Airflow (ETL), Snowflake', place: 'Leeds, UK' };
  for (let seed = 0; seed < 200; seed++) {
    const { query } = typeSkills(posting, new Random(seed));
    const known =
      'python apache airflow snowflake leeds experience with and jobs i know good at yrs years'.split(' ');
    const words = query.toLowerCase().match(/[a-z]+/g) ?? [];
    expect(
      words.filter((word) => !known.includes(word)),
      query,
    ).toEqual([]);
    expect(query).toMatch(/python|airflow|snowflake/i);
    expect(query).not.toMatch(/[{}]/);
  }
});
