/** @file The whole data set in memory: written sources, splits, and all that is made from them. Deterministic. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  AREAS,
  areaByOccupation,
  areaInOccupation,
  LEVELS,
  loadLabelRules,
  type Area,
  type LabelSource,
  type Level,
} from './labels.ts';
import { CORPUS_SEED, generatePostings, type GeneratedPosting } from './postings.ts';
import { loadTitleData, parseLines, SourceError, type Occupation } from './sources.ts';
import { roleId, splitRoles, titleKey, TitleOwners, type Split } from './splits.ts';
import { loadWrittenVariants, makeVariants, type Variant } from './variants.ts';

/** A row of titles.parquet. */
export interface TitleRow {
  readonly title: string;
  readonly role: string;
  readonly code: string;
  readonly ambiguous: boolean;
  readonly split: Split;
}

/** A title labelled by reading it (a language model did), from the title and labels/GUIDE.md alone. */
export interface GoldLabel {
  readonly title: string;
  readonly level: Level;
  readonly area: Area;
  /** The blind second labelling, where there is one. */
  readonly secondLevel?: Level;
  readonly secondArea?: Area;
}

/** A title written for training together with its labels, because few titles of its class stand in the roles. */
export type WrittenLabel = Pick<GoldLabel, 'title' | 'level' | 'area'>;

/** A row of variants.parquet. */
export interface RankedVariant extends Variant {
  /** False if the strategy adds a rank, or the keyword rules see another one than in the seed. */
  readonly sameRank: boolean;
}

/** Strategies that add a rank. */
const RANKING: ReadonlySet<string> = new Set(['seniority', 'level']);

/** A row of labels.parquet. */
export interface LabelRow {
  readonly title: string;
  readonly level: Level;
  readonly levelSource: LabelSource | 'written' | 'gold';
  readonly area: Area;
  readonly areaSource: LabelSource | 'written' | 'gold';
  /** Null for titles that are labelled as titles, not as members of a role. */
  readonly code: string | null;
  readonly split: Split | 'gold';
  /** What the rules say of the title, to compare with; null without a keyword. */
  readonly ruleLevel: Level;
  readonly ruleArea: Area | null;
  /** Whether any keyword of either rule file stands in it. */
  readonly hasKeyword: boolean;
}

export interface LabelledPosting extends GeneratedPosting {
  readonly level: Level;
  readonly area: Area;
}

export interface DataSet {
  readonly occupations: readonly Occupation[];
  readonly splits: ReadonlyMap<string, Split>;
  readonly titles: readonly TitleRow[];
  readonly variants: readonly RankedVariant[];
  readonly postings: readonly LabelledPosting[];
  readonly labels: readonly LabelRow[];
  readonly gold: readonly GoldLabel[];
}

/** Everything below scripts/dataset, put together. @throws SourceError naming file and line */
export function loadDataSet(folder: string = import.meta.dirname): DataSet {
  const { occupations, fragments } = loadTitleData(folder);
  const splits = splitRoles(occupations);
  const gold = loadLines<GoldLabel>(join(folder, 'labels/gold.jsonl'));
  const written = loadLines<WrittenLabel>(join(folder, 'labels/written.jsonl'));
  const goldKeys = new Set(gold.map(({ title }) => titleKey(title)));
  const rules = loadLabelRules(join(folder, 'labels'));
  const titles = occupations.flatMap(({ code, roles }) =>
    roles.flatMap(({ role, titles: all, ambiguous }) =>
      all.map((title) => ({
        title,
        role,
        code,
        ambiguous: ambiguous?.includes(title) ?? false,
        split: splits.get(roleId(code, role))!,
      })),
    ),
  );
  const writtenVariants = loadWrittenVariants(join(folder, 'variants'));
  const owners = new TitleOwners(occupations, goldKeys);
  const postings = generatePostings({ occupations, fragments, seed: CORPUS_SEED, owners, splits }).map(
    (posting) => ({
      ...posting,
      level: rules.level(posting.title).label,
      area: areaInOccupation(rules, posting.seedTitle, posting.code)?.label ?? areaByOccupation(posting.code),
    }),
  );
  const variants = makeVariants({
    occupations,
    fragments,
    splits,
    written: writtenVariants,
    owners,
  }).map((variant) => ({
    ...variant,
    sameRank:
      !RANKING.has(variant.strategy) &&
      rules.level(variant.seedTitle).label === rules.level(variant.jitteredTitle).label,
  }));
  checkWritten(written, gold, heldTexts(titles, variants, postings));
  return {
    occupations,
    splits,
    titles,
    variants,
    postings,
    labels: labelRows(titles, gold, written, rules),
    gold,
  };
}

