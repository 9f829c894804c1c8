/** @file Takes a job title apart: the job, and what employers write around it. */
import { abbreviationCuts } from './abbreviations.ts';
import { alternativeRanges } from './alternatives.ts';
import { levelRanges } from './levels.ts';
import { noisePieces } from './noise.ts';
import { ANYWHERE, AT_END, AT_START, type Rule } from './patterns.ts';
import { normaliseTitle } from './positions.ts';
import type { SplitTitle } from './title-types.ts';
import { WorkingTitle, type Cut } from './working-title.ts';

export type { LevelPart, RemovedKind, RemovedPart, SplitTitle, TitleSpan } from './title-types.ts';

/** Characters; a longer text is no title, and stays whole. */
export const LONGEST_TITLE = 1000;
/** Characters; a longer bracket or last part says more than a place or a contract. */
const LONGEST_NOISE = 80;

/** Finds what to take out of a text. */
type Step = (text: string) => readonly Cut[];
const NOTHING: readonly Cut[] = [];

/** Whether a place of a text is inside a word or fraction ("1⁄2" of "½"): no cut may make a new word of half an old one. */
function isInsideWord(text: string, at: number): boolean {
  return (
    /[\p{L}\p{N}\p{M}\u2044]$/u.test(text.slice(Math.max(0, at - 2), at)) &&
    /^[\p{L}\p{N}\p{M}\u2044]/u.test(text.slice(at, at + 2))
  );
}

function byRule({ kind, pattern, accepts }: Rule): Step {
  return (text) => {
    // Most titles have no match, and matchAll makes a copy of the pattern first.
    if (text.search(pattern) < 0) return NOTHING;
    const cuts: Cut[] = [];
    for (const { 0: match, index } of text.matchAll(pattern)) {
      const end = index + match.length;
      if ((accepts?.(match) ?? true) && !isInsideWord(text, index) && !isInsideWord(text, end))
        cuts.push({ start: index, end, kind });
    }
    return cuts;
  };
}

/** Cuts for a range that is all noise, with marks to drop around it; null where it says something. */
function noiseCuts(text: string, start: number, end: number, from = start, to = end): Cut[] | null {
  if (end - start > LONGEST_NOISE) return null;
  const pieces = noisePieces(text.slice(start, end));
  if (pieces === null) return null;
  const cuts: Cut[] = [];
  let at = from;
  for (const piece of pieces) {
    if (start + piece.start > at) cuts.push({ start: at, end: start + piece.start, kind: null });
    at = start + piece.end;
    cuts.push({ start: start + piece.start, end: at, kind: piece.kind });
  }
  if (to > at) cuts.push({ start: at, end: to, kind: null });
  return cuts;
}

