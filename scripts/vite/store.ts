/** @file Vite plugin: writes `manifest.json` and `store/<sha256>.bin` into the build, and serves the same while developing. */
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { ServerResponse } from 'node:http';
import { dirname, extname, join, resolve } from 'node:path';
import type { Connect, Plugin } from 'vite';
import { securityPlugin } from './security-headers.ts';
import { plainFiles, readStore, type Slice, type StoreContents, type StoreSources } from './store-files.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.bin': 'application/octet-stream',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

function readSlice({ file, start, end }: Slice): Buffer {
  const bytes = Buffer.alloc(end - start);
  const handle = openSync(file, 'r');
  try {
    if (readSync(handle, bytes, 0, bytes.length, start) !== bytes.length)
      throw new Error(`${file} changed while it was read.`);
    return bytes;
  } finally {
    closeSync(handle);
  }
}

/** Written at once and not through the bundler, which would hold all models in memory and list every shard. */
export function writeStore(sources: StoreSources, directory: string): StoreContents {
  const contents = readStore(sources);
  mkdirSync(join(directory, 'store'), { recursive: true });
  for (const [sha256, slice] of contents.shards)
    writeFileSync(join(directory, 'store', `${sha256}.bin`), readSlice(slice));
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(contents.manifest));
  for (const [path, file] of plainFiles(sources)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    copyFileSync(file, join(directory, path));
  }
  return contents;
}

/** Reads the store anew when one of its two manifests has changed: hashing all files takes a while. */
function cachedStore(sources: StoreSources): () => StoreContents {
  let contents: StoreContents | null = null;
  let stamp = '';
  return () => {
    const times = ['models', 'data'].map(
      (folder) =>
        statSync(join(sources.publicDirectory, folder, 'manifest.json'), { throwIfNoEntry: false })?.mtimeMs,
    );
    if (!contents || times.join() !== stamp) contents = readStore(sources);
    stamp = times.join();
    return contents;
  };
}

function send(response: ServerResponse, path: string, body: Buffer | string): void {
  response.setHeader('Content-Type', TYPES[extname(path)] ?? 'application/octet-stream');
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.setHeader('Cache-Control', 'no-cache');
  response.end(body);
}

/** Answers what the build would have written; an error of the store is the answer's text. */
function serveStore(sources: StoreSources): Connect.NextHandleFunction {
  const store = cachedStore(sources);
  const bodyOf = (path: string): Buffer | string | null => {
    const shard = /^store\/([0-9a-f]{64})\.bin$/.exec(path);
    if (shard) {
      const slice = store().shards.get(shard[1]!);
      return slice ? readSlice(slice) : null;
    }
    if (path === 'manifest.json') return JSON.stringify(store().manifest);
    const file = plainFiles(sources).get(path);
    return file === undefined ? null : readFileSync(file);
  };
  return (request, response, next) => {
    // Vite adds a query to scripts that are imported by address.
    const path = decodeURI(new URL(request.url ?? '/', 'http://localhost').pathname).slice(1);
    try {
      const body = bodyOf(path);
      if (body !== null) send(response, path, body);
      else if (path.startsWith('store/')) {
        response.statusCode = 404;
        send(response, '.txt', 'No such shard.');
      } else next();
    } catch (error) {
      response.statusCode = 500;
      send(response, '.txt', error instanceof Error ? error.message : String(error));
    }
  };
}

/**
 * The store, and the security headers that go with it (`_headers`, the page's `<meta>`). `sources` default to public/ and the
 * installed onnxruntime-web, below Vite's root. `publicDir` must be false: the plugin copies what is left of public/.
 */
export function storePlugin(sources: Partial<StoreSources> = {}): Plugin[] {
  let root = process.cwd();
  let outDirectory = 'dist';
  const resolved = (): StoreSources => ({
    publicDirectory: join(root, 'public'),
    runtimeDirectory: join(root, 'node_modules/onnxruntime-web/dist'),
    cacheDirectory: join(root, 'node_modules/.cache/rolemap-gzip'),
    ...sources,
  });
  const store: Plugin = {
    name: 'rolemap-store',
    configResolved(config) {
      root = config.root;
      outDirectory = resolve(config.root, config.build.outDir);
    },
    configureServer(server) {
      server.middlewares.use(serveStore(resolved()));
    },
    configurePreviewServer(server) {
      server.middlewares.use((request, response, next) => {
        if (/\/(store|assets)\//.test(request.url ?? '')) {
          response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
        }
        next();
      });
    },
    // After the bundle, which empties the folder; before the service worker's list is made (closeBundle).
    writeBundle() {
      writeStore(resolved(), outDirectory);
    },
  };
  return [store, securityPlugin()];
}
