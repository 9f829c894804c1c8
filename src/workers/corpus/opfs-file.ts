/**
 * @file A file in the origin private file system. Reads go through a synchronous handle that stays open, where the browser lets several
 * readers have one (mode "read-only", Chromium) or nobody else has one; else through the file's own `slice`, which needs no lock. A
 * write opens the file for itself alone, and lets go of it at once.
 */
import { cutShort, type ByteFile } from '../../core/search/corpus/byte-file.ts';
import { CorpusError } from '../../core/search/corpus/corpus-error.ts';

/** The mode is newer than the types; browsers without it give an exclusive handle. */
type ModalHandle = FileSystemFileHandle & {
  createSyncAccessHandle(options?: {
    readonly mode: 'readwrite' | 'read-only';
  }): Promise<FileSystemSyncAccessHandle>;
};

/** Another tab's write of a manifest takes a few milliseconds. */
const WRITE_ATTEMPTS = 20;
const WRITE_PAUSE_MILLISECONDS = 25;

function nameOf(error: unknown): string {
  return error instanceof Error || error instanceof DOMException ? error.name : '';
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** What the browser threw, in words for the user; errors of our own as they are. */
export function asCorpusError(error: unknown): unknown {
  const options = { cause: error };
  switch (nameOf(error)) {
    case 'QuotaExceededError': {
      const message =
        "This browser's storage is full. What is stored so far is kept: make room, for example by removing a corpus, and go on.";
      return new CorpusError('quota', message, options);
    }
    case 'NoModificationAllowedError': {
      const message = 'Another tab of Rolemap has this corpus open. Close it there and try again.';
      return new CorpusError('in-use', message, options);
    }
    case 'NotFoundError': {
      const message =
        'A file of this corpus is gone: it was removed in another tab, or the browser has cleared its storage. Add the corpus again.';
      return new CorpusError('missing', message, options);
    }
    default:
      return error;
  }
}

export interface OpfsFilePlan {
  readonly directory: FileSystemDirectoryHandle;
  readonly name: string;
  /** Whether readers may hold it open: not for a file that another tab may write at any time. */
  readonly keepOpen: boolean;
}

export class OpfsFile implements ByteFile {
  readonly #plan: OpfsFilePlan;
  #reader: Promise<FileSystemSyncAccessHandle | null> | null = null;

  constructor(plan: OpfsFilePlan) {
    this.#plan = plan;
  }

  read(at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.gather([at], length);
  }

  async gather(places: readonly number[], length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(places.length * length);
    try {
      const reader = await this.#openReader();
      if (reader) this.#gatherAtOnce(reader, places, bytes, length);
      else await this.#gatherSlices(places, bytes, length);
    } catch (error) {
      throw asCorpusError(error);
    }
    return bytes;
  }

  async write(at: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.close();
    try {
      const handle = await this.#openWriter();
      try {
        // A short write means that there is no room.
        if (handle.write(bytes, { at }) !== bytes.length)
          throw new DOMException('The write was cut short.', 'QuotaExceededError');
        handle.flush();
      } finally {
        handle.close();
      }
    } catch (error) {
      throw asCorpusError(error);
    }
  }

  async size(): Promise<number> {
    try {
      return (await (await this.#handle()).getFile()).size;
    } catch (error) {
      if (nameOf(error) === 'NotFoundError') return 0;
      throw asCorpusError(error);
    }
  }

  /** Lets go of the file; the next read opens it again. */
  async close(): Promise<void> {
    const reader = this.#reader;
    this.#reader = null;
    (await reader)?.close();
  }

  #handle(create = false): Promise<ModalHandle> {
    return this.#plan.directory.getFileHandle(this.#plan.name, { create });
  }

  /** Null where the browser gives no handle now. */
  async #openReader(): Promise<FileSystemSyncAccessHandle | null> {
    if (!this.#plan.keepOpen) return null;
    const opening = (this.#reader ??= this.#handle().then(async (handle) => {
      try {
        return await handle.createSyncAccessHandle({ mode: 'read-only' });
      } catch (error) {
        if (nameOf(error) === 'NoModificationAllowedError') return null;
        throw error;
      }
    }));
    const forget = () => {
      if (this.#reader === opening) this.#reader = null;
    };
    try {
      const reader = await opening;
      // Tried again at the next read: whoever holds it may let go.
      if (!reader) forget();
      return reader;
    } catch (error) {
      forget();
      throw error;
    }
  }

  async #openWriter(): Promise<FileSystemSyncAccessHandle> {
    const handle = await this.#handle(true);
    for (let attempt = 1; ; attempt++) {
      try {
        return await handle.createSyncAccessHandle();
      } catch (error) {
        if (nameOf(error) !== 'NoModificationAllowedError' || attempt === WRITE_ATTEMPTS) throw error;
        await pause(WRITE_PAUSE_MILLISECONDS);
      }
    }
  }

  #gatherAtOnce(
    reader: FileSystemSyncAccessHandle,
    places: readonly number[],
    bytes: Uint8Array<ArrayBuffer>,
    length: number,
  ): void {
    for (const [index, at] of places.entries()) {
      const piece = bytes.subarray(index * length, (index + 1) * length);
      if (reader.read(piece, { at }) !== length) throw cutShort(this.#plan.name);
    }
  }

  async #gatherSlices(places: readonly number[], bytes: Uint8Array, length: number): Promise<void> {
    // A file that is written while it is read cannot be read any more: its next state can.
    for (let attempt = 1; ; attempt++) {
      const file = await (await this.#handle()).getFile();
      try {
        const pieces = await Promise.all(places.map((at) => file.slice(at, at + length).arrayBuffer()));
        for (const [index, piece] of pieces.entries()) {
          if (piece.byteLength !== length) throw cutShort(this.#plan.name);
          bytes.set(new Uint8Array(piece), index * length);
        }
        return;
      } catch (error) {
        if (nameOf(error) !== 'NotReadableError' || attempt === WRITE_ATTEMPTS) throw error;
        await pause(WRITE_PAUSE_MILLISECONDS);
      }
    }
  }
}
