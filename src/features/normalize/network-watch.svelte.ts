/** @file Counts the requests since a file was opened, and stops them: so that "no upload" can be seen and not only believed. */
import { messageOf } from '../../core/message-of.ts';
import type { NetworkReport } from '../../core/network-switch.ts';
import { serviceWorkerGuard, type NetworkGuard } from '../../store/service-worker-client.ts';

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

/** Counts by what the service worker says; until it is there, by what the browser says of this page without its workers. */
export class NetworkWatch {
  /** Requests since `start` that left for the network. */
  requests = $state(0);
  /** Files of the app itself that were loaded since, not counted above. */
  ownFiles = $state(0);
  /** Requests that were refused since the network was switched off. */
  refused = $state(0);
  /** Whether requests of workers, and of other tabs of the app, are seen too: then they can be stopped as well. */
  seesAll = $state(false);
  /** Whether the network is switched off. */
  disconnected = $state(false);
  /** While the switch is being turned. */
  turning = $state(false);
  /** Why there is no switch, or why it did not turn; null where there is nothing to say. */
  problem = $state<string | null>(null);
  readonly #base: string;
  readonly #guard: NetworkGuard;
  #observer: PerformanceObserver | null = null;
  #connecting: Promise<void> | null = null;
  #counting = false;

  /** @param base address of the app, with a slash at its end */
  constructor(base: string, guard: NetworkGuard = serviceWorkerGuard) {
    this.#base = base;
    this.#guard = guard;
  }

  /** False where nobody says what is requested. */
  get supported(): boolean {
    return this.seesAll || typeof PerformanceObserver !== 'undefined';
  }

  /** Takes up with the service worker; once, however often it is called. */
  connect(): Promise<void> {
    return (this.#connecting ??= this.#connect());
  }

  /** Switches the network off or on, for all tabs of the app, until it is switched again. */
  async disconnect(on: boolean): Promise<void> {
    this.turning = true;
    this.problem = null;
    try {
      this.#turned(await this.#guard.turn(on));
      if (this.disconnected !== on) this.problem = 'This browser did not keep the switch. Reload the page.';
    } catch (error) {
      this.problem = messageOf(error);
    } finally {
      this.turning = false;
    }
  }

  start(): void {
    this.stop();
    this.requests = this.ownFiles = 0;
    this.#counting = true;
    if (!this.seesAll && typeof PerformanceObserver !== 'undefined') this.#observe();
  }

  stop(): void {
    this.#counting = false;
    this.#observer?.disconnect();
    this.#observer = null;
  }

  async #connect(): Promise<void> {
    const control = await this.#guard.control();
    if (control.state === 'unavailable') {
      this.problem = `There is no switch to disconnect here. ${control.reason}`;
      return;
    }
    this.#guard.watch((report) => this.#take(report));
    this.seesAll = true;
    this.#observer?.disconnect();
    this.#observer = null;
    try {
      this.#turned(await this.#guard.turn(null));
    } catch (error) {
      this.problem = messageOf(error);
    }
  }

  #take(report: NetworkReport): void {
    if (report.type === 'switch') this.#turned(report.disconnected);
    else if (!report.left) this.refused++;
    else this.#count([report.address]);
  }

  #turned(disconnected: boolean): void {
    if (disconnected !== this.disconnected) this.refused = 0;
    this.disconnected = disconnected;
  }

  #count(addresses: readonly string[]): void {
    if (!this.#counting) return;
    const own = addresses.filter((address) => isOwnFile(address, this.#base)).length;
    this.ownFiles += own;
    this.requests += addresses.length - own;
  }

  #observe(): void {
    const from = performance.now();
    this.#observer = new PerformanceObserver((list) => {
      const fetched = list
        .getEntries()
        .filter(({ name, startTime }) => startTime >= from && isNetworkRequest(name));
      this.#count(fetched.map(({ name }) => name));
    });
    this.#observer.observe({ type: 'resource' });
  }
}
