/** @file Reads a file of titles and codes (corrections, a coding index, an audit), and says in one sentence what was left out of it. */
import { readCorrections, type Correction } from '../../core/coding/trust/corrections.ts';
import { decodeText } from '../../core/formats/decode-text.ts';
import { counted } from './sentences.ts';

export interface CorrectionFile {
  readonly corrections: readonly Correction[];
  /** Begins with a space; "" where every row could be used. */
  readonly leftOut: string;
}

/** @throws FormatError where the file has no columns title and code; the browser's error where it can be read no longer */
export async function readCorrectionFile(file: File): Promise<CorrectionFile> {
  const { corrections, problems } = readCorrections(
    decodeText(new Uint8Array(await file.arrayBuffer())),
    file.name,
  );
  const [first] = problems;
  const leftOut = first
    ? ` ${counted(problems.length, 'row')} could not be used, the first is row ${first.row}: ${first.reason}`
    : '';
  return { corrections, leftOut };
}
