/** @file One request to an OpenAI-compatible endpoint, and what its outcome means: an answer, another try, or the end. */
import { messageOf } from '../../core/message-of.ts';
import type { ChatRequest } from './chat-request.ts';
import { isFiltered, isOutOfQuota, readCompletion, serverMessage, type Completion } from './completion.ts';
import { retryAfter } from './waiting.ts';

/** Where requests go. */
export interface Endpoint {
  /** Full address of the chat completions. */
  readonly address: string;
  readonly model: string;
  /** Null for an endpoint that wants none. It is never logged and never shown. */
  readonly key: string | null;
}

/** How advice calls what the user gave. */
export interface Hints {
  /** Where the address stands: an option or a variable. */
  readonly address: string;
  readonly model: string;
  /** What makes a request smaller: "Give a smaller --batch." */
  readonly smaller: string;
}

export type Outcome =
  | (Extract<Completion, { kind: 'completion' }> & { readonly billed: 'yes' })
  | {
      readonly kind: 'retry';
      readonly problem: string;
      /** Milliseconds that the endpoint asks to wait; null if it does not say. */
      readonly waitMs: number | null;
      /** `unknown` where the model may have worked although no answer arrived. */
      readonly billed: 'no' | 'unknown';
      /** What to do if it goes on. */
      readonly advice: string;
    }
  | { readonly kind: 'stop'; readonly problem: string; readonly billed: 'no' };

/** What was sent back, the key blotted out, and what it means. */
export interface Exchange {
  /** Null if no answer began. */
  readonly status: number | null;
  /** The raw body, as far as it came; null if no answer began. */
  readonly body: string | null;
  readonly outcome: Outcome;
}

/** What is not the same everywhere. */
export interface Transport {
  /** Milliseconds since 1970. */
  now(): number;
  /** A signal that aborts when an answer takes too long. */
  timeout(): AbortSignal;
  readonly hints: Hints;
}

/** No answer is longer; more than this is no answer. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Shorter keys are placeholders ("none", "EMPTY") that stand in ordinary text too. */
const SHORTEST_SECRET = 8;
/** The request was never sent, so that it cost nothing. */
const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'EHOSTUNREACH']);
const LATER = 'Try again later with the same command: it goes on where it stopped.';

/** Sends one request. Faults of network and endpoint are outcomes, not exceptions. */
export async function send(
  endpoint: Endpoint,
  request: ChatRequest,
  transport: Transport,
): Promise<Exchange> {
  const signal = transport.timeout();
  let response: Response;
  try {
    response = await fetch(endpoint.address, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(endpoint.key === null ? {} : { authorization: `Bearer ${endpoint.key}` }),
      },
      body: JSON.stringify(request),
      // A redirect would take prompt and key to an address that nobody chose.
      redirect: 'manual',
      signal,
    });
  } catch (error) {
    return { status: null, body: null, outcome: brokenOff(error, signal, endpoint, transport.hints) };
  }
  const { text, error } = await readBody(response);
  const body = withoutKey(text, endpoint.key);
  const outcome =
    error === null
      ? judge(response, body, transport)
      : // The status says more about a fault than the loss of its page.
        response.ok
        ? brokenOff(error, signal, endpoint, transport.hints)
        : judge(response, body, transport);
  return { status: response.status, body, outcome };
}

function withoutKey(text: string, key: string | null): string {
  return key === null || key.length < SHORTEST_SECRET ? text : text.replaceAll(key, '[key]');
}

/** The body as far as it comes, and what ended it early. */
async function readBody(response: Response): Promise<{ text: string; error: unknown }> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) throw new Error(`an answer of more than ${MOST_BYTES} bytes`);
      text += decoder.decode(chunk, { stream: true });
    }
    return { text: text + decoder.decode(), error: null };
  } catch (error) {
    return { text, error: error ?? new Error('aborted') };
  }
}

/** The address without its query, where some endpoints want a key. */
export function shownAddress(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname;
}

function brokenOff(error: unknown, signal: AbortSignal, { address, key }: Endpoint, hints: Hints): Outcome {
  if (signal.aborted)
    return {
      kind: 'retry',
      problem: 'no answer in time',
      waitMs: null,
      billed: 'unknown',
      advice: `Give a longer --timeout. ${hints.smaller}`,
    };
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = (cause as { code?: unknown } | null)?.code;
  const unsent = typeof code === 'string' && UNSENT.has(code);
  return {
    kind: 'retry',
    problem: withoutKey(
      unsent ? `no connection (${messageOf(cause)})` : `connection cut (${messageOf(cause)})`,
      key,
    ),
    waitMs: null,
    billed: unsent ? 'no' : 'unknown',
    advice: unsent ? `Is ${hints.address} right and the server up (${shownAddress(address)})?` : LATER,
  };
}

function judge(response: Response, body: string, transport: Transport): Outcome {
  const { status } = response;
  const { hints } = transport;
  if (status === 200) return judgeCompletion(readCompletion(body), hints);
  if (status === 400 && isFiltered(body)) return FILTERED;
  const said = `status ${status}: ${serverMessage(body) || response.statusText || 'no reason given'}`;
  if (status === 429 && isOutOfQuota(body)) return stop(said, CREDIT);
  if (RETRIED.has(status) || status >= 500)
    return {
      kind: 'retry',
      problem: said,
      waitMs: retryAfter(response.headers.get('retry-after'), transport.now()),
      // A gateway that gave up waiting does not know whether the model went on.
      billed: status === 504 || status === 524 ? 'unknown' : 'no',
      advice: status === 429 ? `Give a smaller --concurrency. ${LATER}` : LATER,
    };
  return stop(said, adviceFor(status, hints));
}

/** Some endpoints refuse with a status of their own. */
const FILTERED: Outcome = {
  kind: 'completion',
  text: '',
  cut: false,
  refused: true,
  note: 'filtered',
  usage: { input: null, output: 0 },
  billed: 'yes',
};
const RETRIED = new Set([408, 409, 425, 429]);
const CREDIT = 'The account has no credit or quota left: top it up, then run the same command again.';

function stop(said: string, advice: string): Outcome {
  return { kind: 'stop', problem: `${said}. ${advice}`, billed: 'no' };
}

function adviceFor(status: number, { address, model, smaller }: Hints): string {
  if (status === 401 || status === 403)
    return 'The endpoint refuses the key: set ROLEMAP_LLM_KEY to one that may use this model.';
  if (status === 402) return CREDIT;
  if (status === 404 || status === 405) return `Check ${address} (it usually ends in /v1) and ${model}.`;
  if (status === 413) return smaller;
  if (status < 400)
    return `The endpoint is elsewhere: set ${address} to the address that it points to, if you trust it.`;
  return `Check ${model}, and whether the model takes --token-field, --output-tokens and --temperature as given.`;
}

function judgeCompletion(completion: Completion, { address }: Hints): Outcome {
  if (completion.kind === 'completion') return { ...completion, billed: 'yes' };
  const html = completion.kind === 'not-json' && completion.html;
  return {
    kind: 'retry',
    problem: completion.message,
    waitMs: null,
    billed: html ? 'no' : 'unknown',
    advice: html ? `Check ${address}: it usually ends in /v1.` : LATER,
  };
}
