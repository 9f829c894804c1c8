/** @file One map in a kernel's memory: positions, the forces on them, and the step. */
import type { Affinities } from './affinities.ts';
import { KernelMemory } from './wasm-memory.ts';

interface Exports {
  readonly memory: WebAssembly.Memory;
  repelExact(xs: number, ys: number, count: number, forceX: number, forceY: number): number;
  buildTree(xs: number, ys: number, count: number, tree: number): number;
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
  crossEntropyTerm(
    xs: number,
    ys: number,
    count: number,
    starts: number,
    columns: number,
    weights: number,
  ): number;
}

const NODE_BYTES = 64;
/** Nodes that one point can make: as deep as the tree goes (DEEPEST in kernel/layout.as.ts), and a leaf. */
const NODES_A_POINT = 21;
const STACK_BYTES = 4096;
/** A coordinate so far away that its force is 0 in single precision. */
const FAR = 1e18;

/** Addresses of what belongs to one axis: f64 values of all points, and a copy of the positions in f32. */
type Axis = Readonly<Record<'position' | 'single' | 'gradient' | 'force' | 'velocity' | 'gain', number>>;

export interface Gradient {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Sum of 1 / (1 + d²) over all ordered pairs. */
  readonly z: number;
}

export class MapKernel {
  readonly count: number;
  readonly #memory: KernelMemory<Exports>;
  readonly #affinities: Affinities;
  readonly #at: Readonly<Record<'starts' | 'columns' | 'weights' | 'tree' | 'stack', number>>;
  readonly #axes: readonly [Axis, Axis];

  /**
   * @param module the compiled kernel/layout.as.ts
   * @param positions x and y by turns [2 * count]
   */
  constructor(module: WebAssembly.Module, affinities: Affinities, positions: Float64Array) {
    const { count } = affinities;
    this.count = count;
    this.#affinities = affinities;
    this.#memory = new KernelMemory(module);
    this.#at = {
      starts: this.#memory.put(affinities.starts),
      columns: this.#memory.put(affinities.columns),
      weights: this.#memory.put(affinities.weights),
      tree: this.#memory.take((1 + NODES_A_POINT * count) * NODE_BYTES),
      stack: this.#memory.take(STACK_BYTES),
    };
    const axis = (side: 0 | 1): Axis => {
      const own = Float64Array.from({ length: count }, (_, point) => positions[2 * point + side]!);
      const single = new Float32Array(Math.ceil(count / 4) * 4).fill(FAR);
      single.set(own);
      return {
        position: this.#memory.put(own),
        single: this.#memory.put(single),
        gradient: this.#memory.put(new Float64Array(count)),
        force: this.#memory.put(new Float64Array(count)),
        velocity: this.#memory.put(new Float64Array(count)),
        gain: this.#memory.put(new Float64Array(count).fill(1)),
      };
    };
    this.#axes = [axis(0), axis(1)];
  }

  /** Puts the repulsion into `into` of both axes and returns Z; `angle` 0 is exact. */
  #repel(angle: number, into: 'gradient' | 'force'): number {
    const { exports } = this.#memory;
    const [x, y] = this.#axes;
    if (angle === 0) return exports.repelExact(x.single, y.single, this.count, x[into], y[into]);
    const { tree, stack } = this.#at;
    exports.buildTree(x.position, y.position, this.count, tree);
    return exports.repelTree(x.position, y.position, this.count, tree, angle, stack, x[into], y[into]);
  }

  /** Computes the gradient (without the factor 4) and keeps it for `move`; returns Z. */
  computeGradient(exaggeration: number, angle: number): number {
    const [x, y] = this.#axes;
    const { starts, columns, weights } = this.#at;
    const z = this.#repel(angle, 'gradient');
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

  /** Computes the gradient and returns a copy, for checks. */
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

  /**
   * Kullback-Leibler divergence of the map from P, with the exact Z: sum of p log p, less sum of p log q, where
   * q = 1 / (1 + d²) / Z and the p sum to 1. Leaves the gradient alone.
   */
  divergence(): number {
    const [x, y] = this.#axes;
    const { starts, columns, weights } = this.#at;
    const { exports } = this.#memory;
    const term = exports.crossEntropyTerm(x.position, y.position, this.count, starts, columns, weights);
    return this.#affinities.negativeEntropy + term + Math.log(this.#repel(0, 'force'));
  }
}
