/** @file The tables of the published title data set: what stands in each, as columns. */
import type { DataSet } from '../dataset/data-set.ts';
import type { SkillsQuery } from '../dataset/skills-queries.ts';

export interface Column {
  readonly name: string;
  /** What it means, for the data card. */
  readonly meaning: string;
  readonly values: readonly (string | boolean)[];
}

export interface Table {
  /** File name without its ending. */
  readonly name: string;
  readonly about: string;
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** Between the entries of a list inside one cell. */
export const LIST_SEPARATOR = ' | ';

function table<T>(
  name: string,
  about: string,
  rows: readonly T[],
  columns: readonly (readonly [name: string, meaning: string, value: (row: T) => string | boolean])[],
): Table {
  return {
    name,
    about,
    rows: rows.length,
    columns: columns.map(([column, meaning, value]) => ({ name: column, meaning, values: rows.map(value) })),
  };
}

const SPLIT = 'train, validation, test, holdout-codes-val or holdout-codes-test';
const CODE = 'O*NET-SOC 2019 code';

/** All tables, in the order of the data card. */
export function titleDataTables(data: DataSet, queries: readonly SkillsQuery[]): Table[] {
  return [
    table(
      'occupations',
      'One row an occupation. For reading, not for training: it is not split.',
      data.occupations,
      [
        ['onet_code', CODE, ({ code }) => code],
        ['title', 'official title of the occupation', ({ title }) => title],
        ['major_group', 'SOC major group', ({ code }) => code.slice(0, 2)],
        ['roles', 'names of its roles', ({ roles }) => roles.map(({ role }) => role).join(LIST_SEPARATOR)],
        ['description', 'what people in it do', ({ descriptions }) => descriptions[0]!],
        ['description_2', 'the same in other words', ({ descriptions }) => descriptions[1]!],
        ['tasks', '8 to 12 tasks', ({ tasks }) => tasks.join(LIST_SEPARATOR)],
        ['skills', '8 to 15 skills and tools', ({ skills }) => skills.join(LIST_SEPARATOR)],
      ],
    ),
    table('titles', 'One row a title of a role. Titles of one role are synonyms.', data.titles, [
      ['title', 'as on a business card', ({ title }) => title],
      ['role', 'name of the role, unique inside its occupation', ({ role }) => role],
      ['onet_code', CODE, ({ code }) => code],
      ['ambiguous', 'true if another occupation has the same title', ({ ambiguous }) => ambiguous],
      ['split', SPLIT, ({ split }) => split],
    ]),
    table('variants', 'One row a title in the wild, made from a seed title.', data.variants, [
      ['seed_title', 'a title of titles', ({ seedTitle }) => seedTitle],
      ['jittered_title', 'the same job as people write it', ({ jitteredTitle }) => jitteredTitle],
      ['onet_code', CODE, ({ code }) => code],
      ['role', 'role of the seed title', ({ role }) => role],
      [
        'strategy',
        '"written/" and the prompt, or the name of the function that made it',
        ({ strategy }) => strategy,
      ],
      ['split', SPLIT, ({ split }) => split],
    ]),
    table(
      'postings',
      'One row a synthetic job posting. Employers are invented; no advert is real.',
      data.postings,
      [
        ['id', 'unique', ({ id }) => id],
        ['title', 'as the advert carries it', ({ title }) => title],
        ['company', 'invented', ({ company }) => company],
        ['place', 'a real town', ({ place }) => place],
        ['level', 'of the seed title, by keyword rules', ({ level }) => level],
        ['area', 'of the seed title, by keyword rules, else by occupation', ({ area }) => area],
        ['skills', 'separated by commas', ({ skills }) => skills],
        ['description', '60 to 150 words', ({ description }) => description],
        ['onet_code', CODE, ({ code }) => code],
        ['role', 'role of the seed title', ({ role }) => role],
        ['seed_title', 'the title before it was dressed up', ({ seedTitle }) => seedTitle],
        ['split', SPLIT, ({ split }) => split],
      ],
    ),
    table('skills-queries', 'One row a skills query, typed for one posting.', queries, [
      ['query', 'skills as a person types them', ({ query }) => query],
      ['posting', 'id of the posting whose skills were typed', ({ posting }) => posting],
      ['relevant', 'ids of all postings of the same role', ({ relevant }) => relevant.join(' ')],
      [
        'hard_negative',
        'most similar posting of another occupation in the same split',
        ({ hardNegative }) => hardNegative,
      ],
      ['least_similar', 'least similar posting of the same split', ({ leastSimilar }) => leastSimilar],
      ['onet_code', CODE, ({ code }) => code],
      ['role', 'role of the posting', ({ role }) => role],
      ['split', SPLIT, ({ split }) => split],
    ]),
    table('labels', 'One row a title with its job level and area.', data.labels, [
      ['title', '', ({ title }) => title],
      ['level', 'one of 10', ({ level }) => level],
      [
        'level_source',
        'gold, correction, keyword, or default (no keyword: Specialist)',
        ({ levelSource }) => levelSource,
      ],
      ['area', 'one of 28', ({ area }) => area],
      ['area_source', 'gold, correction or keyword', ({ areaSource }) => areaSource],
      ['onet_code', `${CODE}; empty for gold`, ({ code }) => code ?? ''],
      ['split', `gold (never to train on), or ${SPLIT}`, ({ split }) => split],
    ]),
  ];
}
