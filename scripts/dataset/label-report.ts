/** @file How far the keyword rules and the gold labels agree, and how far two labellings of the same titles do. */
import type { GoldLabel } from './data-set.ts';
import type { LabelRules } from './labels.ts';

export interface ClassAgreement {
  readonly label: string;
  /** Gold titles of this class. */
  readonly gold: number;
  /** Of these, with this label by the rules. */
  readonly agree: number;
  /** Of these, without a keyword of the rules. */
  readonly silent: number;
  /** Gold titles that the rules put into this class. */
  readonly byRules: number;
}

export interface LabelReport {
  readonly gold: number;
  /** Gold titles in which no keyword of either rule file stands. */
  readonly withoutKeyword: number;
  readonly withoutLevelKeyword: number;
  readonly withoutAreaKeyword: number;
  readonly levels: readonly ClassAgreement[];
  readonly areas: readonly ClassAgreement[];
  /** Titles labelled twice, and Cohen's kappa of both labellings. */
  readonly twice: number;
  readonly levelKappa: number;
  readonly areaKappa: number;
}

/**
 * Cohen's kappa (Cohen 1960): (observed - chance) / (1 - chance) agreement of two labellings of the same items.
 * @returns NaN without items; 1 where both gave one and the same label throughout
 */
export function kappa(pairs: readonly (readonly [string, string])[]): number {
  const total = pairs.length;
  const observed = pairs.filter(([a, b]) => a === b).length / total;
  const labels = new Set(pairs.flat());
  let chance = 0;
  for (const label of labels) {
    const first = pairs.filter(([a]) => a === label).length;
    const second = pairs.filter(([, b]) => b === label).length;
    chance += (first * second) / (total * total);
  }
  return chance === 1 ? 1 : (observed - chance) / (1 - chance);
}

function byClass(
  classes: readonly string[],
  pairs: readonly (readonly [gold: string, rule: string | null])[],
) {
  return classes.map((label): ClassAgreement => {
    const inClass = pairs.filter(([gold]) => gold === label);
    return {
      label,
      gold: inClass.length,
      agree: inClass.filter(([, rule]) => rule === label).length,
      silent: inClass.filter(([, rule]) => rule === null).length,
      byRules: pairs.filter(([, rule]) => rule === label).length,
    };
  });
}

/** Null where no keyword of rank stands in the title, though the rules then say Specialist. */
function levelByKeyword(rules: LabelRules, title: string): string | null {
  const { label, source } = rules.level(title);
  return source === 'default' ? null : label;
}

/** Compares the rules (corrections and all) with the gold labels. */
export function labelReport(
  gold: readonly GoldLabel[],
  rules: LabelRules,
  classes: { readonly levels: readonly string[]; readonly areas: readonly string[] },
): LabelReport {
  const twice = gold.filter(({ secondLevel, secondArea }) => secondLevel && secondArea);
  return {
    gold: gold.length,
    withoutKeyword: gold.filter(({ title }) => !rules.hasKeyword(title)).length,
    withoutLevelKeyword: gold.filter(({ title }) => rules.level(title).source === 'default').length,
    withoutAreaKeyword: gold.filter(({ title }) => rules.area(title) === null).length,
    levels: byClass(
      classes.levels,
      gold.map(({ title, level }) => [level, levelByKeyword(rules, title)]),
    ),
    areas: byClass(
      classes.areas,
      gold.map(({ title, area }) => [area, rules.area(title)?.label ?? null]),
    ),
    twice: twice.length,
    levelKappa: kappa(twice.map(({ level, secondLevel }) => [level, secondLevel!])),
    areaKappa: kappa(twice.map(({ area, secondArea }) => [area, secondArea!])),
  };
}
