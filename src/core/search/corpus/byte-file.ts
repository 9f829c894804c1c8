/**
 * @file Files of a stored corpus as the core sees them: bytes at a place. The worker implements them over the origin private file
 * system, tests use those in memory.
 */
import { CorpusError } from './corpus-error.ts';

export interface ByteFile {
  /**
   * Bytes from `at` on.
   * @throws CorpusError `damaged` where the file ends before
   */
  read(at: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Pieces of `length` bytes from each place, one behind the other. Throws like `read`. */
  gather(places: readonly number[], length: number): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Writes bytes at a place, over what is there; when it resolves they are with the operating system.
   * @throws CorpusError `quota`, `in-use`
   */
  write(at: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Bytes; 0 where it was never written. */
  size(): Promise<number>;
}

/** The files of one corpus. */
export interface CorpusFolder {
  /** The same object each time. */
  file(name: string): ByteFile;
  /** Lets go of open files, so that another tab may write or remove them. */
  close(): void;
}

/** All corpora of this browser. */
export interface CorpusShelf {
  ids(): Promise<readonly string[]>;
  /** Makes it where it is not there. */
  folder(id: string): Promise<CorpusFolder>;
  /**
   * Removes a corpus with all its files.
   * @throws CorpusError `in-use` where another tab holds a file
   */
  remove(id: string): Promise<void>;
}

/** What `read` throws where a file ends too early. */
export function cutShort(name: string): CorpusError {
  return new CorpusError(
    'damaged',
    `${name} is shorter than it should be. Remove the corpus and add it again.`,
  );
}

export class MemoryFile implements ByteFile {
  /** As a disk would hold them; tests cut them. */
  bytes = new Uint8Array(0);
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  read(at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (at + length > this.bytes.length) return Promise.reject(cutShort(this.#name));
    return Promise.resolve(this.bytes.slice(at, at + length));
  }

  async gather(places: readonly number[], length: number): Promise<Uint8Array<ArrayBuffer>> {
    const gathered = new Uint8Array(places.length * length);
    for (const [index, at] of places.entries()) gathered.set(await this.read(at, length), index * length);
    return gathered;
  }

  write(at: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (at + bytes.length > this.bytes.length) {
      const longer = new Uint8Array(at + bytes.length);
      longer.set(this.bytes);
      this.bytes = longer;
    }
    this.bytes.set(bytes, at);
    return Promise.resolve();
  }

  size(): Promise<number> {
    return Promise.resolve(this.bytes.length);
  }
}

export class MemoryFolder implements CorpusFolder {
  readonly files = new Map<string, MemoryFile>();

  file(name: string): MemoryFile {
    const file = this.files.get(name) ?? new MemoryFile(name);
    this.files.set(name, file);
    return file;
  }

  close(): void {
    // Nothing is held open.
  }
}

export class MemoryShelf implements CorpusShelf {
  readonly folders = new Map<string, MemoryFolder>();

  ids(): Promise<readonly string[]> {
    return Promise.resolve([...this.folders.keys()]);
  }

  folder(id: string): Promise<MemoryFolder> {
    const folder = this.folders.get(id) ?? new MemoryFolder();
    this.folders.set(id, folder);
    return Promise.resolve(folder);
  }

  remove(id: string): Promise<void> {
    this.folders.delete(id);
    return Promise.resolve();
  }
}
