/**
 * @file The service worker: keeps the shell (pages, scripts, styles, fonts, runtime loaders, manifest.json) for offline starts and
 * puts the security policy on what it answers, for a `<meta>` policy does not bind workers. Shards (`store/`) are not its business.
 */
import { PrecacheController } from 'workbox-precaching';
import { policyFor } from '../core/security-policy.ts';

declare const self: ServiceWorkerGlobalScope;

const shell = new PrecacheController();
shell.addToCacheList(self.__WB_MANIFEST);

/** Ends with a slash; the app's only page is at the scope itself. */
const scope = self.registration.scope;
const page = new URL('index.html', scope).href;

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

/** From the shell of this version; from the network only where the browser has evicted a part of it. */
async function fromShell(url: string): Promise<Response> {
  return secured((await shell.matchPrecache(url)) ?? (await fetch(url)), url);
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

self.addEventListener('install', (event) => {
  event.waitUntil(shell.install(event));
});

self.addEventListener('activate', (event) => {
  // On a first visit the page starts its workers only once it is controlled.
  event.waitUntil(shell.activate(event).then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  const { type } = event.data as { type?: unknown };
  // The old version serves until the user asks for the new one: parts of two versions never mix.
  if (type === 'skip-waiting') event.waitUntil(self.skipWaiting());
  if (type === 'claim') event.waitUntil(self.clients.claim());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const url = shellUrl(request);
  if (url !== null) {
    event.respondWith(fromShell(url));
  } else if (request.mode === 'navigate') {
    // Any other address below the scope belongs to the server, which may hold other pages; offline it leads to the app.
    event.respondWith(fetch(request).catch(() => Response.redirect(scope)));
  }
});
