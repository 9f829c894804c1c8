/** @file For the development server: a package that it finds only late (in a worker, on a page loaded on demand) would reload the page in mid-run. */
export const PACKAGES_FOUND_LATE = [
  '@huggingface/transformers',
  '@noble/hashes/sha2.js',
  'hyparquet',
  'hyparquet-compressors',
  'idb-keyval',
  'marked',
  'minisearch',
  'papaparse',
];
