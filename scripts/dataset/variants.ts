/** @file In-the-wild variants of seed titles: written ones (variants/*.jsonl) and coded ones, with their split. Deterministic. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { companiesOf, sectorOf } from './companies.ts';
import { groupBy } from '../../src/core/group-by.ts';
import { payOf } from './pay.ts';
import { PLACES } from './places.ts';
import { Random, seedOf } from './random.ts';
import { parseLines, type Fragment, type Occupation, type Role } from './sources.ts';
import { roleId, TEST_SPLITS, type Split, type TitleOwners } from './splits.ts';
import { STRATEGIES, type TitleSubject } from './title-strategies.ts';
import { SHARED_STRATEGIES, TEST_ONLY_STRATEGIES, type VariantStrategy } from './variant-strategies.ts';

/** The prompt files (prompts/*.md) that written variants answer; the last is kept for the test splits. */
export const PROMPTS = ['first-request', 'follow-up', 'worked-example'] as const;
export type Prompt = (typeof PROMPTS)[number];
export const TEST_ONLY_PROMPT: Prompt = 'worked-example';

export const VARIANT_SEED = 'rolemap-variants-1';

/** A line of variants/*.jsonl. */
export interface WrittenVariants {
  readonly code: string;
  readonly role: string;
  readonly seed: string;
  readonly prompt: Prompt;
  readonly variants: readonly string[];
}

export interface Variant {
  readonly seedTitle: string;
  readonly jitteredTitle: string;
  readonly code: string;
  readonly role: string;
  /** "written/<prompt>" or the name of a function. */
  readonly strategy: string;
  readonly split: Split;
}

/** A title that gets variants. */
export interface Seed {
  readonly occupation: Occupation;
  readonly role: Role;
  readonly title: string;
  readonly split: Split;
}

/** Seeds an occupation; every fourth occupation has one more. */
const SEEDS_EACH = 6;
/** Coded variants of a seed that trains; elsewhere as many as there are written ones. */
const CODED = 4;

/** Seeds of all occupations: their roles in turn, a title each, never an ambiguous one. */
export function chooseSeeds(occupations: readonly Occupation[], splits: ReadonlyMap<string, Split>): Seed[] {
  return occupations.flatMap((occupation, index) => {
    const wanted = SEEDS_EACH + (index % 4 === 0 ? 1 : 0);
    const queues = occupation.roles.map((role) => {
      const random = new Random(seedOf(`${VARIANT_SEED} ${roleId(occupation.code, role.role)}`));
      return {
        role,
        titles: random.shuffle(role.titles.filter((title) => !role.ambiguous?.includes(title))),
      };
    });
    const seeds: Seed[] = [];
    for (let turn = 0; seeds.length < wanted && queues.some(({ titles }) => titles.length > turn); turn++) {
      for (const { role, titles } of queues) {
        const title = titles[turn];
        if (title === undefined || seeds.length === wanted) continue;
        seeds.push({ occupation, role, title, split: splits.get(roleId(occupation.code, role.role))! });
      }
    }
    return seeds;
  });
}

export function loadWrittenVariants(folder: string): WrittenVariants[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => parseLines<WrittenVariants>(readFileSync(join(folder, name), 'utf8'), name));
}

/** The strategies by code that a split may use, by name. */
export function codedStrategies(split: Split): ReadonlyMap<string, VariantStrategy> {
  const adverts = Object.entries(STRATEGIES).filter(([name]) => name !== 'plain');
  const all: [string, VariantStrategy][] = adverts.map(([name, strategy]) => [
    name,
    (subject, random) => strategy(subject, random)?.title ?? null,
  ]);
  all.push(...Object.entries<VariantStrategy>(SHARED_STRATEGIES));
  if (TEST_SPLITS.includes(split)) all.push(...Object.entries<VariantStrategy>(TEST_ONLY_STRATEGIES));
  return new Map(all);
}

function subjectOf({ occupation, role, title }: Seed, conditions: string, random: Random): TitleSubject {
  const place = random.pick(PLACES);
  const sector = sectorOf(occupation.code, title, random);
  return {
    title,
    synonyms: role.titles,
    code: occupation.code,
    place,
    company: random.pick(companiesOf(sector, place.country)),
    sector,
    pay: payOf(occupation.code, title, place.country, random),
    conditions,
  };
}

/** `count` variants by as many different strategies; a test seed has one of the test-only ones first. */
function coded(seed: Seed, count: number, conditions: string): { text: string; strategy: string }[] {
  const random = new Random(seedOf(`${VARIANT_SEED} ${seed.occupation.code} ${seed.title} coded`));
  const strategies = codedStrategies(seed.split);
  const first = TEST_SPLITS.includes(seed.split) ? [random.pick(Object.keys(TEST_ONLY_STRATEGIES))] : [];
  const names = [...new Set([...first, ...random.shuffle([...strategies.keys()])])];
  const made: { text: string; strategy: string }[] = [];
  for (const strategy of names) {
    if (made.length === count) break;
    const text = strategies.get(strategy)!(subjectOf(seed, conditions, random), random);
    if (text !== null && text !== seed.title) made.push({ text, strategy });
  }
  return made;
}

export interface VariantsInput {
  readonly occupations: readonly Occupation[];
  readonly fragments: readonly Fragment[];
  readonly splits: ReadonlyMap<string, Split>;
  readonly written: readonly WrittenVariants[];
  /** Knows the titles of all roles and of their postings, and those of the gold labels. */
  readonly owners: TitleOwners;
}

/**
 * All variants, those of the held-out splits first decided: a variant that, cleaned, is a title of another role, or a variant of one in
 * another split, is left out.
 */
export function makeVariants({ occupations, fragments, splits, written, owners }: VariantsInput): Variant[] {
  const seeds = chooseSeeds(occupations, splits);
  const conditions = new Map(fragments.map((fragment) => [fragment.code, fragment.conditions.join('; ')]));
  const hand = groupBy(written, (line) => `${roleId(line.code, line.role)} ${line.seed}`);
  const made = new Map<Seed, Variant[]>();
  const heldOutFirst = [...seeds].sort((a, b) => Number(a.split === 'train') - Number(b.split === 'train'));
  for (const seed of heldOutFirst) {
    const id = roleId(seed.occupation.code, seed.role.role);
    const seen = new Set([seed.title]);
    const keep = (text: string): boolean => {
      if (seen.has(text)) return false;
      seen.add(text);
      return owners.claim(text, id);
    };
    const toVariant = (jitteredTitle: string, strategy: string): Variant => ({
      seedTitle: seed.title,
      jitteredTitle,
      code: seed.occupation.code,
      role: seed.role.role,
      strategy,
      split: seed.split,
    });
    const byHand = (hand.get(`${id} ${seed.title}`) ?? []).flatMap(({ prompt, variants }) =>
      variants.filter(keep).map((text) => toVariant(text, `written/${prompt}`)),
    );
    const count = seed.split === 'train' ? CODED : byHand.length;
    const byCode = coded(seed, count, conditions.get(seed.occupation.code) ?? '')
      .filter(({ text }) => keep(text))
      .map(({ text, strategy }) => toVariant(text, strategy));
    made.set(seed, [...byHand, ...byCode]);
  }
  return seeds.flatMap((seed) => made.get(seed)!);
}
