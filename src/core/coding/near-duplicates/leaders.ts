/**
 * @file Greedy leader clustering (Hartigan 1975, Clustering Algorithms, chapter 3): titles come in order of their rows; each joins the
 * nearest leader that is near enough, or becomes a leader itself. Done for all thresholds in one pass over the cosines, so that another
 * threshold costs nothing afterwards, and no pair has to be kept: a block of n titles can have n * n / 2 of them.
 */
import { createScanner, type Kernels } from '../../search/kernel/scanner.ts';
import { VectorError } from '../../vectors/vector-error.ts';

export interface LeadersInput {
  /** Int8 rows [titles * dimension], block after block; of any length and scale, for only their directions count. */
  readonly rows: Int8Array;
  /** Titles of each block; together all titles. Those of a block stand in the order in which they may lead. */
  readonly sizes: readonly number[];
  /** A multiple of 16. */
  readonly dimension: number;
  /** Least cosines of a title with its leader, ascending, above 0. */
  readonly thresholds: readonly number[];
}

export interface LeadersOptions {
  /** Compiled scans; without them JavaScript does it. */
  readonly kernels?: Kernels | undefined;
  /** Called now and then with the titles done; the work waits for it, and ends where it throws. */
  readonly onProgress?: (done: number) => Promise<void>;
}

/** Rows that are taken up at a time: a title is compared with all before it and with what came up beside it. */
const CHUNK = 256;
/** Below this many titles a compiled scan takes longer to set up than it saves. */
const LEAST_COMPILED = 64;
/** Titles between two calls of `onProgress`. */
const PROGRESS_TITLES = 1024;

/**
 * The leader of each title at each threshold.
 * @returns for each threshold [titles]: the row of the leader; the title's own row where it leads
 * @throws VectorError `shape`
 */
export async function findLeaders(
  { rows, sizes, dimension, thresholds }: LeadersInput,
  { kernels, onProgress }: LeadersOptions = {},
): Promise<Int32Array<ArrayBuffer>[]> {
  const count = sizes.reduce((sum, size) => sum + size, 0);
  if (rows.length !== count * dimension)
    throw new VectorError('shape', `${rows.length} values are not ${count} rows of ${dimension} dimensions.`);
  const leaders = thresholds.map(() => new Int32Array(count));
  let [first, told] = [0, 0];
  for (const size of sizes) {
    const block = new Block(rows.subarray(first * dimension, (first + size) * dimension), {
      ...{ size, dimension, thresholds },
      kernels: size < LEAST_COMPILED ? undefined : kernels,
    });
    for (let from = 0; from < size; from += CHUNK) {
      const to = Math.min(size, from + CHUNK);
      block.take(from, to);
      if (first + to - told < PROGRESS_TITLES) continue;
      told = first + to;
      await onProgress?.(told);
    }
    thresholds.forEach((_, at) =>
      leaders[at]!.set(
        block.leaders[at]!.map((row) => row + first),
        first,
      ),
    );
    first += size;
  }
  return leaders;
}

interface BlockPlan extends Pick<LeadersInput, 'dimension' | 'thresholds'> {
  readonly size: number;
  readonly kernels: Kernels | undefined;
}

/** One block, of which titles are taken up in order. */
class Block {
  /** [thresholds][titles], rows of the block. */
  readonly leaders: readonly Int32Array<ArrayBuffer>[];
  readonly #rows: Int8Array;
  readonly #plan: BlockPlan;
  readonly #scanner;
  readonly #scores: Int32Array;
  /** Euclidean lengths. */
  readonly #lengths: Float64Array;
  /** Of the title in hand, at each threshold. */
  readonly #best: Float64Array;

  constructor(rows: Int8Array, plan: BlockPlan) {
    const { size, dimension, kernels, thresholds } = plan;
    this.#rows = rows;
    this.#plan = plan;
    this.#scanner = createScanner({ dimension, kernels });
    this.#scores = new Int32Array(size);
    this.#lengths = Float64Array.from({ length: size }, (_, row) => lengthOf(this.#row(row)));
    this.#best = new Float64Array(thresholds.length);
    this.leaders = thresholds.map(() => new Int32Array(size));
  }

  /** Finds the leaders of titles from..to-1; those before have theirs. */
  take(from: number, to: number): void {
    const { dimension } = this.#plan;
    this.#scanner.append(this.#rows.subarray(from * dimension, to * dimension));
    for (let row = from; row < to; row++) this.#lead(row);
  }

  #lead(row: number): void {
    const { thresholds } = this.#plan;
    const least = thresholds[0] ?? Infinity;
    const best = this.#best.fill(-1);
    for (const leaders of this.leaders) leaders[row] = row;
    // Int8 fits into the 14 bits of a query, so the products are exact.
    this.#scanner.scan({ values: Int16Array.from(this.#row(row)), scale: 1 }, this.#scores);
    for (let other = 0; other < row; other++) {
      const cosine = this.#cosine(row, other);
      if (cosine < least) continue;
      for (let at = 0; at < thresholds.length && thresholds[at]! <= cosine; at++) {
        const leaders = this.leaders[at]!;
        // Of equally near leaders the first, which has most rows.
        if (leaders[other] !== other || cosine <= best[at]!) continue;
        best[at] = cosine;
        leaders[row] = other;
      }
    }
  }

  /** 0 for a row of zeros. */
  #cosine(row: number, other: number): number {
    const lengths = this.#lengths[row]! * this.#lengths[other]!;
    return lengths === 0 ? 0 : this.#scores[other]! / lengths;
  }

  #row(row: number): Int8Array {
    const { dimension } = this.#plan;
    return this.#rows.subarray(row * dimension, (row + 1) * dimension);
  }
}

function lengthOf(row: Int8Array): number {
  return Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
}
