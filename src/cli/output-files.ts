/** @file Files that a command writes: under temporary names until all of them are whole, so that none is ever half there. */
import { existsSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CommandError } from './errors.ts';

type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export class OutputFiles {
  readonly #overwrite: boolean;
  /** Temporary name by name. */
  readonly #written = new Map<string, string>();
  readonly #claimed = new Set<string>();

  constructor({ overwrite }: { readonly overwrite: boolean }) {
    this.#overwrite = overwrite;
  }

  /**
   * Makes sure, before any work is done, that a file can be written there.
   * @param input file that is read; it is never written over
   * @throws CommandError
   */
  claim(path: string, input: string | null): void {
    const full = resolve(path);
    if (input !== null && full === resolve(input))
      throw new CommandError(`${path} is the input. Choose another name for the output.`);
    if (this.#claimed.has(full))
      throw new CommandError(`${path} would be written twice. Choose another name for one of the outputs.`);
    if (!existsSync(dirname(full)))
      throw new CommandError(`There is no folder ${dirname(full)}. Make it first.`);
    if (existsSync(full)) {
      if (statSync(full).isDirectory()) throw new CommandError(`${path} is a folder, not a file.`);
      if (!this.#overwrite)
        throw new CommandError(`${path} is there already. Choose another name, or add --overwrite.`);
    }
    this.#claimed.add(full);
  }

  /** Writes a file under a temporary name beside its own; `commit` gives it its own. */
  async write(path: string, pieces: Pieces, signal: AbortSignal): Promise<void> {
    const temporary = `${path}.${process.pid}.part`;
    this.#written.set(path, temporary);
    const handle = await open(temporary, 'w');
    try {
      for await (const piece of pieces) {
        signal.throwIfAborted();
        // `write` alone may write less than it was given.
        await handle.writeFile(piece);
      }
    } finally {
      await handle.close();
    }
  }

  /** Gives all files their names. */
  async commit(): Promise<void> {
    for (const [path, temporary] of this.#written) {
      await rename(temporary, path);
      this.#written.delete(path);
    }
  }

  /** Removes what was not committed; nothing after `commit`. */
  async discard(): Promise<void> {
    for (const temporary of this.#written.values()) await rm(temporary, { force: true });
    this.#written.clear();
  }
}
