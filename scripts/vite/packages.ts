/** @file For the development server: a package that it finds only when a worker asks for it would reload the page in mid-run. */
export const PACKAGES_OF_WORKERS = [
  '@huggingface/transformers',
  '@noble/hashes/sha2.js',
  'hyparquet',
  'hyparquet-compressors',
  'idb-keyval',
  'minisearch',
  'papaparse',
];
