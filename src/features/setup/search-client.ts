/** @file The page's handle on the search worker: remembers what was loaded, so that a dead worker is replaced without loss. */
import type { SearchRemote } from '../../workers/launch.ts';
import type { CallOptions } from '../../workers/rpc/connect.ts';
import {
  WORKER_CRASHED,
  WorkerError,
  type InputOf,
  type OutputOf,
  type ProgressOf,
} from '../../workers/rpc/protocol.ts';
import type { SearchService } from '../../workers/search/search-service.ts';

type Load = (remote: SearchRemote) => Promise<unknown>;
type Methods = keyof SearchService;

export class SearchClient {
  readonly #launch: () => SearchRemote;
  readonly #loads: { readonly key: string; readonly load: Load }[] = [];
  /** By key, how often its loads were forgotten. */
  readonly #forgotten = new Map<string, number>();
  #remote: Promise<SearchRemote> | null = null;

  constructor(launch: () => SearchRemote) {
    this.#launch = launch;
  }

  /** Runs a load and repeats it, in order, on every worker that replaces this one. */
  async load(key: string, load: Load): Promise<void> {
    const forgotten = this.#forgotten.get(key);
    await this.#withWorker(load);
    // Data that was cleared while it loaded is not to come back.
    if (this.#forgotten.get(key) === forgotten) this.#loads.push({ key, load });
  }

  /** Forgets the loads of a key, for data that was cleared. */
  forget(key: string): void {
    this.#forgotten.set(key, (this.#forgotten.get(key) ?? 0) + 1);
    for (let i = this.#loads.length - 1; i >= 0; i--)
      if (this.#loads[i]!.key === key) this.#loads.splice(i, 1);
  }

  call<M extends Methods>(
    method: M,
    input: InputOf<SearchService[M]>,
    options: CallOptions<ProgressOf<SearchService[M]>> = {},
  ): Promise<OutputOf<SearchService[M]>> {
    return this.#withWorker((remote) => remote.call(method, input, options));
  }

  /** Runs `work`; if the worker dies under it, once more on a fresh worker that holds the same data. */
  async #withWorker<T>(work: (remote: SearchRemote) => Promise<T>): Promise<T> {
    const worker = (this.#remote ??= this.#start());
    try {
      return await work(await worker);
    } catch (error) {
      if (!(error instanceof WorkerError) || error.code !== WORKER_CRASHED) throw error;
      if (this.#remote === worker) this.#remote = null;
      return work(await (this.#remote ??= this.#start()));
    }
  }

  async #start(): Promise<SearchRemote> {
    const remote = this.#launch();
    try {
      for (const { load } of this.#loads) await load(remote);
    } catch (error) {
      remote.terminate();
      this.#remote = null; // The next call tries again.
      throw error;
    }
    return remote;
  }
}
