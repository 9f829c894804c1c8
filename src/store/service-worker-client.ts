/** @file The page's side of the service worker: registration, first control, and the change to a new version on request. */
import { messageOf } from '../core/message-of.ts';
import { isNetworkReport, type NetworkReport, type SwitchMessage } from '../core/network-switch.ts';

/** Messages that the service worker understands (src/workers/service-worker.ts). */
export type ServiceWorkerMessage =
  { readonly type: 'skip-waiting' } | { readonly type: 'claim' } | SwitchMessage;

export type Control =
  { readonly state: 'controlled' } | { readonly state: 'unavailable'; readonly reason: string };

export interface RegistrationOptions {
  /** A new version is stored and waits: offer "Reload for the new version", which calls `applyUpdate`. */
  readonly onUpdateReady?: () => void;
  /** Another tab changed to the new version. Default: reload, for parts of two versions must not mix. */
  readonly onReplaced?: () => void;
}

/** The shell is about 1 MB: a first visit at 1 Mbit/s still ends up controlled. */
const CONTROL_TIMEOUT_MILLISECONDS = 15_000;
/** How often a tab that comes to the front asks for a new version. */
const UPDATE_CHECK_MILLISECONDS = 30 * 60_000;
/** The service worker answers at once, or the browser has to start it. */
const SWITCH_TIMEOUT_MILLISECONDS = 10_000;

let registering: Promise<Control | ServiceWorkerRegistration> | null = null;
let applying = false;
/** As the service worker said last. */
let disconnected = false;

function unavailable(reason: string): Control {
  return { state: 'unavailable', reason };
}

/** The API is absent outside a secure context, whatever its type says. */
function container(): ServiceWorkerContainer | undefined {
  return (navigator as Partial<Navigator>).serviceWorker;
}

function whyAbsent(): Control {
  return unavailable(
    globalThis.isSecureContext
      ? 'This browser offers no service worker here (a private window can do that).'
      : 'The page came over plain http; service workers need https, or localhost.',
  );
}

function post(worker: ServiceWorker | null, message: ServiceWorkerMessage): void {
  worker?.postMessage(message);
}

/** Calls `onReady` for a version that waits now, and for every one that comes to wait. */
function watchUpdates(registration: ServiceWorkerRegistration, onReady: () => void): void {
  // Without a controller the waiting worker is this page's first, not an update.
  if (registration.waiting && navigator.serviceWorker.controller) onReady();
  registration.addEventListener('updatefound', () => {
    const installing = registration.installing;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed' && navigator.serviceWorker.controller) onReady();
    });
  });
  let lastCheck = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || Date.now() - lastCheck < UPDATE_CHECK_MILLISECONDS) return;
    if (disconnected) return;
    lastCheck = Date.now();
    // Offline is no fault here: the next return to the tab asks again.
    registration.update().catch(() => undefined);
  });
}

function watchReplacement(worker: ServiceWorkerContainer, onReplaced: () => void): void {
  let controlled = worker.controller !== null;
  worker.addEventListener('controllerchange', () => {
    // The first control of a fresh page is no replacement.
    if (!controlled) controlled = true;
    else if (applying) location.reload();
    else onReplaced();
  });
}

/**
 * Registers `service-worker.js` of the deployment at `base` (absolute, with a slash at the end). Call once, before anything waits
 * for control. Never rejects.
 */
export async function registerServiceWorker(
  base: string,
  options: RegistrationOptions = {},
): Promise<Control | { readonly state: 'registered' }> {
  const worker = container();
  if (!worker) return whyAbsent();
  watchReplacement(worker, options.onReplaced ?? (() => location.reload()));
  registering = worker
    .register(new URL('service-worker.js', base), { scope: base, updateViaCache: 'none' })
    .catch((error: unknown) => unavailable(`The service worker could not be set up (${messageOf(error)}).`));
  const registration = await registering;
  if ('state' in registration) return registration;
  watchUpdates(registration, options.onUpdateReady ?? (() => undefined));
  return { state: 'registered' };
}

