/**
 * @file A Vite plugin for AssemblyScript kernels: `import bytes from './scan.as.ts?wasm'` gives the compiled module as a
 * Uint8Array, written into the bundle, so that it is there at once in a page, a worker, Node and a test, with no request.
 * `?wasm&relaxed` allows relaxed SIMD instructions.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Plugin } from 'vite';

const decoder = new TextDecoder();
const REQUEST = /^(?<file>[^?]+\.as\.ts)\?wasm(?<relaxed>&relaxed)?$/;

/**
 * Compiles one AssemblyScript source, which may not import others.
 * @param source text of the file
 * @param name file name, for messages
 * @param relaxed whether relaxed SIMD instructions are allowed
 * @returns the bytes of a WebAssembly module that imports nothing and exports a growable memory of 0 pages at first
 * @throws Error with the compiler's own messages
 */
export async function compile(
  source: string,
  name: string,
  relaxed: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  const { main } = await import('assemblyscript/asc');
  let bytes: Uint8Array | undefined;
  let messages = '';
  const features = relaxed ? 'simd,relaxed-simd' : 'simd';
  const options = [
    '--optimizeLevel',
    '3',
    '--converge',
    '--noAssert',
    '--runtime',
    'stub',
    '--enable',
    features,
  ];
  const { error } = await main([name, ...options, '--outFile', 'module.wasm'], {
    readFile: (path) => (path === name ? source : null),
    writeFile: (path, contents) => {
      if (path === 'module.wasm' && typeof contents !== 'string') bytes = contents;
    },
    listFiles: () => [],
    stderr: {
      write: (chunk) => void (messages += typeof chunk === 'string' ? chunk : decoder.decode(chunk)),
    },
  });
  if (error || !bytes) throw new Error(`AssemblyScript could not compile ${name}:\n${messages}`);
  return new Uint8Array(bytes);
}

/** The plugin; put it into `plugins` and into `worker.plugins`. */
export function assemblyscript(): Plugin {
  const cache = new Map<string, { source: string; code: string }>();
  return {
    name: 'assemblyscript',
    enforce: 'pre',
    async load(id) {
      const groups = REQUEST.exec(id)?.groups;
      const file = groups?.['file'];
      if (file === undefined) return null;
      this.addWatchFile(file);
      const source = await readFile(file, 'utf8');
      const known = cache.get(id);
      if (known?.source === source) return known.code;
      const bytes = await compile(source, basename(file), groups?.['relaxed'] !== undefined);
      const base64 = Buffer.from(bytes).toString('base64');
      const code = `export default Uint8Array.from(atob('${base64}'), (c) => c.charCodeAt(0));`;
      cache.set(id, { source, code });
      return code;
    },
  };
}
