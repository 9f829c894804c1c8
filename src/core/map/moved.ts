/** @file What the second space moved: pairs of titles drawn together or pushed apart, and titles whose neighbours changed. */
import type { MapSet } from './map-set.ts';
import { cosine, rateTitle, type Space } from './togetherness.ts';

/** Two titles and their cosines in both spaces, with the share of all pairs that are less alike, 0 to 1. */
export interface MovedPair {
  readonly a: number;
  readonly b: number;
  readonly before: number;
  readonly after: number;
  readonly beforePercentile: number;
  readonly afterPercentile: number;
}

/** A title and the share of its mates among its nearest titles, in both spaces. */
export interface MovedTitle {
  readonly point: number;
  readonly before: number;
  readonly after: number;
}

export interface Moved {
  /** Titles of one group that share no word, those that came nearest first. */
  readonly together: readonly MovedPair[];
  /** Titles of different groups that share a word, those that went farthest first. */
  readonly apart: readonly MovedPair[];
  /** Titles of one group that went apart. */
  readonly mateApart: readonly MovedPair[];
  /** Titles of different groups that came together, though they share no word. */
  readonly strangersTogether: readonly MovedPair[];
  readonly better: readonly MovedTitle[];
  readonly worse: readonly MovedTitle[];
}

/** Words that say nothing of the work; shorter ones and numbers never do. */
const IDLE = new Set(['and', 'for', 'the', 'with', 'job', 'jobs', 'shift', 'senior', 'junior', 'lead']);

export function wordsOf(title: string): ReadonlySet<string> {
  const words = title.toLowerCase().match(/\p{L}{3,}/gu) ?? [];
  return new Set(words.filter((word) => !IDLE.has(word)));
}

export function sharesWord(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const word of a) if (b.has(word)) return true;
  return false;
}

/** Pairs by which percentiles are counted at most: all pairs of 1,200 titles are fewer. */
const MOST_PAIRS = 1_200_000;
const BINS = 2000;
/** Nearer than this share of all pairs, two titles of different jobs are near. */
const NEAR = 0.9;

/** The share of all pairs below a cosine, from counts in bins of 0.001. */
export class CosinePercentiles {
  readonly #below = new Float64Array(BINS + 1);

  /** @param most pairs that are counted at most, evenly chosen; all of them without */
  constructor(space: Space, count: number, most = Infinity) {
    const stride = Math.max(1, Math.ceil((count * (count - 1)) / 2 / most));
    const bins = new Float64Array(BINS);
    for (let a = 0; a < count; a++)
      for (let b = a + 1 + (a % stride); b < count; b += stride) bins[binOf(cosine(space, a, b))]!++;
    for (let bin = 0; bin < BINS; bin++) this.#below[bin + 1] = this.#below[bin]! + bins[bin]!;
  }

  /** 0 to 1, to half of a bin. */
  of(value: number): number {
    const bin = binOf(value);
    const total = this.#below[BINS]!;
    return total ? (this.#below[bin]! + this.#below[bin + 1]!) / 2 / total : 0;
  }
}

function binOf(value: number): number {
  return Math.max(0, Math.min(BINS - 1, Math.floor(((value + 1) / 2) * BINS)));
}

/** The best `most` of what is offered, without keeping the rest. */
class Best<T> {
  readonly #most: number;
  readonly #scores: number[] = [];
  readonly #items: T[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  offer(score: number, make: () => T): void {
    if (this.#items.length === this.#most && score <= this.#scores.at(-1)!) return;
    let at = this.#scores.length;
    while (at > 0 && this.#scores[at - 1]! < score) at--;
    this.#scores.splice(at, 0, score);
    this.#items.splice(at, 0, make());
    if (this.#items.length > this.#most) {
      this.#items.pop();
      this.#scores.pop();
    }
  }

  list(): readonly T[] {
    return this.#items;
  }
}

/**
 * Compares two spaces over one set. The cosines of two models are on scales of their own: a pair has moved by how much its percentile
 * among all pairs has changed. Every title and every pair of groups appears once at most in a list.
 * @param most length of each list, 30 without
 * @param measured points that may be in a list; all of them without
 */
export function whatMoved(
  before: Space,
  after: Space,
  set: MapSet,
  {
    most = 30,
    measured = [...set.points.keys()],
  }: { readonly most?: number; readonly measured?: readonly number[] } = {},
): Moved {
  const count = set.points.length;
  const percentiles = [before, after].map((space) => new CosinePercentiles(space, count, MOST_PAIRS));
  const words = set.points.map(({ title }) => wordsOf(title));
  const wide = most * 20;
  const lists = {
    together: new Best<MovedPair>(wide),
    apart: new Best<MovedPair>(wide),
    mateApart: new Best<MovedPair>(wide),
    strangersTogether: new Best<MovedPair>(wide),
  };
  // Variants differ from each other by what people write around a title: pairs of them would say little of the work.
  const plain = measured.filter((point) => set.points[point]!.kind !== 'variant');
  plain.forEach((a, at) => {
    for (const b of plain.slice(at + 1)) {
      const cosines = [cosine(before, a, b), cosine(after, a, b)] as const;
      const from = percentiles[0]!.of(cosines[0]);
      const to = percentiles[1]!.of(cosines[1]);
      const mates = set.points[a]!.group === set.points[b]!.group;
      const share = sharesWord(words[a]!, words[b]!);
      const pair = () => ({
        ...{ a, b, before: cosines[0], after: cosines[1] },
        ...{ beforePercentile: from, afterPercentile: to },
      });
      if (mates && to > from && !share) lists.together.offer(to - from, pair);
      if (mates && to < from) lists.mateApart.offer(from - to, pair);
      if (!mates && to < from && from > NEAR && share) lists.apart.offer(from - to, pair);
      if (!mates && to > from && to > NEAR && !share) lists.strangersTogether.offer(to - from, pair);
    }
  });
  const distinct = (pairs: readonly MovedPair[]) => firstOfEachGroups(pairs, set).slice(0, most);
  const everyone = [...set.points.keys()];
  const titles = measured.flatMap((point): MovedTitle[] => {
    const from = rateTitle(before, set, point, everyone);
    const to = rateTitle(after, set, point, everyone);
    return from && to ? [{ point, before: from[1], after: to[1] }] : [];
  });
  const by = (sign: number) =>
    titles
      .filter(({ before: from, after: to }) => sign * (to - from) > 0)
      .sort((x, y) => sign * (y.after - y.before - (x.after - x.before)) || x.point - y.point)
      .slice(0, most);
  return {
    together: distinct(lists.together.list()),
    apart: distinct(lists.apart.list()),
    mateApart: distinct(lists.mateApart.list()),
    strangersTogether: distinct(lists.strangersTogether.list()),
    better: by(1),
    worse: by(-1),
  };
}

/** One pair for each two groups, and one for each title: the first, so that one title does not fill a list. */
function firstOfEachGroups(pairs: readonly MovedPair[], set: MapSet): MovedPair[] {
  const seen = new Set<string>();
  return pairs.filter(({ a, b }) => {
    const key = [set.points[a]!.group, set.points[b]!.group].sort((x, y) => x - y).join();
    const titles = [a, b].map((point) => `title ${set.points[point]!.title}`);
    if (seen.has(key) || titles.some((title) => seen.has(title))) return false;
    for (const name of [key, ...titles]) seen.add(name);
    return true;
  });
}
