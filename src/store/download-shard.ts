/** @file Fetches one shard, watches it arrive, and checks it. */
import { wireBytes, type Shard } from '../core/formats/manifest.ts';
import { REFUSAL } from '../core/network-switch.ts';
import type { Digest } from './digest.ts';
import { StoreError } from './errors.ts';
import { megabytes } from './units.ts';

export interface ShardRequest {
  readonly url: string;
  readonly shard: Shard;
  /** The file it belongs to and its place there (from 1), for messages. */
  readonly path: string;
  readonly part: number;
  readonly parts: number;
  readonly fetch: typeof globalThis.fetch;
  readonly digest: Digest;
  readonly signal: AbortSignal | undefined;
  /** Bytes of this shard so far; goes back to 0 for the second attempt. */
  readonly onBytes: (received: number) => void;
  /** A connection without a byte for so long is given up. */
  readonly stallMilliseconds: number;
}

/** The switch "Disconnect" is on: the network is there, and no second attempt would reach it. */
export class DisconnectedError extends StoreError {
  override readonly advice = 'Connect again, then try again.';

  constructor(path: string) {
    const problem = 'Rolemap is disconnected, by the switch on the Normalize page';
    super('offline', path, problem);
    this.name = 'DisconnectedError';
    this.message = `${path}: ${problem}. ${this.advice}`;
  }
}

/** Whether the service worker answered in the place of the network. */
function isRefused({ status, statusText }: Response): boolean {
  return status === REFUSAL.status && statusText === REFUSAL.statusText;
}

/** True if the bytes or the content type are those of a web page. */
export function looksLikeHtml(contentType: string | null, start: Uint8Array): boolean {
  if (contentType !== null && /^\s*(text\/html|application\/xhtml\+xml)/i.test(contentType)) return true;
  const head = new TextDecoder('latin1')
    .decode(start.subarray(0, 256))
    .replace(/^(\u00ef\u00bb\u00bf|\s)+/, '');
  return /^<(!doctype html|html|head|body)/i.test(head);
}

/** Aborts when the caller does, or when `touch` was not called for `milliseconds`. */
function watchdog(signal: AbortSignal | undefined, milliseconds: number) {
  const stall = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const touch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => stall.abort(), milliseconds);
  };
  touch();
  return {
    signal: signal ? AbortSignal.any([signal, stall.signal]) : stall.signal,
    stalled: () => stall.signal.aborted,
    touch,
    stop: () => clearTimeout(timer),
  };
}

async function readBody(
  response: Response,
  size: number,
  onChunk: (received: number) => void,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; received: number }> {
  const bytes = new Uint8Array(size);
  let received = 0;
  if (!response.body) return { bytes, received };
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { bytes, received };
    bytes.set(value.subarray(0, Math.max(0, size - received)), Math.min(received, size));
    received += value.byteLength;
    onChunk(received);
    if (received > size) {
      // Not what we asked for, whatever it is: no need to see the end of it.
      await reader.cancel().catch(() => undefined);
      return { bytes, received };
    }
  }
}

/** The shard as it is stored; null if its bytes are no gzip where gzip is due. */
async function decode(bytes: Uint8Array<ArrayBuffer>, shard: Shard): Promise<ArrayBuffer | null> {
  if (shard.gzip === undefined) return bytes.buffer;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer().catch(() => null);
}

async function attempt(request: ShardRequest, cache: RequestCache): Promise<ArrayBuffer> {
  const { shard, path } = request;
  const size = wireBytes(shard);
  const where = request.parts > 1 ? `part ${request.part} of ${request.parts} ` : '';
  const fail = (code: StoreError['code'], problem: string, cause?: unknown) =>
    new StoreError(code, path, where + problem, { cause });
  const dog = watchdog(request.signal, request.stallMilliseconds);
  let seen = 0;
  request.onBytes(0);
  try {
    const response = await request.fetch(request.url, { cache, signal: dog.signal });
    if (isRefused(response)) throw new DisconnectedError(path);
    if (!response.ok) throw fail('http-status', `was refused by the server with status ${response.status}`);
    const { bytes, received } = await readBody(response, size, (count) => {
      request.signal?.throwIfAborted();
      dog.touch();
      seen = count;
      request.onBytes(Math.min(count, size));
    });
    dog.stop();
    const content = received === size ? await decode(bytes, shard) : null;
    if (content && (await request.digest(content)) === shard.sha256) return content;
    if (looksLikeHtml(response.headers.get('content-type'), bytes.subarray(0, received))) {
      throw fail('html-page', 'came as a web page instead of the file');
    }
    if (received < size) {
      throw fail('cut-short', `ended after ${megabytes(received)} of ${megabytes(size)}`);
    }
    throw fail('wrong-bytes', 'has other bytes than the manifest says (its SHA-256 or length differs)');
  } catch (error) {
    if (error instanceof StoreError) throw error;
    request.signal?.throwIfAborted();
    if (dog.stalled()) throw fail('cut-short', `stood still after ${megabytes(seen)}`, error);
    if (seen > 0) throw fail('cut-short', `broke off after ${megabytes(seen)} of ${megabytes(size)}`, error);
    throw fail('offline', 'could not be fetched: the server did not answer', error);
  } finally {
    dog.stop();
  }
}

/**
 * The shard's bytes, checked against its SHA-256. What fails is tried once more past every HTTP cache (a cache may hold a cut or
 * changed copy), then given up.
 * @throws StoreError of the second attempt, DisconnectedError of the first, or the signal's reason.
 */
export async function downloadShard(request: ShardRequest): Promise<ArrayBuffer> {
  request.signal?.throwIfAborted();
  try {
    return await attempt(request, 'default');
  } catch (error) {
    if (!(error instanceof StoreError) || error instanceof DisconnectedError) throw error;
    return attempt(request, 'reload');
  }
}
