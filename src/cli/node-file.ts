/** @file Files of Node in the form in which tables are read, and standard input by way of a temporary file. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TableFile } from '../core/tables/table-types.ts';
import type { Input } from './environment.ts';
import { CommandError } from './errors.ts';

const PIECE = 1_048_576;

export interface NodeFile extends TableFile {
  readonly path: string;
  /** Ends reading; a temporary file is removed. */
  close(): Promise<void>;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/**
 * A file on disk.
 * @param name how messages call it
 * @throws CommandError where it is not there or no file
 */
export async function nodeFile(path: string, name: string = basename(path)): Promise<NodeFile> {
  const facts = await stat(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) throw new CommandError(`There is no file ${path}.`);
    throw error;
  });
  if (facts.isDirectory()) throw new CommandError(`${path} is a folder, not a file.`);
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw new CommandError(`${path} cannot be read: ${String(error)}`, { cause: error });
  });
  const slice = async (start: number, end: number): Promise<ArrayBuffer> => {
    const bytes = new Uint8Array(Math.max(0, Math.min(end, facts.size) - start));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.buffer.slice(0, filled);
  };
  const stream = () => {
    let at = 0;
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      async pull(controller) {
        const piece = new Uint8Array(await slice(at, at + PIECE));
        at += piece.length;
        if (piece.length === 0) controller.close();
        else controller.enqueue(piece);
      },
    });
  };
  return { path, name, size: facts.size, slice, stream, close: () => handle.close() };
}

/** Standard input as a file: it is read twice, so it is kept in a temporary file until `close`. */
export async function spooledInput(input: Input, signal: AbortSignal): Promise<NodeFile> {
  const folder = await mkdtemp(join(tmpdir(), 'rolemap-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'input');
    await pipeline(Readable.from(input.bytes), createWriteStream(path, { mode: 0o600 }), { signal });
    const file = await nodeFile(path, 'standard input');
    const close = async () => {
      await file.close();
      await remove();
    };
    return { ...file, close };
  } catch (error) {
    await remove();
    signal.throwIfAborted();
    throw error;
  }
}

/** SHA-256 of a file, 64 hexadecimal digits. */
export async function sha256Of(file: TableFile, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for (let start = 0; start < file.size; start += PIECE) {
    signal.throwIfAborted();
    hash.update(new Uint8Array(await file.slice(start, start + PIECE)));
  }
  return hash.digest('hex');
}
