/** @file The compiled scans for Node: made by the site's compiler once, then kept; without them JavaScript scans, with the same results. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kernels } from '../core/search/kernel/scanner.ts';

/** As scripts/vite/assemblyscript.ts has it. */
export type Compile = (source: string, name: string, relaxed: boolean) => Promise<Uint8Array<ArrayBuffer>>;

const SOURCES = join(import.meta.dirname, '../core/search/kernel');

async function kernel(name: string, relaxed: boolean, folder: string, compile: Compile) {
  const source = readFileSync(join(SOURCES, name), 'utf8');
  const hash = createHash('sha256').update(source).digest('hex');
  const file = join(folder, `${name}.${hash.slice(0, 16)}.wasm`);
  if (existsSync(file)) return new Uint8Array(readFileSync(file));
  const bytes = await compile(source, name, relaxed);
  try {
    mkdirSync(folder, { recursive: true });
    // Two commands may do this at a time, and neither may read half a file of the other.
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, bytes);
    renameSync(temporary, file);
  } catch {
    // A folder that cannot be written to only costs the next command the same time again.
  }
  return bytes;
}

/**
 * @param folder where they are kept; made if it is not there
 * @returns undefined where the compiler is not installed
 */
export async function cachedKernels(folder: string, compile: Compile): Promise<Kernels | undefined> {
  try {
    return {
      relaxed: await kernel('scan-relaxed.as.ts', true, folder, compile),
      simd: await kernel('scan.as.ts', false, folder, compile),
    };
  } catch {
    return undefined;
  }
}
