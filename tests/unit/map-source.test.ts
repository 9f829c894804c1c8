/** Which titles a map shows: sets by name, samples that keep every group's share, seed titles, titles of files, adverts and searches. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allot,
  drawSet,
  FEWEST_TITLES,
  formatSource,
  isEverywhere,
  parseSource,
  sameSource,
  SEED_COUNTS,
  shuffled,
  SPLIT_SOURCES,
  stratifiedSample,
  type MapSource,
  type SourceTitle,
} from '../../src/core/map/map-source.ts';
import { drawSeeds, titlesByRole } from '../../src/core/map/seed-titles.ts';
import type { Hit, Posting } from '../../src/core/search/types.ts';
import {
  advertTitles,
  foundTitles,
  furtherSeeds,
  titlesOfSplit,
} from '../../src/features/map/source-titles.ts';

const title = (text: string, key: string, kind: SourceTitle['kind'] = 'synonym'): SourceTitle => ({
  ...{ title: text, key, seed: `seed of ${key}`, role: '', code: '', kind, strategy: '', level: '' },
});

describe('the name of a set', () => {
  const query = { title: 'night nurse', skills: '', like: '' };
  const everywhere: readonly MapSource[] = [
    { kind: 'shipped' },
    ...SEED_COUNTS.map((count) => ({ kind: 'seeds', count }) as const),
    ...SPLIT_SOURCES.map((split) => ({ kind: 'split', split }) as const),
    { kind: 'adverts' },
    { kind: 'onet' },
    { kind: 'search', ...query, own: false },
  ];

  it('comes back from an address', () => {
    for (const source of everywhere) {
      expect(parseSource(formatSource(source), query)).toEqual(source);
      expect(isEverywhere(source)).toBe(true);
    }
  });

  it('says that a file, and a search in one, are of this browser only', () => {
    for (const source of [{ kind: 'file' }, { kind: 'search', ...query, own: true }] as const) {
      expect(formatSource(source)).toBe('file');
      expect(isEverywhere(source)).toBe(false);
    }
    expect(parseSource('file')).toEqual({ kind: 'file' });
  });

  it('is that of the shipped set for anything else, also for a search without its query', () => {
    for (const text of ['', 'seeds.41', 'split.none', 'search', 'toString'])
      expect(parseSource(text)).toEqual({ kind: 'shipped' });
  });

  it('tells searches apart by their query', () => {
    const search = { kind: 'search', ...query, own: false } as const;
    expect(sameSource(search, { ...search })).toBe(true);
    expect(sameSource(search, { ...search, title: 'baker' })).toBe(false);
  });
});

describe('a sample', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 30 });

  it('gives every stratum its share to within one title, and one title at least where there is room', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 400 }), (strata, most) => {
        const all = strata.reduce((sum, size) => sum + size, 0);
        const taken = allot(strata, most);
        expect(taken.reduce((sum, count) => sum + count, 0)).toBe(Math.min(all, most));
        taken.forEach((count, at) => expect(count).toBeLessThanOrEqual(strata[at]!));
        if (strata.length > most || all <= most) return;
        const share = (most - strata.length) / (all - strata.length);
        taken.forEach((count, at) => {
          expect(count).toBeGreaterThanOrEqual(1);
          expect(Math.abs(count - 1 - (strata[at]! - 1) * share)).toBeLessThan(1);
        });
      }),
    );
  });

  it('is repeatable, rising, without doubles, and as large as asked for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 250 }),
        fc.integer(),
        (strata, most, seed) => {
          const sample = stratifiedSample(strata, most, seed);
          expect(sample).toEqual(stratifiedSample(strata, most, seed));
          expect(sample).toHaveLength(Math.min(most, strata.length));
          expect(sample).toEqual([...new Set(sample)].sort((a, b) => a - b));
          for (const place of sample) expect(place).toBeLessThan(strata.length);
        },
      ),
    );
  });

  it('changes with its seed, and is not the first titles of a file', () => {
    const strata = Array.from({ length: 1000 }, () => 'all');
    const sample = stratifiedSample(strata, 100, 101);
    expect(sample).not.toEqual(stratifiedSample(strata, 100, 102));
    expect(Math.max(...sample)).toBeGreaterThan(500);
    const alone = stratifiedSample([...strata.keys()], 100, 101);
    expect(Math.max(...alone)).toBeGreaterThan(500);
  });

  it('gives the seed title of a group before its other titles', () => {
    const strata = Array.from({ length: 90 }, (_, at) => at % 3);
    const sample = stratifiedSample(strata, 6, 7, (place) => place >= 87);
    expect(sample.filter((place) => place >= 87)).toEqual([87, 88, 89]);
  });

  it('shuffles without loss', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
        expect(shuffled(items, seed).sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b));
      }),
    );
  });
});

describe('the set of a map', () => {
  const many = Array.from({ length: 200 }, (_, at) => title(`title ${at}`, `group ${at % 5}`));

  it('holds every title once, whatever its capitals and spaces', () => {
    const { set, titles } = drawSet([...many, title(' Title  7 ', 'group 9'), title('   ', 'group 9')], 1);
    expect(titles).toBe(200);
    expect(set.points).toHaveLength(200);
    expect(set.groups.map(({ seed }) => seed)).toEqual([0, 1, 2, 3, 4].map((at) => `seed of group ${at}`));
    for (const { title: text, group } of set.points)
      expect(set.groups[group]!.seed).toBe(`seed of group ${Number(text.split(' ')[1]) % 5}`);
  });

  it('is a sample of a large one, and says of how many', () => {
    const { set, titles } = drawSet(many, 101, 50);
    expect([set.points.length, titles]).toEqual([50, 200]);
    for (let group = 0; group < 5; group++)
      expect(set.points.filter((point) => point.group === group)).toHaveLength(10);
  });

  it('is refused with too few titles', () => {
    expect(() => drawSet(many.slice(0, FEWEST_TITLES - 1), 1)).toThrow(
      'A map needs at least 30 different titles, and there are 29.',
    );
    expect(drawSet(many.slice(0, FEWEST_TITLES), 1).set.points).toHaveLength(FEWEST_TITLES);
  });
});

describe('seed titles', () => {
  const roles = Array.from({ length: 12 }, (_, at) => ({ role: `role ${at}`, code: '29-1141.00' }));
  const titles = roles.flatMap((role, at) =>
    [0, 1, 2, 3, 4].map((n) => ({ ...role, title: `job ${at}-${n}` })),
  );
  const variants = roles.flatMap((role, at) =>
    [0, 1, 2, 3, 4, 5].map((n) => ({
      ...{ ...role, seed: `job ${at}-0`, variant: `JOB ${at} no ${n}`, strategy: 'casing' },
    })),
  );
  const shown = [{ ...roles[3]!, seed: 'job 3-0' }];

  it('are roles that the shipped map has not, each with a seed title, synonyms and variants', () => {
    const drawn = drawSeeds(titles, variants, shown, { count: 20, seed: 101 });
    expect(new Set(drawn.map(({ key }) => key)).size).toBe(11);
    expect(drawn.some(({ role }) => role === 'role 3')).toBe(false);
    const kinds = drawn.filter(({ role }) => role === 'role 5').map(({ kind }) => kind);
    expect(kinds).toEqual([
      'seed',
      'synonym',
      'synonym',
      'synonym',
      'variant',
      'variant',
      'variant',
      'variant',
    ]);
    expect(drawn).toEqual(drawSeeds(titles, variants, shown, { count: 20, seed: 101 }));
    const some = drawSeeds(titles, variants, shown, { count: 4, seed: 101 });
    expect(new Set(some.map(({ key }) => key)).size).toBe(4);
    expect(some).not.toEqual(drawSeeds(titles, variants, shown, { count: 4, seed: 7 }));
  });

  it('leave out roles with too little to show', () => {
    const poor = variants.filter(({ variant }) => !/^JOB [4-9] no [1-5]/.test(variant));
    const roleNames = new Set(drawSeeds(titles, poor, shown, { count: 20, seed: 1 }).map(({ role }) => role));
    expect(roleNames).toEqual(new Set(['role 0', 'role 1', 'role 2', 'role 10', 'role 11']));
  });

  it('name the groups of a split: the first title of a role is its seed', () => {
    const byRole = titlesByRole(titles);
    expect(byRole).toHaveLength(titles.length);
    expect(byRole.filter(({ kind }) => kind === 'seed').map(({ title: text }) => text)).toEqual(
      roles.map((_, at) => `job ${at}-0`),
    );
    expect(byRole[7]).toMatchObject({ title: 'job 1-2', seed: 'job 1-0', kind: 'synonym' });
  });
});

describe('titles from elsewhere', () => {
  const signal = new AbortController().signal;
  const posting = (text: string, code = ''): Posting => ({
    ...{ id: text, title: text, company: '', place: '', skills: '', description: '', code },
  });

  it('of a split say whether a training saw them', async () => {
    const read = (table: string, splits: readonly string[]) =>
      Promise.resolve([{ title: `${table} ${splits.join()}`, role: 'r', onet_code: '11-1011.00' }]);
    const test = await titlesOfSplit(read, 'test', true, signal);
    expect(test.titles[0]).toMatchObject({ title: 'titles test', code: '11-1011.00' });
    expect(test.unseen).toBe(true);
    expect((await titlesOfSplit(read, 'train', true, signal)).unseen).toBe(false);
  });

  it('of further seeds are those of the test splits alone', async () => {
    const asked: string[] = [];
    const read = (_: string, splits: readonly string[]) => {
      asked.push(...splits);
      return Promise.resolve([]);
    };
    await furtherSeeds(read, { count: 20, seed: 101, shown: [] }, true, signal);
    expect(new Set(asked)).toEqual(new Set(['test', 'holdout-codes-test']));
  });

  it('of adverts are grouped by broad occupation', () => {
    const { titles } = advertTitles([
      posting('Web Developer', '15-1254.00'),
      posting('UX Designer', '15-1255.00'),
    ]);
    expect(titles[0]!.key).toBe(titles[1]!.key);
    expect(titles[0]!.seed).toBe('Software and Web Developers, Programmers, and Testers');
  });

  it('of a search are grouped by the model that found them', () => {
    const hit = (row: number): Hit => ({
      ...{ row, posting: posting(`posting ${row}`), rank: 1, cosine: {}, score: 1, rankInOther: null },
    });
    const source = { kind: 'search', title: 'nurse', skills: 'triage', like: '', own: false } as const;
    const { titles, name } = foundTitles(source, { base: [hit(1), hit(2)], tuned: [hit(2), hit(3)] });
    expect(titles.map(({ title: text, seed }) => [text, seed])).toEqual([
      ['posting 1', 'found by the general model only'],
      ['posting 2', 'found by both models'],
      ['posting 3', 'found by the job-title model only'],
    ]);
    expect(name).toBe('What the search finds for nurse, triage');
  });
});
