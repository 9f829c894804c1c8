/** @file Levels and areas of the user's own: a network of `scripts/train own-heads` in place of the shipped one. */
import type { FileHash } from './output/run-record.ts';
import { readHeads } from './read-heads.ts';
import type { HeadsDescription } from './heads.ts';

export const NETWORK_FILE = 'heads.onnx';
export const DESCRIPTION_FILE = 'heads.json';

/** For people: what is to be done about own files that do not fit. */
export const TRAIN_AGAIN = 'Train it again with scripts/train, and take both of its files.';

/** The two files as they were written. */
export interface OwnHeadsBytes {
  readonly network: Uint8Array<ArrayBuffer>;
  readonly description: Uint8Array<ArrayBuffer>;
}

/** What the page and the run record say of them. */
export interface OwnHeadsFacts {
  readonly levels: number;
  readonly areas: number;
  /** The network and its description. */
  readonly files: readonly FileHash[];
}

/** SHA-256 of bytes, 64 lower-case hexadecimal digits. */
export type DigestOf = (bytes: Uint8Array<ArrayBuffer>) => Promise<string> | string;

export class OwnHeadsError extends Error {
  readonly code: 'not-together' | 'other-encoder';
  constructor(code: OwnHeadsError['code'], message: string) {
    super(message);
    this.name = 'OwnHeadsError';
    this.code = code;
  }
}

/**
 * Reads both files and looks whether they belong together and to the encoder; the network is not run (`probeHeads`).
 * @param encoderSha256 of the model file whose vectors the network will be given
 * @throws FormatError naming the field that is wrong; OwnHeadsError
 */
export async function readOwnHeads(
  { network, description }: OwnHeadsBytes,
  { digest, encoderSha256 }: { readonly digest: DigestOf; readonly encoderSha256: string },
): Promise<{ readonly description: HeadsDescription; readonly facts: OwnHeadsFacts }> {
  const read = readHeads(description, { name: DESCRIPTION_FILE, remedy: TRAIN_AGAIN });
  const sha256 = await digest(network);
  if (read.sha256 !== '' && read.sha256 !== sha256)
    throw new OwnHeadsError(
      'not-together',
      `${DESCRIPTION_FILE}: sha256 is that of another ${NETWORK_FILE}. Take the two files that one training wrote.`,
    );
  if (read.encoderSha256 !== encoderSha256)
    throw new OwnHeadsError(
      'other-encoder',
      `${DESCRIPTION_FILE}: encoder.sha256 ${read.encoderSha256 === '' ? 'is not there' : 'is that of another model'}; levels and areas hold only for the tuned model of this version, in its 8-bit file. ${TRAIN_AGAIN}`,
    );
  return {
    description: read.description,
    facts: {
      levels: read.description.levels.length,
      areas: read.description.areas.length,
      files: [
        { file: NETWORK_FILE, sha256 },
        { file: DESCRIPTION_FILE, sha256: await digest(description) },
      ],
    },
  };
}

/** What tells results of these files from those of others: the digests of both. */
export function headsKey({ files }: OwnHeadsFacts): string {
  return files.map(({ sha256 }) => sha256).join('/');
}
