/** Skills queries on hand-made postings whose similarities are known. */
import { describe, expect, test } from 'vitest';
import { Random } from '../../scripts/dataset/random.ts';
import {
  groupsOf,
  makeSkillsQueries,
  typeSkills,
  type GroupOf,
  type Similarity,
  type SkillsPosting,
  type SkillsQuery,
} from '../../scripts/dataset/skills-queries.ts';
import { SourceError, type Occupation } from '../../scripts/dataset/sources.ts';
import { roleId } from '../../scripts/dataset/splits.ts';

const SKILLS = ['glazing', 'colour matching', 'kiln firing (electric)', 'stock control', 'wheel throwing'];

function posting(
  id: string,
  code: string,
  role: string,
  changes: Partial<SkillsPosting> = {},
): SkillsPosting {
  return {
    id,
    code,
    role,
    split: 'train',
    skills: SKILLS.join(', '),
    place: 'Stoke-on-Trent, UK',
    ...changes,
  };
}

const POTTER = posting('p-1', '51-9195.05', 'potter');
const AMERICAN = SKILLS.join(', ').replace('colour', 'color').replace(' (electric)', '');
const POSTINGS: readonly SkillsPosting[] = [
  POTTER,
  posting('p-2', '51-9195.05', 'kiln hand', { skills: `packing, ${AMERICAN}`, place: 'Tucson, AZ' }),
  posting('p-3', '51-9195.05', 'glazer', { skills: 'packing, sweeping' }),
  posting('p-4', '51-9195.05', 'mould maker', { split: 'test' }),
  posting('p-5', '27-1012.00', 'ceramicist'),
  posting('p-6', '27-1012.00', 'woodcarver'),
  posting('p-7', '35-3031.00', 'waiter', { skills: 'carrying plates, taking orders' }),
  posting('p-8', '41-2031.00', 'shop assistant', { split: 'test', skills: 'tills, shelf filling' }),
];

/** The ceramicist shares a title with the potter. */
const GROUPS: GroupOf = new Map(
  POSTINGS.map(({ code, role }, index) => [roleId(code, role), role === 'ceramicist' ? 0 : index]),
);

/** To the potter, in the order of POSTINGS; the nearest of all is the ceramicist. */
const TO_POTTER = [1, 0.95, 0.9, 0.98, 0.99, 0.5, 0.1, 0.97];
const similarity: Similarity = (a, b) => (a === 0 ? TO_POTTER[b]! : b === 0 ? TO_POTTER[a]! : 0.3);

function queryOf(id: string, postings = POSTINGS, like = similarity, seed = 'seed'): SkillsQuery {
  return makeSkillsQueries(postings, like, seed, GROUPS).find((query) => query.posting === id)!;
}

describe('negatives', () => {
  test('the hard one is the most similar of the split, of another occupation and another role group', () => {
    expect(queryOf('p-1').hardNegative).toBe('p-6');
    const apart = new Map([...GROUPS, [roleId('27-1012.00', 'ceramicist'), 99]]);
    expect(makeSkillsQueries(POSTINGS, similarity, 'seed', apart)[0]).toMatchObject({ hardNegative: 'p-5' });
  });

  test('the least similar one of a few is the extreme', () => {
    expect(queryOf('p-1').leastSimilar).toBe('p-7');
  });

  test('of a hundred, the least similar one is drawn from five, by the seed', () => {
    const many = Array.from({ length: 100 }, (_, index) => posting(`q-${index}`, '35-3031.00', 'waiter'));
    const postings = [POTTER, ...many];
    const like: Similarity = (a, b) => (a + b) / 100;
    const draw = (seed: string): string => queryOf('p-1', postings, like, seed).leastSimilar;
    const drawn = new Set(Array.from({ length: 60 }, (_, seed) => draw(String(seed))));
    expect([...drawn].sort()).toEqual(['q-0', 'q-1', 'q-2', 'q-3', 'q-4']);
    expect(draw('7')).toBe(draw('7'));
    expect(queryOf('p-1', postings, like).hardNegative).toBe('q-99');
  });

  test('a posting without a possible negative is named', () => {
    const alone = POSTINGS.filter(({ split, id }) => split === 'train' || id === 'p-4');
    expect(() => makeSkillsQueries(alone, similarity, 'seed', GROUPS)).toThrow(SourceError);
    expect(() => makeSkillsQueries(alone, similarity, 'seed', GROUPS)).toThrow('p-4');
  });

  test('a role in no group is named', () => {
    expect(() => makeSkillsQueries(POSTINGS, similarity, 'seed', new Map())).toThrow('51-9195.05 potter');
  });
});

