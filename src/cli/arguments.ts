/** @file Arguments of a command by its list of options; what is not on the list is refused, and the nearest name said. */
import { parseArgs } from 'node:util';
import { UsageError } from './errors.ts';
import { nearestName } from './nearest-name.ts';

export interface OptionSpec {
  /** Without the dashes. */
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  /** How the help names the value; absent where the option is a switch. */
  readonly value?: string;
  /** A sentence for the help; further lines follow each other. */
  readonly help: string;
}

export interface Arguments {
  /** Whether a switch was given. */
  has(name: string): boolean;
  /** The value of an option; the last one where it was given twice, null where it was not. */
  text(name: string): string | null;
  readonly positionals: readonly string[];
}

function unknownOption(given: string, options: readonly OptionSpec[]): UsageError {
  const names = options.map(({ name }) => `--${name}`);
  const nearest = nearestName(given, names);
  return new UsageError(`There is no option ${given}.${nearest === null ? '' : ` Did you mean ${nearest}?`}`);
}

/** @throws UsageError unless the option has a value where it needs one, and none where it is a switch */
function checkValue(
  spec: OptionSpec,
  token: {
    readonly rawName: string;
    readonly value?: string | undefined;
    readonly inlineValue?: boolean | undefined;
  },
): void {
  const { value } = spec;
  if (value === undefined) {
    if (token.value !== undefined)
      throw new UsageError(`${token.rawName} takes no value; "${token.value}" is too much.`);
    return;
  }
  if (token.value === undefined)
    throw new UsageError(`${token.rawName} needs a value: --${spec.name} ${value}.`);
  // A "-" alone is standard input or output.
  if (token.inlineValue === false && /^-./u.test(token.value))
    throw new UsageError(
      `${token.rawName} needs a value, and ${token.value} looks like an option. If it is the value, write --${spec.name}=${token.value}.`,
    );
}

/**
 * Reads the arguments of a command.
 * @param args without the name of the command
 * @throws UsageError naming the option that is unknown, lacks its value or has one too many
 */
export function readArguments(args: readonly string[], options: readonly OptionSpec[]): Arguments {
  const types = options.map(({ name, short, value }) => [
    name,
    {
      type: value === undefined ? ('boolean' as const) : ('string' as const),
      ...(short === undefined ? {} : { short }),
    },
  ]);
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: Object.fromEntries(types) as Record<string, { type: 'boolean' | 'string'; short?: string }>,
    strict: false,
    tokens: true,
  });
  const values = new Map<string, string | true>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const spec = options.find(({ name }) => name === token.name);
    if (!spec) throw unknownOption(token.rawName, options);
    checkValue(spec, token);
    values.set(spec.name, token.value ?? true);
  }
  return {
    has: (name) => values.has(name),
    text: (name) => {
      const value = values.get(name);
      return typeof value === 'string' ? value : null;
    },
    positionals,
  };
}

/** @throws UsageError where the value is not on the list, with the nearest that is */
export function choiceOf<Choice extends string>(
  args: Arguments,
  name: string,
  choices: readonly Choice[],
): Choice | null {
  const text = args.text(name);
  if (text === null) return null;
  const found = choices.find((choice) => choice === text.toLowerCase());
  if (found !== undefined) return found;
  const nearest = nearestName(text.toLowerCase(), choices);
  throw new UsageError(
    `--${name} is ${choices.join(', ')}, not "${text}".${nearest === null ? '' : ` Did you mean ${nearest}?`}`,
  );
}

/**
 * A number within limits, both included.
 * @throws UsageError
 */
export function numberOf(
  args: Arguments,
  name: string,
  { least, most, whole = false }: { readonly least: number; readonly most: number; readonly whole?: boolean },
): number | null {
  const text = args.text(name);
  if (text === null) return null;
  const value = text.trim() === '' ? NaN : Number(text);
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw new UsageError(
    `--${name} is a ${whole ? 'whole ' : ''}number from ${least} to ${most}, not "${text}".`,
  );
}
