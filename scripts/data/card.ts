/** @file The data card of the title data set: origin, method, counts, limits. Every figure in it is counted here. */
import { groupBy } from '../../src/core/group-by.ts';
import type { DataSet } from '../dataset/data-set.ts';
import type { ClassAgreement, LabelReport } from '../dataset/label-report.ts';
import type { Report } from '../dataset/lint.ts';
import type { SkillsQuery } from '../dataset/skills-queries.ts';
import { AREAS, LEVELS } from '../dataset/labels.ts';
import { SPLITS, titleKey, type Split } from '../dataset/splits.ts';
import { TEST_ONLY_PROMPT, type Variant } from '../dataset/variants.ts';
import { TEST_ONLY_STRATEGIES } from '../dataset/variant-strategies.ts';
import type { Table } from './title-data.ts';

/** All that the card counts. */
export interface CardInput {
  readonly data: DataSet;
  readonly queries: readonly SkillsQuery[];
  readonly tables: readonly Table[];
  readonly sources: Report;
  readonly labels: LabelReport;
  readonly date: string;
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

function grid(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  // Columns of numbers are aligned at the right, and carry separators.
  const numeric = header.map((_, column) => rows.every((cells) => /^[\d ,%]*$/.test(String(cells[column]))));
  const written = rows.map((cells) =>
    cells.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : cell)),
  );
  return [row(header), row(numeric.map((right) => (right ? '---:' : '---'))), ...written.map(row)].join('\n');
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '' : `${((100 * part) / whole).toFixed(0)} %`;
}

function bySplit({ data, queries }: CardInput): string {
  const count = (rows: readonly { readonly split: string }[], split: Split): number =>
    rows.filter((item) => item.split === split).length;
  const roles = (split: Split): number => [...data.splits.values()].filter((value) => value === split).length;
  const codes = (split: Split): number =>
    new Set(data.titles.filter((title) => title.split === split).map(({ code }) => code)).size;
  return grid(
    [
      'split',
      'codes',
      'roles',
      'titles',
      'variants',
      'of these written',
      'postings',
      'skills queries',
      'labels',
    ],
    SPLITS.map((split) => [
      split,
      codes(split),
      roles(split),
      count(data.titles, split),
      count(data.variants, split),
      data.variants.filter((variant) => variant.split === split && variant.strategy.startsWith('written/'))
        .length,
      count(data.postings, split),
      count(queries, split),
      count(data.labels, split),
    ]),
  );
}

function byStrategy({ data }: CardInput): string {
  const groups = groupBy(data.variants, ({ strategy }) => strategy);
  const testOnly = new Set([...Object.keys(TEST_ONLY_STRATEGIES), `written/${TEST_ONLY_PROMPT}`]);
  const undone = (variants: readonly Variant[]): number =>
    variants.filter(({ seedTitle, jitteredTitle }) => titleKey(jitteredTitle) === titleKey(seedTitle)).length;
  return grid(
    ['strategy', 'variants', 'cleaned to the seed', 'an example', 'where'],
    [...groups]
      .sort(([, a], [, b]) => b.length - a.length)
      .map(([strategy, variants]) => [
        strategy,
        variants.length,
        percent(undone(variants), variants.length),
        `${variants[0]!.seedTitle} -> ${variants[0]!.jitteredTitle.replaceAll('|', '\\|')}`,
        testOnly.has(strategy) ? 'test splits only' : 'every split',
      ]),
  );
}

/** How many titles each class has, by where the label comes from. */
function byLabel(
  what: string,
  classes: readonly string[],
  rows: readonly { readonly label: string; readonly source: string; readonly split: string }[],
): string {
  const training = rows.filter(({ split }) => split === 'train');
  const count = (label: string, sources: readonly string[]): number =>
    training.filter((item) => item.label === label && sources.includes(item.source)).length;
  return grid(
    [what, 'keyword', 'correction', 'occupation or no word of rank'],
    classes.map((label) => [
      label,
      count(label, ['keyword']),
      count(label, ['correction']),
      count(label, ['occupation', 'default']),
    ]),
  );
}

function agreement(what: string, classes: readonly ClassAgreement[]): string {
  return grid(
    [
      what,
      'gold titles',
      'rules say the same',
      'no keyword',
      'rules disagree',
      'of the titles so labelled by keyword, right',
    ],
    classes.map(({ label, gold, agree, silent, byRules }) => [
      label,
      gold,
      percent(agree, gold),
      percent(silent, gold),
      percent(gold - agree - silent, gold),
      percent(agree, byRules),
    ]),
  );
}

function tablesSection({ tables }: CardInput): string {
  return tables
    .map(
      ({ name, about, rows, columns }) =>
        `### ${name}\n\n${about} ${rows.toLocaleString('en-US')} rows.\n\n${columns
          .map((column) =>
            column.meaning === '' ? `- \`${column.name}\`` : `- \`${column.name}\`: ${column.meaning}`,
          )
          .join('\n')}`,
    )
    .join('\n\n');
}

/** The card as Markdown. */
export function dataCard(input: CardInput): string {
  const { data, queries, sources, labels, date } = input;
  const written = data.variants.filter(({ strategy }) => strategy.startsWith('written/')).length;
  const corrected = data.labels.filter(
    ({ split, levelSource, areaSource }) =>
      split === 'train' && (levelSource === 'correction' || areaSource === 'correction'),
  ).length;
  const writtenLabels = data.labels.filter(({ levelSource }) => levelSource === 'written').length;
  const alsoRelevant = queries.filter((query) => query.alsoRelevant.length > 0).length;
  const seeds = new Set(data.variants.map(({ code, seedTitle }) => `${code} ${seedTitle}`)).size;
  return `# Rolemap title data

