/** @file The compiled kernel (kernel/tsne.as.ts) with its memory laid out for one map. */
import type { Affinities, Neighbours } from './affinities.ts';

interface Exports {
  readonly memory: WebAssembly.Memory;
  nearest(
    vectors: number,
    count: number,
    dimension: number,
    first: number,
    last: number,
    k: number,
    distances: number,
    indices: number,
  ): void;
  repelExact(xs: number, ys: number, count: number, forceX: number, forceY: number): number;
  buildTree(xs: number, ys: number, count: number, tree: number, capacity: number): number;
  repelTree(
    xs: number,
    ys: number,
    count: number,
    tree: number,
    angle: number,
    stack: number,
    forceX: number,
    forceY: number,
  ): number;
  attract(
    xs: number,
    ys: number,
    count: number,
    starts: number,
    columns: number,
    weights: number,
    exaggeration: number,
    z: number,
    gradientX: number,
    gradientY: number,
  ): void;
  move(
    positions: number,
    count: number,
    gradient: number,
    velocity: number,
    gains: number,
    rate: number,
    momentum: number,
    singles: number,
  ): void;
  stretch(xs: number, ys: number, count: number, starts: number, columns: number, weights: number): number;
}

const PAGE = 65536;
/** Below lies the compiler's own data (the tables of the logarithm). */
const FIRST = PAGE;
const NODE_BYTES = 64;
const STACK_BYTES = 4096;
/** A coordinate so far away that its force is 0 in single precision. */
const FAR = 1e18;

/** Hands out memory piece by piece; nothing is given back. */
class Memory {
  readonly exports: Exports;
  #next = FIRST;

  constructor(module: WebAssembly.Module) {
    this.exports = new WebAssembly.Instance(module, {}).exports as unknown as Exports;
  }

  /** Address of `bytes` bytes, a multiple of 64. */
  take(bytes: number): number {
    const address = this.#next;
    this.#next = Math.ceil((address + bytes) / 64) * 64;
    const missing = this.#next - this.exports.memory.buffer.byteLength;
    if (missing > 0) this.exports.memory.grow(Math.ceil(missing / PAGE));
    return address;
  }

  put(values: Float32Array | Float64Array | Uint32Array): number {
    const address = this.take(values.byteLength);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    new Uint8Array(this.exports.memory.buffer).set(bytes, address);
    return address;
  }

  doubles(address: number, count: number): Float64Array {
    return new Float64Array(this.exports.memory.buffer, address, count);
  }

  singles(address: number, count: number): Float32Array {
    return new Float32Array(this.exports.memory.buffer, address, count);
  }
}

/** Compiles the kernel's bytes; once for all maps of a worker. */
export function compileKernel(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  return new WebAssembly.Module(bytes);
}

/** Rows that are searched between two looks at the abort signal. */
const ROWS_A_PASS = 256;

/**
 * The exact k nearest neighbours of unit vectors.
 * @param vectors [count * dimension], the dimension a multiple of 4
 * @param onProgress share done, 0 to 1; may throw to stop
 */
export function findNeighbours(
  module: WebAssembly.Module,
  vectors: Float32Array,
  dimension: number,
  k: number,
  onProgress: (share: number) => void = () => undefined,
): Neighbours {
  const count = vectors.length / dimension;
  if (!Number.isInteger(count) || dimension % 4 !== 0 || k < 1 || k >= count)
    throw new RangeError(`${vectors.length} values are no rows of ${dimension}, or have no ${k} neighbours.`);
  const memory = new Memory(module);
  const at = memory.put(vectors);
  const distances = memory.take(count * k * 4);
  const indices = memory.take(count * k * 4);
  for (let first = 0; first < count; first += ROWS_A_PASS) {
    const last = Math.min(count, first + ROWS_A_PASS);
    const offset = first * k * 4;
    memory.exports.nearest(at, count, dimension, first, last, k, distances + offset, indices + offset);
    onProgress(last / count);
  }
  return {
    count,
    k,
    indices: new Uint32Array(memory.exports.memory.buffer, indices, count * k).slice(),
    distances: memory.singles(distances, count * k).slice(),
  };
}

export interface Gradient {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Sum of 1 / (1 + d²) over all ordered pairs. */
  readonly z: number;
}

