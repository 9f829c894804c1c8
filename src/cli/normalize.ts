/** @file `rolemap normalize`: a table of job titles in, the same table with codes beside them out. */
import { inputKey, titleInput } from '../core/coding/description.ts';
import { GROUP_COLUMN, renamedColumns, RESULT_COLUMNS } from '../core/coding/output/result-columns.ts';
import { writeTable } from '../core/coding/output/write-table.ts';
import { StageClock } from '../core/coding/stage-clock.ts';
import { guessDescriptionColumn } from '../core/tables/guess-columns.ts';
import type { OpenTable } from '../core/tables/table-types.ts';
import type { Arguments } from './arguments.ts';
import { codeTitles } from './code-titles.ts';
import type { Command } from './command.ts';
import type { Environment } from './environment.ts';
import { CommandError, EXIT, UsageError } from './errors.ts';
import { readIndex } from './normalize-index.ts';
import { NORMALIZE_OPTIONS, normalizeOptions, type NormalizeOptions } from './normalize-options.ts';
import { recordOf, summary, type Columns, type Run } from './normalize-run.ts';
import { OutputFiles } from './output-files.ts';
import { Progress } from './progress.ts';
import { listProblems, readTitles } from './read-titles.ts';
import { TitleGrouping, type NamedGroups } from './title-groups.ts';
import { descriptionColumnOf, titleColumnOf, withTable, type TableInput } from './table-input.ts';

/** The rows of the table with their results behind them. */
async function* codedRows(
  table: OpenTable,
  { title, description }: Columns,
  { results, groups }: Pick<Run, 'results' | 'groups'>,
  { progress, signal }: { readonly progress: Progress; readonly signal: AbortSignal },
): AsyncGenerator<string[][]> {
  let written = 0;
  for await (const { rows } of table.batches(signal)) {
    yield rows.map(({ cells }) => {
      const said = description === null ? '' : (cells[description.index] ?? '');
      const key = inputKey(titleInput(cells[title.index] ?? '', said));
      const result = results.get(key);
      if (!result) throw new CommandError(`${table.name} has changed while it was read. Start again.`);
      return [...cells, ...result.cells, ...(groups ? [groups.groupOf(key)] : [])];
    });
    written += rows.length;
    await progress.update(written);
  }
}

/** The table as bytes. */
function codedTable(
  table: OpenTable,
  rows: AsyncIterable<readonly (readonly string[])[]>,
  { format, byteOrderMark, groupThreshold }: NormalizeOptions,
): AsyncIterable<Uint8Array> {
  const results = [...RESULT_COLUMNS, ...(groupThreshold === null ? [] : [GROUP_COLUMN])];
  const columns = [...table.columns, ...renamedColumns(table.columns, results)];
  return writeTable(format, columns, rows, { byteOrderMark });
}

/** The clock of the environment, in seconds. */
function secondsIn({ now }: Environment): () => number {
  return () => now().getTime() / 1000;
}

/** Writes the table and the record; files get their names only when both are whole. */
async function writeRun(
  run: Run,
  files: OutputFiles,
  progress: Progress,
  environment: Environment,
): Promise<void> {
  const { options, opened, columns, read } = run;
  const { signal, output } = environment;
  const now = secondsIn(environment);
  const since = now();
  await progress.start('Writing', 'rows', read.rows);
  const pieces = codedTable(
    opened.table,
    codedRows(opened.table, columns, run, { progress, signal }),
    options,
  );
  if (options.output === null) for await (const piece of pieces) await output.write(piece);
  else await files.write(options.output, pieces, signal);
  await progress.end();
  const seconds = now() - since;
  if (options.record !== null) {
    const record = new TextEncoder().encode(await recordOf(run, seconds, environment));
    await files.write(options.record, [record], signal);
  }
  await files.commit();
}

/** A column that may describe the jobs is named, and not taken by itself: descriptions take several times longer. */
async function noteDescriptions(table: OpenTable, titleColumn: number, progress: Progress): Promise<void> {
  const place = guessDescriptionColumn(table.columns, titleColumn);
  if (place === null) return;
  const name = table.columns[place]!;
  await progress.note(
    `The column "${name}" may describe the jobs. --description-column reads it with the titles.`,
  );
}

async function groupTitles(
  grouping: TitleGrouping,
  {
    read,
    coder,
    encoder,
    progress,
    signal,
  }: Pick<Run, 'read' | 'coder' | 'encoder'> & {
    readonly progress: Progress;
    readonly signal: AbortSignal;
  },
): Promise<NamedGroups> {
  await progress.start('Comparing', 'titles', read.titles.size);
  const groups = await grouping.groups({
    ...{ encoder, kernels: coder.kernels, signal },
    rowsOf: (key) => read.titles.get(key)?.rows ?? 0,
    onProgress: (done) => progress.update(done),
  });
  await progress.end();
  return groups;
}

