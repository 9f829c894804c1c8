/** @file Fetches the files of the published title data set, which are plain files of the site and not in the app's store. */
import {
  parseTitleDataManifest,
  type PublishedFile,
  type TitleDataManifest,
} from '../../core/formats/title-data.ts';
import type { Digest } from '../../store/digest.ts';
import { downloadShard, looksLikeHtml } from '../../store/download-shard.ts';
import { StoreError, type StoreErrorCode } from '../../store/errors.ts';

/** Below the deployment. */
const FOLDER = 'data/title-data/';
/** A connection without a byte for so long is given up. */
const STALL_MILLISECONDS = 30_000;

/** Nothing of these files is kept: other advice than for files of the store. */
const ADVICE: Readonly<Record<StoreErrorCode, string>> = {
  offline: 'These tables are not kept for use without a network. Connect to the network and try again.',
  'html-page':
    'If this network has a sign-in page, sign in and try again. Whoever runs the site should check that data/title-data is ' +
    'uploaded and not rewritten to index.html.',
  'http-status':
    'Try again later. If it stays, whoever runs the site should check that data/title-data is uploaded.',
  'cut-short': 'Try again.',
  'wrong-bytes':
    'Reload the page: a newer version may have replaced this one. If it happens again, whoever runs the site should upload ' +
    'data/title-data again.',
  missing: 'Try again.',
  'unknown-file': 'Reload the page.',
};

/** `path` is relative to the deployment; `message` names it, the problem and what to do. */
export class TitleDataError extends Error {
  readonly code: StoreErrorCode;
  readonly path: string;

  constructor(code: StoreErrorCode, path: string, problem: string, options?: ErrorOptions) {
    super(`${path} ${problem}. ${ADVICE[code]}`, options);
    this.name = 'TitleDataError';
    this.code = code;
    this.path = path;
  }
}

export interface FileSource {
  /** URL of the deployment, with a slash at the end. */
  readonly base: string;
  readonly fetch: typeof globalThis.fetch;
  readonly digest: Digest;
}

/** Address of a file, from its path relative to the manifest. */
export function titleDataUrl(base: string, path: string): string {
  return new URL(FOLDER + path, base).href;
}

/** A text file, asked for anew at each visit. @throws TitleDataError */
async function fetchText({ base, fetch }: FileSource, name: string): Promise<string> {
  const path = FOLDER + name;
  let response: Response;
  try {
    response = await fetch(titleDataUrl(base, name), { cache: 'no-cache' });
  } catch (cause) {
    throw new TitleDataError('offline', path, 'could not be fetched: the server did not answer', { cause });
  }
  if (!response.ok)
    throw new TitleDataError('http-status', path, `was refused by the server with status ${response.status}`);
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new TitleDataError('cut-short', path, 'broke off before its end', { cause });
  }
  if (looksLikeHtml(response.headers.get('content-type'), bytes))
    throw new TitleDataError('html-page', path, 'came as a web page instead of the file');
  return new TextDecoder().decode(bytes);
}

/** @throws TitleDataError, FormatError naming the field */
export async function fetchTitleDataManifest(source: FileSource): Promise<TitleDataManifest> {
  const text = await fetchText(source, 'manifest.json');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TitleDataError('wrong-bytes', `${FOLDER}manifest.json`, 'is not JSON', { cause });
  }
  return parseTitleDataManifest(value);
}

/** The data card, Markdown. @throws TitleDataError */
export function fetchDataCard(source: FileSource, { card }: TitleDataManifest): Promise<string> {
  return fetchText(source, card);
}

/**
 * The bytes of a table, checked against the manifest's SHA-256. What fails is tried once more past every HTTP cache.
 * @param onBytes bytes so far; back to 0 for the second attempt
 * @throws TitleDataError, or the signal's reason
 */
export async function fetchTitleDataFile(
  { base, fetch, digest }: FileSource,
  file: PublishedFile,
  { signal, onBytes }: { readonly signal: AbortSignal; readonly onBytes: (received: number) => void },
): Promise<ArrayBuffer> {
  const path = FOLDER + file.path;
  try {
    return await downloadShard({
      url: titleDataUrl(base, file.path),
      shard: { sha256: file.sha256, bytes: file.bytes },
      path,
      part: 1,
      parts: 1,
      fetch,
      digest,
      signal,
      onBytes,
      stallMilliseconds: STALL_MILLISECONDS,
    });
  } catch (error) {
    if (error instanceof StoreError)
      throw new TitleDataError(error.code, path, error.problem, { cause: error });
    throw error;
  }
}
