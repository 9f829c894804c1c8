/** @file `rolemap embed`: the vectors of a table's distinct titles as .npy, with the titles beside them as Parquet. */
import { writeParquet } from '../core/coding/output/write-parquet.ts';
import { writeNpy } from '../core/formats/npy.ts';
import { titleText } from '../core/search/field-text.ts';
import { quantize } from '../core/vectors/quantize.ts';
import { choiceOf, type Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { encodeTexts } from './encode-texts.ts';
import type { Environment } from './environment.ts';
import { EXIT, UsageError } from './errors.ts';
import { DIMENSION } from './node-encoder.ts';
import { onlyInput, QUIET } from './normalize-options.ts';
import { OutputFiles } from './output-files.ts';
import { counted, Progress } from './progress.ts';
import { listProblems, readTitles, type TitleCount } from './read-titles.ts';
import { INPUT_OPTIONS, tableChoice, titleColumnOf, withTable, type TableInput } from './table-input.ts';

interface EmbedPaths {
  readonly vectors: string;
  readonly titles: string;
  readonly facts: string;
}

/** vectors.npy, vectors.parquet, vectors.json. */
function pathsOf(args: Arguments): EmbedPaths {
  const vectors = args.text('output');
  if (vectors === null) throw new UsageError('Say where to write: --output vectors.npy');
  if (!/\.npy$/iu.test(vectors))
    throw new UsageError(`The output of embed ends in .npy, and ${vectors} does not.`);
  const stem = vectors.slice(0, -'.npy'.length);
  return { vectors, titles: `${stem}.parquet`, facts: `${stem}.json` };
}

async function* titleRows(titles: readonly (TitleCount & { readonly text: string })[]) {
  await Promise.resolve();
  yield titles.map(({ title, text, rows, firstRow }) => [title, text, String(rows), String(firstRow)]);
}

async function embedTable(
  { table, file }: TableInput,
  args: Arguments,
  {
    paths,
    files,
    progress,
  }: { readonly paths: EmbedPaths; readonly files: OutputFiles; readonly progress: Progress },
  { signal, errors, loadEncoder }: Environment,
): Promise<void> {
  const column = titleColumnOf(table, args);
  if (column.guessed)
    await progress.note(`Titles are taken from the column "${column.name}". --column takes another.`);
  const read = await readTitles(table, column.index, { signal, progress, size: file.size });
  await listProblems(errors, file.name, read);
  const titles = [...read.titles.values()]
    .filter(({ title }) => title.trim() !== '')
    .map((count) => ({ ...count, text: args.has('raw') ? count.title : titleText(count) }));

  const encoder = await loadEncoder(choiceOf(args, 'model', ['tuned', 'base'] as const) ?? 'tuned');
  await progress.start('Encoding', 'distinct titles', titles.length);
  const texts = titles.map(({ text }) => text);
  const vectors = await encodeTexts(encoder, texts, signal, (done) => progress.update(done));
  await progress.end();
  await encoder.dispose();

  const int8 = args.has('int8') && titles.length > 0 ? quantize(vectors) : null;
  const shape = { rows: titles.length, columns: DIMENSION };
  const facts = {
    model: encoder.file,
    rows: titles.length,
    dimension: DIMENSION,
    type: int8 === null ? 'float32' : 'int8',
    // Of int8: value = stored * scale.
    scale: int8?.scale ?? 1,
    text: args.has('raw') ? 'titles as they are' : 'clean titles',
  };
  await files.write(paths.vectors, [writeNpy(int8?.rows ?? vectors, shape)], signal);
  const columns = ['title', 'text', 'rows', 'first_row'];
  await files.write(paths.titles, writeParquet(columns, titleRows(titles)), signal);
  await files.write(paths.facts, [new TextEncoder().encode(`${JSON.stringify(facts, null, 2)}\n`)], signal);
  await files.commit();
  await progress.note(
    `${counted(titles.length, 'distinct title')}, ${DIMENSION} values each.\nWritten: ${Object.values(paths).join(', ')}`,
  );
}

async function embed(args: Arguments, environment: Environment): Promise<number> {
  const input = onlyInput(args);
  const paths = pathsOf(args);
  const choice = tableChoice(args);
  const files = new OutputFiles({ overwrite: args.has('overwrite') });
  for (const path of Object.values(paths) as string[]) files.claim(path, input === '-' ? null : input);
  const progress = new Progress(environment.errors, { quiet: args.has('quiet'), now: environment.now });
  try {
    await withTable(input, choice, environment, (opened) =>
      embedTable(opened, args, { paths, files, progress }, environment),
    );
  } finally {
    await progress.end();
    await files.discard();
  }
  return EXIT.ok;
}

export const EMBED: Command = {
  name: 'embed',
  summary: 'Write the vectors of the titles of a table, for numpy and other tools.',
  usage: 'FILE --output vectors.npy [OPTIONS]',
  description: [
    'Encodes each distinct title once, cleaned as for the search, and writes three files: vectors.npy (distinct titles x 384 unit vectors, in the order in which the titles come up), vectors.parquet (row for row the title, the text that was encoded, how many rows have it, the first of them) and vectors.json (model, type, scale). FILE is "-" for standard input.',
  ],
  options: [
    { name: 'output', short: 'o', value: 'FILE', help: 'Where to write; ends in .npy.' },
    {
      name: 'int8',
      help: 'Int8 instead of float32, a quarter of the size: value = stored * scale, which vectors.json holds.',
    },
    { name: 'raw', help: 'Encode the titles as they are, without cleaning.' },
    { name: 'model', value: 'NAME', help: 'tuned (the job-title model, default) or base (the general one).' },
    { name: 'overwrite', help: 'Write over outputs that are there already.' },
    ...INPUT_OPTIONS,
    QUIET,
  ],
  examples: [
    ['rolemap embed titles.csv --column title --output vectors.npy', 'Vectors for numpy.load'],
    ['rolemap embed - --format text --int8 --output vectors.npy < titles.txt', 'One title a line, small'],
  ],
  run: embed,
};
