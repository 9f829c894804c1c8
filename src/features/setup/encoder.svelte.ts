/** @file One model on the best device that proves itself, restarted and moved to another device when that fails. */
import type { Device, Manifest, ModelId, RuntimeId, SelfTest } from '../../core/formats/manifest.ts';
import { messageOf } from '../../core/message-of.ts';
import type { EncodingRecipe, TextRole } from '../../core/models/model-settings.ts';
import type { AssetStore, EnsureOptions } from '../../store/asset-store.ts';
import { StoreError } from '../../store/errors.ts';
import type { Progress } from '../../store/progress.ts';
import type { EncoderRemote } from '../../workers/launch.ts';
import { WORKER_CRASHED, WorkerError } from '../../workers/rpc/protocol.ts';
import { untilAborted } from '../../workers/until-aborted.ts';
import {
  planAttempts,
  type AdapterFacts,
  type Attempt,
  type DevicePlan,
  type DeviceSetting,
} from './device-plan.ts';

export type EncoderPhase = 'waiting' | 'starting' | 'ready' | 'failed';

/** Where the files of a model and of the runtime come from. */
export type EncoderStore = Pick<AssetStore, 'has' | 'ensure' | 'read' | 'verify' | 'repair'>;

/** A model as an encoder starts it; its files are `models/<id>/<name>` in the store. */
export interface EncoderModel {
  readonly dimension: number;
  readonly maxTokens: number;
  /** By name, relative to the model's folder. */
  readonly files: Readonly<Record<string, unknown>>;
  readonly devices: Readonly<Record<Device, string>>;
  /** Null for a model that nobody gave right vectors for. */
  readonly selfTest: SelfTest | null;
  /** Left out for the models of the app: mean pooling, unit length, no prompts. */
  readonly recipe?: EncodingRecipe;
}

export interface EncoderEnvironment {
  readonly manifest: Manifest;
  readonly store: EncoderStore;
  readonly adapter: AdapterFacts;
  readonly suspending: boolean;
  readonly setting: DeviceSetting;
  readonly launch: () => EncoderRemote;
  /** Address of a runtime's loader script. */
  readonly loaderUrl: (runtime: RuntimeId) => string;
}

export interface EncodeOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: { done: number }) => void;
  /** Which prompt goes before the texts, of a model that has prompts. Default `document`. */
  readonly role?: TextRole;
}

/** How often one encode call is repeated on a fresh worker before its error is the user's. */
const MAX_RECOVERIES = 2;

/** `Id` is wider than the models of the manifest only for a model of the user's own. */
export class Encoder<Id extends string = ModelId> {
  readonly id: Id;
  phase = $state<EncoderPhase>('waiting');
  /** What runs now; null until the first success. */
  active = $state.raw<Attempt | null>(null);
  /** What was decided and what went wrong, oldest first, in plain words. */
  notes = $state.raw<readonly string[]>([]);
  readonly #environment: EncoderEnvironment;
  readonly #model: EncoderModel;
  #remote: EncoderRemote | null = null;
  #starting: Promise<void> | null = null;
  #webgpuFailed = false;

  /** @param model left out for the models of the manifest */
  constructor(
    id: Id,
    environment: EncoderEnvironment,
    model: EncoderModel = environment.manifest.models[id as string as ModelId],
  ) {
    this.id = id;
    this.#environment = environment;
    this.#model = model;
  }

  /** True once it has served and has not failed since: where its worker died meanwhile, the next call starts another. */
  get answers(): boolean {
    return this.active !== null && this.phase !== 'failed';
  }

  /** Store paths of the files that the first attempt needs. */
  async neededPaths(): Promise<string[]> {
    return this.#pathsOf((await this.#plan()).attempts[0]!);
  }

