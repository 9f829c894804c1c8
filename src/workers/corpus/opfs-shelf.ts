/** @file Corpora in the origin private file system: `corpora/<deployment>/<id>/`. Tabs tell each other when one is removed. */
import type { CorpusFolder, CorpusShelf } from '../../core/search/corpus/byte-file.ts';
import { corpusPlace, type CorpusPlace } from '../../core/search/corpus/corpus-place.ts';
import { CorpusError } from '../../core/search/corpus/corpus-error.ts';
import { messageOf } from '../../core/message-of.ts';
import { asCorpusError, OpfsFile } from './opfs-file.ts';

const REMOVE_ATTEMPTS = 20;
const REMOVE_PAUSE_MILLISECONDS = 50;

export class OpfsFolder implements CorpusFolder {
  readonly #directory: FileSystemDirectoryHandle;
  readonly #files = new Map<string, OpfsFile>();

  constructor(directory: FileSystemDirectoryHandle) {
    this.#directory = directory;
  }

  file(name: string): OpfsFile {
    // Every commit writes a manifest, whoever reads.
    const keepOpen = !name.startsWith('manifest');
    const file = this.#files.get(name) ?? new OpfsFile({ directory: this.#directory, name, keepOpen });
    this.#files.set(name, file);
    return file;
  }

  close(): void {
    for (const file of this.#files.values()) void file.close().catch(() => undefined);
  }
}

export class OpfsShelf implements CorpusShelf {
  readonly #place: CorpusPlace;
  readonly #channel: BroadcastChannel;
  readonly #open = new Map<string, OpfsFolder>();

  /** @param deployment name of this copy of the app: two copies on one host do not see each other's corpora */
  constructor(deployment: string) {
    this.#place = corpusPlace(deployment);
    this.#channel = new BroadcastChannel(this.#place.channel);
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') this.#open.get(data)?.close();
    };
  }

  async ids(): Promise<readonly string[]> {
    const directory = await this.#directory();
    const ids: string[] = [];
    for await (const id of directory.keys()) ids.push(id);
    return ids;
  }

  async folder(id: string): Promise<OpfsFolder> {
    const known = this.#open.get(id);
    if (known) return known;
    const directory = await (await this.#directory()).getDirectoryHandle(id, { create: true });
    const folder = new OpfsFolder(directory);
    this.#open.set(id, folder);
    return folder;
  }

  async remove(id: string): Promise<void> {
    this.#open.get(id)?.close();
    this.#open.delete(id);
    // Other tabs let go of its files.
    this.#channel.postMessage(id);
    const directory = await this.#directory();
    for (let attempt = 1; ; attempt++) {
      try {
        await directory.removeEntry(id, { recursive: true });
        return;
      } catch (error) {
        const { name } = error as Error;
        if (name === 'NotFoundError') return;
        if (name !== 'NoModificationAllowedError' || attempt === REMOVE_ATTEMPTS) throw asCorpusError(error);
        await new Promise((resolve) => setTimeout(resolve, REMOVE_PAUSE_MILLISECONDS));
      }
    }
  }

  async #directory(): Promise<FileSystemDirectoryHandle> {
    try {
      const root = await navigator.storage.getDirectory();
      const all = await root.getDirectoryHandle(this.#place.root, { create: true });
      return await all.getDirectoryHandle(this.#place.folder, { create: true });
    } catch (cause) {
      const message = `This browser keeps no corpora for this page (${messageOf(cause)}); a private window does that.`;
      throw new CorpusError('unavailable', message, { cause });
    }
  }
}
