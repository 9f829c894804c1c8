/**
 * @file From an empty browser to two models: words first, then the job-title model, which serves alone, then the general one.
 * Every step can be repeated; what is stored is not fetched again.
 */
import type { Manifest, ModelId, RuntimeId, VectorFile } from '../../core/formats/manifest.ts';
import { readPostings } from '../../core/formats/postings.ts';
import { joinShards } from '../../core/formats/shards.ts';
import { LexicalIndex } from '../../core/search/lexical.ts';
import { messageOf } from '../../core/message-of.ts';
import type { AssetStore } from '../../store/asset-store.ts';
import { deploymentBase } from '../../store/deployment.ts';
import { openStore } from '../../store/open-store.ts';
import type { Progress } from '../../store/progress.ts';
import type { Control } from '../../store/service-worker-client.ts';
import { launchEncoder } from '../../workers/launch.ts';
import { MODEL_NAMES } from '../model-names.ts';
import { Corpus } from '../search/corpus.svelte.ts';
import { Encoder, type EncoderEnvironment } from './encoder.svelte.ts';
import type { SearchClient } from './search-client.ts';
import { probeAdapter, type AdapterFacts, type DeviceSetting } from './device-plan.ts';

export type Step = 'words' | 'tuned' | 'table' | 'base' | 'roles' | 'map';

export const STEP_NAMES: Readonly<Record<Step, string>> = {
  words: 'Postings',
  tuned: MODEL_NAMES.tuned,
  table: 'Descriptions',
  base: MODEL_NAMES.base,
  roles: 'Other names of jobs',
  map: 'Vectors of the map',
};

/** Vectors of the map's titles: the Map tab reads them when it makes a map, also without a network. */
function mapPaths({ map }: Manifest): string[] {
  return map.vectors.map(({ path }) => path);
}

/** Address of a runtime's loader script. */
export function runtimeLoaderUrl(runtime: RuntimeId): string {
  return new URL(`runtimes/${runtime}.mjs`, deploymentBase()).href;
}

export type SetupPhase = 'working' | 'asking' | 'ready' | 'stopped' | 'failed';

export class Setup {
  phase = $state<SetupPhase>('working');
  step = $state<Step>('words');
  done = $state.raw<ReadonlySet<Step>>(new Set());
  progress = $state.raw<Progress | null>(null);
  /** What stopped the setup: names the file and what to do. */
  problem = $state<string | null>(null);
  /** Bytes still to come, for the question that Save-Data asks. */
  missingBytes = $state(0);
  encoders = $state.raw<Partial<Record<ModelId, Encoder>>>({});
  /** What encoders stand on, for models beside the two of the app. */
  environment = $state.raw<EncoderEnvironment | null>(null);
  store = $state.raw<AssetStore | null>(null);
  adapter = $state.raw<AdapterFacts | null>(null);
  /** Whether a service worker guards this page and its workers. */
  control = $state.raw<Control | null>(null);
  readonly corpus: Corpus;
  readonly #client: SearchClient;
  readonly #setting: DeviceSetting;
  #abort = new AbortController();
  readonly #guard: () => Promise<Control>;
  readonly #waits: boolean;
  #agreed = false;

  /**
   * @param guard puts the service worker in charge of the page: after the words, which its download would delay, and before the
   *   first worker, which it protects
   * @param waits for the user's word before anything is loaded: after "Remove everything stored"
   */
  constructor(client: SearchClient, setting: DeviceSetting, guard: () => Promise<Control>, waits = false) {
    this.#client = client;
    this.#guard = guard;
    this.#waits = waits;
    this.#setting = setting;
    this.corpus = new Corpus('shipped', client, () => this.encoders);
  }

  get manifest(): Manifest | null {
    return this.store?.manifest ?? null;
  }