function heldTexts(
  titles: readonly TitleRow[],
  variants: readonly Variant[],
  postings: readonly GeneratedPosting[],
): string[] {
  const rows = [
    ...titles.map(({ title, split }) => ({ text: title, split })),
    ...variants.map(({ jitteredTitle, split }) => ({ text: jitteredTitle, split })),
    ...postings.map(({ title, split }) => ({ text: title, split })),
  ];
  return rows.filter(({ split }) => split !== 'train').map(({ text }) => text);
}

function loadLines<T extends { readonly title: string }>(file: string): T[] {
  if (!existsSync(file)) return [];
  return parseLines<T>(readFileSync(file, 'utf8'), basename(file), 'title');
}

/** What two titles of the same words, in whatever order, have in common. */
function wordKey(title: string): string {
  return (titleKey(title).match(/[\p{L}\p{N}]+/gu) ?? []).sort().join(' ');
}

/**
 * @param held titles, variants and adverts' titles of the splits that do not train
 * @throws SourceError for a written title that would give one of them away, or a gold title
 */
export function checkWritten(
  written: readonly WrittenLabel[],
  gold: readonly GoldLabel[],
  held: readonly string[],
): void {
  const keys = new Set([...gold.map(({ title }) => title), ...held].map(titleKey));
  const words = new Set(gold.map(({ title }) => wordKey(title)));
  const known = new Set<string>();
  for (const { title, level, area } of written) {
    const key = titleKey(title);
    const problem =
      keys.has(key) || words.has(wordKey(title))
        ? 'is a gold title or a title of another split'
        : known.has(key)
          ? 'stands there twice'
          : !LEVELS.includes(level) || !AREAS.includes(area)
            ? 'has a level or area that the guide does not know'
            : null;
    if (problem)
      throw new SourceError(`labels/written.jsonl: "${title}" ${problem}. Take it out or mend it.`);
    known.add(key);
  }
}

/** The gold titles, the written ones, then every other title for which the rules know an area, each title once. */
function labelRows(
  titles: readonly TitleRow[],
  gold: readonly GoldLabel[],
  written: readonly WrittenLabel[],
  rules: ReturnType<typeof loadLabelRules>,
): LabelRow[] {
  const byRules = (title: string): Pick<LabelRow, 'ruleLevel' | 'ruleArea' | 'hasKeyword'> => ({
    ruleLevel: rules.level(title).label,
    ruleArea: rules.area(title)?.label ?? null,
    hasKeyword: rules.hasKeyword(title),
  });
  const read =
    (source: 'gold' | 'written', split: LabelRow['split']) =>
    (label: WrittenLabel): LabelRow => ({
      title: label.title,
      level: label.level,
      levelSource: source,
      area: label.area,
      areaSource: source,
      code: null,
      split,
      ...byRules(label.title),
    });
  const rows = [...gold.map(read('gold', 'gold')), ...written.map(read('written', 'train'))];
  const seen = new Set(rows.map(({ title }) => titleKey(title)));
  for (const { title, code, split } of titles) {
    const key = titleKey(title);
    const area = areaInOccupation(rules, title, code);
    if (!area || seen.has(key)) continue;
    seen.add(key);
    const level = rules.level(title);
    rows.push({
      title,
      level: level.label,
      levelSource: level.source,
      area: area.label,
      areaSource: area.source,
      code,
      split,
      ...byRules(title),
    });
  }
  return rows;
}
