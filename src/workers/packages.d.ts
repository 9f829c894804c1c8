/** @file Types of tsne-js 1.0.3, which brings none: what is used of it. */
declare module 'tsne-js/build/tsne.min.js' {
  export default class TSNE {
    constructor(settings: {
      readonly dim: 2;
      readonly perplexity: number;
      readonly earlyExaggeration: number;
      readonly learningRate: number;
      readonly nIter: number;
      readonly metric: 'euclidean';
    });
    init(input: { readonly data: readonly (readonly number[])[]; readonly type: 'dense' }): void;
    on(event: 'progressIter', listener: (progress: [iteration: number, error: number]) => void): void;
    /** Blocks until the end. */
    run(): [error: number, iterations: number];
    getOutput(): readonly (readonly [number, number])[];
  }
}
