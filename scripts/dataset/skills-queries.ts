/** @file Skills as a person types them into a search box, one query a posting, with recorded negatives. Deterministic. */
import { groupBy } from '../../src/core/group-by.ts';
import type { GeneratedPosting } from './postings.ts';
import { Random, seedOf } from './random.ts';
import { SourceError, type Occupation } from './sources.ts';
import { localise } from './spelling.ts';
import { roleGroups, roleId, type Split } from './splits.ts';

export interface SkillsQuery {
  readonly query: string;
  /** The posting whose skills were typed. */
  readonly posting: string;
  /** Every posting of the same role, that one included. */
  readonly relevant: readonly string[];
  /**
   * Postings of other roles of the same occupation and split that list every typed skill. They satisfy the query although their role
   * is another one: count them neither as relevant nor as irrelevant.
   */
  readonly alsoRelevant: readonly string[];
  readonly code: string;
  readonly role: string;
  readonly split: Split;
  /**
   * The most similar posting of the same split, by the general model's skills vectors, of another occupation and of a role that shares
   * no title with the query's role, directly or through others.
   */
  readonly hardNegative: string;
  /** One drawn from the 5 % of those postings that are the least similar. */
  readonly leastSimilar: string;
}

/** Cosine of two postings' skills vectors, by their places in the list. */
export type Similarity = (a: number, b: number) => number;

/** The postings that `makeSkillsQueries` reads, without what it does not need. */
export type SkillsPosting = Pick<GeneratedPosting, 'id' | 'code' | 'role' | 'split' | 'skills' | 'place'>;

/** The group of each role, by `roleId`: two roles with the same value share a title, directly or through others. */
export type GroupOf = ReadonlyMap<string, number>;

export interface TypedSkills {
  readonly query: string;
  /** The skills that were typed, in the order of the query, as the posting lists them. */
  readonly skills: readonly string[];
}

/** Share of the possible negatives from which the least similar one is drawn. */
const LEAST_SIMILAR_SHARE = 0.05;

/** How people type skills: {0}, {1} ... are skills, {years} a number, {town} the posting's town. */
const FORMS: readonly (readonly [string, number])[] = [
  ['{0} {1} {2}', 24], ['{0} {1}', 12], ['{0}, {1}, {2}', 14], ['{0} {1} {2} {years} years', 10], ['{0} and {1}', 8],
  ['{0} {1} {town}', 7], ['experience with {0} and {1}', 6], ['jobs with {0} {1}', 5], ['i know {0} and {1}', 4],
  ['{0} {1} {2} {3}', 8], ['{years} yrs {0}, {1}', 5], ['good at {0}, {1} and {2}', 4], ['{0} + {1}', 3],
]; // prettier-ignore

/** One typed query, and which of the posting's skills it holds. */
export function typeSkills(posting: Pick<SkillsPosting, 'skills' | 'place'>, random: Random): TypedSkills {
  const skills = random.shuffle(listed(posting));
  const fitting = FORMS.filter(([form]) => placesIn(form) <= skills.length);
  const years = String(random.pick([2, 3, 5, 5, 8, 10]));
  const town = posting.place.split(',')[0]!.toLowerCase();
  const form = random.weighted(fitting);
  const text = form
    .replace(/\{(\d)\}/g, (_, index: string) => casual(skills[Number(index)]!, random))
    .replace('{years}', years)
    .replace('{town}', town);
  return { query: text.replace(/\s+/g, ' ').trim(), skills: skills.slice(0, placesIn(form)) };
}

function listed({ skills }: Pick<SkillsPosting, 'skills'>): string[] {
  return skills.split(', ');
}

/** How many skills a form holds: they are its {0}, {1} ... in this order. */
function placesIn(form: string): number {
  return form.match(/\{\d\}/g)?.length ?? 0;
}

function withoutNotes(skill: string): string {
  return skill.replace(/\s*\([^)]*\)/g, '');
}

/** Mostly lower case, brackets off. */
function casual(skill: string, random: Random): string {
  const bare = withoutNotes(skill);
  return random.chance(0.8) ? bare.toLowerCase() : bare;
}

/** The groups for `makeSkillsQueries`. */
export function groupsOf(occupations: readonly Occupation[]): GroupOf {
  return new Map(roleGroups(occupations).flatMap((group, index) => group.map((id) => [id, index] as const)));
}

