/** @file Fetches and checks manifest.json. */
import { parseManifest, type Manifest } from '../core/formats/manifest.ts';
import { looksLikeHtml } from './download-shard.ts';
import { StoreError } from './errors.ts';

const PATH = 'manifest.json';

/**
 * The manifest of the deployment at `base`. With a service worker it is the one that belongs to the version of the page.
 * @throws StoreError (`offline`, `http-status`, `html-page`, `cut-short`, `wrong-bytes`); ManifestError naming the field.
 */
export async function loadManifest(
  base: string,
  fetch: typeof globalThis.fetch = globalThis.fetch.bind(globalThis),
  signal?: AbortSignal,
): Promise<Manifest> {
  let response: Response;
  try {
    response = await fetch(new URL(PATH, base).href, { cache: 'no-cache', ...(signal && { signal }) });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new StoreError('offline', PATH, 'could not be fetched: the server did not answer', { cause });
  }
  if (!response.ok)
    throw new StoreError('http-status', PATH, `was refused by the server with status ${response.status}`);
  let body: Uint8Array;
  try {
    body = new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    signal?.throwIfAborted();
    throw new StoreError('cut-short', PATH, 'broke off before its end', { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch (cause) {
    if (looksLikeHtml(response.headers.get('content-type'), body)) {
      throw new StoreError('html-page', PATH, 'came as a web page instead of the file', { cause });
    }
    throw new StoreError('wrong-bytes', PATH, 'is not JSON', { cause });
  }
  return parseManifest(value);
}
