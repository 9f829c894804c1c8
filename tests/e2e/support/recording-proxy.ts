/** @file A proxy around the whole browser: records every host that page, workers and service worker ask for. */
import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Chromium's updater, sign-in and autofill ask these whatever page is open. That the page itself asks nobody is checked apart, from
 * the requests that Playwright reports for page and workers.
 */
const BROWSER_SERVICES =
  /^(update|content-autofill|optimizationguide-pa|safebrowsing|clientservices)\.googleapis\.com(:443)?$|^(accounts|www|clients2)\.google\.com(:443)?$/;

export class RecordingProxy {
  /** `host:port` of each request, refused ones included. */
  readonly hosts: string[] = [];
  #server: Server | null = null;

  get address(): string {
    return `http://127.0.0.1:${(this.#server?.address() as AddressInfo).port}`;
  }

  /** Requests to another place than `site`, less those that the browser makes for itself with an empty page too. */
  foreign(site: string): string[] {
    const { host } = new URL(site);
    return this.hosts.filter((asked) => asked !== host && !BROWSER_SERVICES.test(asked));
  }

  async start(): Promise<this> {
    const server = createServer((incoming, response) => {
      const url = new URL(incoming.url ?? '', 'http://unknown');
      this.hosts.push(url.host);
      if (url.hostname !== 'localhost') {
        response.writeHead(502).end();
        return;
      }
      const { method, headers } = incoming;
      const outgoing = forward(
        { host: '127.0.0.1', port: url.port, path: url.pathname + url.search, method, headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.on('error', () => response.destroy());
          answer.pipe(response);
        },
      );
      outgoing.on('error', () => response.destroy());
      incoming.on('error', () => outgoing.destroy());
      incoming.pipe(outgoing);
    });
    // An https request shows its host in CONNECT; nothing here uses https, so it is recorded and refused.
    server.on('connect', (incoming, socket) => {
      this.hosts.push(incoming.url ?? 'unknown');
      // A browser that goes away in the middle is no fault of the test.
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#server = server;
    return this;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise<void>((resolve) => (this.#server ? this.#server.close(() => resolve()) : resolve()));
  }
}
