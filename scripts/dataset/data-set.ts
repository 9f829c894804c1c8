/** @file The whole data set in memory: written sources, splits, and all that is made from them. Deterministic. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  areaByOccupation,
  areaInOccupation,
  loadLabelRules,
  type Area,
  type LabelSource,
  type Level,
} from './labels.ts';
import { CORPUS_SEED, generatePostings, type GeneratedPosting } from './postings.ts';
import { loadTitleData, parseLines, type Occupation } from './sources.ts';
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
  readonly levelSource: LabelSource | 'gold';
  readonly area: Area;
  readonly areaSource: LabelSource | 'gold';
  /** Null for gold titles: they are labelled as titles, not as members of a role. */
  readonly code: string | null;
  readonly split: Split | 'gold';
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
  const gold = loadGold(join(folder, 'labels/gold.jsonl'));
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
  const written = loadWrittenVariants(join(folder, 'variants'));
  const owners = new TitleOwners(occupations, goldKeys);
  const postings = generatePostings({ occupations, fragments, seed: CORPUS_SEED, owners }).map((posting) => ({
    ...posting,
    level: rules.level(posting.title).label,
    area: areaInOccupation(rules, posting.seedTitle, posting.code)?.label ?? areaByOccupation(posting.code),
  }));
  const variants = makeVariants({ occupations, fragments, splits, written, owners }).map((variant) => ({
    ...variant,
    sameRank:
      !RANKING.has(variant.strategy) &&
      rules.level(variant.seedTitle).label === rules.level(variant.jitteredTitle).label,
  }));
  return { occupations, splits, titles, variants, postings, labels: labelRows(titles, gold, rules), gold };
}

function loadGold(file: string): GoldLabel[] {
  if (!existsSync(file)) return [];
  return parseLines<GoldLabel>(readFileSync(file, 'utf8'), 'gold.jsonl', 'title');
}

/** The gold titles, then every other title for which the rules know an area, each title once. */
function labelRows(
  titles: readonly TitleRow[],
  gold: readonly GoldLabel[],
  rules: ReturnType<typeof loadLabelRules>,
): LabelRow[] {
  const seen = new Set(gold.map(({ title }) => titleKey(title)));
  const rows: LabelRow[] = gold.map(({ title, level, area }) => ({
    title,
    level,
    levelSource: 'gold',
    area,
    areaSource: 'gold',
    code: null,
    split: 'gold',
  }));
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
    });
  }
  return rows;
}
