import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { build, createServer } from 'vite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseManifest, type Manifest } from '../../src/core/formats/manifest.ts';
import { CONTENT_SECURITY_POLICY } from '../../src/core/security-policy.ts';
import { storePlugin, writeStore } from '../../scripts/vite/store.ts';
import { readStore, type StoreSources } from '../../scripts/vite/store-files.ts';
import { noise } from './store-fixture.ts';

let folder: string;
let sources: StoreSources;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Writes the file and returns what a manifest says of it. */
function put(path: string, bytes: Uint8Array): { bytes: number; sha256: string } {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  return { bytes: bytes.length, sha256: sha256(bytes) };
}

function makeModel(id: string, seed: number) {
  const names = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/small.onnx', 'README.md'];
  const files = Object.fromEntries(
    names.map((name, index) => [name, put(`public/models/${id}/${name}`, noise(900 + index, seed + index))]),
  );
  return {
    label: id,
    technicalName: id,
    licence: 'MIT',
    dimension: 2,
    maxTokens: 128,
    pooling: 'mean',
    files,
    devices: { wasm: 'onnx/small.onnx', webgpu: 'onnx/small.onnx' },
    selfTest: { titles: ['nurse'], vectors: { 'onnx/small.onnx': [[1, 0]] } },
  };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-plugin-'));
  const models = { base: makeModel('base', 10), tuned: makeModel('tuned', 20) };
  put('public/models/manifest.json', Buffer.from(JSON.stringify({ schemaVersion: 1, models })));
  const paths = [
    'data/words.parquet',
    'data/table.parquet',
    'data/v.npy',
    'data/roles.parquet',
    'data/roles.npy',
  ];
  const files = paths.map((path, index) => ({ path, ...put(`public/${path}`, noise(500, 50 + index)) }));
  const [lexical, table, vectors, rolesTable, rolesVectors] = paths;
  const text = { id: 'c', name: 'C', licence: 'MIT', origin: 'here' };
  const vectorFiles = [{ path: vectors, model: 'base', field: 'title', rows: 1, scale: 1 }];
  const corpus = { ...text, synthetic: true, rows: 1, lexical, table, vectors: vectorFiles };
  const roles = { table: rolesTable, vectors: rolesVectors, rows: 1, scale: 1 };
  const map = { vectors: ['base', 'tuned'].map((space) => ({ space, path: vectors, rows: 1, scale: 1 })) };
  const coding = {
    ...{ titles: table, vectors, rows: 1, scale: 1, occupations: table },
    ...{ coder: table, heads: vectors, headsDescription: table },
  };
  put(
    'public/data/manifest.json',
    Buffer.from(JSON.stringify({ schemaVersion: 1, files, corpus, roles, map, coding })),
  );
  put('public/icon.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
  for (const suffix of ['', '.jspi', '.asyncify']) {
    put(`ort/ort-wasm-simd-threaded${suffix}.wasm`, noise(1500, suffix.length));
    put(`ort/ort-wasm-simd-threaded${suffix}.mjs`, Buffer.from(`export default '${suffix}';`));
  }
  sources = {
    publicDirectory: join(folder, 'public'),
    runtimeDirectory: join(folder, 'ort'),
    cacheDirectory: join(folder, 'cache'),
    maximumShardBytes: 600,
  };
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Puts the shards that the built manifest lists together, checking each. */
function rejoin(directory: string, manifest: Manifest, path: string): Buffer {
  const file = manifest.files.find((entry) => entry.path === path)!;
  const pieces = file.shards.map((shard) => {
    const served = readFileSync(join(directory, 'store', `${shard.sha256}.bin`));
    expect(served.length).toBe(shard.gzip ?? shard.bytes);
    const bytes = shard.gzip === undefined ? served : gunzipSync(served);
    expect(bytes.length).toBe(shard.bytes);
    expect(sha256(bytes)).toBe(shard.sha256);
    return bytes;
  });
  return Buffer.concat(pieces);
}

describe('store plugin', () => {
  it('builds a site whose shards are the files, without whole copies', async () => {
    put('index.html', Buffer.from('<!doctype html><html><head><title>t</title></head><body></body></html>'));
    await build({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      base: './',
      publicDir: false,
      plugins: storePlugin(sources),
    });
    const directory = join(folder, 'dist');
    const manifest = parseManifest(JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')));
    for (const { path } of manifest.files) {
      const id = /^runtimes\/(\w+)\.wasm$/.exec(path)?.[1];
      const original = id
        ? join(folder, 'ort', `ort-wasm-simd-threaded${id === 'plain' ? '' : `.${id}`}.wasm`)
        : join(folder, 'public', path);
      expect(rejoin(directory, manifest, path)).toEqual(readFileSync(original));
    }
    const paths = manifest.files.map(({ path }) => path);
    expect(paths).toContain('models/tuned/onnx/small.onnx');
    expect(paths.filter((path) => path.includes('README'))).toEqual([]);
    const top = readdirSync(directory).sort();
    expect(top).toEqual(['_headers', 'icon.svg', 'index.html', 'manifest.json', 'runtimes', 'store']);
    expect(readdirSync(join(directory, 'runtimes')).sort()).toEqual([
      'asyncify.mjs',
      'jspi.mjs',
      'plain.mjs',
    ]);
    expect(readFileSync(join(directory, '_headers'), 'utf8')).toContain(
      `/*\n  Content-Security-Policy: ${CONTENT_SECURITY_POLICY}\n`,
    );
    expect(readFileSync(join(directory, 'index.html'), 'utf8')).toContain(
      'http-equiv="Content-Security-Policy"',
    );
  });

  it('gives the same version for the same files, another for others', () => {
    const { version } = readStore(sources).manifest;
    expect(readStore(sources).manifest.version).toBe(version);
    put('ort/ort-wasm-simd-threaded.wasm', noise(1500, 77));
    expect(readStore(sources).manifest.version).not.toBe(version);
  });

  it('fails when a file is not what its manifest says, and names it', () => {
    const file = join(folder, 'public/models/tuned/onnx/small.onnx');
    const bytes = readFileSync(file);
    bytes[5]! ^= 1;
    writeFileSync(file, bytes);
    expect(() => writeStore(sources, join(folder, 'out'))).toThrow(
      /models\/tuned\/onnx\/small\.onnx.*SHA-256/,
    );
    expect(existsSync(join(folder, 'out/manifest.json'))).toBe(false);
    writeFileSync(file, bytes.subarray(1));
    expect(() => readStore(sources)).toThrow(/small\.onnx has 902 bytes, its manifest says 903/);
    rmSync(file);
    expect(() => readStore(sources)).toThrow(/small\.onnx is not there/);
  });

  it('fails without models, naming the manifest', () => {
    rmSync(join(folder, 'public/models'), { recursive: true });
    expect(() => readStore(sources)).toThrow(/models\/manifest\.json is not there/);
  });

  it('serves in development what the build writes', async () => {
    const out = join(folder, 'out');
    writeStore(sources, out);
    const server = await createServer({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      publicDir: false,
      server: { port: 0, host: '127.0.0.1', ws: false },
      plugins: storePlugin(sources),
    });
    try {
      await server.listen();
      const base = server.resolvedUrls!.local[0]!;
      const get = async (path: string) => {
        const response = await fetch(new URL(path, base));
        return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
      };
      const shard = readdirSync(join(out, 'store'))[0]!;
      for (const path of ['manifest.json', `store/${shard}`, 'runtimes/jspi.mjs', 'icon.svg']) {
        expect(await get(path)).toEqual({ status: 200, body: readFileSync(join(out, path)) });
      }
      expect((await get(`store/${'0'.repeat(64)}.bin`)).status).toBe(404);
      rmSync(join(folder, 'public/data/manifest.json'));
      const broken = await get('manifest.json');
      expect(broken.status).toBe(500);
      expect(broken.body.toString()).toContain('data/manifest.json is not there');
    } finally {
      await server.close();
    }
  });
});
