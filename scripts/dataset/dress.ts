/** @file A title as an advert carries it: a drawn strategy, sometimes a second on top. */
import type { Random } from './random.ts';
import { STRATEGIES, type DressedTitle, type TitleSubject } from './title-strategies.ts';

/** Weights: about a third of all adverts carry the title as it is. No rank is added, because the text
 * below would not fit it, and no typo, because a reader would take it for ours. */
const WEIGHTS: readonly (readonly [string, number])[] = [
  ['plain', 35], ['seniority', 0], ['level', 9], ['place', 9], ['shift', 11], ['contract', 6], ['anyGender', 4], ['remote', 10],
  ['pay', 5], ['requisition', 4], ['team', 4], ['company', 2], ['upperCase', 3], ['abbreviation', 6], ['order', 6], ['slash', 4], ['typo', 0],
]; // prettier-ignore

/** A second one on top of these, now and then: "Line Cook - Nights $19/hr". */
const STACKS: Readonly<Record<string, readonly string[]>> = {
  shift: ['pay', 'place'],
  seniority: ['place', 'team', 'abbreviation'],
  contract: ['place', 'requisition'],
  place: ['pay', 'upperCase'],
  abbreviation: ['place', 'pay'],
};

export interface WildTitle extends DressedTitle {
  readonly strategies: readonly string[];
}

/** One title in the wild. Always succeeds: where a drawn strategy does not fit, others are drawn. */
export function dress(subject: TitleSubject, random: Random): WildTitle {
  const name = random.weighted(WEIGHTS.filter(([key]) => STRATEGIES[key]!(subject, random) !== null));
  const first = STRATEGIES[name]!(subject, random);
  if (!first) return { title: subject.title, strategies: ['plain'] };
  const stack = STACKS[name];
  if (!stack || !random.chance(0.25)) return { ...first, strategies: [name] };
  const second = random.pick(stack);
  const added = STRATEGIES[second]!({ ...subject, title: first.title }, random);
  return added ? { ...first, ...added, strategies: [name, second] } : { ...first, strategies: [name] };
}
