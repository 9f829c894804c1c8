/** @file The compiled kernel. A file of its own because the import needs the Vite plugin (scripts/vite/assemblyscript.ts). */
import bytes from './kernel/tsne.as.ts?wasm';

export const TSNE_KERNEL = bytes;
