/** @file The user's own coding index for `rolemap normalize`. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { GivenCodes } from '../core/coding/apply-index.ts';
import type { CodingIndexFacts } from '../core/coding/output/run-record.ts';
import { readCorrections } from '../core/coding/trust/corrections.ts';
import type { CodeTitles } from '../core/coding/types.ts';
import { decodeText } from '../core/formats/decode-text.ts';
import type { Environment } from './environment.ts';
import { CommandError } from './errors.ts';
import { listProblems } from './read-titles.ts';

export interface GivenIndex {
  readonly codes: GivenCodes;
  readonly facts: CodingIndexFacts;
  readonly problemCount: number;
}

/**
 * Reads the index and lists what is wrong with its rows.
 * @param titles the taxonomy that its codes have to be of
 * @throws CommandError where the file cannot be read, FormatError where it has no columns title and code
 */
export async function readIndex(
  path: string,
  titles: CodeTitles,
  { errors }: Pick<Environment, 'errors'>,
): Promise<GivenIndex> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new CommandError(`The coding index ${path} cannot be read. Is the name right?`, { cause });
  });
  const { corrections, problems } = readCorrections(decodeText(bytes), path, { titles });
  const listed = problems.map(({ row, reason }) => ({ row, problem: reason }));
  await listProblems(errors, path, { problems: listed, problemCount: listed.length });
  const codes = new GivenCodes(corrections);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    codes,
    facts: { file: basename(path), sha256, titles: codes.size },
    problemCount: listed.length,
  };
}
