/** @file The models that can be chosen as left or right model: the two of the app, and those that the user added. */
import type { Manifest, ModelId } from '../../core/formats/manifest.ts';
import { messageOf } from '../../core/message-of.ts';
import type { OwnModelRecord } from '../../store/own-model-records.ts';
import type { AddOptions, NewOwnModel, OwnModels } from '../../store/own-models.ts';
import { MODEL_NAMES } from '../model-names.ts';
import { Encoder, type EncoderEnvironment } from '../setup/encoder.svelte.ts';
import { encoderModel, storedFiles, withOwnModel } from './own-model-files.ts';

export const NOT_YET =
  'A model needs parts of the app that are not loaded yet. Wait until its own models are there, and try again.';

export interface AvailableModel {
  /** `tuned`, `base`, or `own-` and 16 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly source: 'app' | 'own';
  readonly licence: string | null;
  readonly dimension: number;
  readonly maxTokens: number;
  /** Of a model of the user's own; null for those of the app. */
  readonly own: OwnModelRecord | null;
}

/** What the registry stands on; a test gives its own. */
export interface RegistryPorts {
  readonly manifest: () => Manifest | null;
  /** The encoders of the app by now. */
  readonly encoders: () => Readonly<Partial<Record<ModelId, Encoder>>>;
  /** What an encoder of the user's own model needs; null while the app is not that far. */
  readonly environment: () => EncoderEnvironment | null;
  readonly openModels: () => Promise<OwnModels>;
  /** Tells other tabs that the list changed, and hears it from them. */
  readonly channel?: { tell(): void; hear(changed: () => void): void };
}

export class ModelRegistry {
  /** Models of the user's own, the oldest first. */
  own = $state.raw<readonly OwnModelRecord[]>([]);
  /** Why the models of the user's own cannot be listed; null when they can. */
  problem = $state<string | null>(null);
  readonly #ports: RegistryPorts;
  readonly #encoders = new Map<string, Encoder<string>>();
  #models: Promise<OwnModels> | null = null;
  #opened: OwnModels | null = null;
  #lists = 0;

  constructor(ports: RegistryPorts) {
    this.#ports = ports;
    ports.channel?.hear(() => void this.refresh());
  }

  /** All models that can be chosen, those of the app first. */
  get available(): readonly AvailableModel[] {
    const manifest = this.#ports.manifest();
    const ids: readonly ModelId[] = manifest ? ['tuned', 'base'] : [];
    const app = ids.map((id): AvailableModel => {
      const { licence, dimension, maxTokens } = manifest!.models[id];
      return { id, name: MODEL_NAMES[id], source: 'app', licence, dimension, maxTokens, own: null };
    });
    return withDistinctNames([...app, ...this.own.map(availableOf)]);
  }

  /** Undefined for a model that is not (or no longer) there: another tab, or the browser, may have removed it. */
  find(id: string): AvailableModel | undefined {
    return this.available.find((model) => model.id === id);
  }

  /**
   * The encoder of a model. One of the user's own starts with its first `encode`, or with `start`; it is one and the same until the
   * model is removed.
   * @throws Error in plain words if there is no such model, or the app has not loaded far enough
   */
  encoderOf(id: string): Encoder<string> {
    const shipped = this.#ports.encoders()[id as ModelId];
    if (shipped) return shipped;
    const known = this.#encoders.get(id);
    if (known) return known;
    const environment = this.#ports.environment();
    if (!environment) throw new Error(NOT_YET);
    const record = this.own.find((model) => model.id === id);
    if (!record || !this.#opened)
      throw new Error(
        'This model is not stored in this browser (any more). Choose another, or add it again.',
      );
    const store = withOwnModel(environment.store, storedFiles(this.#opened, record), record.name);
    const encoder = new Encoder<string>(
      id,
      { ...environment, store, setting: 'wasm' },
      encoderModel(record.settings),
    );
    this.#encoders.set(id, encoder);
    return encoder;
  }

  /** The store of the user's models, with the vectors that they made. */
  async models(): Promise<OwnModels> {
    this.#models ??= this.#ports.openModels();
    return (this.#opened = await this.#models);
  }
  /** What an encoder stands on, for a model that is tried before it is stored. */
  get environment(): EncoderEnvironment | null {
    return this.#ports.environment();
  }

  /** Lists again what is stored; encoders of models that are gone end. Never rejects. */
  async refresh(): Promise<void> {
    const list = ++this.#lists;
    try {
      const own = await (await this.models()).list();
      if (list !== this.#lists) return;
      this.own = own;
      this.problem = null;
    } catch (error) {
      if (list !== this.#lists) return;
      this.#models = null;
      this.problem = `The models that you added cannot be listed: ${messageOf(error)}. Reload the page.`;
      return;
    }
    const ids = new Set(this.own.map(({ id }) => id));
    for (const id of this.#encoders.keys()) if (!ids.has(id)) this.#forget(id);
  }

  /** Stores a model and makes it available. Throws as `OwnModels.add` does. */
  async add(model: NewOwnModel, options: AddOptions = {}): Promise<AvailableModel> {
    const record = await (await this.models()).add(model, options);
    // Files that were written anew are read anew.
    this.#forget(record.id);
    await this.refresh();
    this.#ports.channel?.tell();
    return availableOf(record);
  }

  /** Removes a model with everything that it made, and ends its encoder. Returns a sentence on what went. */
  async remove(id: string): Promise<string> {
    const record = this.own.find((model) => model.id === id);
    this.#forget(id);
    const { vectors } = await (await this.models()).remove(id);
    await this.refresh();
    this.#ports.channel?.tell();
    const sets = vectors === 1 ? 'one set of vectors' : `${vectors} sets of vectors`;
    return `${record?.name ?? 'The model'} was removed, with its files and ${vectors === 0 ? 'no vectors, for it had made none' : sets}.`;
  }

  #forget(id: string): void {
    this.#encoders.get(id)?.stop();
    this.#encoders.delete(id);
  }
}

/** Models of one name are told apart by the first digits of their ids. */
function withDistinctNames(models: readonly AvailableModel[]): readonly AvailableModel[] {
  const taken = (model: AvailableModel) =>
    models.some((other) => other !== model && other.name === model.name);
  return models.map((model) =>
    model.own && taken(model) ? { ...model, name: `${model.name} (${model.id.slice(4, 8)})` } : model,
  );
}

function availableOf(own: OwnModelRecord): AvailableModel {
  const { id, name, licence, settings } = own;
  return {
    id,
    name,
    source: 'own',
    licence,
    dimension: settings.dimension,
    maxTokens: settings.maxTokens,
    own,
  };
}
