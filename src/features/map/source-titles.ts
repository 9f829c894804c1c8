/** @file Where the titles of other sets come from: the published title data, the shipped postings, the known titles, the search. */
import { prefixOf } from '../../core/coding/steps.ts';
import { groupTitle } from '../../core/coding/groups/groups.ts';
import { readParquetRows } from '../../core/formats/parquet-rows.ts';
import { joinShards } from '../../core/formats/shards.ts';
import type { MapGroup } from '../../core/map/map-set.ts';
import type { SearchSource, SourceTitle, SplitSource } from '../../core/map/map-source.ts';
import { drawSeeds, titlesByRole, type TitleRow, type VariantRow } from '../../core/map/seed-titles.ts';
import type { Hit, Posting } from '../../core/search/types.ts';
import type { AssetStore } from '../../store/asset-store.ts';
import { SPLIT_NAMES } from './source-names.ts';

/** The titles of a set, and what the page says of it. */
export interface SourceTitles {
  readonly titles: readonly SourceTitle[];
  readonly name: string;
  readonly synthetic: boolean;
  /** See `MapOrigin`. */
  readonly mates: 'job' | 'value';
  /** Whether the job-title model was trained without them; null where that is not known. */
  readonly unseen: boolean | null;
}

/** The rows of a published table that belong to a split, as one object a row. */
export type ReadTitleData = (
  table: 'titles' | 'variants',
  splits: readonly SplitSource[],
  signal: AbortSignal,
) => Promise<readonly Readonly<Record<string, string>>[]>;

/** Splits from which no training and no choice of settings took anything. */
const TEST_SPLITS: readonly SplitSource[] = ['test', 'holdout-codes-test'];

function titleRow({ title, role, onet_code: code }: Readonly<Record<string, string>>): TitleRow {
  return { title: title ?? '', role: role ?? '', code: code ?? '' };
}

/** All titles of a split, a group for each role. @param unseen whether the model was trained on this title data without its tests */
export async function titlesOfSplit(
  read: ReadTitleData,
  split: SplitSource,
  unseen: boolean | null,
  signal: AbortSignal,
): Promise<SourceTitles> {
  const rows = await read('titles', [split], signal);
  const known = split === 'train' ? false : unseen;
  return {
    titles: titlesByRole(rows.map(titleRow)),
    name: SPLIT_NAMES[split],
    synthetic: true,
    mates: 'job',
    unseen: known,
  };
}

/** Further seed titles of the test splits with their synonyms and variants. @throws Error where there are none left */
export async function furtherSeeds(
  read: ReadTitleData,
  {
    count,
    seed,
    shown,
  }: { readonly count: number; readonly seed: number; readonly shown: readonly MapGroup[] },
  unseen: boolean | null,
  signal: AbortSignal,
): Promise<SourceTitles> {
  const titles = await read('titles', TEST_SPLITS, signal);
  const variants = await read('variants', TEST_SPLITS, signal);
  const rows = variants.map((row): VariantRow => ({
    ...titleRow(row),
    ...{
      seed: row['seed_title'] ?? '',
      variant: row['jittered_title'] ?? '',
      strategy: row['strategy'] ?? '',
    },
  }));
  const drawn = drawSeeds(titles.map(titleRow), rows, shown, { count, seed });
  const seeds = new Set(drawn.map(({ key }) => key)).size;
  return {
    titles: drawn,
    name: `${seeds} further seed titles of the test splits`,
    synthetic: true,
    mates: 'job',
    unseen,
  };
}

/** Titles of the shipped postings, a group for each broad occupation. */
export function advertTitles(postings: readonly Posting[]): SourceTitles {
  const titles = postings.map(({ title, code }) => titleOfGroup(title, code));
  return { titles, name: 'Titles of the synthetic adverts', synthetic: true, mates: 'value', unseen: null };
}

/** A title under its broad occupation (SOC 2018). */
function titleOfGroup(title: string, code: string): SourceTitle {
  const broad = prefixOf(code, 'broad');
  const seed = groupTitle(broad) || code || 'no code';
  return { title, key: broad, seed, role: '', code, kind: 'synonym', strategy: '', level: '' };
}

/** The known titles of the coder, a group for each occupation. Downloads what is missing; throws as the store does. */
export async function knownTitles(store: AssetStore, signal: AbortSignal): Promise<SourceTitles> {
  const { titles, occupations } = store.manifest.coding;
  await store.ensure([titles, occupations], { signal });
  const read = async (path: string) => {
    const options = {
      required: ['code', 'title'],
      name: path,
      remedy: 'Remove everything stored, and try again.',
    };
    const rows = await readParquetRows(joinShards(await store.read(path)).buffer, options);
    return rows.map(({ code, title }) => ({ code: String(code), title: String(title) }));
  };
  const names = new Map((await read(occupations)).map(({ code, title }) => [code, title]));
  return {
    titles: (await read(titles)).map(({ code, title }): SourceTitle => ({
      ...{ title, key: code, seed: names.get(code) ?? code, role: '', code },
      ...{ kind: 'synonym', strategy: '', level: '' },
    })),
    name: 'Known titles of the O*NET-SOC occupations',
    ...{ synthetic: true, mates: 'value', unseen: null },
  };
}

/** What the search found: coloured by which model found it, so that the map shows where they differ. */
export function foundTitles(
  { title, skills, like, own }: SearchSource,
  { base, tuned }: { readonly base: readonly Hit[]; readonly tuned: readonly Hit[] },
): SourceTitles {
  const found = new Map<number, { readonly posting: Posting; base: boolean; tuned: boolean }>();
  for (const [model, hits] of [
    ['base', base],
    ['tuned', tuned],
  ] as const)
    for (const { row, posting } of hits) {
      const known = found.get(row) ?? { posting, base: false, tuned: false };
      known[model] = true;
      found.set(row, known);
    }
  const asked = like === '' ? [title, skills].filter(Boolean).join(', ') : 'a chosen posting';
  return {
    titles: [...found.values()].map(({ posting, ...by }): SourceTitle => {
      const seed =
        by.base && by.tuned
          ? 'found by both models'
          : by.base
            ? 'found by the general model only'
            : 'found by the job-title model only';
      return {
        title: posting.title,
        key: seed,
        seed,
        role: '',
        code: '',
        kind: 'seed',
        strategy: '',
        level: '',
      };
    }),
    name: `What the search finds for ${asked}`,
    ...{ synthetic: !own, mates: 'value', unseen: null },
  };
}