describe('relevant postings', () => {
  test('are those of the role', () => {
    const second = posting('p-9', '51-9195.05', 'potter', { skills: 'packing, sweeping' });
    expect(queryOf('p-1', [...POSTINGS, second]).relevant).toEqual(['p-1', 'p-9']);
  });

  test('also those of other roles of occupation and split that list every typed skill, in any spelling', () => {
    for (let seed = 0; seed < 30; seed++)
      expect(queryOf('p-1', POSTINGS, similarity, String(seed)).alsoRelevant).toEqual(['p-2']);
  });

  test('one missing skill is one too many', () => {
    const sweeper = { skills: 'packing, sweeping, dusting' };
    const some = [...POSTINGS, posting('p-9', '51-9195.05', 'fettler', sweeper)];
    const groups = new Map([...GROUPS, [roleId('51-9195.05', 'fettler'), 50]]);
    const found = new Map<boolean, number>();
    for (let seed = 0; seed < 40; seed++) {
      const query = makeSkillsQueries(some, similarity, String(seed), groups).find(
        (other) => other.posting === 'p-9',
      )!;
      const dusting = query.query.toLowerCase().includes('dusting');
      expect(query.alsoRelevant).toEqual(dusting ? [] : ['p-3']);
      found.set(dusting, (found.get(dusting) ?? 0) + 1);
    }
    expect(found.size).toBe(2);
  });
});

describe('a query met in two splits', () => {
  /** Two skills give the same words, in either order. */
  const two = { skills: 'SQL, Python' };
  const twins: readonly SkillsPosting[] = [
    posting('p-1', '51-9195.05', 'potter', two),
    posting('p-4', '51-9195.05', 'mould maker', { ...two, split: 'test', skills: 'Python, SQL' }),
    ...POSTINGS.slice(6),
  ];

  test('stays in the held-out one only, whatever the order of its words', () => {
    let orders = 0;
    let met = 0;
    for (let seed = 0; seed < 300; seed++) {
      const all = makeSkillsQueries(twins, () => 0.5, String(seed), GROUPS);
      const held = all.find((query) => query.posting === 'p-4')!;
      const train = all.find((query) => query.posting === 'p-1');
      const typed = typedOf(seed, twins[0]!);
      const same = sorted(typed) === sorted(held.query);
      expect(train?.query).toBe(same ? undefined : typed);
      if (same) met++;
      if (same && typed.toLowerCase() !== held.query.toLowerCase()) orders++;
    }
    expect(met).toBeGreaterThan(0);
    expect(orders).toBeGreaterThan(0);
  });

  /** What the posting's query is when it stands in training alone. */
  function typedOf(seed: number, only: SkillsPosting): string {
    const alone = [only, posting('p-7', '35-3031.00', 'waiter', { skills: 'trays, menus' })];
    return makeSkillsQueries(alone, () => 0.5, String(seed), GROUPS)[0]!.query;
  }

  function sorted(query: string): string {
    return query
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter(Boolean)
      .sort()
      .join(' ');
  }
});

test('typeSkills reports the skills that stand in the query, in its order, as the posting lists them', () => {
  const sizes = new Set<number>();
  for (let seed = 0; seed < 200; seed++) {
    const { query, skills } = typeSkills(POTTER, new Random(seed));
    const places = skills.map((skill) => query.toLowerCase().indexOf(skill.replace(' (electric)', '')));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    const others = SKILLS.filter((skill) => !skills.includes(skill));
    for (const other of others) expect(query.toLowerCase()).not.toContain(other.replace(' (electric)', ''));
    for (const skill of skills) expect(SKILLS).toContain(skill);
    sizes.add(skills.length);
  }
  expect([...sizes].sort()).toEqual([2, 3, 4]);
});

test('groupsOf gives roles that share a title one group, and others another', () => {
  const occupation = (code: string, role: string, titles: readonly string[]): Occupation => ({
    code,
    title: role,
    descriptions: ['', ''],
    tasks: [],
    skills: [],
    roles: [{ role, titles }],
  });
  const groups = groupsOf([
    occupation('51-9195.05', 'potter', ['Potter', 'Ceramicist']),
    occupation('27-1012.00', 'ceramicist', ['Ceramic Artist', 'ceramicist (Remote)']),
    occupation('35-3031.00', 'waiter', ['Waiter']),
  ]);
  expect(groups.get('51-9195.05 potter')).toBe(groups.get('27-1012.00 ceramicist'));
  expect(groups.get('35-3031.00 waiter')).not.toBe(groups.get('51-9195.05 potter'));
  expect(groups.size).toBe(3);
});
