/** @file A model of the user's own, as an encoder starts it: its files from its own store, the runtime from the app's. */
import type { Device } from '../../core/formats/manifest.ts';
import type { ModelSettings } from '../../core/models/model-settings.ts';
import type { EnsureOptions } from '../../store/asset-store.ts';
import { OwnModelError } from '../../store/own-model-error.ts';
import { WEIGHTS, type OwnFileName, type OwnModelRecord } from '../../store/own-model-records.ts';
import type { DiskFile, OwnModels } from '../../store/own-models.ts';
import type { EncoderModel, EncoderStore } from '../setup/encoder.svelte.ts';

const NAMES: readonly OwnFileName[] = ['config.json', 'tokenizer.json', 'tokenizer_config.json', WEIGHTS];

/** What an encoder must know of the model. It runs on WebAssembly, whose results are the same on every machine. */
export function encoderModel(settings: ModelSettings): EncoderModel {
  const { pooling, normalise, lowerCase, prompts, maxTokens, dimension } = settings;
  const devices: Record<Device, string> = { wasm: WEIGHTS, webgpu: WEIGHTS };
  return {
    dimension,
    maxTokens,
    files: Object.fromEntries(NAMES.map((name) => [name, true])),
    devices,
    selfTest: null,
    recipe: { pooling, normalise, lowerCase, prompts },
  };
}

/** Where the files of one model are. */
interface ModelFiles {
  readonly id: string;
  read(name: OwnFileName): Promise<ArrayBuffer[]>;
  has(): Promise<boolean>;
  verify(): Promise<readonly string[]>;
}

/** The files of a model that is stored. */
export function storedFiles(models: OwnModels, { id }: Pick<OwnModelRecord, 'id'>): ModelFiles {
  return {
    id,
    read: (name) => models.read(id, name),
    has: () => models.has(id),
    verify: () => models.verify(id),
  };
}

/** The files of a model that is tried before it is stored. */
export function diskFiles(id: string, files: Readonly<Record<OwnFileName, DiskFile>>): ModelFiles {
  return {
    id,
    read: async (name) => [await files[name].arrayBuffer()],
    has: () => Promise.resolve(true),
    verify: () => Promise.resolve([]),
  };
}

/** `assets` with the files of one more model in it. */
export function withOwnModel(assets: EncoderStore, model: ModelFiles, name: string): EncoderStore {
  const folder = `models/${model.id}/`;
  const isOwn = (path: string) => path.startsWith(folder);
  const fileOf = (path: string) => path.slice(folder.length) as OwnFileName;
  return {
    has: (path) => (isOwn(path) ? model.has() : assets.has(path)),
    async ensure(paths, options: EnsureOptions = {}) {
      if (paths.some(isOwn) && !(await model.has()))
        throw new OwnModelError('evicted', name, 'is not stored in this browser (any more)');
      await assets.ensure(
        paths.filter((path) => !isOwn(path)),
        options,
      );
    },
    read: (path) => (isOwn(path) ? model.read(fileOf(path)) : assets.read(path)),
    verify: async (path) =>
      isOwn(path) ? (await model.verify()).filter((bad) => bad === fileOf(path)) : assets.verify(path),
    repair(path, options) {
      if (!isOwn(path)) return assets.repair(path, options);
      return Promise.reject(new OwnModelError('damaged', name, `has a damaged ${fileOf(path)}`));
    },
  };
}
