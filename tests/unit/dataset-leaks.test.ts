/** No text of a held-out split, and nothing derived from one, stands in what a model is trained on. */
import { describe, expect, test } from 'vitest';
import { loadDataSet } from '../../scripts/dataset/data-set.ts';
import { groupBy } from '../../src/core/group-by.ts';
import { groupsOf, makeSkillsQueries } from '../../scripts/dataset/skills-queries.ts';
import { loadTitleData } from '../../scripts/dataset/sources.ts';
import {
  HELD_OUT,
  roleGroups,
  roleId,
  SPLITS,
  TEST_SPLITS,
  titleKey,
  type Split,
} from '../../scripts/dataset/splits.ts';
import { TEST_ONLY_PROMPT } from '../../scripts/dataset/variants.ts';
import { TEST_ONLY_STRATEGIES } from '../../scripts/dataset/variant-strategies.ts';

const DATA = loadDataSet();
const { fragments } = loadTitleData(`${import.meta.dirname}/../../scripts/dataset`);
const GROUPS = groupsOf(DATA.occupations);
const QUERIES = makeSkillsQueries(DATA.postings, (a, b) => -Math.abs(a - b), 'test', GROUPS);

/** Every title-like text of the rows of these splits, as it counts when two are compared. */
function keysOf(wanted: (split: Split) => boolean): Map<string, string> {
  const keys = new Map<string, string>();
  const add = (text: string, split: Split, where: string): void => {
    if (wanted(split)) keys.set(titleKey(text), `${where}: ${text}`);
  };
  for (const { title, split } of DATA.titles) add(title, split, 'title');
  for (const { jitteredTitle, seedTitle, split } of DATA.variants) {
    add(jitteredTitle, split, 'variant');
    add(seedTitle, split, 'seed');
  }
  for (const { title, seedTitle, split } of DATA.postings) {
    add(title, split, 'posting');
    add(seedTitle, split, 'posting seed');
  }
  return keys;
}

describe('titles', () => {
  test('no cleaned title, variant or posting title of a held-out split is in a training row', () => {
    const held = keysOf((split) => split !== 'train');
    const train = keysOf((split) => split === 'train');
    expect(held.size).toBeGreaterThan(5000);
    expect(
      [...train].filter(([key]) => held.has(key)).map(([key, where]) => `${where} / ${held.get(key)}`),
    ).toEqual([]);
  });

  test('validation and test share none either', () => {
    const test_ = keysOf((split) => TEST_SPLITS.includes(split));
    const validation = keysOf((split) => split === 'validation' || split === 'holdout-codes-val');
    expect([...validation.keys()].filter((key) => test_.has(key))).toEqual([]);
  });

  test('labels for training hold no held-out title and no gold title', () => {
    const held = keysOf((split) => split !== 'train');
    const gold = new Set(DATA.gold.map(({ title }) => titleKey(title)));
    const rows = DATA.labels.filter(({ split }) => split === 'train').map(({ title }) => titleKey(title));
    expect(rows.length).toBeGreaterThan(5000);
    expect(rows.filter((key) => held.has(key) || gold.has(key))).toEqual([]);
  });

  test('no gold title is a title or a variant in training', () => {
    const train = keysOf((split) => split === 'train');
    expect(DATA.gold.length).toBeGreaterThanOrEqual(1500);
    expect(DATA.gold.filter(({ title }) => train.has(titleKey(title))).map(({ title }) => title)).toEqual([]);
  });
});

