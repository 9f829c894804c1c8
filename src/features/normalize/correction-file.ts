/** @file Reads a file of titles and codes (corrections, a coding index, an audit), and says in one sentence what was left out of it. */
import { readCorrections, type Correction, type ReadOptions } from '../../core/coding/trust/corrections.ts';
import { decodeText } from '../../core/formats/decode-text.ts';
import { formatCount } from '../../ui/format.ts';
import { counted } from './sentences.ts';

/** Problems that are listed; a file with more is wrong throughout. */
const SHOWN_PROBLEMS = 200;

export interface CorrectionFile {
  readonly corrections: readonly Correction[];
  /** Begins with a space; "" where every row could be used. */
  readonly leftOut: string;
  /** "Row 3: ..." of what could not be used, and how many more there are. */
  readonly problems: readonly string[];
}

/**
 * @param options.titles the taxonomy against which codes are checked
 * @throws FormatError where the file has no columns title and code; the browser's error where it can be read no longer
 */
export async function readCorrectionFile(file: File, options: ReadOptions): Promise<CorrectionFile> {
  const text = decodeText(new Uint8Array(await file.arrayBuffer()));
  const { corrections, problems } = readCorrections(text, file.name, options);
  const [first] = problems;
  const leftOut = first
    ? ` ${counted(problems.length, 'row')} could not be used, the first is row ${first.row}: ${first.reason}`
    : '';
  const more = problems.length - SHOWN_PROBLEMS;
  return {
    corrections,
    leftOut,
    problems: [
      ...problems.slice(0, SHOWN_PROBLEMS).map(({ row, reason }) => `Row ${row}: ${reason}`),
      ...(more > 0 ? [`${formatCount(more)} more rows like these.`] : []),
    ],
  };
}
