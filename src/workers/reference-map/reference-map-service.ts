/**
 * @file tsne-js as a reference beside our own engine, for few titles. It compiles its loops with eval, so its worker alone has a policy that
 * allows that, and no fetch (core/security-policy.ts).
 */
import TSNE from 'tsne-js/build/tsne.min.js';
import type { CallContext } from '../rpc/protocol.ts';

/** It keeps seven matrices of all pairs and visits them in every iteration. */
export const MOST_REFERENCE_POINTS = 300;
/** As its README sets them. */
const SETTINGS = { dim: 2, earlyExaggeration: 4, learningRate: 100, metric: 'euclidean' } as const;

export interface ReferenceRequest {
  /** Unit vectors [count * dimension]. */
  readonly vectors: Float32Array;
  readonly dimension: number;
  readonly perplexity: number;
  readonly iterations: number;
}

export interface ReferenceMap {
  /** x and y by turns [2 * count]. */
  readonly positions: Float64Array<ArrayBuffer>;
  /** Its own measure, by probabilities of its own: not to be compared with our engine's. */
  readonly divergence: number;
  readonly iterations: number;
}

export class ReferenceMapService {
  /**
   * Makes a map. Nothing but the end of the worker stops it.
   * @throws RangeError for more than `MOST_REFERENCE_POINTS`
   */
  run(
    { vectors, dimension, perplexity, iterations }: ReferenceRequest,
    { progress, transfer }: CallContext<number>,
  ): ReferenceMap {
    const count = vectors.length / dimension;
    if (count > MOST_REFERENCE_POINTS)
      throw new RangeError(`tsne-js is offered for up to ${MOST_REFERENCE_POINTS} titles, not ${count}.`);
    const model = new TSNE({ ...SETTINGS, perplexity, nIter: iterations });
    model.init({
      data: Array.from({ length: count }, (_, row) => [
        ...vectors.subarray(row * dimension, (row + 1) * dimension),
      ]),
      type: 'dense',
    });
    model.on('progressIter', ([iteration]) => {
      if (iteration % 10 === 0) progress(iteration);
    });
    const [divergence, done] = model.run();
    const positions = Float64Array.from(model.getOutput().flat());
    transfer(positions.buffer);
    return { positions, divergence, iterations: done };
  }
}
