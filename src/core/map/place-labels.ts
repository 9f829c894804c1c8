/** @file Labels without collision: the first in the list takes the best free place, the rest make room or stay away. */

export interface LabelWish {
  readonly text: string;
  /** Where it belongs, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Pixels between the place and the label; 0 for a label that stands on its place. */
  readonly gap: number;
}

export interface PlacedLabel<T extends LabelWish> {
  readonly wish: T;
  /** Middle of the label. */
  readonly x: number;
  readonly y: number;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const MARGIN = 2;

function collide(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Above, below, right, left; a label on its place also tries a little higher and lower. */
function* placesFor({ x, y, width, height, gap }: LabelWish): Generator<readonly [number, number]> {
  if (gap === 0) {
    yield [x, y];
    yield [x, y - height];
    yield [x, y + height];
    return;
  }
  yield [x, y - gap - height / 2];
  yield [x, y + gap + height / 2];
  yield [x + gap + width / 2, y];
  yield [x - gap - width / 2, y];
}

/**
 * Places what fits, in the order of importance of `wishes`.
 * @param area width and height that no label may leave, in pixels
 * @returns the labels that found a place, in the same order
 */
export function placeLabels<T extends LabelWish>(
  wishes: readonly T[],
  area: { readonly width: number; readonly height: number },
): PlacedLabel<T>[] {
  const taken: Box[] = [];
  const placed: PlacedLabel<T>[] = [];
  for (const wish of wishes)
    for (const [x, y] of placesFor(wish)) {
      const box = {
        left: x - wish.width / 2 - MARGIN,
        right: x + wish.width / 2 + MARGIN,
        top: y - wish.height / 2 - MARGIN,
        bottom: y + wish.height / 2 + MARGIN,
      };
      const outside = box.left < 0 || box.top < 0 || box.right > area.width || box.bottom > area.height;
      if (outside || taken.some((other) => collide(box, other))) continue;
      taken.push(box);
      placed.push({ wish, x, y });
      break;
    }
  return placed;
}
