import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberOf, readArguments, type OptionSpec } from '../../src/cli/arguments.ts';
import { COMMANDS } from '../../src/cli/main.ts';
import { commandHelp, optionsOf, overallHelp } from '../../src/cli/command.ts';
import { UsageError } from '../../src/cli/errors.ts';
import { editDistance, nearestName } from '../../src/cli/nearest-name.ts';
import { normalizeOptions } from '../../src/cli/normalize-options.ts';
import { tableChoice } from '../../src/cli/table-input.ts';
import { run } from './cli-fakes.ts';

const OPTIONS: readonly OptionSpec[] = [
  { name: 'column', value: 'NAME', help: '' },
  { name: 'output', short: 'o', value: 'FILE', help: '' },
  { name: 'quiet', short: 'q', help: '' },
  { name: 'k', short: 'k', value: 'N', help: '' },
];
const read = (...args: string[]) => readArguments(args, OPTIONS);
const normalizeOf = (...args: string[]) =>
  normalizeOptions(readArguments(args, optionsOf(COMMANDS.find(({ name }) => name === 'normalize')!)));

describe('arguments', () => {
  it('are options with values, switches and the rest, in any order', () => {
    const args = read('a.csv', '-q', '--column=Job title', '-k5', '-o', '-', '--', '--b.csv');
    expect([args.text('column'), args.text('k'), args.text('output')]).toEqual(['Job title', '5', '-']);
    expect([args.has('quiet'), args.has('column'), args.has('output')]).toEqual([true, true, true]);
    expect(args.positionals).toEqual(['a.csv', '--b.csv']);
    expect(read().text('column')).toBeNull();
    expect(read().has('quiet')).toBe(false);
  });

  it.each([
    [['--colum', 'x'], 'There is no option --colum. Did you mean --column?'],
    [['--colunm=x'], 'There is no option --colunm. Did you mean --column?'],
    [['--out'], 'There is no option --out. Did you mean --output?'],
    [['--zebra'], /^There is no option --zebra\.$/u],
    [['--column'], '--column needs a value: --column NAME.'],
    [['--column', '--quiet'], 'write --column=--quiet'],
    [['--quiet=yes'], '--quiet takes no value'],
  ])('%j are refused', (args, message) => {
    expect(() => read(...args)).toThrow(UsageError);
    expect(() => read(...args)).toThrow(message);
  });

  it('are numbers within limits only', () => {
    const number = (text: string) => numberOf(read(`--k=${text}`), 'k', { least: 1, most: 9, whole: true });
    expect(number('5')).toBe(5);
    expect(numberOf(read(), 'k', { least: 1, most: 9 })).toBeNull();
    for (const bad of ['0', '10', '1.5', 'x', ' ', 'NaN', '']) expect(() => number(bad)).toThrow(UsageError);
  });
});

describe('the nearest name', () => {
  it('counts letters put in, taken out, changed and swapped', () => {
    expect(editDistance('column', 'column')).toBe(0);
    expect(editDistance('colunm', 'column')).toBe(1);
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('', 'abc')).toBe(3);
  });

  it('is symmetric, and 0 for equal texts alone', () => {
    const text = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });

  it('is none where nothing is near', () => {
    expect(nearestName('normalise', ['normalize', 'search'])).toBe('normalize');
    expect(nearestName('xyz', ['normalize', 'search'])).toBeNull();
    expect(nearestName('x', [])).toBeNull();
  });
});

