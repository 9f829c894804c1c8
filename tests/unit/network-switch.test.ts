/** @file What becomes of a request, how requests are counted, and how the network is switched off. */
import fc from 'fast-check';
import { render } from 'svelte/server';
import { describe, expect, it } from 'vitest';
import { isNetworkReport, REFUSAL, verdictOn, type NetworkReport } from '../../src/core/network-switch.ts';
import DisconnectSwitch from '../../src/features/normalize/DisconnectSwitch.svelte';
import { NetworkWatch } from '../../src/features/normalize/network-watch.svelte.ts';
import { AssetStore } from '../../src/store/asset-store.ts';
import { MemoryBackend } from '../../src/store/backend.ts';
import type { Control, NetworkGuard } from '../../src/store/service-worker-client.ts';
import { FakeServer, noise, serve } from './store-fixture.ts';

const BASE = 'https://rolemap.test/';

class FakeGuard implements NetworkGuard {
  disconnected = false;
  answers = true;
  readonly #control: Control;
  readonly #listeners: ((report: NetworkReport) => void)[] = [];

  constructor(control: Control = { state: 'controlled' }) {
    this.#control = control;
  }

  control(): Promise<Control> {
    return Promise.resolve(this.#control);
  }

  watch(onReport: (report: NetworkReport) => void): void {
    this.#listeners.push(onReport);
  }

  turn(disconnect: boolean | null): Promise<boolean> {
    if (!this.answers) return Promise.reject(new Error('The service worker does not answer.'));
    return Promise.resolve((this.disconnected = disconnect ?? this.disconnected));
  }

  tell(report: NetworkReport): void {
    for (const listener of this.#listeners) listener(report);
  }

  request(address: string, left = true): void {
    this.tell({ type: 'request', address, left });
  }
}

describe('a request', () => {
  it('is answered from the cache first, and reaches the network only while that is on', () => {
    const pages = [true, false];
    for (const opensAnotherPage of pages) {
      expect(verdictOn({ stored: true, opensAnotherPage }, true)).toBe('cache');
      expect(verdictOn({ stored: true, opensAnotherPage }, false)).toBe('cache');
      expect(verdictOn({ stored: false, opensAnotherPage }, false)).toBe('network');
    }
    expect(verdictOn({ stored: false, opensAnotherPage: false }, true)).toBe('refuse');
    expect(verdictOn({ stored: false, opensAnotherPage: true }, true)).toBe('home');
  });

  it('never leaves while the network is switched off', () => {
    const request = fc.record({ stored: fc.boolean(), opensAnotherPage: fc.boolean() });
    fc.assert(fc.property(request, (seen) => verdictOn(seen, true) !== 'network'));
  });

  it('is known by its report, and nothing else is', () => {
    expect(isNetworkReport({ type: 'request', address: BASE, left: true })).toBe(true);
    expect(isNetworkReport({ type: 'switch', disconnected: false })).toBe(true);
    for (const other of [null, 'switch', { type: 'switch' }, { type: 'request', left: true }, { left: true }])
      expect(isNetworkReport(other)).toBe(false);
  });
});

describe('the count of requests', () => {
  it('begins when a file is opened, and tells files of the app from others', async () => {
    const guard = new FakeGuard();
    const watch = new NetworkWatch(BASE, guard);
    await watch.connect();
    guard.request('https://elsewhere.test/before');
    watch.start();
    guard.request(`${BASE}store/${'a'.repeat(64)}.bin`);
    guard.request(`${BASE}?title=Nurse`);
    guard.request('https://elsewhere.test/');
    expect([watch.requests, watch.ownFiles]).toEqual([2, 1]);
    watch.stop();
    guard.request('https://elsewhere.test/after');
    expect(watch.requests).toBe(2);
    watch.start();
    expect([watch.requests, watch.ownFiles]).toEqual([0, 0]);
  });

  it('takes up with the service worker once', async () => {
    const guard = new FakeGuard();
    const watch = new NetworkWatch(BASE, guard);
    await Promise.all([watch.connect(), watch.connect()]);
    watch.start();
    guard.request('https://elsewhere.test/');
    expect(watch.requests).toBe(1);
  });
});

describe('the switch', () => {
  it('turns, counts what is refused, and follows another tab', async () => {
    const guard = new FakeGuard();
    const watch = new NetworkWatch(BASE, guard);
    await watch.connect();
    expect([watch.seesAll, watch.disconnected]).toEqual([true, false]);
    await watch.disconnect(true);
    expect([watch.disconnected, guard.disconnected]).toEqual([true, true]);
    watch.start();
    guard.request('https://elsewhere.test/', false);
    expect([watch.requests, watch.refused]).toEqual([0, 1]);
    guard.tell({ type: 'switch', disconnected: false });
    expect([watch.disconnected, watch.refused]).toEqual([false, 0]);
  });

  it('is found as it was left', async () => {
    const guard = new FakeGuard();
    guard.disconnected = true;
    const watch = new NetworkWatch(BASE, guard);
    await watch.connect();
    expect(watch.disconnected).toBe(true);
  });

  it('that does not turn says so, and stays', async () => {
    const guard = new FakeGuard();
    const watch = new NetworkWatch(BASE, guard);
    await watch.connect();
    guard.answers = false;
    await watch.disconnect(true);
    expect([watch.disconnected, watch.turning]).toEqual([false, false]);
    expect(watch.problem).toBe('The service worker does not answer.');
    guard.answers = true;
    await watch.disconnect(true);
    expect([watch.disconnected, watch.problem]).toEqual([true, null]);
  });

  it('is absent without a service worker, with the reason', async () => {
    const watch = new NetworkWatch(
      BASE,
      new FakeGuard({ state: 'unavailable', reason: 'The page came over plain http.' }),
    );
    await watch.connect();
    expect(watch.seesAll).toBe(false);
    const { body } = render(DisconnectSwitch, { props: { network: watch } });
    expect(body).not.toContain('role="switch"');
    expect(body).toContain('There is no switch to disconnect here. The page came over plain http.');
  });

  it('says what it does, and what it did', async () => {
    const guard = new FakeGuard();
    const watch = new NetworkWatch(BASE, guard);
    await watch.connect();
    expect(render(DisconnectSwitch, { props: { network: watch } }).body).toContain('refuses every request');
    await watch.disconnect(true);
    guard.request('https://elsewhere.test/', false);
    const { body } = render(DisconnectSwitch, { props: { network: watch } });
    expect(body).toMatch(/role="switch"[^>]*checked/u);
    expect(body.replace(/\s+/gu, ' ')).toContain('until you switch it back: 1 request refused.');
  });
});

describe('a download while the network is switched off', () => {
  const path = 'models/tuned/onnx/big.onnx';

  async function storeOf(answer: () => Response) {
    const served = await serve({ [path]: noise(1500, 7) });
    const server = new FakeServer(served);
    server.fault = answer;
    const { manifest } = served;
    const backend = new MemoryBackend();
    return {
      server,
      store: new AssetStore({ manifest, backend, base: BASE, fetch: server.fetch, locks: null }),
    };
  }

  it('says who refused it, and is not tried again', async () => {
    const { store, server } = await storeOf(() => new Response('', REFUSAL));
    await expect(store.ensure([path])).rejects.toMatchObject({
      code: 'offline',
      message: `${path}: Rolemap is disconnected, by the switch on the Normalize page. Connect again, then try again.`,
      advice: 'Connect again, then try again.',
    });
    expect(server.requests.map(({ cache }) => cache)).toEqual(['default']);
  });

  it('is not taken for a server that is busy', async () => {
    const { store, server } = await storeOf(() => new Response('', { status: 503, statusText: 'Busy' }));
    await expect(store.ensure([path])).rejects.toMatchObject({ code: 'http-status' });
    expect(server.requests).toHaveLength(2);
  });
});
