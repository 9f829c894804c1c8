/** @file The keyboard of the review table. */
import type { Review } from './review.svelte.ts';

/** Rows that Page Up and Page Down pass. */
const PAGE_ROWS = 10;

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE_ROWS,
  PageUp: -PAGE_ROWS,
  Home: -Infinity,
  End: Infinity,
};

/** Whether keys belong to what has the focus: a box to type into, a list to choose from. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, select, textarea') !== null;
}

/**
 * Does what a key stands for; false where it stands for nothing. An alternative is taken only while it can be seen: in an open row,
 * and the next title is opened then.
 */
export function reviewKey(review: Review, key: string): boolean {
  const step = STEPS[key];
  if (step !== undefined) {
    review.move(step);
    return true;
  }
  if (/^[1-5]$/u.test(key)) {
    const isOpen = review.opened !== null && review.opened === review.selectedId;
    if (!isOpen || !review.choose(Number(key))) return false;
    review.move(1);
    return true;
  }
  if (key === 's' || key === 'S') {
    review.skip();
    return true;
  }
  if (key === 'u' || key === 'U') {
    review.undo();
    return true;
  }
  if (key !== 'Escape' || review.opened === null) return false;
  review.close();
  return true;
}
