/** @file How long embedding takes and how much room it needs, from titles that were encoded to find that out. */
import { codeBytes } from '../../core/search/codes/binary-coder.ts';
import type { CorpusModel } from '../../core/search/corpus/corpus-manifest.ts';
import { EXACT_ROWS } from '../../core/search/corpus/stored-corpus.ts';

export interface CorpusEstimate {
  readonly id: string;
  /** Rows that have no vector yet, of all models together. */
  readonly titles: number;
  /** Of all models together, measured on this machine. */
  readonly titlesPerSecond: number;
  readonly seconds: number;
  /** That the new vectors will take. */
  readonly bytes: number;
  /** That the browser would still store; null where it does not say. */
  readonly roomBytes: number | null;
}

/** What one model has still to do, and how fast it is. */
export interface ModelShare {
  readonly model: CorpusModel;
  readonly rowsLeft: number;
  readonly titlesPerSecond: number;
}

/** Bytes of rows of a model: int8 rows, and codes where the corpus is large. */
export function bytesOf({ dimension }: CorpusModel, rows: number, corpusRows: number): number {
  return rows * (dimension + (corpusRows > EXACT_ROWS ? codeBytes(dimension) : 0));
}

/** All models work at the same time: the slowest one ends last. */
export function estimateOf(
  id: string,
  corpusRows: number,
  shares: readonly ModelShare[],
  roomBytes: number | null,
): CorpusEstimate {
  const sum = (value: (share: ModelShare) => number) => shares.reduce((all, share) => all + value(share), 0);
  return {
    id,
    titles: sum(({ rowsLeft }) => rowsLeft),
    titlesPerSecond: sum(({ titlesPerSecond }) => titlesPerSecond),
    seconds: Math.max(0, ...shares.map(({ rowsLeft, titlesPerSecond }) => rowsLeft / titlesPerSecond)),
    bytes: sum(({ model, rowsLeft }) => bytesOf(model, rowsLeft, corpusRows)),
    roomBytes,
  };
}