/**
 * Queries for all postings. A query of the same words as one of another split stays in the held-out one only.
 * @param similarity over the places of `postings`
 * @param groupOf all roles of the postings: `groupsOf(occupations)`
 * @throws SourceError if a role is in no group, or a posting has no possible negative in its split
 */
export function makeSkillsQueries(
  postings: readonly SkillsPosting[],
  similarity: Similarity,
  seed: string,
  groupOf: GroupOf,
): SkillsQuery[] {
  const groups = postings.map((posting) => groupOfPosting(posting, groupOf));
  const byRole = groupBy(postings, ({ code, role }) => roleId(code, role));
  const byCode = groupBy(postings, ({ code }) => code);
  const places = postings.map((_, index) => index);
  const bySplit = groupBy(places, (index) => postings[index]!.split);
  const typed = postings.map((posting) => typeSkills(posting, new Random(seedOf(`${seed} ${posting.id}`))));
  const ownerOf = splitOfEachQuery(postings, typed);
  const holdsAll = skillsTest();
  return places.flatMap((index) => {
    const { id, code, role, split } = postings[index]!;
    const { query, skills } = typed[index]!;
    if (ownerOf.get(wordsOf(query)) !== split) return [];
    const others = bySplit
      .get(split)!
      .filter((other) => postings[other]!.code !== code && groups[other] !== groups[index]);
    if (others.length === 0) {
      throw new SourceError(
        `Posting ${id} has no negative: no posting of split ${split} is of another occupation and role group. Add one.`,
      );
    }
    const [hard, least] = negatives(index, others, similarity, new Random(seedOf(`${seed} ${id} least`)));
    const satisfies = (other: SkillsPosting): boolean =>
      other.role !== role && other.split === split && holdsAll(other, skills);
    return [
      {
        query,
        posting: id,
        relevant: byRole.get(roleId(code, role))!.map((posting) => posting.id),
        alsoRelevant: byCode
          .get(code)!
          .filter(satisfies)
          .map((posting) => posting.id),
        code,
        role,
        split,
        hardNegative: postings[hard]!.id,
        leastSimilar: postings[least]!.id,
      },
    ];
  });
}

function groupOfPosting({ id, code, role }: SkillsPosting, groupOf: GroupOf): number {
  const group = groupOf.get(roleId(code, role));
  if (group !== undefined) return group;
  throw new SourceError(
    `Posting ${id}: role ${roleId(code, role)} is in no role group. Pass groupsOf() of the postings' own occupations.`,
  );
}

/** A query's different words, sorted: "SQL, Python" and "python sql" are one query. */
function wordsOf(query: string): string {
  return [...new Set(query.toLowerCase().match(/[\p{L}\p{N}]+/gu))].sort().join(' ');
}

/** The split in which each query stays, by `wordsOf`: the first held-out one, else training. */
function splitOfEachQuery(
  postings: readonly SkillsPosting[],
  typed: readonly TypedSkills[],
): Map<string, Split> {
  const owners = new Map<string, Split>();
  for (const isTraining of [false, true]) {
    postings.forEach(({ split }, index) => {
      const key = wordsOf(typed[index]!.query);
      if ((split === 'train') === isTraining && !owners.has(key)) owners.set(key, split);
    });
  }
  return owners;
}

/**
 * Whether a posting lists all of some skills, whatever the case, the note in brackets and the country's spelling. The function
 * remembers what it has read.
 */
function skillsTest(): (posting: SkillsPosting, skills: readonly string[]) => boolean {
  const known = new Map<string, string>();
  const normal = (skill: string): string => {
    let form = known.get(skill);
    if (form === undefined)
      known.set(skill, (form = localise(withoutNotes(skill), 'US').toLowerCase().trim()));
    return form;
  };
  return (posting, skills) => {
    const all = new Set(listed(posting).map(normal));
    return skills.every((skill) => all.has(normal(skill)));
  };
}

/** The most similar of `others`, and one drawn from the least similar share of them, ties with the last of that share included. */
function negatives(
  index: number,
  others: readonly number[],
  similarity: Similarity,
  random: Random,
): [hard: number, least: number] {
  const values = Float64Array.from(others, (other) => similarity(index, other));
  const sorted = values.toSorted();
  const limit = sorted[Math.ceil(LEAST_SIMILAR_SHARE * sorted.length) - 1]!;
  const hard = others[values.indexOf(sorted[sorted.length - 1]!)]!;
  return [hard, random.pick(others.filter((_, at) => values[at]! <= limit))];
}