async function codeTable(
  opened: TableInput,
  { options, args, files, progress }: NormalizeTask,
  environment: Environment,
): Promise<number> {
  const startedAt = environment.now();
  const { signal, errors } = environment;
  const { table, file } = opened;
  const column = titleColumnOf(table, args);
  if (column.guessed)
    await progress.note(`Titles are taken from the column "${column.name}". --column takes another.`);
  const coder = await environment.loadCoder({ heads: options.heads });
  const described = descriptionColumnOf(table, column, args);
  const columns: Columns = { title: column, description: described };
  if (described === null) await noteDescriptions(table, column.index, progress);
  const index = options.index === null ? null : await readIndex(options.index, coder.names, environment);
  const read = await readTitles(table, column.index, {
    ...{ signal, progress, size: file.size },
    description: described?.index ?? null,
  });
  await listProblems(errors, file.name, read);

  const encoder = await environment.loadEncoder('tuned');
  const threshold = options.threshold ?? coder.threshold;
  const clock = new StageClock(secondsIn(environment));
  const grouping = options.groupThreshold === null ? null : new TitleGrouping(options.groupThreshold);
  await progress.start('Coding', 'distinct titles', read.titles.size);
  const results = await codeTitles(
    [...read.titles.values()].map(({ input }) => input),
    {
      coder,
      encoder,
      threshold,
      given: index?.codes ?? null,
      grouping,
      clock,
      signal,
      onProgress: (done) => progress.update(done),
    },
  );
  await progress.end();
  const groups = grouping && (await groupTitles(grouping, { read, coder, encoder, progress, signal }));
  await encoder.dispose();

  const run: Run = {
    ...{ options, opened, columns, read, coder, encoder, threshold, results, index, startedAt },
    stageSeconds: clock.seconds,
    groups,
  };
  await writeRun(run, files, progress, environment);
  await progress.note(summary(run));
  const problems = read.problemCount + (index?.problemCount ?? 0);
  return options.strict && problems > 0 ? EXIT.rowProblems : EXIT.ok;
}

interface NormalizeTask {
  readonly options: NormalizeOptions;
  readonly args: Arguments;
  readonly files: OutputFiles;
  readonly progress: Progress;
}

async function normalize(args: Arguments, environment: Environment): Promise<number> {
  const options = normalizeOptions(args);
  const binary = options.format === 'xlsx' || options.format === 'parquet';
  if (options.output === null && binary && environment.output.isTerminal)
    throw new UsageError(
      `A terminal cannot show ${options.format}. Name a file: --output coded.${options.format}`,
    );
  const files = new OutputFiles(options);
  const input = options.input === '-' ? null : options.input;
  if (options.output !== null) files.claim(options.output, input);
  if (options.record !== null) files.claim(options.record, input);
  const progress = new Progress(environment.errors, { quiet: options.quiet, now: environment.now });
  try {
    return await withTable(options.input, options.choice, environment, (opened) =>
      codeTable(opened, { options, args, files, progress }, environment),
    );
  } finally {
    await progress.end();
    await files.discard();
  }
}

export const NORMALIZE: Command = {
  name: 'normalize',
  summary: 'Code a file of job titles: clean title, O*NET code, level, area, evidence and confidence.',
  usage: 'FILE [OPTIONS]',
  description: [
    'Reads a CSV, TSV, JSONL, Parquet or XLSX file, or a text with one title a line, and writes it again with columns behind its own: clean title, code at each level of detail with its confidence, source, reason where there is no code, job level, job area, nearest known titles.',
    'FILE is "-" for standard input. Nothing leaves this machine. The file is read twice; standard input is kept in a temporary file meanwhile. Problems with rows go to standard error, by row, and the rest goes on.',
  ],
  options: NORMALIZE_OPTIONS,
  examples: [
    ['rolemap normalize titles.csv --column title --output coded.csv', 'Code the column "title"'],
    ['cat titles.txt | rolemap normalize - --format text > coded.csv', 'One title a line, in a pipe'],
    [
      'rolemap normalize survey.xlsx --output coded.xlsx --threshold 0.8 --index our-codes.csv',
      'Only codes that are right 8 times in 10, and your own codes first',
    ],
    [
      'rolemap normalize titles.csv --output coded.csv --group-threshold 0.9 --heads our-levels/',
      'Nearly equal titles under one name, and levels and areas of your own',
    ],
    [
      'rolemap normalize old.csv --encoding windows-1252 --delimiter semicolon --no-header -o coded.parquet --strict',
      'A file that says little about itself, in a script that shall notice bad rows',
    ],
  ],
  run: normalize,
};
