/** @file Counts what the page fetched since a file was opened, so that "no upload" can be seen and not only believed. */
import { deploymentBase } from '../../store/deployment.ts';

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
  #observer: PerformanceObserver | null = null;

  start(): void {
    this.stop();
    this.requests = this.ownFiles = 0;
    const base = deploymentBase();
    if (!this.supported) return;
    const from = performance.now();
    this.#observer = new PerformanceObserver((list) => {
      const fetched = list
        .getEntries()
        .filter(({ name, startTime }) => startTime >= from && isNetworkRequest(name));
      const own = fetched.filter(({ name }) => isOwnFile(name, base)).length;
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
