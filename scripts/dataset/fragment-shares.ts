/**
 * @file Divides an occupation's advert phrases among the splits of its roles, so that no phrase of a held-out posting stands in a
 * training one.
 */
import { Random, seedOf } from './random.ts';
import type { Fragment, Occupation } from './sources.ts';
import { SPLITS, type Split } from './splits.ts';

/** How much of each list a split gets, against the others that share it. */
const WEIGHT: Readonly<Record<Split, number>> = {
  train: 2,
  validation: 1,
  test: 1,
  'holdout-codes-val': 1,
  'holdout-codes-test': 1,
};

/** Each split's own part of `items`, at least one each as long as there are enough. Together they are all items, each once. */
export function divide<T>(items: readonly T[], splits: readonly Split[], random: Random): Map<Split, T[]> {
  const shuffled = random.shuffle(items);
  const parts = new Map<Split, T[]>(splits.map((split) => [split, []]));
  const inOrder = SPLITS.filter((split) => parts.has(split));
  for (const item of shuffled) {
    const poorest = inOrder.reduce((a, b) =>
      parts.get(b)!.length / WEIGHT[b] < parts.get(a)!.length / WEIGHT[a] ? b : a,
    );
    parts.get(poorest)!.push(item);
  }
  return parts;
}

/** One fragment a split. `splits` are those of the occupation's roles. */
export function divideFragment(
  fragment: Fragment,
  splits: readonly Split[],
  seed: string,
): Map<Split, Fragment> {
  const part = (what: 'duties' | 'requirements' | 'conditions') =>
    divide(fragment[what], splits, new Random(seedOf(`${seed} ${fragment.code} ${what}`)));
  const [duties, requirements, conditions] = [part('duties'), part('requirements'), part('conditions')];
  return new Map(
    splits.map((split) => [
      split,
      {
        code: fragment.code,
        duties: duties.get(split)!,
        requirements: requirements.get(split)!,
        conditions: conditions.get(split)!,
      },
    ]),
  );
}

/**
 * The skills that a posting of `split` may list: where an occupation has postings for training and others, each side has its own.
 * @param splits of all the occupation's postings
 */
export function divideSkills(
  { code, skills }: Occupation,
  splits: readonly Split[],
  split: Split,
  seed: string,
): readonly string[] {
  const sides = new Set(splits.map((other) => other === 'train'));
  if (sides.size === 1) return skills;
  const shuffled = new Random(seedOf(`${seed} ${code} skills`)).shuffle(skills);
  const kept = Math.ceil(shuffled.length / 2);
  return split === 'train' ? shuffled.slice(0, kept) : shuffled.slice(kept);
}
