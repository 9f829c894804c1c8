/** @file A title as it was written, cut into what is in the clean title and what is not. */
import type { CodedTitle } from '../../core/coding/types.ts';
import type { RemovedKind } from '../../core/titles/title-types.ts';

/** A stretch of the raw title. Joined, the pieces are the raw title. */
export interface Piece {
  readonly text: string;
  /** Not in the clean title: shown struck through. */
  readonly struck: boolean;
  /** Why it was taken out; null for what is kept, and for separators that went with a part. */
  readonly kind: RemovedKind | null;
}

/**
 * The whole raw title as pieces, in order. Separators that belong to nothing ("-", "|") are struck too; white space is struck only
 * between struck pieces. A title of which nothing was kept or removed is one piece.
 */
export function piecesOf({ raw, kept, removed }: Pick<CodedTitle, 'raw' | 'kept' | 'removed'>): Piece[] {
  const spans = [
    ...kept.map(({ start, end }) => ({ start, end, struck: false, kind: null })),
    ...removed.map(({ start, end, kind }) => ({ start, end, struck: true, kind })),
  ].sort((a, b) => a.start - b.start);
  if (spans.length === 0) return raw === '' ? [] : [{ text: raw, struck: false, kind: null }];
  const pieces: Piece[] = [];
  let at = 0;
  const add = (end: number, struck: boolean, kind: RemovedKind | null) => {
    if (end > at) pieces.push({ text: raw.slice(at, end), struck, kind });
    at = Math.max(at, end);
  };
  for (const span of spans) {
    addGap(pieces, raw.slice(at, span.start), span.struck);
    at = Math.max(at, span.start);
    add(span.end, span.struck, span.kind);
  }
  addGap(pieces, raw.slice(at), true);
  return pieces;
}

/** What stands between two spans, with the white space around it. */
function addGap(pieces: Piece[], gap: string, nextIsStruck: boolean): void {
  if (gap === '') return;
  const mark = gap.trim();
  if (mark === '') {
    const struck = nextIsStruck && pieces.at(-1)?.struck === true;
    pieces.push({ text: gap, struck, kind: null });
    return;
  }
  const start = gap.indexOf(mark);
  const [before, after] = [gap.slice(0, start), gap.slice(start + mark.length)];
  if (before) pieces.push({ text: before, struck: pieces.at(-1)?.struck === true, kind: null });
  pieces.push({ text: mark, struck: true, kind: null });
  if (after) pieces.push({ text: after, struck: nextIsStruck, kind: null });
}
