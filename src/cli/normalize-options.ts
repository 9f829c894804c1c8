/** @file What `rolemap normalize` is asked for. */
import {
  DEFAULT_THRESHOLD,
  LEAST_THRESHOLD,
  MOST_THRESHOLD,
} from '../core/coding/near-duplicates/title-groups.ts';
import { TABLE_FORMATS, type TableFormat } from '../core/coding/output/write-table.ts';
import type { TableChoice } from '../core/tables/table-types.ts';
import { choiceOf, numberOf, type Arguments, type OptionSpec } from './arguments.ts';
import { UsageError } from './errors.ts';
import { DESCRIPTION_OPTION, INPUT_OPTIONS, tableChoice } from './table-input.ts';

const FORMAT_OF_ENDING: Readonly<Record<string, TableFormat>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  xlsx: 'xlsx',
  parquet: 'parquet',
};

export const QUIET: OptionSpec = {
  name: 'quiet',
  short: 'q',
  help: 'No progress and no summary; problems and errors are still said.',
};

export const NORMALIZE_OPTIONS: readonly OptionSpec[] = [
  ...INPUT_OPTIONS,
  DESCRIPTION_OPTION,
  {
    name: 'output',
    short: 'o',
    value: 'FILE',
    help: 'Where to write, "-" for standard output (default). The format goes by the ending.',
  },
  {
    name: 'output-format',
    value: 'FORMAT',
    help: `Format of the output, whatever its ending: ${TABLE_FORMATS.join(', ')}. For standard output csv by default.`,
  },
  {
    name: 'threshold',
    value: 'P',
    help: 'Least confidence of an answer, above 0 and at most 1. An answer below it backs off to a coarser code. Default: as fitted with the coder.',
  },
  {
    name: 'index',
    value: 'FILE',
    help: 'Your own coding index, a CSV with the columns title and code, and reason for titles without a code (not an occupation, company name, too general, not English, several jobs, not sure). It wins over the model.',
  },
  {
    name: 'heads',
    value: 'FOLDER',
    help: 'Levels and areas of your own: the folder with heads.onnx and heads.json that scripts/train own-heads wrote.',
  },
  {
    name: 'group-threshold',
    value: 'COSINE',
    help: `Add a column with the group of nearly equal titles: the clean title of most rows that is at least so near, ${LEAST_THRESHOLD} to ${MOST_THRESHOLD}; ${DEFAULT_THRESHOLD} is a good first one. Only titles of the same first occupation are compared.`,
  },
  {
    name: 'record',
    value: 'FILE',
    help: 'Where to write the run record. Default: the output with ".run.json" behind its name; none for standard output.',
  },
  { name: 'bom', help: 'Begin a CSV or TSV with a byte order mark, which Excel needs to read UTF-8.' },
  { name: 'overwrite', help: 'Write over an output that is there already.' },
  {
    name: 'strict',
    help: 'Exit with 3 where rows of the input or of the index had problems. All is written all the same.',
  },
  QUIET,
];

export interface NormalizeOptions {
  /** "-" for standard input. */
  readonly input: string;
  readonly choice: TableChoice;
  /** Null for standard output. */
  readonly output: string | null;
  readonly format: TableFormat;
  /** Null for the coder's own. */
  readonly threshold: number | null;
  readonly index: string | null;
  /** Folder; null for the shipped levels and areas. */
  readonly heads: string | null;
  /** Null for no groups. */
  readonly groupThreshold: number | null;
  readonly record: string | null;
  readonly byteOrderMark: boolean;
  readonly overwrite: boolean;
  readonly strict: boolean;
  readonly quiet: boolean;
}

/** The one positional argument that a command takes, "-" or a file. */
export function onlyInput({ positionals }: Arguments): string {
  const [input, ...others] = positionals;
  if (input === undefined) throw new UsageError('Name the file to read, or - for standard input.');
  if (others.length > 0) throw new UsageError(`One file at a time; "${others[0]!}" is one too many.`);
  return input;
}

function outputFormat(args: Arguments, output: string | null): TableFormat {
  const given = choiceOf(args, 'output-format', TABLE_FORMATS);
  if (given !== null) return given;
  if (output === null) return 'csv';
  const ending = /\.([^./\\]+)$/u.exec(output)?.[1]?.toLowerCase() ?? '';
  const format = Object.hasOwn(FORMAT_OF_ENDING, ending) ? FORMAT_OF_ENDING[ending] : undefined;
  if (format === undefined)
    throw new UsageError(
      `The ending of ${output} names no format. Take .${TABLE_FORMATS.join(', .')}, or add --output-format.`,
    );
  return format;
}

/** @throws UsageError */
export function normalizeOptions(args: Arguments): NormalizeOptions {
  const named = args.text('output');
  const output = named === null || named === '-' ? null : named;
  const format = outputFormat(args, output);
  if (args.has('bom') && format !== 'csv' && format !== 'tsv')
    throw new UsageError(`--bom is for CSV and TSV; the output is ${format}.`);
  return {
    input: onlyInput(args),
    choice: tableChoice(args),
    output,
    format,
    threshold: numberOf(args, 'threshold', { least: Number.MIN_VALUE, most: 1 }),
    index: args.text('index'),
    heads: args.text('heads'),
    groupThreshold: numberOf(args, 'group-threshold', { least: LEAST_THRESHOLD, most: MOST_THRESHOLD }),
    record: args.text('record') ?? (output === null ? null : `${output}.run.json`),
    byteOrderMark: args.has('bom'),
    overwrite: args.has('overwrite'),
    strict: args.has('strict'),
    quiet: args.has('quiet'),
  };
}
