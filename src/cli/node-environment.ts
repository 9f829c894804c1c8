/** @file The environment of a real command: the process's streams, Ctrl-C, and the files that Rolemap ships. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WriteStream } from 'node:tty';
import type { Kernels } from '../core/search/kernel/scanner.ts';
import type { Environment, Output } from './environment.ts';
import { InterruptedError } from './errors.ts';
import { cachedKernels, type Compile } from './kernel-cache.ts';
import { loadShippedCoder, loadShippedCorpus, loadShippedEncoder, ShippedFiles } from './shipped-files.ts';

const ROOT = join(import.meta.dirname, '../..');

function outputOf(stream: WriteStream): Output {
  // Each write hears of its own error; without a listener a closed pipe would end the process with a stack trace.
  stream.on('error', () => undefined);
  return {
    isTerminal: stream.isTTY,
    columns: stream.columns || 80,
    write: (content) =>
      new Promise((resolve, reject) => {
        stream.write(content, (error) => (error ? reject(error) : resolve()));
      }),
  };
}

/** Aborts on the first Ctrl-C; the second one ends the process as if nobody listened. */
function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => controller.abort(new InterruptedError()));
  return controller.signal;
}

/** @param compile of the scans; not called while they are kept from before */
export function nodeEnvironment(compile: Compile): Environment {
  const files = new ShippedFiles(join(ROOT, 'public'));
  let made: Promise<Kernels | undefined> | null = null;
  const kernels = () => (made ??= cachedKernels(join(ROOT, 'node_modules/.cache/rolemap-kernels'), compile));
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return {
    input: { isTerminal: process.stdin.isTTY, bytes: process.stdin },
    output: outputOf(process.stdout),
    errors: outputOf(process.stderr),
    signal: interruptSignal(),
    version,
    siteFolder: join(ROOT, 'dist'),
    now: () => new Date(),
    loadEncoder: (model) => loadShippedEncoder(files, model),
    loadCoder: (options) => loadShippedCoder(files, kernels, options),
    shippedCorpus: (models, fields) => loadShippedCorpus(files, { models, fields }),
  };
}
