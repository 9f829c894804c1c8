/** @file When two titles count as the same. */
import { prepareText } from '../titles/prepare-text.ts';

/** The form by which titles are compared: as they are encoded, in lower case. */
export function titleKey(title: string): string {
  return prepareText(title).toLowerCase();
}
