/** @file `rolemap search`: the postings nearest in meaning to a title, to skills, or to both. */
import type { ModelId } from '../core/formats/manifest.ts';
import type { CorpusSearch } from '../core/search/corpus-search.ts';
import type { Field, Hit, QueryVectors, SearchResults } from '../core/search/types.ts';
import { cleanInput } from '../core/titles/prepare-text.ts';
import { choiceOf, numberOf, type Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { encodeTexts } from './encode-texts.ts';
import type { Environment, LoadedEncoder } from './environment.ts';
import { EXIT, UsageError } from './errors.ts';
import { QUIET } from './normalize-options.ts';
import { ownCorpus, readOwnPostings } from './own-corpus.ts';
import { Progress } from './progress.ts';
import { INPUT_OPTIONS, tableChoice, titleColumnOf, withTable } from './table-input.ts';

const DEFAULT_HITS = 10;
const MOST_HITS = 10_000;
const MODELS: Readonly<Record<string, readonly ModelId[]>> = {
  tuned: ['tuned'],
  base: ['base'],
  both: ['tuned', 'base'],
};
const MODEL_NAMES: Readonly<Record<ModelId, string>> = { tuned: 'Job-title model', base: 'General model' };
/** Characters of a title or company in a list for people. */
const CELL = 46;

interface Query {
  readonly title: string;
  readonly skills: string;
}

function queryOf(args: Arguments): Query {
  const [title = '', ...others] = args.positionals;
  if (others.length > 0)
    throw new UsageError(`Put the query into quotes; "${others[0]!}" stands outside of them.`);
  const query = { title: cleanInput(title).text, skills: cleanInput(args.text('skills') ?? '').text };
  if (query.title === '' && query.skills === '')
    throw new UsageError('Say what to search: a title in quotes, --skills, or both.');
  return query;
}

function fieldsOf({ title, skills }: Query): Field[] {
  return [...(title === '' ? [] : ['title' as const]), ...(skills === '' ? [] : ['skills' as const])];
}

async function vectorsOf(query: Query, encoder: LoadedEncoder, signal: AbortSignal): Promise<QueryVectors> {
  const entries: [Field, Float32Array][] = [];
  for (const field of fieldsOf(query))
    entries.push([field, await encodeTexts(encoder, [query[field]], signal)]);
  return Object.fromEntries(entries);
}

/** The corpus to search: a table of the user's, or what Rolemap ships. */
async function openCorpus(
  args: Arguments,
  query: Query,
  encoders: ReadonlyMap<ModelId, LoadedEncoder>,
  environment: Environment,
): Promise<CorpusSearch> {
  const data = args.text('data');
  const fields = fieldsOf(query);
  if (data === null) return environment.shippedCorpus([...encoders.keys()], fields);
  const { signal, errors, now } = environment;
  const progress = new Progress(errors, { quiet: args.has('quiet'), now });
  return withTable(data, tableChoice(args), environment, async (opened) => {
    const column = titleColumnOf(opened.table, args);
    if (column.guessed) await progress.note(`Titles are taken from the column "${column.name}".`);
    const postings = await readOwnPostings(opened, column, signal);
    return ownCorpus(postings, { encoders, fields, progress, signal });
  });
}

function short(text: string): string {
  const characters = Array.from(text);
  return characters.length <= CELL ? text : `${characters.slice(0, CELL - 1).join('')}…`;
}

/** A list for people: rank, score, title, company, place, code; columns as wide as they need. */
function listOf(hits: readonly Hit[], both: boolean): string {
  const rows = hits.map(({ rank, score, posting, rankInOther }) => [
    String(rank),
    score.toFixed(3),
    ...(both ? [rankInOther === null ? '' : `#${rankInOther}`] : []),
    short(posting.title),
    short(posting.company),
    short(posting.place),
    posting.code,
  ]);
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function textOf(results: SearchResults, models: readonly ModelId[]): string {
  const both = models.length > 1;
  const lists = models.map((model) => {
    const list = listOf(results[model] ?? [], both);
    return both ? `${MODEL_NAMES[model]} (#: rank under the other model)\n${list}` : list;
  });
  return `${lists.join('\n\n')}\n`;
}

function jsonOf(query: Query, results: SearchResults, models: readonly ModelId[]): string {
  const lists = models.map((model) => [model, results[model] ?? []]);
  return `${JSON.stringify({ query, results: Object.fromEntries(lists) as object }, null, 2)}\n`;
}

async function search(args: Arguments, environment: Environment): Promise<number> {
  const query = queryOf(args);
  const models = MODELS[choiceOf(args, 'model', Object.keys(MODELS)) ?? 'tuned']!;
  const k = numberOf(args, 'k', { least: 1, most: MOST_HITS, whole: true }) ?? DEFAULT_HITS;
  const encoders = new Map<ModelId, LoadedEncoder>();
  for (const model of models) encoders.set(model, await environment.loadEncoder(model));
  try {
    const corpus = await openCorpus(args, query, encoders, environment);
    const queries: Partial<Record<ModelId, QueryVectors>> = {};
    for (const [model, encoder] of encoders)
      queries[model] = await vectorsOf(query, encoder, environment.signal);
    const results = corpus.search({ queries, k });
    const content = args.has('json') ? jsonOf(query, results, models) : textOf(results, models);
    await environment.output.write(content);
  } finally {
    for (const encoder of encoders.values()) await encoder.dispose();
  }
  return EXIT.ok;
}

export const SEARCH: Command = {
  name: 'search',
  summary: 'Find the postings nearest in meaning to a title, to skills, or to both.',
  usage: '"TITLE" [OPTIONS]',
  description: [
    'Searches the postings that come with Rolemap, or the rows of a table of yours, which is encoded on the fly. Columns named company, place, skills, description, code and id are used where they are there. Where a title and skills are given, their rankings are fused.',
  ],
  options: [
    {
      name: 'data',
      value: 'FILE',
      help: 'Table to search: Parquet, CSV, JSONL or XLSX with a column of titles, "-" for standard input. Default: the shipped postings.',
    },
    { name: 'skills', value: 'TEXT', help: 'Skills to search, besides the title or without one.' },
    { name: 'k', short: 'k', value: 'N', help: `Hits (default ${DEFAULT_HITS}).` },
    {
      name: 'model',
      value: 'NAME',
      help: 'tuned (the job-title model, default), base (the general one) or both.',
    },
    { name: 'json', help: 'JSON instead of a list for people.' },
    ...INPUT_OPTIONS,
    QUIET,
  ],
  examples: [
    ['rolemap search "code developer" --data postings.parquet', 'A table of your own'],
    ['rolemap search "ward nurse" --skills "dementia care" --model both', 'Both models side by side'],
    [
      "rolemap search --skills 'forklift, night shifts' -k 50 --json | jq '.results.tuned[].posting.title'",
      'For a program',
    ],
  ],
  run: search,
};
