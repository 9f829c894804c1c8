/** @file The models and the coder for Normalize, on as many workers as the machine serves. */
import { descriptionOf } from '../../core/coding/description.ts';
import type { OwnHeadsBytes } from '../../core/coding/own-heads.ts';
import { addedSeconds } from '../../core/coding/stage-clock.ts';
import type { Device, Manifest } from '../../core/formats/manifest.ts';
import type { AssetStore } from '../../store/asset-store.ts';
import { launchCoding, type CodingRemote } from '../../workers/coding/launch.ts';
import { untilAborted } from '../../workers/until-aborted.ts';
import { Encoder } from '../setup/encoder.svelte.ts';
import { runtimeLoaderUrl, type Setup } from '../setup/setup.svelte.ts';
import { readDeviceSetting } from '../shell/settings.ts';
import { CoderPool, coderCount } from './coder-pool.ts';
import { encoderEnvironment, offeredGpu, SameFileEncoder, startEncoders } from './coding-devices.ts';
import type { EncoderPool } from './encoder-pool.ts';
import { TitleComparer } from './near-duplicates-comparer.ts';
import { OwnHeadsTools } from './own-heads-tools.ts';
import type { CodingTools, LoadProgress } from './ports.ts';

/** Workers beyond this cost more memory (about 150 MB each) than they save time. */
const MOST_WORKERS = 8;

/** Until the coder says which one it was fitted for. */
const FIRST_THRESHOLD = 0.5;

interface StartedCoder {
  readonly coding: CodingRemote;
  readonly crashed: Promise<unknown>;
}

/** Files of the coder itself. */
function codingPaths({ coding }: Manifest): string[] {
  const { titles, vectors, occupations, coder, heads, headsDescription } = coding;
  return [titles, vectors, occupations, coder, heads, headsDescription];
}

/** The file that codes titles on a device. */
function modelPath({ models }: Manifest, device: Device): string {
  return `models/tuned/${models.tuned.devices[device]}`;
}

function neededPaths(manifest: Manifest): string[] {
  return [modelPath(manifest, 'wasm'), manifest.runtimes.plain, ...codingPaths(manifest)];
}

async function startCoder(
  store: AssetStore,
  own: OwnHeadsBytes | null,
  took: (threshold: number) => void,
): Promise<StartedCoder> {
  const { coding, runtimes } = store.manifest;
  const read = (path: string) => store.read(path);
  const input = {
    titles: await read(coding.titles),
    vectors: await read(coding.vectors),
    occupations: await read(coding.occupations),
    coder: await read(coding.coder),
    heads: own ? [own.network.slice().buffer] : await read(coding.heads),
    headsDescription: own ? [own.description.slice().buffer] : await read(coding.headsDescription),
  };
  const runtime = { loaderUrl: runtimeLoaderUrl('plain'), wasm: await read(runtimes.plain) };
  const transfer = [...Object.values(input).flat(), ...runtime.wasm];
  const remote = launchCoding();
  try {
    const { threshold } = await remote.call('load', { ...input, scale: coding.scale, runtime }, { transfer });
    took(threshold);
    return { coding: remote, crashed: remote.crashed };
  } catch (error) {
    remote.terminate();
    throw error;
  }
}

function cores(): number {
  return navigator.hardwareConcurrency || 1;
}

function workerCount(): number {
  return Math.min(MOST_WORKERS, Math.max(1, cores()));
}

