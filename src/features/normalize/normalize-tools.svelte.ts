/** @file The parts of the Normalize tab together: the file, its run, the review, the count of requests, and the way out. */
import type { CountedTitle } from '../../core/coding/output/picture.ts';
import { RULES_VERSION } from '../../core/coding/title-coder.ts';
import { runRecord, runRecordJson } from '../../core/coding/output/run-record.ts';
import type { TableFormat } from '../../core/coding/output/write-table.ts';
import { writeCorrections } from '../../core/coding/trust/corrections.ts';
import { messageOf } from '../../core/message-of.ts';
import { CodingStoreError } from '../../store/coding-errors.ts';
import { StoreError } from '../../store/errors.ts';
import type { KeptRun, RunKey, StoredCorrection } from '../../store/coding-records.ts';
import { LatestTask } from '../map/latest-task.svelte.ts';
import { Audit } from './audit.svelte.ts';
import { Coders } from './coders.svelte.ts';
import { CodingRun } from './coding-run.svelte.ts';
import { readCorrectionFile } from './correction-file.ts';
import { exportName, exportTable } from './export-table.ts';
import { Figures } from './figures.svelte.ts';
import { NetworkWatch } from './network-watch.svelte.ts';
import { NormalizeFile } from './normalize-file.svelte.ts';
import { OwnIndex } from './own-index.svelte.ts';
import type { KeptResults, NormalizePorts } from './ports.ts';
import { Review } from './review.svelte.ts';
import { runFacts, type PageFacts } from './run-facts.ts';
import { counted } from './sentences.ts';
import { TitleLayers } from './title-layers.svelte.ts';
import { Trust } from './trust.svelte.ts';

/** A file for the user. */
export interface Download {
  readonly name: string;
  readonly blob: Blob;
}

export class NormalizeTools {
  readonly file: NormalizeFile;
  readonly run: CodingRun;
  readonly review: Review;
  readonly trust: Trust;
  readonly audit: Audit;
  readonly ownIndex: OwnIndex;
  readonly coders: Coders;
  readonly figures: Figures;
  readonly network: NetworkWatch;
  /** "Keep nothing on this computer". */
  keepNothing = $state(false);
  format = $state<TableFormat>('csv');
  readonly exporting = new LatestTask();
  /** Of what coding needs and this browser does not have yet. */
  missingBytes = $state(0);
  /** Rows of the export so far. */
  exportedRows = $state(0);
  /** Runs of before that are kept in this browser. */
  kept = $state.raw<readonly KeptRun[]>([]);
  /** What was done last that the page no longer shows, in one sentence. */
  notice = $state('');
  /** Why something that was to be forgotten or kept was not. */
  problem = $state<string | null>(null);
  readonly #ports: NormalizePorts;
  readonly #layers = new TitleLayers();
  #fileSha256: string | null = null;
  /** The file since whose opening requests are counted. */
  #watched: Blob | null = null;
  /** ISO 8601, when the run began. */
  #started = '';