/** Addresses of what belongs to one axis: f64 values of all points, and a copy of the positions in f32. */
type Axis = Readonly<Record<'position' | 'single' | 'gradient' | 'velocity' | 'gain', number>>;

/** One map in memory of its own: positions, and the forces on them. */
export class MapKernel {
  readonly count: number;
  readonly #memory: Memory;
  readonly #affinities: Affinities;
  readonly #capacity: number;
  readonly #at: Readonly<Record<'starts' | 'columns' | 'weights' | 'tree' | 'stack', number>>;
  readonly #axes: readonly [Axis, Axis];

  /** @param positions x and y by turns [2 * count] */
  constructor(module: WebAssembly.Module, affinities: Affinities, positions: Float64Array) {
    const { count } = affinities;
    this.count = count;
    this.#affinities = affinities;
    this.#memory = new Memory(module);
    this.#capacity = 4 * count + 1024;
    this.#at = {
      starts: this.#memory.put(affinities.starts),
      columns: this.#memory.put(affinities.columns),
      weights: this.#memory.put(affinities.weights),
      tree: this.#memory.take(this.#capacity * NODE_BYTES),
      stack: this.#memory.take(STACK_BYTES),
    };
    const padded = Math.ceil(count / 4) * 4;
    const axis = (side: 0 | 1): Axis => {
      const own = Float64Array.from({ length: count }, (_, point) => positions[2 * point + side]!);
      const single = new Float32Array(padded).fill(FAR);
      single.set(own);
      return {
        position: this.#memory.put(own),
        single: this.#memory.put(single),
        gradient: this.#memory.put(new Float64Array(count)),
        velocity: this.#memory.put(new Float64Array(count)),
        gain: this.#memory.put(new Float64Array(count).fill(1)),
      };
    };
    this.#axes = [axis(0), axis(1)];
  }

  /** Puts the repulsion into the gradients and returns Z; `angle` 0 is exact. */
  #repel(angle: number): number {
    const { exports } = this.#memory;
    const [x, y] = this.#axes;
    if (angle === 0) return exports.repelExact(x.single, y.single, this.count, x.gradient, y.gradient);
    exports.buildTree(x.position, y.position, this.count, this.#at.tree, this.#capacity);
    return exports.repelTree(
      x.position,
      y.position,
      this.count,
      this.#at.tree,
      angle,
      this.#at.stack,
      x.gradient,
      y.gradient,
    );
  }

  /** Computes the gradient (without the factor 4) and keeps it for `move`; returns Z. */
  computeGradient(exaggeration: number, angle: number): number {
    const [x, y] = this.#axes;
    const { starts, columns, weights } = this.#at;
    const z = this.#repel(angle);
    this.#memory.exports.attract(
      x.position,
      y.position,
      this.count,
      starts,
      columns,
      weights,
      exaggeration,
      z,
      x.gradient,
      y.gradient,
    );
    return z;
  }

  /** One step along the gradient that was computed last. */
  move(rate: number, momentum: number): void {
    for (const { position, gradient, velocity, gain, single } of this.#axes)
      this.#memory.exports.move(position, this.count, gradient, velocity, gain, rate, momentum, single);
  }

  /** A copy of the gradient computed last, for checks. */
  gradient(exaggeration: number, angle: number): Gradient {
    const z = this.computeGradient(exaggeration, angle);
    const copy = ({ gradient }: Axis): Float64Array => this.#memory.doubles(gradient, this.count).slice();
    return { x: copy(this.#axes[0]), y: copy(this.#axes[1]), z };
  }

  /** x and y by turns [2 * count]. */
  positions(): Float64Array<ArrayBuffer> {
    const result = new Float64Array(2 * this.count);
    this.#axes.forEach(({ position }, side) => {
      const values = this.#memory.doubles(position, this.count);
      for (let point = 0; point < this.count; point++) result[2 * point + side] = values[point]!;
    });
    return result;
  }

  /** Kullback-Leibler divergence of the map from P, with the exact Z. */
  divergence(): number {
    const [x, y] = this.#axes;
    const { starts, columns, weights } = this.#at;
    const sum = this.#memory.exports.stretch(x.position, y.position, this.count, starts, columns, weights);
    return this.#affinities.entropy + sum + Math.log(this.#repel(0));
  }
}
