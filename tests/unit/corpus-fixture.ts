/** @file Small corpora for the tests: tables, models, vectors, and a worker of corpora over memory. */
import { MemoryShelf } from '../../src/core/search/corpus/byte-file.ts';
import type { CorpusModel } from '../../src/core/search/corpus/corpus-manifest.ts';
import { CODE_KERNEL, KERNELS } from '../../src/core/search/kernel/kernel-bytes.ts';
import { CorpusService, type CorpusProgress } from '../../src/workers/corpus/corpus-service.ts';
import type { CorpusRemote } from '../../src/workers/corpus/launch.ts';
import type { CallOptions } from '../../src/workers/rpc/connect.ts';
import type { CallContext } from '../../src/workers/rpc/protocol.ts';
import { clusteredVectors } from './core-samples.ts';

export const DIMENSION = 128;

export function model(id: string, fields: Partial<CorpusModel> = {}): CorpusModel {
  return {
    id,
    label: `The ${id} model`,
    file: `models/${id}/onnx/model.onnx`,
    sha256: id.padEnd(64, '0'),
    dimension: DIMENSION,
    settings: 'mean pooling, unit length, 128 tokens',
    ...fields,
  };
}

const PLACES = ['Leeds', 'Lyon', 'Utrecht'];

/** A CSV of titles with places and numbers. */
export function csv(rows: number, name = 'titles.csv'): File {
  const lines = Array.from({ length: rows }, (_, row) => `${row},Nurse ${row},"${PLACES[row % 3]!}"`);
  return new File([['id,job title,place', ...lines].join('\n')], name);
}

/** Title, then id kept and place to filter by. */
export const MAPPING = { title: 1, kept: [0], filters: [2] };

export function rowVectors(rows: number, seed: number): Float32Array<ArrayBuffer> {
  return clusteredVectors(rows, DIMENSION, seed);
}

export function context(signal?: AbortSignal): CallContext<CorpusProgress> & { seen: CorpusProgress[] } {
  const seen: CorpusProgress[] = [];
  return {
    seen,
    signal: signal ?? new AbortController().signal,
    progress: (value) => void seen.push(value),
    transfer: () => undefined,
  };
}

/** Locks that tabs share. */
export function sharedLocks() {
  const held = new Set<string>();
  return (name: string): Promise<(() => void) | null> => {
    if (held.has(name)) return Promise.resolve(null);
    held.add(name);
    return Promise.resolve(() => void held.delete(name));
  };
}

/** One tab's worker; tabs with the same shelf and locks see the same corpora. */
export function tab(
  parts: {
    readonly shelf?: MemoryShelf;
    readonly locks?: ReturnType<typeof sharedLocks>;
    readonly exactRows?: number;
  } = {},
): CorpusService {
  const { shelf = new MemoryShelf(), locks = sharedLocks(), exactRows } = parts;
  const service = new CorpusService({
    shelf: () => shelf,
    kernels: { rows: KERNELS, codes: CODE_KERNEL },
    takeLock: locks,
    exactRows,
  });
  service.start({ deployment: 'rolemap:/' });
  return service;
}

/** A remote without a message channel: Node's structured clone takes a file's name from it, a browser's does not. */
export function directRemote(service: CorpusService): CorpusRemote {
  type Method = (input: unknown, context: CallContext) => unknown;
  const methods = service as unknown as Record<string, Method>;
  // What a method throws at once rejects too.
  const call = async (method: string, input: unknown, options: CallOptions<unknown> = {}) =>
    await methods[method]!.call(service, input, {
      signal: options.signal ?? new AbortController().signal,
      progress: (value) => options.onProgress?.(value),
      transfer: () => undefined,
    });
  return {
    call: call as CorpusRemote['call'],
    crashed: new Promise(() => undefined),
    terminate: () => undefined,
  };
}

/** A corpus with vectors of these models, ready to be searched. */
export async function addCorpus(
  service: CorpusService,
  {
    id,
    rows,
    models,
  }: { readonly id: string; readonly rows: number; readonly models: readonly CorpusModel[] },
): Promise<void> {
  await service.read({ id, name: 'Titles', file: csv(rows), mapping: MAPPING }, context());
  await service.addModels({ id, models });
  for (const [seed, each] of models.entries()) {
    const vectors = rowVectors(rows, seed + 1);
    await service.append({ id, model: each.id, first: 0, vectors });
  }
  await service.finish({ id }, context());
}
