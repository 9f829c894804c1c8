/** @file A static host for the built site that can stop, start again at the same address, and misbehave on request. */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.bin': 'application/octet-stream',
};

/** Bytes sent at once; small, so that several downloads share a slow line evenly. */
const CHUNK = 16 * 1024;

/** What the host does instead of serving a file: bytes changed, the page instead, the connection cut, an error status. */
export type Fault = 'wrong-bytes' | 'html-page' | 'cut' | 'not-found';

export interface SiteOptions {
  /** Folder to serve. */
  readonly root?: string;
  /** Path of the deployment, with slashes at both ends. */
  readonly base?: string;
}

export class Site {
  readonly base: string;
  /** Paths below the base in the order they were asked for. */
  readonly requests: string[] = [];
  /** Asked for each request; the first answer other than null decides. */
  faultOf: (path: string) => Fault | null = () => null;
  /** Bytes sent so far, bodies only. */
  sentBytes = 0;
  /** Of all connections together; a browser's own throttling leaves service workers out. */
  bytesPerSecond = Infinity;
  #busyUntil = 0;
  /** Milliseconds that each request for a path waits. */
  delayOf: (path: string) => number = () => 0;
  root: string;
  #server: Server | null = null;
  #port = 0;
  readonly #sockets = new Set<Socket>();

  constructor({ root = 'dist', base = '/' }: SiteOptions = {}) {
    this.root = root;
    this.base = base;
  }

  get url(): string {
    return `http://localhost:${this.#port}${this.base}`;
  }

  get port(): number {
    return this.#port;
  }

  /** Starts, at the same port as before if it ran before. */
  async start(): Promise<this> {
    const server = createServer((request, response) => void this.#answer(request, response));
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  /** Stops at once: open connections are cut. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (!url.pathname.startsWith(this.base)) {
      response.writeHead(404).end();
      return;
    }
    const path = decodeURIComponent(url.pathname.slice(this.base.length)) || 'index.html';
    this.requests.push(path);
    await new Promise((resolve) => setTimeout(resolve, this.delayOf(path)));
    const file = join(this.root, normalize(path));
    const fault = this.faultOf(path);
    if (fault === 'html-page') this.#send(response, join(this.root, 'index.html'));
    else if (fault === 'not-found' || !existsSync(file) || !statSync(file).isFile())
      response.writeHead(404).end();
    else this.#send(response, file, fault);
  }

  #send(response: ServerResponse, file: string, fault: Fault | null = null): void {
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    const headers = { 'Content-Type': type, 'Cache-Control': 'no-cache' };
    if (fault === null && /text|json|svg/.test(type)) {
      // As static hosts do with text.
      const body = gzipSync(readFileSync(file));
      response.writeHead(200, { ...headers, 'Content-Length': body.length, 'Content-Encoding': 'gzip' });
      void this.#pace(body.length).then(() => response.end(body));
      return;
    }
    const bytes = statSync(file).size;
    response.writeHead(200, { ...headers, 'Content-Length': bytes });
    void this.#stream(response, file, fault === 'cut' ? Math.floor(bytes / 2) : bytes, fault);
  }

  async #stream(response: ServerResponse, file: string, end: number, fault: Fault | null): Promise<void> {
    const source = createReadStream(file, { end: Math.max(0, end - 1), highWaterMark: CHUNK });
    const sent = async function* (this: Site, chunks: AsyncIterable<Buffer>) {
      let isFirst = true;
      for await (const chunk of chunks) {
        if (fault === 'wrong-bytes' && isFirst) chunk[0]! ^= 0xff;
        isFirst = false;
        await this.#pace(chunk.length);
        yield chunk;
      }
    }.bind(this);
    // A browser that goes away in the middle is no fault of the test.
    await pipeline(source, sent, response, { end: fault !== 'cut' }).catch(() => undefined);
    if (fault === 'cut') response.destroy();
  }

  /** Waits until the line is free for another `bytes`. */
  async #pace(bytes: number): Promise<void> {
    this.sentBytes += bytes;
    if (this.bytesPerSecond === Infinity) return;
    const now = performance.now();
    this.#busyUntil = Math.max(now, this.#busyUntil) + (bytes / this.bytesPerSecond) * 1000;
    await new Promise((resolve) => setTimeout(resolve, this.#busyUntil - now));
  }
}