Job titles, their synonyms, messy spellings of them, synthetic postings and labels for all ${sources.occupations} occupations of the
O*NET-SOC 2019 taxonomy. Made ${date}. Licence: CC BY 4.0 ("Rolemap title data"). **Synthetic: no row was collected from anyone.**

## Origin

Written for this project from general knowledge of the labour market, with the help of a language model, or generated by code that is part of the
repository (scripts/dataset). Nothing was copied from O*NET, ESCO, a posting site or an evaluation set; only the codes and official titles of
occupations, which are facts, are the taxonomy's. Whoever wrote data saw no evaluation data.

## What it holds

${tablesSection(input)}

## Method

- **Titles.** ${sources.roles.toLocaleString('en-US')} roles with ${sources.distinctTitles.toLocaleString('en-US')} distinct titles. A role is a fine-grained job: titles that a recruiter
  would treat as the same job at the same rank. ${percent(sources.pairsWithoutSharedWord, sources.pairs)} of the pairs of titles of one role share no word; the mean
  Jaccard overlap is ${sources.meanOverlap.toFixed(2)}. ${sources.ambiguousTitles} titles are marked ambiguous: two occupations are truly called so.
- **Variants.** ${data.variants.length.toLocaleString('en-US')} variants of ${seeds.toLocaleString('en-US')} seed titles; ${percent(written, data.variants.length)} are written (by a language model, after the prompts in
  scripts/dataset/prompts), the rest comes from seeded code, one function a strategy.
- **Postings.** ${data.postings.length.toLocaleString('en-US')}, generated from phrases written for each occupation. Towns are real, employers are invented.
- **Splits.** The unit is the role with everything made from it. Roles that share a title (cleaned, lower case) go together; 30 and 60 whole codes are
  held out; the rest goes 80 / 10 / 10, stratified by code. A posting of a held-out role shares no duty, requirement or condition with a training one.
  An occupation's skills are divided between training and the other splits as well. Skills queries come out at about 78 / 10 / 12. A test
  (tests/unit/dataset-leaks.test.ts) holds all that.
- **Labels.** Level (10) and area (28) by a written guide (scripts/dataset/labels/GUIDE.md). ${labels.gold.toLocaleString('en-US')} gold titles were labelled by a language model from title and
  guide only, without sight of the rules; they were drawn from a larger set of labelled candidates so that levels and areas are balanced and that
  ${percent(labels.withoutKeyword, labels.gold)} contain no keyword of either rule file (${percent(labels.withoutLevelKeyword, labels.gold)} none of the level rules, ${percent(labels.withoutAreaKeyword, labels.gold)} none of the area rules); ${labels.twice} were labelled a second time, blind: kappa
  ${labels.levelKappa.toFixed(2)} for level, ${labels.areaKappa.toFixed(2)} for area. Both labellings are the same model's: the figure says how clear the guide is, not how right the
  labels are. ${writtenLabels.toLocaleString('en-US')} more titles were written with their labels, by the guide, so that classes with few titles in the roles (owners, vice presidents,
  students) can be learnt: they belong to no role. The other labels come from keyword rules and written corrections.

## Counts by split

${bySplit(input)}

## Variants by strategy

${byStrategy(input)}

## Rules against gold

Share of gold titles of each class for which the keyword rules say the same. The gold titles were chosen so that many hold no keyword: of titles as they
come, the rules know more. Score on the 1,500 gold titles only; the other labels are for training, with label smoothing.

${agreement('level', labels.levels)}

${agreement('area', labels.areas)}

## Labels for training, by class and source

A title without a word of rank is labelled Specialist by default. All training rows of the roles without a correction were read once against the guide, by a language
model, and ${corrected.toLocaleString('en-US')} were corrected.

${byLabel(
  'level',
  LEVELS,
  data.labels.map(({ level, levelSource, split }) => ({ label: level, source: levelSource, split })),
)}

${byLabel(
  'area',
  AREAS,
  data.labels.map(({ area, areaSource, split }) => ({ label: area, source: areaSource, split })),
)}

## Limits

- One writer's view of the labour market, English only, mostly the United States and the United Kingdom. Titles that are rare in both may be
  missing or wrong.
- Synonymy is a judgement. Recruiters disagree about it, and a role of seven titles holds some that are near rather than equal.
- Written variants come from a language model: more inventive than real noise. Of a variant with \`same_rank\` false, a rank was added or changed.
- The app's own cleaning undoes many of the coded strategies, those of the test splits among them (see the table): score variants as they are,
  before any cleaning.
- Skills are written by occupation, relevance is by role: for ${alsoRelevant} of the ${queries.length} skills queries, a posting of another role of the occupation lists every typed
  skill too (\`also_relevant\`): leave those unjudged.
- Some titles carry their setting behind the job ("Brick Setter Kiln"), as registers do and people rarely.
- Postings have the form of adverts and not their variety. Do not train a detector of real adverts on them.
- Gold labels were checked against each other, not against a panel of people.
- The first published job-title model was trained on an earlier draft of all titles: it has seen the test splits and must not be scored on them.
`;
}
