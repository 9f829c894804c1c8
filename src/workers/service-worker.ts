/**
 * @file The service worker: keeps the shell (pages, scripts, styles, fonts, runtime loaders, manifest.json) for offline starts and
 * puts the security policy on what it answers, for a `<meta>` policy does not bind workers. Shards (`store/`) it lets pass, and tells
 * the pages of every request that leaves; while the switch "Disconnect" is on, it refuses them.
 */
import { PrecacheController } from 'workbox-precaching';
import { REFUSAL, verdictOn, type NetworkReport, type SwitchMessage } from '../core/network-switch.ts';
import { policyFor } from '../core/security-policy.ts';

declare const self: ServiceWorkerGlobalScope;

const shell = new PrecacheController();
shell.addToCacheList(self.__WB_MANIFEST);

/** Ends with a slash; the app's only page is at the scope itself. */
const scope = self.registration.scope;
const page = new URL('index.html', scope).href;
/** Ends with the scope, as the shell's does: "Remove everything stored" removes it too. */
const SWITCH_CACHE = `rolemap-switch-${scope}`;
const SWITCH = new URL('disconnected', scope).href;

/** Null until it is read: the browser ends this worker when it has nothing to do, and starts it for the next request. */
let disconnected: boolean | null = null;

async function isDisconnected(): Promise<boolean> {
  if (disconnected !== null) return disconnected;
  // A storage that cannot be read holds no shell either: that the network is left open then is the least of it.
  const stored = await caches.match(SWITCH, { cacheName: SWITCH_CACHE }).then(Boolean, () => false);
  // The switch may have been turned while it was read.
  return (disconnected ??= stored);
}

/** It outlives this worker and the page: a switch that comes back on by itself would be worth little. */
async function setDisconnected(on: boolean): Promise<void> {
  const cache = await caches.open(SWITCH_CACHE);
  if (on) await cache.put(SWITCH, new Response());
  else await cache.delete(SWITCH);
  disconnected = on;
  await tell({ type: 'switch', disconnected: on });
}

/** Tells every page, whichever of them asked: they share this worker, and their own workers have no page that is known here. */
async function tell(report: NetworkReport): Promise<void> {
  for (const client of await self.clients.matchAll({ type: 'window' })) client.postMessage(report);
}

/** Documents and scripts get the policy; on other kinds of response the header has no meaning. */
function secured(response: Response, url: string): Response {
  if (!/html|javascript/.test(response.headers.get('content-type') ?? '')) return response;
  const headers = new Headers(response.headers);
  headers.set('Content-Security-Policy', policyFor(url));
  // The body was decoded when it was stored.
  headers.delete('Content-Encoding');
  headers.delete('Content-Length');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

function refusal(): Response {
  return new Response('Rolemap is disconnected, by the switch on its Normalize page.', REFUSAL);
}

/** @param url of the shell, null for a request of anything else */
async function answer(event: FetchEvent, url: string | null): Promise<Response> {
  const { request } = event;
  const stored = url === null ? undefined : await shell.matchPrecache(url);
  const opensAnotherPage = url === null && request.mode === 'navigate';
  const verdict = verdictOn({ stored: stored !== undefined, opensAnotherPage }, await isDisconnected());
  if (stored !== undefined && url !== null) return secured(stored, url);
  event.waitUntil(tell({ type: 'request', address: request.url, left: verdict === 'network' }));
  if (verdict === 'home') return Response.redirect(scope);
  if (verdict === 'refuse') return refusal();
  // The browser has evicted a part of the shell.
  if (url !== null) return secured(await fetch(url), url);
  // Any other address below the scope belongs to the server, which may hold other pages; offline it leads to the app.
  return opensAnotherPage ? fetch(request).catch(() => Response.redirect(scope)) : fetch(request);
}

/** The shell's URL for a request, or null if the request is none of ours. */
function shellUrl(request: Request): string | null {
  const url = new URL(request.url);
  url.hash = '';
  if (request.mode === 'navigate') {
    url.search = '';
    return url.href === scope || url.href === page ? page : null;
  }
  return shell.getCacheKeyForURL(url.href) === undefined ? null : url.href;
}

void isDisconnected();

self.addEventListener('install', (event) => {
  event.waitUntil(shell.install(event));
});

self.addEventListener('activate', (event) => {
  // What the version before this one was told meanwhile counts.
  disconnected = null;
  // On a first visit the page starts its workers only once it is controlled.
  event.waitUntil(shell.activate(event).then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  const { type } = event.data as { type?: unknown };
  // The old version serves until the user asks for the new one: parts of two versions never mix.
  if (type === 'skip-waiting') event.waitUntil(self.skipWaiting());
  if (type === 'claim') event.waitUntil(self.clients.claim());
  if (type === 'switch') event.waitUntil(answerSwitch(event));
});

async function answerSwitch(event: ExtendableMessageEvent): Promise<void> {
  const { disconnect } = event.data as SwitchMessage;
  // Where it cannot be written down, the answer is what holds.
  if (disconnect !== null) await setDisconnected(disconnect).catch(() => undefined);
  const report: NetworkReport = { type: 'switch', disconnected: await isDisconnected() };
  event.ports[0]?.postMessage(report);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = request.method === 'GET' ? shellUrl(request) : null;
  if (url === null && request.mode !== 'navigate' && disconnected === false) {
    // The browser fetches it by itself: large downloads need not run through this worker.
    event.waitUntil(tell({ type: 'request', address: request.url, left: true }));
    return;
  }
  event.respondWith(answer(event, url));
});
