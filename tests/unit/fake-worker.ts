/** @file A worker without a thread: a service behind a real message channel (structured clones, transfers), that can be killed. */
import { connect, type Remote } from '../../src/workers/rpc/connect.ts';
import type { Service } from '../../src/workers/rpc/protocol.ts';
import { serve } from '../../src/workers/rpc/serve.ts';

export class FakeWorker extends EventTarget {
  terminated = false;
  /** What the page sent, in order. */
  readonly sent: unknown[] = [];
  readonly #page: MessagePort;

  constructor(startService: (end: MessagePort) => void) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#page = port1;
    port1.onmessage = ({ data }: MessageEvent<unknown>) =>
      this.dispatchEvent(new MessageEvent('message', { data }));
    startService(port2);
    port2.start();
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    this.#page.postMessage(message, transfer);
    this.sent.push(message);
  }

  terminate(): void {
    this.terminated = true;
    this.#page.close();
  }

  /** Dies as a worker that runs out of memory. */
  crash(message = 'out of memory'): void {
    this.#page.close();
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

export interface Launched<S extends Service<S>> {
  readonly worker: FakeWorker;
  readonly remote: Remote<S>;
}

/** A service in a worker of its own, and the page's typed remote of it. */
export function launchFake<S extends Service<S>>(service: S): Launched<S> {
  const worker = new FakeWorker((end) => serve(service, end));
  return { worker, remote: connect<S>(worker as unknown as Worker) };
}

/** One turn of timers and messages, so that what was sent has arrived. */
export function arrive(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}
