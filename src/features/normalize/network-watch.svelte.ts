/** @file Counts what the page fetched since a file was opened, so that "no upload" can be seen and not only believed. */

/** True for an address that leaves the page: not what it made by itself. */
export function isNetworkRequest(address: string): boolean {
  return !/^(?:blob|data):/u.test(address);
}

/** True for a file of the app itself: a piece of a model or of data, a script. They are the same for everyone, and carry nothing. */
export function isOwnFile(address: string, base: string): boolean {
  return /^(?:store|assets|runtimes)\/[\w.-]+$/u.test(
    address.startsWith(base) ? address.slice(base.length) : '',
  );
}

export class NetworkWatch {
  /** Requests of this page since `start`; workers report theirs to themselves, and the service worker's rules bind them. */
  requests = $state(0);
  /** Files of the app itself that were loaded since, not counted above. */
  ownFiles = $state(0);
  /** False where the browser does not say. */
  readonly supported = typeof PerformanceObserver !== 'undefined';
  readonly #base: string;
  #observer: PerformanceObserver | null = null;

  /** @param base address of the app, with a slash at its end */
  constructor(base: string) {
    this.#base = base;
  }

  start(): void {
    this.stop();
    this.requests = this.ownFiles = 0;
    if (!this.supported) return;
    const from = performance.now();
    this.#observer = new PerformanceObserver((list) => {
      const fetched = list
        .getEntries()
        .filter(({ name, startTime }) => startTime >= from && isNetworkRequest(name));
      const own = fetched.filter(({ name }) => isOwnFile(name, this.#base)).length;
      this.ownFiles += own;
      this.requests += fetched.length - own;
    });
    this.#observer.observe({ type: 'resource' });
  }

  stop(): void {
    this.#observer?.disconnect();
    this.#observer = null;
  }
}