  /** Downloads what is missing and starts the model; resolves when it serves, rejects when no device could. */
  start(options: { signal?: AbortSignal; onProgress?: (progress: Progress) => void } = {}): Promise<void> {
    if (this.#remote) return Promise.resolve();
    this.#starting ??= this.#start(options).finally(() => (this.#starting = null));
    return this.#starting;
  }

  /**
   * Vectors of `texts`, texts.length x dimension, of unit length unless the model's recipe says otherwise. Waits for a model that is starting; when its worker dies or its device is
   * lost, starts another and repeats the work.
   */
  async encode(texts: readonly string[], options: EncodeOptions = {}): Promise<Float32Array> {
    const { role, ...call } = options;
    for (let recoveries = 0; ; recoveries++) {
      if (!this.#remote) await untilAborted(this.start(), options.signal);
      const remote = this.#remote!;
      try {
        return await remote.call('encode', role ? { texts, role } : { texts }, call);
      } catch (error) {
        if (options.signal?.aborted || recoveries === MAX_RECOVERIES || !isRecoverable(error, this.active))
          throw error;
        this.#giveUp(remote, error);
      }
    }
  }

  /** Ends its worker; the next call starts another. */
  stop(): void {
    this.#remote?.terminate();
    this.#remote = null;
    if (this.phase === 'ready') this.phase = 'waiting';
  }

  async #plan(): Promise<DevicePlan> {
    const { setting, adapter, suspending, store } = this.#environment;
    const files = Object.values(this.#model.devices);
    const stored = await Promise.all(files.map((file) => store.has(this.#path(file))));
    return planAttempts({
      setting: this.#webgpuFailed ? 'wasm' : setting,
      adapter,
      suspending,
      devices: this.#model.devices,
      isStored: (file) => stored[files.indexOf(file)] ?? false,
    });
  }

  async #start(options: { signal?: AbortSignal; onProgress?: (progress: Progress) => void }): Promise<void> {
    this.phase = 'starting';
    const plan = await this.#plan();
    if (!this.#webgpuFailed) this.#note(plan.reason);
    let lastError: unknown;
    for (const planned of plan.attempts) {
      // Once WebGPU has failed its file is stored, and WASM can run that without a network.
      const attempt = this.#webgpuFailed ? (await this.#plan()).attempts[0]! : planned;
      try {
        await this.#environment.store.ensure(this.#pathsOf(attempt), options);
        await this.#tryRepaired(attempt, options);
        this.phase = 'ready';
        this.#completeInBackground(attempt);
        return;
      } catch (error) {
        lastError = error;
        if (options.signal?.aborted) break;
        this.#note(
          `${attempt.device === 'webgpu' ? 'WebGPU' : 'WASM'} with ${attempt.modelFile} failed: ${messageOf(error)}`,
        );
        // A download that failed says nothing about the device.
        this.#webgpuFailed ||= attempt.device === 'webgpu' && !(error instanceof StoreError);
      }
    }
    this.phase = options.signal?.aborted ? 'waiting' : 'failed';
    throw lastError;
  }

  /** Stored files can rot: where a start fails on damaged bytes, they are fetched again and it is tried once more. */
  async #tryRepaired(attempt: Attempt, options: EnsureOptions): Promise<void> {
    const { store } = this.#environment;
    try {
      await this.#try(attempt);
    } catch (error) {
      const damaged: string[] = [];
      for (const path of this.#pathsOf(attempt))
        if ((await store.verify(path)).length > 0) damaged.push(path);
      if (damaged.length === 0) throw error;
      this.#note(`Damaged in this browser's storage, fetched again: ${damaged.join(', ')}.`);
      for (const path of damaged) await store.repair(path, options);
      await this.#try(attempt);
    }
  }

  /** A fresh worker for each attempt: a failed start poisons transformers.js in its worker. */
  async #try(attempt: Attempt): Promise<void> {
    const { store, manifest, launch, loaderUrl } = this.#environment;
    const files: Record<string, ArrayBuffer[]> = {};
    for (const name of this.#fileNames(attempt)) files[name] = await store.read(this.#path(name));
    const wasm = await store.read(manifest.runtimes[attempt.runtime]);
    const remote = launch();
    try {
      const report = await remote.call(
        'load',
        {
          modelId: this.id,
          files,
          modelFile: attempt.modelFile,
          dimension: this.#model.dimension,
          maxTokens: this.#model.maxTokens,
          device: attempt.device,
          runtime: { loaderUrl: loaderUrl(attempt.runtime), wasm },
          selfTest: this.#model.selfTest,
          ...(this.#model.recipe ? { recipe: this.#model.recipe } : {}),
        },
        { transfer: [...Object.values(files).flat(), ...wasm] },
      );
      const cosine = report.selfTestCosine;
      const proof = cosine === null ? 'no self-test' : `self-test cosine ${cosine.toFixed(4)}`;
      this.#note(`Ready in ${(report.milliseconds / 1000).toFixed(1)} s; ${proof}.`);
    } catch (error) {
      remote.terminate();
      throw error;
    }
    this.#remote?.terminate();
    this.#remote = remote;
    this.active = attempt;
    void remote.crashed.then((error) => this.#giveUp(remote, error));
  }

  /**
   * What a later fall-back needs is fetched while the network is there: the plain runtime for a WebGPU user; WASM's own file for
   * one who fell back to the 4-bit file, which then takes over.
   */
  #completeInBackground(attempt: Attempt): void {
    const { store, manifest } = this.#environment;
    const complete = async (): Promise<void> => {
      if (attempt.device === 'webgpu') return store.ensure([manifest.runtimes.plain]);
      if (attempt.modelFile === this.#model.devices.wasm) return;
      await store.ensure([this.#path(this.#model.devices.wasm)]);
      await this.#try({ ...attempt, modelFile: this.#model.devices.wasm });
    };
    complete().catch((error: unknown) => this.#note(`Not completed yet: ${messageOf(error)}`));
  }

  #giveUp(remote: EncoderRemote, error: unknown): void {
    if (this.#remote !== remote) return; // Replaced already.
    this.#note(`${messageOf(error)} Starting again.`);
    this.#webgpuFailed ||= this.active?.device === 'webgpu';
    remote.terminate();
    this.#remote = null;
    this.phase = 'waiting';
  }

  #fileNames(attempt: Attempt): string[] {
    const small = Object.keys(this.#model.files).filter((name) => !name.endsWith('.onnx'));
    return [...small, attempt.modelFile];
  }

  #pathsOf(attempt: Attempt): string[] {
    const runtime = this.#environment.manifest.runtimes[attempt.runtime];
    return [runtime, ...this.#fileNames(attempt).map((name) => this.#path(name))];
  }

  #path(name: string): string {
    return `models/${this.id}/${name}`;
  }

  #note(text: string): void {
    this.notes = [...this.notes, text];
  }
}

/** A dead worker always; on WebGPU any error, because drivers fail in many ways and WASM can repeat the work. */
function isRecoverable(error: unknown, active: Attempt | null): boolean {
  if (!(error instanceof WorkerError)) return false;
  return error.code === WORKER_CRASHED || error.code === 'device-lost' || active?.device === 'webgpu';
}
