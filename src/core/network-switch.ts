/**
 * @file What the service worker does with a request, and what it tells the pages of it: which requests leave this machine can be seen,
 * and stopped by the switch "Disconnect".
 */

/** A request as the service worker sees it. */
export interface SeenRequest {
  /** Whether its answer lies in the service worker's cache. */
  readonly stored: boolean;
  /** Whether it opens a page that is not the app's. */
  readonly opensAnotherPage: boolean;
}

/** `home`: the browser is led to the app, as it is without a network. */
export type Verdict = 'cache' | 'network' | 'refuse' | 'home';

/** What becomes of a request: the cache first, then the network unless that is switched off. */
export function verdictOn({ stored, opensAnotherPage }: SeenRequest, disconnected: boolean): Verdict {
  if (stored) return 'cache';
  if (!disconnected) return 'network';
  return opensAnotherPage ? 'home' : 'refuse';
}

/** Status and its text of an answer that stands for a refused request. */
export const REFUSAL = { status: 503, statusText: 'Rolemap is disconnected' } as const;

/** A request of a page or of one of its workers that the cache did not answer. */
export interface RequestReport {
  readonly type: 'request';
  readonly address: string;
  /** False where it was refused. */
  readonly left: boolean;
}

/** Whether requests are refused from now on. */
export interface SwitchReport {
  readonly type: 'switch';
  readonly disconnected: boolean;
}

/** What the service worker tells the pages. */
export type NetworkReport = RequestReport | SwitchReport;

/** Asks the service worker for a SwitchReport; it comes through the port that is sent along. */
export interface SwitchMessage {
  readonly type: 'switch';
  /** Null: leave it as it is. */
  readonly disconnect: boolean | null;
}

/** Other messages, of extensions and developers' tools, are nobody's business. */
export function isNetworkReport(message: unknown): message is NetworkReport {
  if (typeof message !== 'object' || message === null) return false;
  const { type, address, left, disconnected } = message as Record<string, unknown>;
  if (type === 'switch') return typeof disconnected === 'boolean';
  return type === 'request' && typeof address === 'string' && typeof left === 'boolean';
}
