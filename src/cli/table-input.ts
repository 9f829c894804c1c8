/** @file The table that a command reads: a file or standard input, how it is read, and which column holds the titles. */
import { openTable } from '../core/tables/open-table.ts';
import type { Delimiter, Encoding, OpenTable, TableChoice } from '../core/tables/table-types.ts';
import { choiceOf, type Arguments, type OptionSpec } from './arguments.ts';
import type { Environment } from './environment.ts';
import { CommandError, UsageError } from './errors.ts';
import { nearestName } from './nearest-name.ts';
import { nodeFile, spooledInput, type NodeFile } from './node-file.ts';

const FORMATS = ['csv', 'tsv', 'jsonl', 'parquet', 'xlsx', 'text'] as const;
const ENCODINGS: Readonly<Record<string, Encoding>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'windows-1252': 'windows-1252',
  cp1252: 'windows-1252',
};
const DELIMITERS: Readonly<Record<string, Delimiter | null>> = {
  ',': ',',
  comma: ',',
  ';': ';',
  semicolon: ';',
  '\t': '\t',
  '\\t': '\t',
  tab: '\t',
  '|': '|',
  bar: '|',
  pipe: '|',
  none: null,
};

/** Options of every command that reads a table. */
export const INPUT_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'column',
    value: 'NAME',
    help: 'Column of the job titles, by name, or by number where no column has that name. Without it the column is guessed, and said.',
  },
  {
    name: 'format',
    value: 'FORMAT',
    help: `Format of the input: ${FORMATS.join(', ')} ("text": one title a line). Found out by default.`,
  },
  {
    name: 'delimiter',
    value: 'MARK',
    help: 'Between the cells of a CSV: comma, semicolon, tab, bar, or none where it has one column. Found out by default.',
  },
  {
    name: 'encoding',
    value: 'NAME',
    help: 'Encoding of a text: utf-8, utf-16le, utf-16be or windows-1252. Found out by default.',
  },
  { name: 'header', help: 'The first row holds the names of the columns, whatever it looks like.' },
  { name: 'no-header', help: 'The first row is data. The columns are then "Column 1" and so on.' },
];

function lookUp<Value>(args: Arguments, name: string, values: Readonly<Record<string, Value>>, says: string) {
  const text = args.text(name);
  if (text === null) return undefined;
  const value = Object.hasOwn(values, text.toLowerCase()) ? values[text.toLowerCase()] : undefined;
  if (value === undefined) throw new UsageError(`--${name} is ${says}, not "${text}".`);
  return value;
}

/** For commands that code titles. */
export const DESCRIPTION_OPTION: OptionSpec = {
  name: 'description-column',
  value: 'NAME',
  help: 'Column of job descriptions, by name or number. Where a row has one, its first 60 words are read with the title, where the title alone does not settle the code. Takes several times longer. Not used by default.',
};

/** @throws UsageError */
export function tableChoice(args: Arguments): TableChoice {
  const format = choiceOf(args, 'format', FORMATS);
  const given = lookUp(args, 'delimiter', DELIMITERS, 'comma, semicolon, tab, bar or none');
  const delimiter = given === undefined && format === 'tsv' ? '\t' : given;
  const encoding = lookUp(args, 'encoding', ENCODINGS, 'utf-8, utf-16le, utf-16be or windows-1252');
  if (args.has('header') && args.has('no-header'))
    throw new UsageError('--header and --no-header contradict each other.');
  const header = args.has('header') || args.has('no-header') ? args.has('header') : undefined;
  return {
    ...(format === null ? {} : { format: format === 'tsv' ? ('csv' as const) : format }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(header === undefined ? {} : { header }),
  };
}

export interface TableInput {
  readonly file: NodeFile;
  /** Null for standard input. */
  readonly path: string | null;
  readonly table: OpenTable;
}

/**
 * Opens the input, does the work with it and closes it, whatever happens.
 * @param path "-" for standard input
 * @throws CommandError where there is no such file, FormatError where it is no table
 */
export async function withTable<Result>(
  path: string,
  choice: TableChoice,
  { input, signal }: Pick<Environment, 'input' | 'signal'>,
  work: (opened: TableInput) => Promise<Result>,
): Promise<Result> {
  if (path === '-' && input.isTerminal)
    throw new CommandError(
      'Standard input is the keyboard. Name a file, or send one: cat titles.csv | rolemap ...',
    );
  const file = path === '-' ? await spooledInput(input, signal) : await nodeFile(path);
  try {
    const table = await openTable(file, choice);
    return await work({ file, path: path === '-' ? null : path, table });
  } finally {
    await file.close();
  }
}

export interface TitleColumn extends NamedColumn {
  readonly guessed: boolean;
}

/**
 * The column of the titles: as given (by name, then whatever its capitals, then by number), else as guessed.
 * @throws UsageError naming the columns that are there
 */
export function titleColumnOf(table: OpenTable, args: Arguments): TitleColumn {
  const { columns, titleColumn } = table;
  const given = args.text('column');
  if (given === null) return { index: titleColumn, name: columns[titleColumn]!, guessed: true };
  return { ...columnOf(table, given), guessed: false };
}

export interface NamedColumn {
  readonly index: number;
  readonly name: string;
}

/**
 * The column of the descriptions, as given like that of the titles; null where none is.
 * @throws UsageError naming the columns that are there, or where it is that of the titles
 */
export function descriptionColumnOf(
  table: OpenTable,
  titleColumn: NamedColumn,
  args: Arguments,
): NamedColumn | null {
  const given = args.text('description-column');
  if (given === null) return null;
  const column = columnOf(table, given);
  if (column.index === titleColumn.index)
    throw new UsageError(
      `The column "${column.name}" holds the titles. --description-column names another, --column another one for the titles.`,
    );
  return column;
}

function columnOf({ columns, name }: OpenTable, given: string): NamedColumn {
  const plain = given.trim().toLowerCase();
  const tests = [
    (column: string) => column === given,
    (column: string) => column.trim().toLowerCase() === plain,
    (_: string, index: number) => plain === String(index + 1),
  ];
  for (const test of tests) {
    const index = columns.findIndex(test);
    if (index >= 0) return { index, name: columns[index]! };
  }
  const nearest = nearestName(given, columns);
  throw new UsageError(
    `${name} has no column "${given}"; it has ${columns.join(', ')}.${nearest === null ? '' : ` Did you mean ${nearest}?`}`,
  );
}
