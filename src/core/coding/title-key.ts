/** @file When two titles count as the same. */
import { collapseWhiteSpace } from '../titles/prepare-text.ts';

/** The form by which titles are equal: NFKC, single spaces, none at the ends, lower case. */
export function titleKey(title: string): string {
  return collapseWhiteSpace(title.normalize('NFKC')).toLowerCase();
}
