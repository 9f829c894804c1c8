/** @file What is kept of the open file and of files from before: where, whether something is stored already, and how it is deleted. */
import { CodingStoreError } from '../../store/coding-errors.ts';
import { moveRecords } from '../../store/coding-move.ts';
import type { CodingRecords, KeptRun, RunFacts, RunKey } from '../../store/coding-records.ts';
import type { NormalizePorts } from './ports.ts';

export interface KeptFilesEvents {
  /** What was done, in one sentence. */
  readonly done: (notice: string) => void;
  /** Something that was to be deleted was not. */
  readonly failed: (error: unknown) => void;
}

/** The SHA-256 of a file, worked out or under way. */
interface Digest {
  readonly blob: Blob;
  readonly sha256: Promise<string>;
  readonly abort: AbortController;
}

export class KeptFiles {
  /** "Keep nothing on this computer". */
  nothing = $state(false);
  /** Runs of before that are kept in this browser. */
  before = $state.raw<readonly KeptRun[]>([]);
  /** Whether something of the open file is stored in this browser, as far as it was looked. */
  isStored = $state(false);
  readonly #ports: Pick<NormalizePorts, 'records' | 'digest'>;
  readonly #events: KeptFilesEvents;
  /** The open file; null for none. */
  #open: Blob | null = null;
  #digest: Digest | null = null;

  constructor(ports: Pick<NormalizePorts, 'records' | 'digest'>, events: KeptFilesEvents) {
    this.#ports = ports;
    this.#events = events;
  }

  /** Another file is open, or the same one is read otherwise; null for none. */
  opened(blob: Blob | null): void {
    this.#open = blob;
    this.isStored = false;
    if (this.#digest?.blob === blob) return;
    this.#digest?.abort.abort();
    this.#digest = null;
  }

  /**
   * SHA-256 of the open file, 64 hexadecimal digits: worked out once, for all of it is read.
   * @throws StoreError where it can be read no longer; AbortError where another file was opened meanwhile
   */
  sha256(): Promise<string> {
    const blob = this.#open ?? new Blob();
    if (this.#digest?.blob === blob) return this.#digest.sha256;
    const abort = new AbortController();
    const digest = { blob, abort, sha256: this.#ports.digest(blob, { signal: abort.signal }) };
    this.#digest = digest;
    digest.sha256.catch(() => {
      if (this.#digest === digest) this.#digest = null;
    });
    return digest.sha256;
  }

  /** Looks whether something of the open file is stored in this browser; it is read for that only where anything is. */
  async look(): Promise<void> {
    const blob = this.#open;
    await this.list();
    if (blob === null || this.#open !== blob || this.before.length === 0) return;
    // A file that can be read no longer says so when it is coded.
    const sha256 = await this.sha256().catch(() => null);
    if (this.#open === blob) this.isStored = this.before.some((run) => run.fileSha256 === sha256);
  }

  /** Begins a run, or goes on with it, where it is to be kept; where nothing is to stay here, what is stored of the file is moved. */
  async begin(key: RunKey, facts: RunFacts): Promise<CodingRecords> {
    const records = this.#ports.records(!this.nothing);
    await records.begin(key, facts);
    if (this.nothing) await this.#moveFromStore(records, key, facts.fileName);
    return records;
  }

  /** Looks which files are kept; none where the browser keeps nothing. */
  async list(): Promise<void> {
    try {
      this.before = await this.#ports.records(true).list();
    } catch {
      // Said when something is to be kept.
      this.before = [];
    }
  }

  /** Deletes all of the open file, and looks whether it is gone. @throws StoreError where something is left */
  async forget(): Promise<void> {
    const sha256 = await this.sha256();
    // Both: the box may have been ticked after a run.
    for (const keep of [true, false]) await this.#ports.records(keep).forget(sha256).catch(unlessUnavailable);
  }

  /** Deletes what is kept of a file of before. */
  async forgetBefore({ fileSha256, fileName }: KeptRun): Promise<void> {
    try {
      await this.#ports.records(true).forget(fileSha256);
      this.#events.done(forgottenSentence(fileName));
    } catch (error) {
      this.#events.failed(error);
    }
    await this.list();
  }

  /** Its results, corrections and audit are held in this tab alone from now on. */
  async #moveFromStore(records: CodingRecords, key: RunKey, fileName: string): Promise<void> {
    try {
      const moved = await moveRecords(this.#ports.records(true), records, key);
      this.isStored = false;
      if (moved)
        this.#events.done(
          `${fileName} was stored in this browser from before: that is deleted. Its results, corrections and audit are in this tab now and are lost when it is closed.`,
        );
    } catch (error) {
      if (!isUnavailable(error)) this.#events.failed(error);
    }
  }
}

export function forgottenSentence(name: string): string {
  return `${name} is forgotten: nothing of it is stored in this browser.`;
}

function isUnavailable(error: unknown): boolean {
  return error instanceof CodingStoreError && error.reason === 'unavailable';
}

/** A browser that keeps nothing has nothing to forget. */
function unlessUnavailable(error: unknown): void {
  if (!isUnavailable(error)) throw error;
}
