/**
 * @file The devices that code titles. WASM with the 8-bit file is the rule: the command line runs the same file, so a title has the same
 * code in both. WebGPU cannot run that file; it is offered with its own, and what that changes is measured before each run.
 */
import type { Device } from '../../core/formats/manifest.ts';
import type { AssetStore } from '../../store/asset-store.ts';
import { launchEncoder } from '../../workers/launch.ts';
import type { AdapterFacts, DeviceSetting } from '../setup/device-plan.ts';
import { Encoder, type EncodeOptions, type EncoderEnvironment } from '../setup/encoder.svelte.ts';
import { runtimeLoaderUrl } from '../setup/setup.svelte.ts';
import { EncoderPool, type PooledEncoder } from './encoder-pool.ts';

const NO_ADAPTER: AdapterFacts = { found: false, fallback: false, description: 'no adapter' };

/**
 * The adapter that may be chosen, by its description; null for none. As elsewhere in the app, a software adapter is taken only where the
 * setting says WebGPU, and none where it says WASM.
 */
export function offeredGpu(adapter: AdapterFacts | null, setting: DeviceSetting): string | null {
  if (!adapter?.found || setting === 'wasm') return null;
  return adapter.fallback && setting !== 'webgpu' ? null : adapter.description;
}

/** What encoders of a device stand on. */
export function encoderEnvironment(
  device: Device,
  store: AssetStore,
  adapter: AdapterFacts | null,
): EncoderEnvironment {
  return {
    manifest: store.manifest,
    store,
    adapter: device === 'webgpu' && adapter ? adapter : NO_ADAPTER,
    suspending: 'Suspending' in WebAssembly,
    setting: device,
    launch: launchEncoder,
    loaderUrl: runtimeLoaderUrl,
  };
}

/** An encoder that keeps to its device and file: by itself it would go on with another one, and results of two files would be mixed. */
export class SameFileEncoder implements PooledEncoder {
  readonly #encoder: Encoder;
  readonly #device: Device;
  readonly #modelFile: string;
  /** Why it serves no longer: whoever waits for it is told at once. */
  #failed: Error | null = null;

  /** @param environment whose setting is the device */
  constructor(environment: EncoderEnvironment, device: Device) {
    this.#encoder = new Encoder('tuned', environment);
    this.#device = device;
    this.#modelFile = environment.manifest.models.tuned.devices[device];
  }

  /** @throws Error where no worker starts with this file on this device */
  async start(): Promise<void> {
    await this.#encoder.start();
    this.#check();
  }

  /** @throws Error where the vectors are of another file or device */
  async encode(texts: readonly string[], options?: EncodeOptions): Promise<Float32Array> {
    if (this.#failed) throw this.#failed;
    const vectors = await this.#encoder.encode(texts, options);
    this.#check();
    return vectors;
  }

  stop(): void {
    this.#encoder.stop();
  }

  #check(): void {
    const { active, notes } = this.#encoder;
    if (active?.device === this.#device && active.modelFile === this.#modelFile) return;
    const why = notes.findLast((note) => note.includes(' failed: ')) ?? '';
    this.#encoder.stop();
    throw (this.#failed ??= new Error(
      this.#device === 'webgpu'
        ? `The GPU cannot go on with these titles; untick "Use the GPU" and start again. ${why}`.trimEnd()
        : `The model file ${this.#modelFile} could not be used, and another one would give other codes. Load the page again. ${why}`.trimEnd(),
    ));
  }
}

/** All of them or none: what has started is ended where another one fails. */
export async function startEncoders(encoders: readonly SameFileEncoder[]): Promise<EncoderPool> {
  const started = await Promise.allSettled(encoders.map((encoder) => encoder.start()));
  const failed = started.find((each) => each.status === 'rejected');
  if (failed) {
    for (const encoder of encoders) encoder.stop();
    throw failed.reason;
  }
  return new EncoderPool(encoders);
}
