/** @file What can go wrong with a stored file, each with what the user can do about it. */

/**
 * - `wrong-bytes`: the bytes do not have the SHA-256 or the length of the manifest, or are not JSON where JSON is due
 * - `html-page`: a web page came instead of the file (a rewriting host, a network's sign-in page)
 * - `cut-short`: the connection ended or stood still before the last byte
 * - `http-status`: the server answered with an error
 * - `offline`: no answer at all
 * - `missing`: the file is not (or no longer) stored
 * - `unknown-file`: the manifest does not name it (a mistake in the program)
 */
export type StoreErrorCode =
  'wrong-bytes' | 'html-page' | 'cut-short' | 'http-status' | 'offline' | 'missing' | 'unknown-file';

const ADVICE: Readonly<Record<StoreErrorCode, string>> = {
  'wrong-bytes':
    'Reload the page. If it happens again, something between the server and this browser changes files, or the site was ' +
    'uploaded incompletely: whoever runs it should upload all of dist/ again.',
  'html-page':
    'If this network has a sign-in page, sign in and try again. Whoever runs the site should check that manifest.json and ' +
    'store/ are uploaded and not rewritten to index.html.',
  'cut-short': 'Try again: parts that have arrived are kept, and the download goes on from there.',
  'http-status': 'Reload the page: a newer version may have replaced this one. If it stays, try again later.',
  offline: 'Connect to the network and try again: parts that have arrived are kept.',
  missing: 'It has to be downloaded again; that needs a network once.',
  'unknown-file': 'Reload the page to get a version of the app whose parts belong together.',
};

/** `path` is the file's path in the manifest, `problem` what was wrong and `advice` what to do; `message` says all three. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly path: string;
  readonly problem: string;
  readonly advice: string;

  constructor(code: StoreErrorCode, path: string, problem: string, options?: ErrorOptions) {
    super(`${path}: ${problem}. ${ADVICE[code]}`, options);
    this.name = 'StoreError';
    this.code = code;
    this.path = path;
    this.problem = problem;
    this.advice = ADVICE[code];
  }
}