export function createCodingTools(setup: () => Setup): CodingTools {
  /** Each is started once for all who wait, and nobody's cancel takes it from the others. */
  const downloading = new Map<Device, Promise<void>>();
  const encoders = new Map<Device, Promise<EncoderPool>>();
  const coders = new CoderPool(coderCount(workerCount()), () =>
    startCoder(storeOf(), heads.inUse?.bytes ?? null, (fitted) => (threshold = fitted)),
  );
  const heads = new OwnHeadsTools(
    () => storeOf(),
    () => coders.stop(({ coding }) => coding.terminate()),
  );
  const comparer = new TitleComparer({
    encode: async (texts, options) => (await encode(texts, options)).vectors,
    findLeaders: (input, { signal, onProgress }) =>
      coders.use(({ coding }) =>
        coding.call('leaders', input, {
          signal,
          transfer: [input.rows.buffer as ArrayBuffer],
          onProgress: ({ done }) => onProgress(done),
        }),
      ),
    parallel: workerCount(),
  });
  let threshold = FIRST_THRESHOLD;
  let report: (progress: LoadProgress) => void = () => undefined;

  const storeOf = (): AssetStore => {
    const { store, control } = setup();
    if (!store || !control) throw new Error('The app is still loading. Try again when it is ready.');
    return store;
  };
  const environment = (device: Device) => encoderEnvironment(device, storeOf(), setup().adapter);
  /** The GPU's files come beside those of WASM, with which its results are compared. */
  const pathsFor = async (device: Device): Promise<string[]> => {
    const paths = neededPaths(storeOf().manifest);
    return device === 'wasm'
      ? paths
      : [...paths, ...(await new Encoder('tuned', environment(device)).neededPaths())];
  };
  const download = (device: Device): Promise<void> =>
    startedOnce(downloading, device, async () => {
      try {
        await storeOf().ensure(await pathsFor(device), { onProgress: (progress) => report(progress) });
      } finally {
        downloading.delete(device);
      }
    });
  const startedEncoders = (device: Device): Promise<EncoderPool> =>
    startedOnce(encoders, device, () => {
      const count = device === 'wasm' ? workerCount() : 1;
      return startEncoders(
        Array.from({ length: count }, () => new SameFileEncoder(environment(device), device)),
      );
    });

  return {
    async start(onProgress, { signal, device = 'wasm' } = {}) {
      report = onProgress;
      await untilAborted(download(device), signal);
      await untilAborted(Promise.all([coders.start(), startedEncoders(device)]), signal);
    },
    async download(onProgress, { signal, device = 'wasm' } = {}) {
      report = onProgress;
      await untilAborted(download(device), signal);
    },
    async missingBytes({ device = 'wasm' } = {}) {
      return storeOf().missingBytes(await pathsFor(device));
    },
    get gpu() {
      return offeredGpu(setup().adapter, readDeviceSetting());
    },
    code({ titles }, { signal, device = 'wasm' } = {}) {
      return coders.use(async ({ coding }) => {
        const prepared = await coding.call('prepare', { titles }, { signal });
        const encoded = await encode(prepared.texts, { signal, device });
        const described = new Set(titles.map(descriptionOf));
        comparer.keep(device, prepared.texts, encoded.vectors, described);
        const input = { titles, texts: prepared.texts, vectors: encoded.vectors };
        const transfer = [input.vectors.buffer as ArrayBuffer];
        const { coded, seconds } = await coding.call('code', input, { signal, transfer });
        return {
          coded,
          seconds: addedSeconds(addedSeconds(prepared.seconds, { encode: encoded.seconds }), seconds),
        };
      });
    },
    names: () => coders.use(({ coding }) => coding.call('names', undefined)),
    findCodes: (query, k, { signal } = {}) =>
      coders.use(({ coding }) => coding.call('findCodes', { query, k }, { signal })),
    /** One batch more than there are encoders for each coder: while it is coded, all of them work. */
    get parallel() {
      return workerCount() + coderCount(workerCount());
    },
    comparer,
    heads,
    facts({ device = 'wasm' } = {}) {
      const { manifest } = storeOf();
      const digest = (path: string) => manifest.files.find((file) => file.path === path)?.sha256 ?? '';
      return {
        modelFile: modelPath(manifest, device),
        modelSha256: digest(modelPath(manifest, device)),
        coderSha256: digest(manifest.coding.coder),
        threshold,
        ownHeads: heads.inUse?.facts ?? null,
        device:
          device === 'webgpu'
            ? `WebGPU, ${setup().adapter?.description ?? 'an unnamed adapter'}`
            : `WASM, ${cores()} cores`,
      };
    },
  };

  async function encode(
    texts: readonly string[],
    { signal, device }: { readonly signal: AbortSignal | undefined; readonly device: Device },
  ) {
    if (texts.length === 0) return { vectors: new Float32Array(0), seconds: 0 };
    const pool = startedEncoders(device);
    try {
      return await (await pool).encode(texts, { signal });
    } catch (error) {
      // A GPU that failed once is asked anew by the next run, from the beginning.
      if (device === 'webgpu' && !signal?.aborted && encoders.get(device) === pool) encoders.delete(device);
      throw error;
    }
  }
}

/** What is under way or here under a key; begun where it is not, and begun again by the next call where it failed. */
function startedOnce<K, T>(known: Map<K, Promise<T>>, key: K, start: () => Promise<T>): Promise<T> {
  const before = known.get(key);
  if (before) return before;
  const starting = start();
  known.set(key, starting);
  starting.catch(() => {
    if (known.get(key) === starting) known.delete(key);
  });
  return starting;
}