describe('postings and queries', () => {
  test('no two splits share a duty, task, requirement or condition of one occupation, nor a long one of any', () => {
    const occupations = new Map(DATA.occupations.map((occupation) => [occupation.code, occupation]));
    const textBySplit = (rows: typeof DATA.postings): [Split, string][] =>
      [...groupBy(rows, ({ split }) => split)].map(([split, same]) => [
        split,
        same.map(({ description }) => description.toLowerCase()).join('\n'),
      ]);
    const all = new Map(textBySplit(DATA.postings));
    const byCode = groupBy(DATA.postings, ({ code }) => code);
    const leaks: string[] = [];
    const met = new Map<Split, number>(SPLITS.map((split) => [split, 0]));
    for (const { code, duties, requirements, conditions } of fragments) {
      const own = textBySplit(byCode.get(code)!);
      for (const phrase of [...duties, ...occupations.get(code)!.tasks, ...requirements, ...conditions]) {
        const needle = phrase.toLowerCase();
        const holders = own.filter(([, text]) => text.includes(needle)).map(([split]) => split);
        for (const split of holders) met.set(split, met.get(split)! + 1);
        // Short phrases, such as the name of a certificate, are vocabulary that other occupations may share.
        const long = holders.length > 0 && needle.split(' ').length >= 8;
        const sharing = long ? SPLITS.filter((split) => all.get(split)!.includes(needle)) : holders;
        if (sharing.length > 1) leaks.push(`${code}: ${phrase} (${sharing.join(', ')})`);
      }
    }
    for (const [split, count] of met) expect(count, split).toBeGreaterThan(100);
    expect(leaks).toEqual([]);
  });

  test('a query is typed in one split only, whatever the order of its words', () => {
    const words = ({ query }: { query: string }): string =>
      [...new Set(query.toLowerCase().split(/[^\p{L}\p{N}]+/u))].sort().join(' ').trim();
    const shared = [...groupBy(QUERIES, words)].filter(
      ([, same]) => new Set(same.map(({ split }) => split)).size > 1,
    );
    expect(shared.map(([query]) => query)).toEqual([]);
    expect(QUERIES.length).toBeGreaterThanOrEqual(3000);
  });

  test('the postings that a query names are of its split, its negatives of another occupation and role group', () => {
    const postings = new Map(DATA.postings.map((posting) => [posting.id, posting]));
    const groupOf = ({ code, role }: { code: string; role: string }): number | undefined =>
      GROUPS.get(roleId(code, role));
    for (const query of QUERIES) {
      const { posting, relevant, alsoRelevant, hardNegative, leastSimilar } = query;
      const negatives = [hardNegative, leastSimilar].map((id) => postings.get(id)!);
      const named = [...[...relevant, ...alsoRelevant].map((id) => postings.get(id)!), ...negatives];
      expect(new Set(named.map(({ split }) => split)), query.query).toEqual(new Set([query.split]));
      expect(relevant).toContain(posting);
      expect(alsoRelevant.filter((id) => relevant.includes(id))).toEqual([]);
      for (const negative of negatives) {
        expect(negative.code, query.query).not.toBe(query.code);
        expect(groupOf(negative), query.query).not.toBe(groupOf(query));
      }
    }
    expect(QUERIES.filter(({ alsoRelevant }) => alsoRelevant.length > 0).length).toBeGreaterThan(100);
  });
});

describe('splits', () => {
  test('hold out 30 and 60 whole codes, spread over all major groups', () => {
    const codes = groupBy(DATA.titles, ({ code }) => code);
    const held = new Map<Split, Set<string>>(SPLITS.map((split) => [split, new Set()]));
    for (const [code, rows] of codes) for (const { split } of rows) held.get(split)!.add(code);
    for (const [split, count] of Object.entries(HELD_OUT) as [Split, number][]) {
      expect(held.get(split)!.size).toBe(count);
      const majors = new Set([...held.get(split)!].map((code) => code.slice(0, 2)));
      expect(majors.size).toBe(new Set([...codes.keys()].map((code) => code.slice(0, 2))).size);
      for (const code of held.get(split)!)
        expect(new Set(codes.get(code)!.map((row) => row.split)), code).toEqual(new Set([split]));
    }
  });

  test('roles that share a title go together', () => {
    for (const group of roleGroups(DATA.occupations))
      expect(new Set(group.map((id) => DATA.splits.get(id))), group.join('; ')).toHaveProperty('size', 1);
    const roles = DATA.occupations.flatMap(({ code, roles: all }) =>
      all.map(({ role }) => roleId(code, role)),
    );
    expect(roles.filter((id) => !DATA.splits.has(id))).toEqual([]);
  });

  test('validation and test are each about a tenth of the other roles', () => {
    const count = (split: Split): number =>
      [...DATA.splits.values()].filter((value) => value === split).length;
    const rest = count('train') + count('validation') + count('test');
    for (const split of ['validation', 'test'] as const) {
      expect(count(split) / rest).toBeGreaterThan(0.09);
      expect(count(split) / rest).toBeLessThan(0.11);
    }
  });

  test('four strategies and one prompt are met in the test splits only', () => {
    const kept = new Set([...Object.keys(TEST_ONLY_STRATEGIES), `written/${TEST_ONLY_PROMPT}`]);
    expect(Object.keys(TEST_ONLY_STRATEGIES)).toHaveLength(4);
    const rows = DATA.variants.filter(({ strategy }) => kept.has(strategy));
    expect(new Set(rows.map(({ strategy }) => strategy))).toEqual(kept);
    expect(rows.filter(({ split }) => !TEST_SPLITS.includes(split))).toEqual([]);
  });

  test('half of the test variants or more are written, and a third of all', () => {
    const share = (rows: readonly { strategy: string }[]): number =>
      rows.filter(({ strategy }) => strategy.startsWith('written/')).length / rows.length;
    expect(share(DATA.variants.filter(({ split }) => TEST_SPLITS.includes(split)))).toBeGreaterThanOrEqual(
      0.5,
    );
    expect(share(DATA.variants)).toBeGreaterThanOrEqual(1 / 3);
  });

  test('6,000 seeds or more over all codes have five variants or more each', () => {
    const bySeed = groupBy(
      DATA.variants,
      ({ code, role, seedTitle }) => `${roleId(code, role)} ${seedTitle}`,
    );
    const enough = [...bySeed.values()].filter(({ length }) => length >= 5);
    expect(enough.length).toBeGreaterThanOrEqual(6000);
    expect(new Set(enough.map((rows) => rows[0]!.code)).size).toBe(DATA.occupations.length);
  });
});
