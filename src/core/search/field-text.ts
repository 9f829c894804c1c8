/** @file What is encoded of a posting: title queries search the first, skills queries the second. */
import { cleanTitle } from '../titles/split-title.ts';
import type { Posting } from './types.ts';

export function titleText({ title }: Pick<Posting, 'title'>): string {
  return cleanTitle(title);
}

/** Skills followed by the description, where there is one. */
export function skillsText({ skills, description }: Pick<Posting, 'skills' | 'description'>): string {
  return description === '' ? skills : `${skills}. ${description}`;
}
