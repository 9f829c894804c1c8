/** @file `rolemap normalize`: a table of job titles in, the same table with codes beside them out. */
import { readFile } from 'node:fs/promises';
import { GivenCodes } from '../core/coding/apply-index.ts';
import { CODE_COLUMNS, renamedColumns, RESULT_COLUMNS } from '../core/coding/output/result-columns.ts';
import { runRecord, runRecordJson, type RunFacts } from '../core/coding/output/run-record.ts';
import { writeTable } from '../core/coding/output/write-table.ts';
import { answerAt } from '../core/coding/types.ts';
import { readCorrections } from '../core/coding/trust/corrections.ts';
import { decodeText } from '../core/formats/decode-text.ts';
import type { OpenTable } from '../core/tables/table-types.ts';
import type { Arguments } from './arguments.ts';
import { codeTitles, type ResultOfTitle } from './code-titles.ts';
import type { Command } from './command.ts';
import type { Environment, LoadedCoder, LoadedEncoder } from './environment.ts';
import { CommandError, EXIT, UsageError } from './errors.ts';
import { sha256Of } from './node-file.ts';
import { NORMALIZE_OPTIONS, normalizeOptions, type NormalizeOptions } from './normalize-options.ts';
import { OutputFiles } from './output-files.ts';
import { counted, Progress } from './progress.ts';
import { listProblems, readTitles, type ReadTitles } from './read-titles.ts';
import { titleColumnOf, withTable, type TableInput, type TitleColumn } from './table-input.ts';

interface GivenIndex {
  readonly codes: GivenCodes;
  readonly problemCount: number;
}

/** Reads the user's coding index and lists what is wrong with its rows. */
async function readIndex(path: string, { errors }: Environment): Promise<GivenIndex> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new CommandError(`The coding index ${path} cannot be read. Is the name right?`, { cause });
  });
  const { corrections, problems } = readCorrections(decodeText(bytes), path);
  const listed = problems.map(({ row, reason }) => ({ row, problem: reason }));
  await listProblems(errors, path, { problems: listed, problemCount: listed.length });
  return { codes: new GivenCodes(corrections), problemCount: listed.length };
}

/** The rows of the table with their results behind them. */
async function* codedRows(
  table: OpenTable,
  column: number,
  results: ReadonlyMap<string, ResultOfTitle>,
  { progress, signal }: { readonly progress: Progress; readonly signal: AbortSignal },
): AsyncGenerator<string[][]> {
  let written = 0;
  for await (const { rows } of table.batches(signal)) {
    yield rows.map(({ cells }) => {
      const result = results.get(cells[column] ?? '');
      if (!result) throw new CommandError(`${table.name} has changed while it was read. Start again.`);
      return [...cells, ...result.cells];
    });
    written += rows.length;
    await progress.update(written);
  }
}

/** The table as bytes. */
function codedTable(
  table: OpenTable,
  rows: AsyncIterable<readonly (readonly string[])[]>,
  { format, byteOrderMark }: NormalizeOptions,
): AsyncIterable<Uint8Array> {
  const added = renamedColumns(table.columns);
  const codeColumns = added.filter((_, place) => CODE_COLUMNS.includes(RESULT_COLUMNS[place]!));
  return writeTable(format, [...table.columns, ...added], rows, { byteOrderMark, codeColumns });
}

/** What a run knows once all titles are coded. */
interface Run {
  readonly options: NormalizeOptions;
  readonly opened: TableInput;
  readonly column: TitleColumn;
  readonly read: ReadTitles;
  readonly coder: LoadedCoder;
  readonly encoder: LoadedEncoder;
  readonly threshold: number;
  readonly results: ReadonlyMap<string, ResultOfTitle>;
  readonly startedAt: Date;
}

async function recordOf(run: Run, environment: Environment): Promise<string> {
  const { options, opened, column, read, coder, encoder, startedAt } = run;
  const facts: RunFacts = {
    input: {
      file: opened.file.name,
      sha256: await sha256Of(opened.file, environment.signal),
      rows: read.rows,
      titleColumn: column.name,
    },
    app: { name: 'rolemap (command line)', version: environment.version },
    model: encoder.file,
    coderData: coder.files,
    device: 'wasm',
    date: startedAt.toISOString(),
    seconds: (environment.now().getTime() - startedAt.getTime()) / 1000,
    threshold: run.threshold,
    calibration: { kind: 'synthetic', note: 'calibrated on synthetic titles' },
    output: {
      file: options.output ?? 'standard output',
      format: options.format,
      formulasDefused: true,
      byteOrderMark: options.byteOrderMark,
      codes: 'plain',
    },
  };
  const titles = [...read.titles.values()].map(({ title, rows }) => ({
    coded: run.results.get(title)!.coded,
    rows,
  }));
  return runRecordJson(runRecord(facts, titles));
}

/** "5 rows, 4 distinct titles. In full detail 3 rows, coarser 1 row, without a code 1 row." */
function summary({ read, results, threshold, options }: Run): string {
  let detailed = 0;
  let coarser = 0;
  for (const { title, rows } of read.titles.values()) {
    const [job] = results.get(title)!.coded.jobs;
    const step = job ? answerAt(job, threshold).step : null;
    if (step?.detail === 'detailed') detailed += rows;
    else if (step) coarser += rows;
  }
  const lines = [
    `${counted(read.rows, 'row')}, ${counted(read.titles.size, 'distinct title')}. In full detail ${counted(detailed, 'row')}, ` +
      `coarser ${counted(coarser, 'row')}, without a code ${counted(read.rows - detailed - coarser, 'row')} (threshold ${threshold}).`,
    'Confidences are calibrated on synthetic titles.',
  ];
  if (options.output !== null) lines.push(`Written: ${options.output}`);
  if (options.record !== null) lines.push(`Run record: ${options.record}`);
  return lines.join('\n');
}

/** Writes the table and the record; files get their names only when both are whole. */
async function writeRun(
  run: Run,
  files: OutputFiles,
  progress: Progress,
  environment: Environment,
): Promise<void> {
  const { options, opened, column, read, results } = run;
  const { signal, output } = environment;
  await progress.start('Writing', 'rows', read.rows);
  const pieces = codedTable(
    opened.table,
    codedRows(opened.table, column.index, results, { progress, signal }),
    options,
  );
  if (options.output === null) for await (const piece of pieces) await output.write(piece);
  else await files.write(options.output, pieces, signal);
  await progress.end();
  if (options.record !== null) {
    const record = new TextEncoder().encode(await recordOf(run, environment));
    await files.write(options.record, [record], signal);
  }
  await files.commit();
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
  const index = options.index === null ? null : await readIndex(options.index, environment);
  const read = await readTitles(table, column.index, { signal, progress, size: file.size });
  await listProblems(errors, file.name, read);

  const coder = await environment.loadCoder();
  const encoder = await environment.loadEncoder('tuned');
  const threshold = options.threshold ?? coder.threshold;
  await progress.start('Coding', 'distinct titles', read.titles.size);
  const results = await codeTitles([...read.titles.keys()], {
    coder,
    encoder,
    threshold,
    given: index?.codes ?? null,
    signal,
    onProgress: (done) => progress.update(done),
  });
  await progress.end();
  await encoder.dispose();

  const run = { options, opened, column, read, coder, encoder, threshold, results, startedAt };
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
      'rolemap normalize old.csv --encoding windows-1252 --delimiter semicolon --no-header -o coded.parquet --strict',
      'A file that says little about itself, in a script that shall notice bad rows',
    ],
  ],
  run: normalize,
};
