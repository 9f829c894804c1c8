/** @file The compiled kernels. A file of its own because the imports need the Vite plugin (scripts/vite/assemblyscript.ts). */
import layout from './kernel/layout.as.ts?wasm';
import neighbours from './kernel/neighbours.as.ts?wasm';

export const TSNE_KERNELS = { neighbours, layout };
