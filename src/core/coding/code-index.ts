/** @file All known titles with their codes: which codes a title may have, and what speaks for each. */
import { CharacterIndex } from '../search/character-index.ts';
import { createScanner, type Kernels, type Scanner } from '../search/kernel/scanner.ts';
import { quantizeQuery } from '../vectors/quantize.ts';
import { dot, normalise } from '../vectors/similarity.ts';
import { VectorError } from '../vectors/vector-error.ts';
import type { NearTitle } from './types.ts';

/**
 * Of a title and a code: cosine of the nearest title, mean of the three nearest, cosine of the mean of all its titles, the best
 * cosine of letters (character-index.ts), and the share of the code among the ten nearest titles of all.
 */
export const FEATURES = ['nearest', 'top3', 'centroid', 'letters', 'votes'] as const;
/** Codes of a title that are weighed in full: those with the nearest titles. The others get the chance 0. */
export const CANDIDATES = 40;
const VOTERS = 10;
const SHOWN_TITLES = 5;

/** Titles with a vector, in order of code. */
export interface KnownTitles {
  readonly titles: readonly string[];
  readonly codes: readonly string[];
  /** Int8 rows [titles * dimension] under the tuned model: value = stored * scale. */
  readonly rows: Int8Array;
  readonly scale: number;
}

/** What the index knows of one title. */
export interface Candidates {
  /** Numbers of codes, nearest first. */
  readonly codes: readonly number[];
  /** [codes * FEATURES] in C order. */
  readonly features: Float64Array<ArrayBuffer>;
  /** The nearest titles of all, nearest first. */
  readonly nearest: readonly NearTitle[];
  /** The nearest titles of a candidate code, nearest first. */
  titlesOf(code: number, most: number): string[];
}

/** The `count` places with the greatest values among `values`, greatest first, ties by place. */
function greatest(values: ArrayLike<number>, from: number, to: number, count: number): number[] {
  const best: number[] = [];
  for (let place = from; place < to; place++) {
    const value = values[place]!;
    if (best.length === count && value <= values[best.at(-1)!]!) continue;
    let at = best.length;
    while (at > 0 && value > values[best[at - 1]!]!) at--;
    best.splice(at, 0, place);
    if (best.length > count) best.pop();
  }
  return best;
}

export class CodeIndex {
  /** Each code once, ascending; candidates name them by number. */
  readonly codes: readonly string[];
  readonly #known: KnownTitles;
  readonly #scanner: Scanner;
  readonly #letters: CharacterIndex;
  /** Titles of code c are at starts[c] to starts[c + 1]. */
  readonly #starts: readonly number[];
  /** Mean of a code's titles, unit length; [codes * dimension]. */
  readonly #centroids: Float32Array;

  /** @throws VectorError `shape` where rows and titles differ in number or codes are not in order */
  constructor(known: KnownTitles, kernels: Kernels | undefined, dimension = 384) {
    const { titles, codes, rows } = known;
    const disordered = codes.some((code, row) => row > 0 && code < codes[row - 1]!);
    if (rows.length !== titles.length * dimension || codes.length !== titles.length || disordered)
      throw new VectorError('shape', 'The known titles need a code and a vector each, in order of code.');
    this.#known = known;
    this.#scanner = createScanner({ dimension, kernels });
    this.#scanner.append(rows);
    this.#letters = new CharacterIndex(titles);
    const starts = codes.flatMap((code, row) => (code === codes[row - 1] ? [] : [row]));
    this.codes = starts.map((row) => codes[row]!);
    this.#starts = [...starts, titles.length];
    this.#centroids = this.#means(dimension);
  }

  /**
   * The candidate codes of a title.
   * @param text the title, for its letters
   * @param vector of the title under the tuned model, unit length [dimension]
   * @param leftOut rows that do not count: those of the title's own role, when the coder is measured
   */
  candidates(text: string, vector: Float32Array, leftOut: readonly number[] = []): Candidates {
    const cosines = this.#cosines(vector);
    const letters = this.#letters.scores(text);
    for (const row of leftOut) {
      cosines[row] = -1;
      letters[row] = 0;
    }
    const nearest = Float64Array.from(this.codes, (_, code) => {
      let best = -1;
      for (let row = this.#starts[code]!; row < this.#starts[code + 1]!; row++)
        best = Math.max(best, cosines[row]!);
      return best;
    });
    const codes = greatest(nearest, 0, nearest.length, CANDIDATES);
    const voters = greatest(cosines, 0, cosines.length, VOTERS);
    const features = new Float64Array(codes.length * FEATURES.length);
    codes.forEach((code, place) =>
      features.set(
        this.#features(code, { vector, cosines, letters, voters, leftOut }),
        place * FEATURES.length,
      ),
    );
    const { titles, codes: codeOf } = this.#known;
    return {
      codes,
      features,
      nearest: voters
        .slice(0, SHOWN_TITLES)
        .map((row) => ({ title: titles[row]!, code: codeOf[row]!, cosine: cosines[row]! })),
      titlesOf: (code, most) =>
        greatest(cosines, this.#starts[code]!, this.#starts[code + 1]!, most).map((row) => titles[row]!),
    };
  }

  #features(
    code: number,
    near: {
      readonly vector: Float32Array;
      readonly cosines: Float64Array;
      readonly letters: Float64Array;
      readonly voters: readonly number[];
      readonly leftOut: readonly number[];
    },
  ): number[] {
    const [from, to] = [this.#starts[code]!, this.#starts[code + 1]!];
    const best = greatest(near.cosines, from, to, 3)
      .map((row) => near.cosines[row]!)
      .filter((cosine, place) => place === 0 || cosine > -1);
    const gone = near.leftOut.filter((row) => row >= from && row < to);
    const dimension = near.vector.length;
    const centroid =
      gone.length === 0
        ? this.#centroids.subarray(code * dimension, (code + 1) * dimension)
        : this.#mean(code, dimension, new Set(gone));
    let letters = 0;
    for (let row = from; row < to; row++) letters = Math.max(letters, near.letters[row]!);
    const votes = near.voters.filter((row) => row >= from && row < to).length / VOTERS;
    const top3 = best.reduce((sum, cosine) => sum + cosine, 0) / best.length;
    return [best[0]!, top3, dot(near.vector, centroid), letters, votes];
  }

  #cosines(vector: Float32Array): Float64Array {
    const query = quantizeQuery(vector);
    const scores = new Int32Array(this.#scanner.count);
    this.#scanner.scan(query, scores);
    const unit = query.scale * this.#known.scale;
    return Float64Array.from(scores, (score) => score * unit);
  }

  #means(dimension: number): Float32Array {
    const means = new Float32Array(this.codes.length * dimension);
    for (const code of this.codes.keys()) means.set(this.#mean(code, dimension), code * dimension);
    return means;
  }

  /** Mean of a code's titles, unit length; zeros where all are left out. */
  #mean(code: number, dimension: number, leftOut: ReadonlySet<number> = new Set()): Float32Array {
    const sum = new Float32Array(dimension);
    for (let row = this.#starts[code]!; row < this.#starts[code + 1]!; row++) {
      if (leftOut.has(row)) continue;
      for (let i = 0; i < dimension; i++) sum[i]! += this.#known.rows[row * dimension + i]!;
    }
    return normalise(sum);
  }
}
