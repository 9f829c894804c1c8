/** @file The files of the app that are stored in this browser, as the Library tab shows them. */
import { joinShards } from '../../core/formats/shards.ts';
import { messageOf } from '../../core/message-of.ts';
import type { AssetStore } from '../../store/asset-store.ts';
import { askPersistence, storageReport, type StorageReport } from '../../store/environment.ts';
import type { ListedFile } from '../../store/records.ts';
import { megabytes } from '../../store/units.ts';
import { downloadBlob } from '../../ui/download.ts';
import { diskName } from './file-facts.ts';

/** What is known of a file's bytes. */
export interface FileCheck {
  readonly state: 'working' | 'good' | 'damaged' | 'failed';
  readonly text: string;
}

const GOOD: FileCheck = { state: 'good', text: 'good' };

export class Storage {
  files = $state.raw<readonly ListedFile[]>([]);
  report = $state.raw<StorageReport | null>(null);
  /** By path: what the last check of the file said. */
  checks = $state.raw<Readonly<Record<string, FileCheck>>>({});
  /** The last of them, for those who hear the page. */
  lastCheck = $state('');
  persistAnswer = $state('');
  /** What was done last, or why it could not be. */
  outcome = $state('');
  readonly #save: (name: string, blob: Blob) => void;
  #refreshes = 0;

  /** @param save hands a file to the user */
  constructor(save: (name: string, blob: Blob) => void = downloadBlob) {
    this.#save = save;
  }

  /** What the app's files take, and what is left, in one line. */
  get room(): string {
    const bytes = this.files.reduce((sum, file) => sum + file.bytes, 0);
    const { usage, quota } = this.report ?? { usage: null, quota: null };
    const free =
      usage === null || quota === null ? '' : ` ${megabytes(Math.max(0, quota - usage))} are free.`;
    return `${megabytes(bytes)} in ${this.files.length} files of the app.${free}`;
  }

  /** Lists again. Never rejects; the last call counts. */
  async refresh(store: AssetStore | null): Promise<void> {
    const refresh = ++this.#refreshes;
    const [report, files] = await Promise.all([storageReport(), store?.list()]);
    if (refresh !== this.#refreshes) return;
    this.report = report;
    if (files) this.files = files;
  }

  async persist(): Promise<void> {
    const answer = await askPersistence();
    this.persistAnswer = answer
      ? 'The browser keeps it.'
      : 'The browser did not promise it. It may after more visits.';
    this.report = await storageReport();
  }

  /** Hashes the stored file again. */
  async verify(store: AssetStore, path: string): Promise<void> {
    await this.#check(path, 'checking', async () => {
      const bad = await store.verify(path);
      if (bad.length === 0) return GOOD;
      const parts = store.manifest.files.find((file) => file.path === path)?.shards.length ?? bad.length;
      return { state: 'damaged', text: `damaged: ${bad.length} of ${parts} parts` };
    });
  }

  /** Hashes every file of this version, one after the other. */
  async verifyAll(store: AssetStore): Promise<void> {
    const paths = this.files.filter(({ current }) => current).map(({ path }) => path);
    for (const path of paths) await this.verify(store, path);
    const bad = paths.filter((path) => this.checks[path]?.state !== 'good').length;
    this.outcome =
      bad === 0
        ? 'Every file is as it should be.'
        : `${bad} of ${paths.length} files are not as they should be; repair fetches them again.`;
  }

  /** Fetches damaged and missing parts of the file again. */
  async repair(store: AssetStore, path: string): Promise<void> {
    await this.#check(path, 'fetching again', async () => {
      await store.repair(path);
      return { state: 'good', text: 'good, fetched again' };
    });
    await this.refresh(store);
  }

  /** Hands the file to the user. */
  async download(store: AssetStore, path: string): Promise<void> {
    await this.#do(async () => {
      const bytes = joinShards(await store.read(path));
      this.#save(diskName(path), new Blob([bytes]));
      return `${diskName(path)} was handed to the browser.`;
    });
  }

  async remove(store: AssetStore, path: string): Promise<void> {
    await this.#do(async () => {
      await store.remove(path);
      this.checks = Object.fromEntries(Object.entries(this.checks).filter(([key]) => key !== path));
      return `${path} was removed. It is fetched again when it is next needed.`;
    });
    await this.refresh(store);
  }

  async #check(path: string, doing: string, work: () => Promise<FileCheck>): Promise<void> {
    const say = (check: FileCheck) => {
      this.checks = { ...this.checks, [path]: check };
      this.lastCheck = `${path}: ${check.text}`;
    };
    say({ state: 'working', text: doing });
    try {
      say(await work());
    } catch (error) {
      say({ state: 'failed', text: messageOf(error) });
    }
  }

  async #do(work: () => Promise<string>): Promise<void> {
    try {
      this.outcome = await work();
    } catch (error) {
      this.outcome = messageOf(error);
    }
  }
}
