/** @file The models and the coder for Normalize: the same model file on every machine, so that a title has the same code on all. */
import type { Manifest } from '../../core/formats/manifest.ts';
import type { AssetStore } from '../../store/asset-store.ts';
import { launchEncoder } from '../../workers/launch.ts';
import { launchCoding, type CodingRemote } from '../../workers/coding/launch.ts';
import { Encoder } from '../setup/encoder.svelte.ts';
import { runtimeLoaderUrl, type Setup } from '../setup/setup.svelte.ts';
import { EncoderPool } from './encoder-pool.ts';
import type { CodingTools, LoadProgress } from './ports.ts';

/** Workers beyond this cost more memory (about 150 MB each) than they save time. */
const MOST_WORKERS = 8;

/** Until the coder says which one it was fitted for. */
const FIRST_THRESHOLD = 0.5;

interface Running {
  readonly coding: CodingRemote;
  readonly threshold: number;
  readonly encoders: EncoderPool;
}

/** Files of the coder itself. */
function codingPaths({ coding }: Manifest): string[] {
  const { titles, vectors, occupations, coder, heads, headsDescription } = coding;
  return [titles, vectors, occupations, coder, heads, headsDescription];
}

/** The file that codes titles on every device. */
function modelPath({ models }: Manifest): string {
  return `models/tuned/${models.tuned.devices.wasm}`;
}

async function startCoder(store: AssetStore): Promise<Pick<Running, 'coding' | 'threshold'>> {
  const { coding, runtimes } = store.manifest;
  const read = (path: string) => store.read(path);
  const input = {
    titles: await read(coding.titles),
    vectors: await read(coding.vectors),
    occupations: await read(coding.occupations),
    coder: await read(coding.coder),
    heads: await read(coding.heads),
    headsDescription: await read(coding.headsDescription),
  };
  const runtime = { loaderUrl: runtimeLoaderUrl('plain'), wasm: await read(runtimes.plain) };
  const transfer = [...Object.values(input).flat(), ...runtime.wasm];
  const remote = launchCoding();
  try {
    const { threshold } = await remote.call('load', { ...input, scale: coding.scale, runtime }, { transfer });
    return { coding: remote, threshold };
  } catch (error) {
    remote.terminate();
    throw error;
  }
}

async function startEncoders(store: AssetStore, signal?: AbortSignal): Promise<EncoderPool> {
  const environment = {
    manifest: store.manifest,
    store,
    adapter: { found: false, fallback: false, description: 'no adapter' },
    suspending: false,
    setting: 'wasm' as const,
    launch: launchEncoder,
    loaderUrl: runtimeLoaderUrl,
  };
  const count = Math.min(MOST_WORKERS, Math.max(1, navigator.hardwareConcurrency || 1));
  const encoders = Array.from({ length: count }, () => new Encoder('tuned', environment));
  await Promise.all(encoders.map((encoder) => encoder.start(signal ? { signal } : {})));
  return new EncoderPool(encoders);
}

export function createCodingTools(setup: () => Setup): CodingTools {
  let starting: Promise<Running> | null = null;
  let threshold = FIRST_THRESHOLD;

  const storeOf = (): AssetStore => {
    const { store, control } = setup();
    if (!store || !control) throw new Error('The app is still loading. Try again when it is ready.');
    return store;
  };
  const start = async (
    onProgress: (progress: LoadProgress) => void,
    signal?: AbortSignal,
  ): Promise<Running> => {
    const store = storeOf();
    const { manifest } = store;
    const paths = [modelPath(manifest), manifest.runtimes.plain, ...codingPaths(manifest)];
    await store.ensure(paths, { onProgress, ...(signal ? { signal } : {}) });
    const [coder, encoders] = await Promise.all([startCoder(store), startEncoders(store, signal)]);
    // A dead coder is replaced by the next run.
    void coder.coding.crashed.then(() => (starting = null));
    threshold = coder.threshold;
    return { ...coder, encoders };
  };
  const running = async (): Promise<Running> => {
    if (!starting) throw new Error('The coder has stopped. Start the run again; what is coded is kept.');
    return starting;
  };

  return {
    async start(onProgress, { signal } = {}) {
      starting ??= start(onProgress, signal);
      try {
        await starting;
      } catch (error) {
        starting = null;
        throw error;
      }
    },
    async prepare(titles, { signal } = {}) {
      const { coding } = await running();
      return (await coding.call('prepare', { titles }, { signal })).texts;
    },
    async encode(texts, options = {}) {
      if (texts.length === 0) return new Float32Array(0);
      return (await running()).encoders.encode(texts, options);
    },
    async code(input, { signal } = {}) {
      const transfer = [input.vectors.buffer as ArrayBuffer];
      return (await running()).coding.call('code', input, { signal, transfer });
    },
    async names() {
      return (await running()).coding.call('names', undefined);
    },
    async findCodes(query, k, { signal } = {}) {
      return (await running()).coding.call('findCodes', { query, k }, { signal });
    },
    /** One batch more than there are encoders: while it is coded, all of them work. */
    get parallel() {
      return Math.min(MOST_WORKERS, Math.max(1, navigator.hardwareConcurrency || 1)) + 1;
    },
    facts() {
      const { manifest } = storeOf();
      const digest = (path: string) => manifest.files.find((file) => file.path === path)?.sha256 ?? '';
      return {
        modelFile: modelPath(manifest),
        modelSha256: digest(modelPath(manifest)),
        coderSha256: digest(manifest.coding.coder),
        threshold,
        device: `WASM, ${navigator.hardwareConcurrency || 1} cores`,
      };
    },
  };
}