  constructor(ports: NormalizePorts) {
    this.#ports = ports;
    this.network = new NetworkWatch(ports.base);
    this.file = new NormalizeFile(ports, {
      opened: () => this.#startOver(),
      counted: () => this.review.arrange(),
      recounted: () => this.#recounted(),
    });
    this.run = new CodingRun(ports.tools);
    const titles = {
      distinct: () => this.file.distinct,
      at: (id: number) => this.run.at(id),
      layers: this.#layers,
      changed: () => this.review.arrange(),
    };
    this.trust = new Trust(titles);
    this.audit = new Audit({ ...titles, fileKey: () => this.#fileSha256 ?? this.file.table?.name ?? '' });
    this.ownIndex = new OwnIndex({ ...titles, digest: (file, options) => ports.digest(file, options) });
    this.review = new Review({
      ...titles,
      save: (corrections) => void this.#saveCorrections(corrections),
    });
    this.coders = new Coders(this.review);
    this.figures = new Figures(this.run, this.review);
  }

  /** Looks what the first run would have to download. */
  async lookForMissing(): Promise<void> {
    this.missingBytes = await this.#ports.tools.missingBytes();
  }

  /** Codes the titles, or goes on where it stopped. */
  async code(): Promise<void> {
    const { distinct } = this.file;
    if (!distinct) return;
    this.#started = new Date().toISOString();
    await this.run.start(distinct, (signal) => this.#openKept(signal));
    this.review.arrange();
  }

  /** Codes that a query names, for "another code". */
  async findCodes(query: string, signal: AbortSignal) {
    return this.#ports.tools.findCodes(query, 10, { signal });
  }

  /** Deletes what is kept of the file, looks whether it is gone, and closes it. */
  async forget(): Promise<void> {
    const { table, blob } = this.file;
    if (!table || !blob) return;
    this.problem = null;
    this.run.cancel();
    try {
      const sha256 =
        this.#fileSha256 ?? (await this.#ports.digest(blob, { signal: new AbortController().signal }));
      // Both: the box may have been ticked after a run.
      for (const keep of [true, false])
        await this.#ports.records(keep).forget(sha256).catch(unlessUnavailable);
      this.close();
      this.notice = forgotten(table.name);
    } catch (error) {
      this.problem = messageOf(error);
    }
  }

  /** Closes the file; what is kept of it stays. */
  close(): void {
    this.file.close();
    this.#startOver();
    this.network.stop();
  }

  /** Looks which files are kept; none where the browser keeps nothing. */
  async listKept(): Promise<void> {
    try {
      this.kept = await this.#ports.records(true).list();
    } catch {
      // Said when something is to be kept.
      this.kept = [];
    }
  }

  /** Deletes what is kept of a file of before. */
  async forgetKept({ fileSha256, fileName }: KeptRun): Promise<void> {
    this.problem = null;
    try {
      await this.#ports.records(true).forget(fileSha256);
      this.notice = forgotten(fileName);
    } catch (error) {
      this.problem = messageOf(error);
    }
    await this.listKept();
  }

  /** Makes the table and the run record; `done` gets both. */
  async export(done: (files: readonly Download[]) => void): Promise<void> {
    const { table, titleColumn, distinct } = this.file;
    if (!table || !distinct) return;
    const { format, review } = this;
    const { names, threshold } = review;
    this.exportedRows = 0;
    await this.exporting.run(async (signal) => {
      const find = (title: string) => {
        const id = distinct.idOf(title);
        return id === undefined ? null : review.row(id).coded;
      };
      const options = { threshold, names: { title: (code: string) => names.get(code) ?? '' } };
      const blob = await exportTable(
        { table, titleColumn, find, options, format },
        { signal, onRows: (rows) => (this.exportedRows = rows) },
      );
      const name = exportName(table.name, format);
      const record = runRecordJson(runRecord(this.#facts(name), this.#codedRows()));
      return [
        { name, blob },
        { name: `${name}.run.json`, blob: new Blob([record], { type: 'application/json' }) },
      ];
    }, done);
  }

  /** The corrections as a file; null where there are none. */
  correctionsFile(): Download | null {
    const text = this.coders.text();
    return text === null ? null : this.#csvFile(text, 'corrections.csv');
  }

  /** The answers of the audit as a file; null where there are none. */
  auditFile(): Download | null {
    const answers = this.audit.toCorrections();
    return answers.length === 0 ? null : this.#csvFile(writeCorrections(answers), 'audit.csv');
  }

  /** Goes on with the answers of an audit that were saved before. */
  async loadAudit(file: File): Promise<void> {
    this.problem = null;
    try {
      const { corrections, leftOut } = await readCorrectionFile(file);
      const { taken, missing } = this.audit.take(corrections);
      const others = missing > 0 ? ` ${counted(missing, 'title')} not in this sample.` : '';
      this.notice = `${counted(taken, 'answer')} of the audit loaded from ${file.name}.${others}${leftOut}`;
    } catch (error) {
      this.problem = messageOf(error);
    }
  }

  #startOver(): void {
    this.notice = '';
    this.run.clear();
    this.review.reset();
    this.#layers.reset();
    this.trust.reset();
    this.audit.reset();
    this.coders.reset();
    this.exporting.forget();
    this.#fileSha256 = this.problem = null;
    // The same file, read otherwise, was opened when it was opened.
    if (this.file.blob !== this.#watched) this.network.start();
    this.#watched = this.file.blob;
  }

  /** Known codes or weights may be others: what was calibrated on them holds no longer. */
  #recounted(): void {
    if (this.trust.inForce?.kind === 'known-codes') this.trust.reset();
    // A confusion of before may be none now.
    this.review.arrange({ filter: { titles: null } });
  }

  async #openKept(signal: AbortSignal): Promise<KeptResults> {
    const { tools } = this.#ports;
    const { table, titleColumn, distinct, blob } = this.file;
    const records = this.#ports.records(!this.keepNothing);
    this.review.names = new Map(await tools.names());
    const fileSha256 = await this.#ports.digest(blob!, { signal });
    signal.throwIfAborted();
    this.#fileSha256 = fileSha256;
    const { modelSha256, coderSha256, threshold } = tools.facts();
    this.review.suggested = threshold;
    const column = table!.columns[titleColumn] ?? '';
    const key: RunKey = { fileSha256, column, settings: [modelSha256, coderSha256, RULES_VERSION].join('/') };
    const { rows, titles } = distinct!;
    await records.begin(key, {
      ...{ fileName: table!.name, rows, distinct: titles.length },
      started: this.#started,
    });
    // What was corrected before the run began stays.
    if (this.review.corrections.size === 0) {
      const corrections = await records.corrections(fileSha256);
      // Another file may have been opened meanwhile: they are not its own.
      signal.throwIfAborted();
      this.review.load(corrections);
    }
    return {
      results: () => records.results(key),
      append: (coded) => records.append(key, coded),
    };
  }

  async #saveCorrections(corrections: readonly StoredCorrection[]): Promise<void> {
    const sha256 = this.#fileSha256;
    if (sha256 === null) return;
    try {
      await this.#ports.records(!this.keepNothing).saveCorrections(sha256, corrections);
    } catch (error) {
      this.problem = error instanceof StoreError ? error.message : messageOf(error);
    }
  }

  /** With the rows of the file, whatever they count. */
  #codedRows(): CountedTitle[] {
    const { distinct } = this.file;
    return this.review
      .rows()
      .flatMap(({ id, coded }) => (coded ? [{ coded, rows: distinct?.counts[id] ?? 0 }] : []));
  }

  #csvFile(text: string, ending: string): Download {
    const blob = new Blob([text], { type: 'text/csv;charset=utf-8' });
    return { name: exportName(this.file.table?.name ?? 'titles', ending), blob };
  }

  #facts(output: string): PageFacts {
    const { table, distinct, titleColumn, knownColumn, weightColumn } = this.file;
    return runFacts({
      ...{ table: table!, distinct: distinct!, fileSha256: this.#fileSha256 ?? '' },
      columns: { title: titleColumn, known: knownColumn, weight: weightColumn },
      ...{ tools: this.#ports.tools.facts(), appVersion: this.#ports.appVersion, date: this.#started },
      ...{ seconds: this.run.seconds, takenOver: this.run.takenOver, threshold: this.review.threshold },
      ...{ calibration: this.trust.inForce, auditSeed: this.audit.seed, index: this.ownIndex.facts },
      output: { file: output, format: this.format },
    });
  }
}

function forgotten(name: string): string {
  return `${name} is forgotten: nothing of it is stored in this browser.`;
}

/** A browser that keeps nothing has nothing to forget. */
function unlessUnavailable(error: unknown): void {
  if (!(error instanceof CodingStoreError && error.reason === 'unavailable')) throw error;
}