describe('what normalize is asked for', () => {
  it('has a format by the ending of the output', () => {
    const format = (...args: string[]) => normalizeOf('a.csv', ...args).format;
    expect(format('-o', 'b.XLSX')).toBe('xlsx');
    expect(format('-o', 'x.csv/b.ndjson')).toBe('jsonl');
    expect(format('-o', 'b.tab')).toBe('tsv');
    expect(format()).toBe('csv');
    expect(format('-o', 'b.txt', '--output-format', 'TSV')).toBe('tsv');
    expect(() => format('-o', 'b.txt')).toThrow('The ending of b.txt names no format');
    expect(() => format('-o', 'b.constructor')).toThrow(UsageError);
    expect(() => format('--output-format', 'xls')).toThrow('Did you mean xlsx?');
  });

  it('has a run record beside a file, and none beside standard output', () => {
    expect(normalizeOf('a.csv', '-o', 'b.csv')).toMatchObject({ output: 'b.csv', record: 'b.csv.run.json' });
    expect(normalizeOf('a.csv', '-o', '-')).toMatchObject({ output: null, record: null });
    expect(normalizeOf('a.csv', '--record', 'r.json').record).toBe('r.json');
  });

  it('is refused where it makes no sense', () => {
    expect(() => normalizeOf()).toThrow('Name the file to read');
    expect(() => normalizeOf('a.csv', 'b.csv')).toThrow('"b.csv" is one too many');
    expect(() => normalizeOf('a.csv', '--threshold', '0')).toThrow(UsageError);
    expect(() => normalizeOf('a.csv', '--threshold', '1.1')).toThrow(UsageError);
    expect(() => normalizeOf('a.csv', '-o', 'b.parquet', '--bom')).toThrow('--bom is for CSV and TSV');
    expect(() => normalizeOf('a.csv', '--header', '--no-header')).toThrow('contradict');
  });
});

describe('how a table is read', () => {
  const choice = (...args: string[]) => {
    const { options } = COMMANDS.find(({ name }) => name === 'embed')!;
    return tableChoice(readArguments(args, options));
  };

  it('is found out, but for what is said', () => {
    expect(choice()).toEqual({});
    expect(choice('--format', 'tsv')).toEqual({ format: 'csv', delimiter: '\t' });
    expect(choice('--delimiter', ';', '--encoding', 'CP1252', '--no-header')).toEqual({
      delimiter: ';',
      encoding: 'windows-1252',
      header: false,
    });
    expect(choice('--delimiter', 'Tab', '--header')).toEqual({ delimiter: '\t', header: true });
    expect(() => choice('--delimiter', ':')).toThrow(
      '--delimiter is comma, semicolon, tab, bar or none, not ":"',
    );
    expect(() => choice('--encoding', 'toString')).toThrow(UsageError);
  });
});

describe('help', () => {
  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    'of %s names all its options',
    async (name, command) => {
      const text = commandHelp(command);
      expect(text).toContain(`Usage: rolemap ${name} `);
      for (const option of optionsOf(command)) expect(text).toContain(`--${option.name}`);
      for (const [example] of command.examples) expect(text).toContain(example);
      const prose = text.slice(0, text.indexOf('Examples\n')).split('\n');
      expect(prose.filter((line) => line.length > 100)).toEqual([]);
      expect(await run([name, '--help'])).toMatchObject({ code: 0, out: text, err: '' });
      expect((await run(['help', name])).out).toBe(text);
    },
  );

  it.each(COMMANDS.flatMap(({ name, examples }) => examples.map(([example]) => [name, example] as const)))(
    'of %s has examples whose options are there: %s',
    (name, example) => {
      const { options } = COMMANDS.find((command) => command.name === name)!;
      const used = [...(/rolemap [^|<>]*/u.exec(example)?.[0] ?? '').matchAll(/ --([a-z][a-z0-9-]*)/gu)];
      const known = options.map((option) => option.name);
      expect(used.map(([, option]) => option!).filter((option) => !known.includes(option))).toEqual([]);
    },
  );

  it('of all says what each command does, and the exit codes', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect(out).toBe(overallHelp(COMMANDS, '1.2.3'));
    for (const { name, summary } of COMMANDS)
      expect(out.replace(/\s+/gu, ' ')).toContain(`${name} ${summary}`);
    expect(out).toMatch(/^ {2}3 +With --strict/mu);
  });

  it('is what a call without a command prints', async () => {
    expect(await run([])).toMatchObject({ code: 2, out: overallHelp(COMMANDS, '1.2.3') });
  });

  it('is named where a command is not known', async () => {
    expect(await run(['normalise', 'a.csv'])).toMatchObject({
      code: 2,
      out: '',
      err: 'rolemap: There is no command normalise. Did you mean normalize?\n"rolemap --help" explains.\n',
    });
    expect(await run(['--version'])).toMatchObject({ code: 0, out: '1.2.3\n' });
  });
});
