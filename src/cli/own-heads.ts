/** @file Levels and areas of the user's own, out of the folder that `scripts/train own-heads` wrote. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HeadsDescription, RunHeads } from '../core/coding/heads.ts';
import {
  DESCRIPTION_FILE,
  NETWORK_FILE,
  readOwnHeads,
  TRAIN_AGAIN,
  type OwnHeadsFacts,
} from '../core/coding/own-heads.ts';
import { probeHeads } from '../core/coding/read-heads.ts';
import { headsIn } from '../core/coding/run-heads.ts';
import { messageOf } from '../core/message-of.ts';
import { CommandError } from './errors.ts';
import { createSession, Tensor } from './wasm-runtime.ts';

export interface LoadedHeads {
  readonly description: HeadsDescription;
  readonly run: RunHeads;
  readonly facts: OwnHeadsFacts;
}

/** A network of levels and areas in a session. */
export async function startHeads(network: Uint8Array): Promise<RunHeads> {
  const session = await createSession(network);
  return headsIn<Tensor>(session, (values, shape) => new Tensor('float32', values, [...shape]));
}

/**
 * Reads both files, and runs the network once.
 * @param encoderSha256 of the model file whose vectors the network will be given
 * @throws CommandError naming the file, the field and what to do
 */
export async function loadOwnHeads(folder: string, encoderSha256: string): Promise<LoadedHeads> {
  const [network, description] = await Promise.all([NETWORK_FILE, DESCRIPTION_FILE].map(read));
  try {
    const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    const own = await readOwnHeads(
      { network: network!, description: description! },
      { digest, encoderSha256 },
    );
    const run = await startHeads(network!).catch((cause: unknown) => {
      throw new Error(`${NETWORK_FILE} is not an ONNX network that runs here (${messageOf(cause)}).`, {
        cause,
      });
    });
    await probeHeads({ description: own.description, run }, { name: NETWORK_FILE, remedy: TRAIN_AGAIN });
    return { ...own, run };
  } catch (cause) {
    throw new CommandError(`--heads ${folder}: ${messageOf(cause)}`, { cause });
  }

  async function read(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const file = join(folder, name);
    try {
      return new Uint8Array(await readFile(file));
    } catch (cause) {
      throw new CommandError(
        `${file} cannot be read. --heads names the folder with ${NETWORK_FILE} and ${DESCRIPTION_FILE} that scripts/train own-heads wrote.`,
        { cause },
      );
    }
  }
}
