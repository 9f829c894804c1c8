/** @file The command line: finds the command, reads its arguments, runs it, and says in one line why it could not. */
import { messageOf } from '../core/message-of.ts';
import { readArguments } from './arguments.ts';
import { commandHelp, optionsOf, overallHelp, type Command } from './command.ts';
import { EMBED } from './embed.ts';
import type { Environment } from './environment.ts';
import { EXIT, InterruptedError, isClosedPipe, UsageError } from './errors.ts';
import { EVALUATE } from './evaluate.ts';
import { nearestName } from './nearest-name.ts';
import { NORMALIZE } from './normalize.ts';
import { SEARCH } from './search.ts';
import { SERVE } from './serve.ts';

export const COMMANDS: readonly Command[] = [NORMALIZE, SEARCH, EMBED, EVALUATE, SERVE];

function unknownCommand(name: string): UsageError {
  const nearest = nearestName(
    name,
    COMMANDS.map((command) => command.name),
  );
  return new UsageError(`There is no command ${name}.${nearest === null ? '' : ` Did you mean ${nearest}?`}`);
}

async function dispatch(args: readonly string[], environment: Environment): Promise<number> {
  const [first, ...rest] = args;
  const { output, version } = environment;
  if (first === '--version' || first === '-v') {
    await output.write(`${version}\n`);
    return EXIT.ok;
  }
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    const about = COMMANDS.find(({ name }) => name === rest[0]);
    await output.write(about ? commandHelp(about) : overallHelp(COMMANDS, version));
    return first === undefined ? EXIT.usage : EXIT.ok;
  }
  const command = COMMANDS.find(({ name }) => name === first);
  if (!command) throw unknownCommand(first);
  const parsed = readArguments(rest, optionsOf(command));
  if (parsed.has('help')) {
    await output.write(commandHelp(command));
    return EXIT.ok;
  }
  return command.run(parsed, environment);
}

/** What a failure is to the shell and to a person. */
function failure(error: unknown, signal: AbortSignal): { readonly code: number; readonly message: string } {
  if (signal.aborted || error instanceof InterruptedError)
    return { code: EXIT.interrupted, message: 'Stopped. Nothing half-written is left.' };
  if (error instanceof UsageError)
    return { code: EXIT.usage, message: `${error.message}\n"rolemap --help" explains.` };
  return { code: EXIT.failed, message: messageOf(error) };
}

/**
 * Runs one command.
 * @param args after the name of the program
 * @returns the exit code; failures are said on standard error
 */
export async function main(args: readonly string[], environment: Environment): Promise<number> {
  try {
    return await dispatch(args, environment);
  } catch (error) {
    // Whoever read the pipe has what they wanted.
    if (isClosedPipe(error)) return EXIT.ok;
    const { code, message } = failure(error, environment.signal);
    await environment.errors.write(`rolemap: ${message}\n`);
    return code;
  }
}
