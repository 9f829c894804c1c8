/** @file Adding a model: a folder is read, its settings are shown and changed, the model is tried, and then it is stored. */
import { messageOf } from '../../core/message-of.ts';
import { settingsProblem, type ModelSettings } from '../../core/models/model-settings.ts';
import { readModelFolder, type ModelDraft } from '../../core/models/read-model-folder.ts';
import { WEIGHTS, type OwnFileName } from '../../store/own-model-records.ts';
import type { AddProgress, DiskFile } from '../../store/own-models.ts';
import type { PickedFile } from './folder-picker.ts';
import { NOT_YET, type ModelRegistry } from './registry.svelte.ts';
import { tryModel } from './try-model.ts';

export type AddPhase = 'idle' | 'reading' | 'draft' | 'trying' | 'storing';

const LONGEST_NAME = 80;

export class AddModel {
  phase = $state<AddPhase>('idle');
  draft = $state.raw<ModelDraft | null>(null);
  name = $state('');
  /** As the user has changed them. */
  settings = $state.raw<ModelSettings | null>(null);
  /** What is wrong, and with which file or field. */
  problem = $state<string | null>(null);
  progress = $state.raw<AddProgress | null>(null);
  /** What was done last. */
  outcome = $state<string | null>(null);
  readonly #registry: ModelRegistry;
  #reads = 0;
  #abort: AbortController | null = null;

  constructor(registry: ModelRegistry) {
    this.#registry = registry;
  }

  /** Reads a folder; the last one that was chosen counts. Never rejects. */
  async read(choice: readonly PickedFile[] | Promise<readonly PickedFile[]>): Promise<void> {
    if (this.#abort) return; // A model is being added: its folder stays.
    const read = ++this.#reads;
    this.phase = 'reading';
    this.problem = this.outcome = null;
    this.draft = this.settings = null;
    try {
      const draft = await readModelFolder(await choice);
      if (read !== this.#reads) return;
      this.draft = draft;
      this.settings = draft.settings;
      this.name = draft.name;
      this.phase = 'draft';
    } catch (error) {
      if (read !== this.#reads) return;
      this.problem = messageOf(error);
      this.phase = 'idle';
    }
  }

  change(part: Partial<ModelSettings>): void {
    if (this.settings && !this.#abort) this.settings = { ...this.settings, ...part };
  }

  /** Which field cannot stay as it is; null when the model can be added. */
  get fieldProblem(): string | null {
    const { draft, settings } = this;
    if (!draft || !settings) return null;
    const name = this.name.trim();
    if (name === '' || name.length > LONGEST_NAME)
      return `Name: give one of 1 to ${LONGEST_NAME} characters.`;
    const modelFiles = draft.weights.map(({ path }) => path);
    return settingsProblem(settings, { tokenLimit: draft.tokenLimit, modelFiles });
  }

  /** Tries the model, then stores it. Where it fails the draft stays, to be changed. Never rejects. */
  async add(): Promise<void> {
    const { draft, settings } = this;
    if (!draft || !settings || this.#abort) return;
    this.problem = this.fieldProblem;
    if (this.problem !== null) return;
    const abort = (this.#abort = new AbortController());
    try {
      await this.#tryAndStore(draft, settings, abort.signal);
      this.#clear();
    } catch (error) {
      this.phase = 'draft';
      this.problem = abort.signal.aborted ? null : messageOf(error);
      this.outcome = abort.signal.aborted ? 'Cancelled; nothing was stored.' : null;
    } finally {
      this.#abort = null;
      this.progress = null;
    }
  }

  /** Stops what is going on, or forgets the folder. */
  cancel(): void {
    if (this.#abort) {
      this.#abort.abort(new DOMException('Cancelled.', 'AbortError'));
      return;
    }
    this.#clear();
    this.outcome = null;
  }

  async #tryAndStore(draft: ModelDraft, settings: ModelSettings, signal: AbortSignal): Promise<void> {
    const environment = this.#registry.environment;
    if (!environment) throw new Error(NOT_YET);
    const files = this.#filesOf(draft, settings);
    const { reference, licence, card } = draft;
    this.outcome = null;
    this.phase = 'trying';
    const referenceCosine = await tryModel(environment, { settings, files, reference }, signal);
    this.phase = 'storing';
    const model = { name: this.name.trim(), licence, card, settings, referenceCosine, files };
    const added = await this.#registry.add(model, {
      signal,
      onProgress: (progress) => (this.progress = progress),
    });
    const proof =
      referenceCosine === null
        ? 'It is unverified: the folder has no reference.json.'
        : `It gives the vectors of reference.json: the least cosine is ${referenceCosine.toFixed(4)}.`;
    this.outcome = `${added.name} was added. ${proof}`;
  }

  #filesOf(draft: ModelDraft, settings: ModelSettings): Readonly<Record<OwnFileName, DiskFile>> {
    // The folder holds the very objects that were picked.
    const fileAt = (path: string): DiskFile => (draft.folder.find(path) as PickedFile).file;
    return {
      'config.json': fileAt(draft.companions['config.json']),
      'tokenizer.json': fileAt(draft.companions['tokenizer.json']),
      'tokenizer_config.json': fileAt(draft.companions['tokenizer_config.json']),
      [WEIGHTS]: fileAt(settings.modelFile),
    };
  }

  #clear(): void {
    this.#reads += 1;
    this.phase = 'idle';
    this.draft = this.settings = this.problem = null;
    this.name = '';
  }
}
