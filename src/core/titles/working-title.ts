/** @file A title while parts of it are taken out: its present text, and where each character came from. */
import { ascending, type NormalisedTitle } from './positions.ts';
import type { RemovedKind, RemovedPart, TitleSpan } from './title-types.ts';

/** A range of the present text to take out; a kind of null is for marks that nobody asks about. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  readonly kind: RemovedKind | null;
}

/** The origin of a space that stands for what was taken out. */
const INSERTED = -1;

export class WorkingTitle {
  readonly #whole: NormalisedTitle;
  readonly #removed: RemovedPart[] = [];
  /** For each position of the present text, its position in the whole, or INSERTED. */
  #origins: readonly number[];
  #text: string;

  constructor(whole: NormalisedTitle) {
    this.#whole = whole;
    this.#text = whole.text;
    this.#origins = ascending(whole.text.length);
  }

  get text(): string {
    return this.#text;
  }

  /** What was taken out so far, in order. */
  removed(): RemovedPart[] {
    return this.#removed.toSorted((a, b) => a.start - b.start || a.end - b.end);
  }

  /** The stretches of the title that are left, in order. */
  kept(): TitleSpan[] {
    return this.#stretches(0, this.#text.length);
  }

  /** A range of the present text, with the range of the raw title that encloses it. */
  span(start: number, end: number): TitleSpan {
    const stretches = this.#stretches(start, end);
    return {
      text: this.#text.slice(start, end),
      start: stretches[0]?.start ?? 0,
      end: stretches.at(-1)?.end ?? 0,
    };
  }

  /** Takes the ranges (in order, not overlapping) out; a space stays in the place of each. Tells whether there were any. */
  cut(cuts: readonly Cut[]): boolean {
    if (cuts.length === 0) return false;
    let text = '';
    const origins: number[] = [];
    const add = (character: string, origin: number): void => {
      if (character === ' ' && (text === '' || text.endsWith(' '))) return;
      text += character;
      origins.push(origin);
    };
    let at = 0;
    for (const { start, end, kind } of cuts) {
      for (; at < start; at++) add(this.#text[at]!, this.#origins[at]!);
      if (kind !== null)
        for (const stretch of this.#stretches(start, end)) this.#removed.push({ kind, ...stretch });
      add(' ', INSERTED);
      at = end;
    }
    for (; at < this.#text.length; at++) add(this.#text[at]!, this.#origins[at]!);
    this.#text = text.endsWith(' ') ? text.slice(0, -1) : text;
    this.#origins = origins.slice(0, this.#text.length);
    return true;
  }

  /** A range's unbroken stretches in the whole title, spaces at their ends left off. */
  #stretches(start: number, end: number): TitleSpan[] {
    const found: TitleSpan[] = [];
    for (let from = start; from < end;) {
      let to = from + 1;
      while (to < end && this.#origins[to] === this.#origins[to - 1]! + 1) to++;
      this.#addStretch(found, from, to);
      from = to;
    }
    return found;
  }

  #addStretch(found: TitleSpan[], from: number, to: number): void {
    while (from < to && this.#text[from] === ' ') from++;
    while (to > from && this.#text[to - 1] === ' ') to--;
    if (from === to) return;
    const { offsets } = this.#whole;
    found.push({
      text: this.#text.slice(from, to),
      start: offsets[this.#origins[from]!]!,
      end: offsets[this.#origins[to - 1]! + 1]!,
    });
  }
}
