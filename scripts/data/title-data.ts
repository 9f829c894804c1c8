/** @file The tables of the published title data set: what stands in each, as columns. */
import { LIST_SEPARATOR } from '../../src/core/formats/title-data.ts';
import type { DataSet } from '../dataset/data-set.ts';
import { LEVELS } from '../dataset/labels.ts';
import type { SkillsQuery } from '../dataset/skills-queries.ts';
import { trainableOfficialTitles } from './official-titles.ts';

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
  const trains = trainableOfficialTitles(data);
  return [
    table(
      'occupations',
      'Each row is an occupation, with what people in it do. For reading, not for training: it is not split.',
      data.occupations,
      [
        ['onet_code', CODE, ({ code }) => code],
        ['title', 'official title of the occupation', ({ title }) => title],
        [
          'title_trains',
          'false if the official title is the plural of a held-out title: do not train on it',
          ({ code }) => trains.has(code),
        ],
        ['major_group', 'SOC major group', ({ code }) => code.slice(0, 2)],
        ['roles', 'names of its roles', ({ roles }) => roles.map(({ role }) => role).join(LIST_SEPARATOR)],
        ['description', 'what people in it do', ({ descriptions }) => descriptions[0]!],
        ['description_2', 'the same in other words', ({ descriptions }) => descriptions[1]!],
        ['tasks', '8 to 12 tasks', ({ tasks }) => tasks.join(LIST_SEPARATOR)],
        ['skills', '8 to 15 skills and tools', ({ skills }) => skills.join(LIST_SEPARATOR)],
      ],
    ),
    table(
      'titles',
      'Each row is a job title and the role that it names. Titles of one role are synonyms.',
      data.titles,
      [
        ['title', 'as on a business card', ({ title }) => title],
        ['role', 'name of the role, unique inside its occupation', ({ role }) => role],
        ['onet_code', CODE, ({ code }) => code],
        ['ambiguous', 'true if another occupation has the same title', ({ ambiguous }) => ambiguous],
        ['split', SPLIT, ({ split }) => split],
      ],
    ),
    table(
      'variants',
      'Each row is an invented spelling of a title, as someone might write it in an advert or a spreadsheet.',
      data.variants,
      [
        ['seed_title', 'the plain title, one of the table titles', ({ seedTitle }) => seedTitle],
        ['jittered_title', 'the same job, written differently', ({ jitteredTitle }) => jitteredTitle],
        ['onet_code', CODE, ({ code }) => code],
        ['role', 'role of the seed title', ({ role }) => role],
        ['same_rank', 'false if a rank was added or changed (Senior, Lead, II)', ({ sameRank }) => sameRank],
        [
          'strategy',
          '"written/" and the prompt, or the name of the function that made it',
          ({ strategy }) => strategy,
        ],
        ['split', SPLIT, ({ split }) => split],
      ],
    ),
    table(
      'postings',
      'Each row is a synthetic job posting. Employers are invented; no advert is real.',
      data.postings,
      [
        ['id', 'number of the posting, as in the address of the app', ({ id }) => id],
        ['title', 'as the advert carries it', ({ title }) => title],
        ['company', 'invented', ({ company }) => company],
        ['place', 'a real town', ({ place }) => place],
        [
          'level',
          'of the title, by keyword rules; Specialist where no word of rank stands in it',
          ({ level }) => level,
        ],
        ['area', 'by keywords of the plain title, else by occupation', ({ area }) => area],
        ['skills', 'separated by commas', ({ skills }) => skills],
        ['description', '60 to 150 words', ({ description }) => description],
        ['onet_code', CODE, ({ code }) => code],
        ['role', 'role of the seed title', ({ role }) => role],
        ['seed_title', 'the plain title, one of the table titles', ({ seedTitle }) => seedTitle],
        ['split', SPLIT, ({ split }) => split],
      ],
    ),
    table('skills-queries', 'Each row is a search by skills, made from those of one posting.', queries, [
      ['query', 'skills as a person types them', ({ query }) => query],
      ['posting', 'id of the posting whose skills were typed', ({ posting }) => posting],
      ['relevant', 'ids of all postings of the same role', ({ relevant }) => relevant.join(' ')],
      [
        'also_relevant',
        'ids of postings of other roles of the occupation that list every typed skill: leave them unjudged',
        ({ alsoRelevant }) => alsoRelevant.join(' '),
      ],
      [
        'hard_negative',
        'most similar posting of another occupation in the same split',
        ({ hardNegative }) => hardNegative,
      ],
      [
        'least_similar',
        'one of the least similar postings of the same split',
        ({ leastSimilar }) => leastSimilar,
      ],
      ['onet_code', CODE, ({ code }) => code],
      ['role', 'role of the posting', ({ role }) => role],
      ['split', SPLIT, ({ split }) => split],
    ]),
    table('labels', 'Each row is a title with its job level and area.', data.labels, [
      ['title', 'what is labelled', ({ title }) => title],
      ['level', LEVELS.join(', '), ({ level }) => level],
      [
        'level_source',
        'gold, written (the title was written with its label), correction, keyword, or default (no word of rank: Specialist)',
        ({ levelSource }) => levelSource,
      ],
      ['area', 'one of 28, listed in the data card', ({ area }) => area],
      [
        'area_source',
        'gold, written, correction, keyword, or occupation (a misleading keyword was overruled)',
        ({ areaSource }) => areaSource,
      ],
      ['onet_code', `${CODE}; empty for gold and written`, ({ code }) => code ?? ''],
      ['split', `gold (never to train on), or ${SPLIT}`, ({ split }) => split],
      ['rule_level', 'what the rules alone say of the title: the level', ({ ruleLevel }) => ruleLevel],
      ['rule_area', 'the area by the rules alone; empty without a keyword', ({ ruleArea }) => ruleArea ?? ''],
      ['has_keyword', 'whether any keyword of the rules stands in it', ({ hasKeyword }) => hasKeyword],
    ]),
  ];
}