const BRACKET = /[([]/u;
/** What parts a title may have between words. */
const SEPARATED = /[-–—|,;:/+•·]/u;

/** Brackets that hold only noise: "(Remote)", "[Full-time, Leeds]". */
function noisyBrackets(text: string): readonly Cut[] {
  if (!BRACKET.test(text)) return NOTHING;
  const cuts: Cut[] = [];
  for (const { 0: whole, index } of text.matchAll(/[([][^()[\]]*[)\]]/gu)) {
    const end = index + whole.length;
    cuts.push(...(noiseCuts(text, index + 1, end - 1, index, end) ?? []));
  }
  return cuts;
}

/** The marks of a bracket that a title begins with, whose words belong to the job: "(Senior) Developer". */
function openingBracket(text: string): readonly Cut[] {
  if (!BRACKET.test(text)) return NOTHING;
  const match = /^[([][^()[\]]*[\p{L}\p{N}][^()[\]]*[)\]](?=\s?[\p{L}\p{N}])/u.exec(text);
  if (!match) return [];
  const end = match[0].length;
  return [
    { start: 0, end: 1, kind: 'bracket' },
    { start: end - 1, end, kind: 'bracket' },
  ];
}

/** Separators that what was taken out left beside another one. */
function doubledSeparators(text: string): readonly Cut[] {
  if (!SEPARATED.test(text)) return NOTHING;
  return Array.from(text.matchAll(/\s[-–—|,•·](?=\s[-–—|,•·](?:\s|$))/gu), ({ 0: match, index }) => ({
    start: index,
    end: index + match.length,
    kind: null,
  }));
}

/** A first part that may be the line of work: "Contract - Administrator". */
const WORK_TOO = /^(?:contracts?|temporary|casual|hybrid|on-?site)$/iu;

/** Parts between dashes or bars that are all noise, the first one too: "Remote | Engineer | Leeds". */
function noisyParts(text: string): readonly Cut[] {
  if (!SEPARATED.test(text)) return NOTHING;
  const separators = [
    ...text.matchAll(/\s[-–—|•·]\s|\s?\|\s?|^(?:(?!\s[-–—•·]\s)[^:([|]){1,40}?(:\s)/gu),
  ].map((match) => {
    const end = match.index + match[0].length;
    return { start: match[1] === undefined ? match.index : end - match[1].length, end };
  });
  if (separators.length === 0) return [];
  const first = separators[0]!;
  const cuts = WORK_TOO.test(text.slice(0, first.start))
    ? []
    : (noiseCuts(text, 0, first.start, 0, first.end) ?? []);
  separators.forEach(({ start, end }, index) => {
    const next = separators[index + 1]?.start ?? text.length;
    if ((cuts.at(-1)?.end ?? 0) <= start) cuts.push(...(noiseCuts(text, end, next, start, next) ?? []));
  });
  return cuts;
}

/** What follows the first separator after which all is noise: "Nurse, Nights, Austin, TX" is "Nurse". */
function noisyTail(text: string): readonly Cut[] {
  if (!SEPARATED.test(text)) return NOTHING;
  for (const { 0: separator, index } of text.matchAll(/\s[-–—•·|]\s?|[-–—]\s|\s\/\s|\s?[|,;:+]\s/gu)) {
    const cuts = noiseCuts(text, index + separator.length, text.length, index);
    if (cuts) return cuts;
  }
  return [];
}

/** A variation selector goes with the sign before it alone: on a letter it is part of a word. */
const DECORATION =
  '(?:[\\s\\-–—|,;:/&*!•·~\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\p{Regional_Indicator}](?:\\ufe0f)?|\\u200d)';
const AT_BEGINNING = new RegExp(`^(?:${DECORATION}|\\+)+`, 'u');
const AT_LAST = new RegExp(`${DECORATION}$`, 'u');

/** Separators, stars and emoji at both ends. */
function decoration(text: string): readonly Cut[] {
  if (/^[a-z].*[a-z]$/isu.test(text)) return NOTHING;
  const cuts: Cut[] = [];
  const start = AT_BEGINNING.exec(text)?.[0].length ?? 0;
  if (start > 0) cuts.push({ start: 0, end: start, kind: null });
  let end = text.length;
  // One at a time, for a pattern that repeats up to the end would begin anew at each place.
  for (let last; end > start && (last = AT_LAST.exec(text.slice(Math.max(start, end - 3), end)));)
    end -= last[0].length;
  if (end < text.length) cuts.push({ start: end, end: text.length, kind: null });
  return cuts;
}

const STEPS: readonly Step[] = [
  ...ANYWHERE.map(byRule),
  decoration,
  ...AT_START.map(byRule),
  abbreviationCuts,
  noisyBrackets,
  openingBracket,
  doubledSeparators,
  noisyParts,
  noisyTail,
  ...AT_END.map(byRule),
  decoration,
];

/** Takes out until nothing more is found, so that the result is left alone by a second time; each cut leaves fewer characters. */
function cleaned(raw: string): WorkingTitle {
  const whole = normaliseTitle(raw);
  const title = new WorkingTitle(whole);
  if (whole.text.length > LONGEST_TITLE) return title;
  for (let more = true; more;) {
    more = false;
    for (const step of STEPS) if (title.cut(step(title.text))) more = true;
  }
  const left = /\p{L}/u.test(title.text) || (/\p{N}/u.test(title.text) && !/\p{L}/u.test(whole.text));
  return left ? title : new WorkingTitle(whole);
}

/** The job in a title: `splitTitle(title).clean`, for those who need no more. */
export function cleanTitle(title: string): string {
  return cleaned(title).text;
}

/**
 * Takes a job title apart. Conservative: what may belong to the job stays, so do levels ("Senior", "II"), employers ("at X", "X: ") and
 * words of unknown meaning. Brackets round the first words come off and the words stay: "(Senior) Developer" is "Senior Developer".
 * `clean` is never longer than the normalised title, holds only its words in their order, is left as it is by a second cleaning, and is
 * empty only for white space.
 */
export function splitTitle(raw: string): SplitTitle {
  const title = cleaned(raw);
  const clean = title.text;
  const removed = title.removed();
  const abbreviation = removed.find(({ kind }) => kind === 'abbreviation');
  return {
    clean,
    kept: title.kept(),
    abbreviation: abbreviation
      ? { text: abbreviation.text, start: abbreviation.start, end: abbreviation.end }
      : null,
    alternatives: alternativeRanges(clean).map(({ start, end }) => title.span(start, end)),
    levels: levelRanges(clean).map(({ start, end }) => ({ kind: 'level', ...title.span(start, end) })),
    removed,
  };
}
