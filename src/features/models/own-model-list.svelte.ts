/** @file Checking, saving and removing models of the user's own. */
import { messageOf } from '../../core/message-of.ts';
import { WEIGHTS, type OwnModelRecord } from '../../store/own-model-records.ts';
import { downloadBlob } from '../../ui/download.ts';
import type { ModelRegistry } from './registry.svelte.ts';

export class OwnModelList {
  /** By id: what the last check said. */
  checks = $state.raw<Readonly<Record<string, string>>>({});
  /** What was done last, or why it could not be. */
  outcome = $state('');
  readonly #registry: ModelRegistry;
  readonly #save: (name: string, blob: Blob) => void;

  constructor(registry: ModelRegistry, save: (name: string, blob: Blob) => void = downloadBlob) {
    this.#registry = registry;
    this.#save = save;
  }

  /** Hashes the model's files again. */
  async verify(id: string): Promise<void> {
    const say = (text: string) => (this.checks = { ...this.checks, [id]: text });
    say('checking');
    try {
      const bad = await (await this.#registry.models()).verify(id);
      say(
        bad.length === 0
          ? 'good'
          : `damaged: ${bad.join(', ')}. Add its folder again, which writes them anew.`,
      );
    } catch (error) {
      say(messageOf(error));
    }
  }

  /** Hands the ONNX file to the user. */
  async download({ id, name, settings }: OwnModelRecord): Promise<void> {
    try {
      const pieces = await (await this.#registry.models()).read(id, WEIGHTS);
      const file = `${name}-${settings.modelFile.split('/').at(-1)!}`;
      this.#save(file, new Blob(pieces));
      this.outcome = `${file} was handed to the browser.`;
    } catch (error) {
      this.outcome = messageOf(error);
    }
  }

  async remove(id: string): Promise<void> {
    try {
      this.outcome = await this.#registry.remove(id);
    } catch (error) {
      this.outcome = messageOf(error);
    }
  }
}
