/** @file The models and the coder for Normalize: the same model file on every machine, so that a title has the same code on all. */
import type { Manifest } from '../../core/formats/manifest.ts';
import type { AssetStore } from '../../store/asset-store.ts';
import { launchEncoder } from '../../workers/launch.ts';
import { launchCoding, type CodingRemote } from '../../workers/coding/launch.ts';
import { Encoder, untilAborted } from '../setup/encoder.svelte.ts';
import { runtimeLoaderUrl, type Setup } from '../setup/setup.svelte.ts';
import { EncoderPool } from './encoder-pool.ts';
import type { CodingTools, LoadProgress } from './ports.ts';

/** Workers beyond this cost more memory (about 150 MB each) than they save time. */
const MOST_WORKERS = 8;

/** Until the coder says which one it was fitted for. */
const FIRST_THRESHOLD = 0.5;

interface StartedCoder {
  readonly coding: CodingRemote;
  readonly threshold: number;
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

function neededPaths(manifest: Manifest): string[] {
  return [modelPath(manifest), manifest.runtimes.plain, ...codingPaths(manifest)];
}

async function startCoder(store: AssetStore): Promise<StartedCoder> {
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

/** All of them or none: what has started is ended where another one fails. */
async function startEncoders(store: AssetStore): Promise<EncoderPool> {
  const environment = {
    manifest: store.manifest,
    store,
    adapter: { found: false, fallback: false, description: 'no adapter' },
    suspending: false,
    setting: 'wasm' as const,
    launch: launchEncoder,
    loaderUrl: runtimeLoaderUrl,
  };
  const encoders = Array.from({ length: workerCount() }, () => new Encoder('tuned', environment));
  const started = await Promise.allSettled(encoders.map((encoder) => encoder.start()));
  const failed = started.find((each) => each.status === 'rejected');
  if (failed) {
    for (const encoder of encoders) encoder.stop();
    throw failed.reason;
  }
  return new EncoderPool(encoders);
}

function workerCount(): number {
  return Math.min(MOST_WORKERS, Math.max(1, navigator.hardwareConcurrency || 1));
}

export function createCodingTools(setup: () => Setup): CodingTools {
  /** Each is started once for all who wait, and nobody's cancel takes it from the others. */
  let downloading: Promise<void> | null = null;
  let encoders: Promise<EncoderPool> | null = null;
  let coder: Promise<StartedCoder> | null = null;
  let threshold = FIRST_THRESHOLD;
  let report: (progress: LoadProgress) => void = () => undefined;

  const storeOf = (): AssetStore => {
    const { store, control } = setup();
    if (!store || !control) throw new Error('The app is still loading. Try again when it is ready.');
    return store;
  };
  const download = (store: AssetStore): Promise<void> => {
    downloading ??= store
      .ensure(neededPaths(store.manifest), { onProgress: (progress) => report(progress) })
      .finally(() => (downloading = null));
    return downloading;
  };
  const startedEncoders = (): Promise<EncoderPool> =>
    (encoders ??= startEncoders(storeOf()).catch((error: unknown) => {
      encoders = null;
      throw error;
    }));
  /** A coder that died is replaced by the next call. */
  const startedCoder = (): Promise<StartedCoder> => {
    if (coder) return coder;
    const starting = startCoder(storeOf());
    const forget = () => {
      if (coder === starting) coder = null;
    };
    coder = starting;
    starting.then((started) => {
      threshold = started.threshold;
      void started.coding.crashed.then(forget);
    }, forget);
    return starting;
  };

  return {
    async start(onProgress, { signal } = {}) {
      report = onProgress;
      await untilAborted(download(storeOf()), signal);
      await untilAborted(Promise.all([startedCoder(), startedEncoders()]), signal);
    },
    missingBytes() {
      const store = storeOf();
      return store.missingBytes(neededPaths(store.manifest));
    },
    async prepare(titles, { signal } = {}) {
      const { coding } = await startedCoder();
      return (await coding.call('prepare', { titles }, { signal })).texts;
    },
    async encode(texts, options = {}) {
      if (texts.length === 0) return new Float32Array(0);
      return (await startedEncoders()).encode(texts, options);
    },
    async code(input, { signal } = {}) {
      const transfer = [input.vectors.buffer as ArrayBuffer];
      return (await startedCoder()).coding.call('code', input, { signal, transfer });
    },
    async names() {
      return (await startedCoder()).coding.call('names', undefined);
    },
    async findCodes(query, k, { signal } = {}) {
      return (await startedCoder()).coding.call('findCodes', { query, k }, { signal });
    },
    /** One batch more than there are encoders: while it is coded, all of them work. */
    get parallel() {
      return workerCount() + 1;
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
