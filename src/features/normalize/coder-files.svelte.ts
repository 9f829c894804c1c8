/** @file Whether the files of the coder are stored in this browser: the header's "works offline" does not speak of them. */
import type { Device } from '../../core/formats/manifest.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import type { CodingTools, LoadProgress } from './ports.ts';

export class CoderFiles {
  /** Bytes that are not stored yet; null until it was looked. */
  missingBytes = $state<number | null>(null);
  /** Of a download that is under way. */
  progress = $state.raw<LoadProgress | null>(null);
  readonly task = new LatestTask();
  readonly #tools: Pick<CodingTools, 'missingBytes' | 'download'>;
  readonly #device: () => Device;

  /** @param device where the next run encodes: devices have files of their own */
  constructor(tools: Pick<CodingTools, 'missingBytes' | 'download'>, device: () => Device) {
    this.#tools = tools;
    this.#device = device;
  }

  /** Looks what the first run would have to download. */
  async look(): Promise<void> {
    const device = this.#device();
    const bytes = await this.#tools.missingBytes({ device });
    // Another one may have been chosen meanwhile.
    if (device === this.#device()) this.missingBytes = bytes;
  }

  /** Downloads it now, without starting anything: parts that have arrived stay where it fails. */
  async download(): Promise<void> {
    const device = this.#device();
    await this.task.run(
      (signal) => this.#tools.download((progress) => (this.progress = progress), { signal, device }),
      () => undefined,
    );
    this.progress = null;
    await this.look();
  }
}
