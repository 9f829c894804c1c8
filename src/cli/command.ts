/** @file What a command says of itself, and its help. */
import type { Arguments, OptionSpec } from './arguments.ts';
import type { Environment } from './environment.ts';

export interface Command {
  readonly name: string;
  /** One line, for the list of all commands. */
  readonly summary: string;
  /** After "rolemap NAME ". */
  readonly usage: string;
  /** Paragraphs below the usage. */
  readonly description: readonly string[];
  readonly options: readonly OptionSpec[];
  /** Whole commands with what each is for. */
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  /** @returns the exit code */
  run(args: Arguments, environment: Environment): Promise<number>;
}

/** Characters of a line of help. */
const WIDTH = 100;
const HELP: OptionSpec = { name: 'help', short: 'h', help: 'Print this help.' };

/** All options that a command takes. */
export function optionsOf(command: Command): readonly OptionSpec[] {
  return [...command.options, HELP];
}

/** Words in lines of at most `width` characters. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line === '') line = word;
    else if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** Two columns: names, and beside each what it means. */
function table(rows: readonly (readonly [name: string, meaning: string])[]): string[] {
  const left = Math.max(...rows.map(([name]) => name.length)) + 4;
  return rows.flatMap(([name, meaning]) =>
    wrapped(meaning, WIDTH - left).map((line, place) =>
      place === 0 ? `  ${name.padEnd(left - 2)}${line}` : ' '.repeat(left) + line,
    ),
  );
}

function optionName({ name, short, value }: OptionSpec): string {
  return `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
}

/** Help of one command. */
export function commandHelp(command: Command): string {
  const { name, usage, description, examples } = command;
  const lines = [
    `Usage: rolemap ${name} ${usage}`,
    ...description.flatMap((paragraph) => ['', ...wrapped(paragraph, WIDTH)]),
    '',
    'Options',
    ...table(optionsOf(command).map((option) => [optionName(option), option.help])),
    '',
    'Examples',
    ...examples.flatMap(([example, meaning], place) => [
      ...(place === 0 ? [] : ['']),
      `  # ${meaning}`,
      `  ${example}`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Help of them all. */
export function overallHelp(commands: readonly Command[], version: string): string {
  const lines = [
    `rolemap ${version}: understands job titles, on this machine, without a network.`,
    '',
    'Usage: rolemap COMMAND [OPTIONS]',
    '',
    'Commands',
    ...table(commands.map(({ name, summary }) => [name, summary] as const)),
    '',
    '"rolemap COMMAND --help" says more of each.',
    '',
    'Examples',
    ...commands.map(({ examples }) => `  ${examples[0]![0]}`),
    '',
    'Exit codes',
    ...table([
      ['0', 'Done.'],
      ['1', 'Failed; the message says why. No half-written file is left.'],
      ['2', 'The command line is wrong; nothing was done.'],
      ['3', 'With --strict: done, but rows of the input had problems.'],
      ['130', 'Stopped by Ctrl-C. No half-written file is left.'],
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