/**
 * Resolves when the service worker answers this page's requests, so that workers started from then on carry its security header
 * and start offline; or when that is not to be expected, with the reason in plain words. Never rejects.
 */
export async function whenControlled(timeout: number = CONTROL_TIMEOUT_MILLISECONDS): Promise<Control> {
  const worker = container();
  if (!worker) return whyAbsent();
  if (worker.controller) return { state: 'controlled' };
  const changed = new Promise<Control>((resolve) => {
    worker.addEventListener('controllerchange', () => resolve({ state: 'controlled' }), { once: true });
  });
  const registered = await (registering ?? worker.getRegistration().catch(() => undefined));
  if (!registered)
    return unavailable('No service worker is set up (the app runs from a development server).');
  if ('state' in registered) return registered;
  // A page that was reloaded past the cache (Shift) stays without control until its worker claims it.
  post(registered.active, { type: 'claim' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Control>((resolve) => {
    const reason = `The service worker was not ready after ${timeout / 1000} s.`;
    timer = setTimeout(() => resolve(unavailable(reason)), timeout);
  });
  const outcome = await Promise.race([changed, late]);
  clearTimeout(timer);
  return outcome;
}

/** Lets the waiting version take over; the page reloads as soon as it has. Without one, reloads at once. */
export async function applyUpdate(): Promise<void> {
  const registration = await container()?.getRegistration();
  if (!registration?.waiting) {
    location.reload();
    return;
  }
  applying = true;
  post(registration.waiting, { type: 'skip-waiting' });
}

/** Ends the registration of the deployment at `base`; part of "Remove everything stored". True if there was one. */
export async function unregisterServiceWorker(base: string): Promise<boolean> {
  const registration = await container()?.getRegistration(base);
  return registration?.scope === base ? registration.unregister() : false;
}

/** What the page needs to see and to stop the requests of itself and its workers; tests give a small one. */
export interface NetworkGuard {
  /** Resolves when requests can be seen and stopped, or with the reason why not. */
  control(): Promise<Control>;
  /** Calls `onReport` for every request that the cache does not answer, and for every turn of the switch. */
  watch(onReport: (report: NetworkReport) => void): void;
  /**
   * Turns the switch, for all tabs; null leaves it as it is.
   * @returns whether requests are refused from now on
   * @throws Error where the service worker does not answer
   */
  turn(disconnect: boolean | null): Promise<boolean>;
}

/** Waits longer than `whenControlled`: a page may ask before the app has registered its service worker. */
async function controlledAtLast(): Promise<Control> {
  const first = await whenControlled();
  const worker = container();
  if (first.state === 'controlled' || !worker) return first;
  if (!worker.controller)
    await new Promise((resolve) => {
      worker.addEventListener('controllerchange', resolve, { once: true });
      setTimeout(resolve, CONTROL_TIMEOUT_MILLISECONDS);
    });
  return worker.controller ? { state: 'controlled' } : first;
}

/** The service worker as the guard of the network. */
export const serviceWorkerGuard: NetworkGuard = {
  control: controlledAtLast,
  watch(onReport) {
    container()?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (!isNetworkReport(data)) return;
      if (data.type === 'switch') ({ disconnected } = data);
      onReport(data);
    });
  },
  async turn(disconnect) {
    const worker = container()?.controller;
    if (!worker) throw new Error('The service worker is not there. Reload the page.');
    const { port1, port2 } = new MessageChannel();
    const answered = new Promise<boolean>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error('The service worker does not answer. Reload the page.')),
        SWITCH_TIMEOUT_MILLISECONDS,
      );
      port1.onmessage = ({ data }: MessageEvent<unknown>) => {
        clearTimeout(timer);
        resolve(isNetworkReport(data) && data.type === 'switch' && data.disconnected);
      };
    });
    const message: SwitchMessage = { type: 'switch', disconnect };
    worker.postMessage(message, [port2]);
    try {
      return (disconnected = await answered);
    } finally {
      port1.close();
    }
  },
};
