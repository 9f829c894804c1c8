/** @file What a description says of a job beside its title: what is read of it, by what it is known, and how it enters the code. */
import { cleanInput } from '../titles/prepare-text.ts';
import { normalise } from '../vectors/similarity.ts';
import type { CodedTitle } from './types.ts';

/**
 * Share of the description in the vector that is compared with known titles, 0 to 1; 0 leaves it out. Chosen on our synthetic
 * validation adverts (scripts/coding/measure-description.ts): more finds more codes still, but the confidence, fitted on titles alone,
 * falls behind it. Whoever changes it raises RULES_VERSION.
 */
export const DESCRIPTION_WEIGHT = 0.3;

/** The first words of a description name the duties; the model reads about so many, and adverts end with conditions and addresses. */
const WORDS = 60;
/** Characters looked at: descriptions of whole pages must not cost more than others. */
const LOOKED_AT = 8000;

const MARKUP = /<[^<>]{0,500}>|&(?:[a-z]{2,8}|#\d{1,6});/giu;
const ADDRESSES = /\b(?:https?:\/\/|www\.)\S+|\S+@\S+\.\S+/giu;
/** Marks of lists and rules, which stand for no word. */
const MARKS = /[•‣◦▪●■–—*_|~]+/gu;

/** A title, or a title with a description as `descriptionText` gives it. */
export type TitleInput = string | DescribedTitle;

export interface DescribedTitle {
  readonly title: string;
  readonly description: string;
}

/** The first 60 words of a description without markup and addresses; "" where nothing is left. */
export function descriptionText(description: string): string {
  const plain = description
    .slice(0, LOOKED_AT)
    .replace(MARKUP, ' ')
    .replace(ADDRESSES, ' ')
    .replace(MARKS, ' ');
  const words = cleanInput(plain).text.split(' ').slice(0, WORDS);
  return words.some((word) => /\p{L}/u.test(word)) ? words.join(' ') : '';
}

/** @param description as it stands in the file */
export function titleInput(title: string, description: string): TitleInput {
  const text = descriptionText(description);
  return text === '' ? title : { title, description: text };
}

export function titleOf(input: TitleInput): string {
  return typeof input === 'string' ? input : input.title;
}

/** "" where there is none. */
export function descriptionOf(input: TitleInput): string {
  return typeof input === 'string' ? '' : input.description;
}

/** FNV-1a (Fowler, Noll, Vo) over UTF-16 units, 32 bits. */
function fnv1a(text: string, offset: number): number {
  let hash = offset;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/**
 * Stands for a description where the description itself must not be kept; 16 hexadecimal digits. It tells the descriptions of one title
 * apart; it is no secret, for whoever has a description can compute it.
 */
export function descriptionDigest(text: string): string {
  const hex = (hash: number) => hash.toString(16).padStart(8, '0');
  const first = fnv1a(text, 0x811c9dc5);
  // The length and the first hash go first, so that the second one runs through other states.
  return hex(first) + hex(fnv1a(`${first}:${text.length}:${text}`, 0x811c9dc5));
}

/** What a title and its description are known by: equal for equal pairs, the title itself where there is no description. */
export function inputKey(input: TitleInput): string {
  return typeof input === 'string' ? input : pairKey(input.title, descriptionDigest(input.description));
}

/** The key of what a result is of. */
export function codedKey({ raw, description }: Pick<CodedTitle, 'raw' | 'description'>): string {
  return description === undefined ? raw : pairKey(raw, description);
}

function pairKey(title: string, digest: string): string {
  return `${title}\u0000${digest}`;
}

/**
 * The vector by which a described title is compared: a weighted mean of both, of unit length again.
 * @param title unit vector [dimension]
 * @param description unit vector [dimension]
 * @param weight of the description, 0 to 1; at 0 the title's vector as it is
 */
export function mixVectors(title: Float32Array, description: Float32Array, weight: number): Float32Array {
  if (weight === 0) return title;
  return normalise(title.map((value, i) => (1 - weight) * value + weight * description[i]!));
}
