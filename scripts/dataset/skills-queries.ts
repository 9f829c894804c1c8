/** @file Skills as a person types them into a search box, one query a posting, with recorded negatives. Deterministic. */
import { groupBy } from './group-by.ts';
import type { GeneratedPosting } from './postings.ts';
import { Random, seedOf } from './random.ts';
import { roleId, type Split } from './splits.ts';

export interface SkillsQuery {
  readonly query: string;
  /** The posting whose skills were typed. */
  readonly posting: string;
  /** Every posting of the same role, that one included. */
  readonly relevant: readonly string[];
  readonly code: string;
  readonly role: string;
  readonly split: Split;
  /** The most similar posting of another occupation in the same split, by the general model's skills vectors. */
  readonly hardNegative: string;
  /** The least similar posting of the same split. */
  readonly leastSimilar: string;
}

/** Cosine of two postings' skills vectors, by their places in the list. */
export type Similarity = (a: number, b: number) => number;

/** How people type skills: {0}, {1} ... are skills, {years} a number, {town} the posting's town. */
const FORMS: readonly (readonly [string, number])[] = [
  ['{0} {1} {2}', 24], ['{0} {1}', 12], ['{0}, {1}, {2}', 14], ['{0} {1} {2} {years} years', 10], ['{0} and {1}', 8],
  ['{0} {1} {town}', 7], ['experience with {0} and {1}', 6], ['jobs with {0} {1}', 5], ['i know {0} and {1}', 4],
  ['{0} {1} {2} {3}', 8], ['{years} yrs {0}, {1}', 5], ['good at {0}, {1} and {2}', 4], ['{0} + {1}', 3],
]; // prettier-ignore

/** One typed query. */
export function typeSkills(posting: Pick<GeneratedPosting, 'skills' | 'place'>, random: Random): string {
  const skills = random.shuffle(posting.skills.split(', '));
  const fitting = FORMS.filter(([form]) => (form.match(/\{\d\}/g)?.length ?? 0) <= skills.length);
  const years = String(random.pick([2, 3, 5, 5, 8, 10]));
  const town = posting.place.split(',')[0]!.toLowerCase();
  const text = random
    .weighted(fitting)
    .replace(/\{(\d)\}/g, (_, index: string) => casual(skills[Number(index)]!, random))
    .replace('{years}', years)
    .replace('{town}', town);
  return text.replace(/\s+/g, ' ').trim();
}

/** Mostly lower case, brackets off. */
function casual(skill: string, random: Random): string {
  const bare = skill.replace(/\s*\([^)]*\)/g, '');
  return random.chance(0.8) ? bare.toLowerCase() : bare;
}

/**
 * Queries for all postings. A query that is typed alike for postings of two splits stays in the held-out one only.
 * @param similarity over the places of `postings`
 */
export function makeSkillsQueries(
  postings: readonly GeneratedPosting[],
  similarity: Similarity,
  seed: string,
): SkillsQuery[] {
  const byRole = groupBy(postings, ({ code, role }) => roleId(code, role));
  const places = postings.map((_, index) => index);
  const bySplit = groupBy(places, (index) => postings[index]!.split);
  const ownerOf = new Map<string, Split>();
  const typed = postings.map((posting) => typeSkills(posting, new Random(seedOf(`${seed} ${posting.id}`))));
  const heldOutFirst = [...places].sort(
    (a, b) => Number(postings[a]!.split === 'train') - Number(postings[b]!.split === 'train'),
  );
  for (const index of heldOutFirst) {
    const key = typed[index]!.toLowerCase();
    if (!ownerOf.has(key)) ownerOf.set(key, postings[index]!.split);
  }
  return places.flatMap((index) => {
    const { id, code, role, split } = postings[index]!;
    if (ownerOf.get(typed[index]!.toLowerCase()) !== split) return [];
    const others = bySplit.get(split)!.filter((other) => postings[other]!.code !== code);
    const [hard, least] = extremes(index, others, similarity);
    return [
      {
        query: typed[index]!,
        posting: id,
        relevant: byRole.get(roleId(code, role))!.map((posting) => posting.id),
        code,
        role,
        split,
        hardNegative: postings[hard]!.id,
        leastSimilar: postings[least]!.id,
      },
    ];
  });
}

/** The most and the least similar of `others`. */
function extremes(index: number, others: readonly number[], similarity: Similarity): [number, number] {
  let hard = others[0]!;
  let least = hard;
  let most = -Infinity;
  let fewest = Infinity;
  for (const other of others) {
    const value = similarity(index, other);
    if (value > most) [most, hard] = [value, other];
    if (value < fewest) [fewest, least] = [value, other];
  }
  return [hard, least];
}