  /** Runs every step that is not done. Calling it again after a problem, a cancel or the Save-Data question goes on from there. */
  async start({ agreed = false } = {}): Promise<void> {
    this.#agreed ||= agreed;
    this.#abort = new AbortController();
    this.phase = 'working';
    this.problem = null;
    try {
      const store = (this.store ??= await openStore());
      const { manifest } = store;
      if (this.#waits && !this.#agreed) {
        await this.#createEncoders(store);
        if (!(await this.#ask(store, manifest))) return;
      }
      await this.#run('words', () => this.#loadWords(store, manifest));
      await this.#createEncoders(store);
      if (!(await this.#mayLoadModels(store, manifest))) return;
      // A worker that starts on a page without service worker would start without the security headers, and not start offline.
      this.control = await this.#guard();
      await this.#run('tuned', () => this.#loadModel('tuned', store, manifest));
      await this.#run('table', () => this.#loadTable(store, manifest));
      await this.#run('base', () => this.#loadModel('base', store, manifest));
      await this.#run('roles', () => this.#loadRoles(store, manifest));
      await this.#run('map', () => store.ensure(mapPaths(manifest), this.#options()));
      this.phase = 'ready';
      await store.prune();
    } catch (error) {
      if (this.#abort.signal.aborted) this.phase = 'stopped';
      else this.#fail(error);
    } finally {
      this.progress = null;
    }
  }

  cancel(): void {
    this.#abort.abort(new DOMException('Cancelled.', 'AbortError'));
  }

  #fail(error: unknown): void {
    this.problem = messageOf(error);
    this.phase = 'failed';
  }

  async #run(step: Step, work: () => Promise<void>): Promise<void> {
    if (this.done.has(step)) return;
    this.step = step;
    this.progress = null;
    await work();
    this.done = new Set([...this.done, step]);
  }

  #options() {
    return { signal: this.#abort.signal, onProgress: (progress: Progress) => (this.progress = progress) };
  }

  async #loadWords(store: AssetStore, { corpus }: Manifest): Promise<void> {
    await store.ensure([corpus.lexical], this.#options());
    this.corpus.postings = await readPostings(joinShards(await store.read(corpus.lexical)).buffer);
    this.corpus.words = await LexicalIndex.build(this.corpus.postings);
    this.corpus.name = corpus.name;
    this.corpus.synthetic = corpus.synthetic;
    this.corpus.rows = corpus.rows;
  }

  /** Under Save-Data nothing large loads before a click that named the size. */
  async #mayLoadModels(store: AssetStore, manifest: Manifest): Promise<boolean> {
    const connection = (navigator as { connection?: { saveData?: boolean } }).connection;
    if (this.#agreed || !connection?.saveData) return true;
    return this.#ask(store, manifest);
  }

  /** False, and the question on the page, unless everything is here already. */
  async #ask(store: AssetStore, manifest: Manifest): Promise<boolean> {
    const { corpus, runtimes, roles } = manifest;
    const encoders = [this.encoders.tuned!, this.encoders.base!];
    const models = (await Promise.all(encoders.map((encoder) => encoder.neededPaths()))).flat();
    const vectors = corpus.vectors.map(({ path }) => path);
    const data = [corpus.lexical, corpus.table, roles.table, roles.vectors, ...mapPaths(manifest)];
    this.missingBytes = await store.missingBytes([...models, runtimes.plain, ...vectors, ...data]);
    if (this.missingBytes === 0) return true;
    this.phase = 'asking';
    return false;
  }

  async #createEncoders(store: AssetStore): Promise<void> {
    if (this.encoders.tuned) return;
    const adapter = (this.adapter ??= await probeAdapter());
    const environment: EncoderEnvironment = {
      manifest: store.manifest,
      store,
      adapter,
      suspending: 'Suspending' in WebAssembly,
      setting: this.#setting,
      launch: launchEncoder,
      loaderUrl: runtimeLoaderUrl,
    };
    this.environment = environment;
    this.encoders = { tuned: new Encoder('tuned', environment), base: new Encoder('base', environment) };
  }

  async #loadModel(id: ModelId, store: AssetStore, manifest: Manifest): Promise<void> {
    const encoder = this.encoders[id]!;
    const vectors = manifest.corpus.vectors.filter(({ model }) => model === id);
    // One download, so that the progress line speaks of the whole step.
    await store.ensure(
      [...(await encoder.neededPaths()), ...vectors.map(({ path }) => path)],
      this.#options(),
    );
    if (!this.corpus.hasTable) await this.#loadRows(store, manifest.corpus.lexical);
    for (const file of vectors) await this.#loadVectors(store, file);
    await encoder.start({ signal: this.#abort.signal });
  }

  /** A worker that replaces a dead one may find files that the browser has evicted meanwhile. */
  async #read(store: AssetStore, path: string): Promise<ArrayBuffer[]> {
    await store.ensure([path]);
    return store.read(path);
  }

  async #loadRows(store: AssetStore, path: string): Promise<void> {
    await this.#client.load('shipped', async (remote) => {
      const table = await this.#read(store, path);
      return remote.call('loadTable', { corpus: 'shipped', table }, { transfer: table });
    });
    this.corpus.hasTable = true;
  }

  async #loadVectors(store: AssetStore, { path, model, field, scale }: VectorFile): Promise<void> {
    if (this.corpus.indexes.has(`${model}/${field}`)) return;
    await this.#client.load('shipped', async (remote) => {
      const npy = await this.#read(store, path);
      return remote.call('loadVectors', { corpus: 'shipped', model, field, npy, scale }, { transfer: npy });
    });
    this.corpus.markIndexed(model, field);
  }

  async #loadTable(store: AssetStore, { corpus }: Manifest): Promise<void> {
    await store.ensure([corpus.table], this.#options());
    await this.#loadRows(store, corpus.table);
  }

  async #loadRoles(store: AssetStore, { roles }: Manifest): Promise<void> {
    await store.ensure([roles.table, roles.vectors], this.#options());
    await this.#client.load('roles', async (remote) => {
      const [table, npy] = [await this.#read(store, roles.table), await this.#read(store, roles.vectors)];
      return remote.call('loadRoles', { table, npy, scale: roles.scale }, { transfer: [...table, ...npy] });
    });
  }
}
