/** @file The parts of the Normalize tab together: the file, its run, what is kept of it, the review, the count of requests, the way out. */
import { headsKey } from '../../core/coding/own-heads.ts';
import { RULES_VERSION } from '../../core/coding/title-coder.ts';
import type { Device } from '../../core/formats/manifest.ts';
import { messageOf } from '../../core/message-of.ts';
import type { KeptRun, RunKey, StoredCalibration } from '../../store/coding-records.ts';
import { Audit } from './audit.svelte.ts';
import { AuditFile } from './audit-file.svelte.ts';
import { CoderFiles } from './coder-files.svelte.ts';
import { Coders } from './coders.svelte.ts';
import { CodingRun } from './coding-run.svelte.ts';
import { exportName } from './export-table.ts';
import { Figures } from './figures.svelte.ts';
import { KeptAnswers } from './kept-answers.ts';
import { forgottenSentence, KeptFiles } from './kept-files.svelte.ts';
import { NearDuplicates } from './near-duplicates.svelte.ts';
import { NetworkWatch } from './network-watch.svelte.ts';
import { NormalizeFile } from './normalize-file.svelte.ts';
import { OwnHeads } from './own-heads.svelte.ts';
import { OwnIndex } from './own-index.svelte.ts';
import type { KeptResults, NormalizePorts } from './ports.ts';
import { Review } from './review.svelte.ts';
import { TableExport, type Download } from './table-export.svelte.ts';
import { TitleLayers } from './title-layers.svelte.ts';
import { Trust, type CalibrationKind } from './trust.svelte.ts';

export class NormalizeTools {
  readonly file: NormalizeFile;
  readonly run: CodingRun;
  readonly keptFiles: KeptFiles;
  readonly review: Review;
  readonly trust: Trust;
  readonly audit: Audit;
  readonly auditFile: AuditFile;
  readonly ownIndex: OwnIndex;
  readonly ownHeads: OwnHeads;
  readonly nearDuplicates: NearDuplicates;
  readonly coders: Coders;
  readonly figures: Figures;
  readonly network: NetworkWatch;
  readonly coderFiles: CoderFiles;
  readonly export: TableExport;
  /** Where the next run encodes. */
  device = $state<Device>('wasm');
  /** What was done last that the page no longer shows, in one sentence. */
  notice = $state('');
  /** Why something that was to be forgotten or kept was not. */
  problem = $state<string | null>(null);
  readonly #ports: NormalizePorts;
  readonly #layers = new TitleLayers();
  readonly #answers: KeptAnswers;
  /** Of the file that is coded; null before a run. */
  #fileSha256: string | null = null;
  /** The file since whose opening requests are counted. */
  #watched: Blob | null = null;
  /** ISO 8601, when the run began. */
  #started = '';

  constructor(ports: NormalizePorts) {
    this.#ports = ports;
    const failed = (error: unknown) => (this.problem = messageOf(error));
    this.network = new NetworkWatch(ports.base);
    this.coderFiles = new CoderFiles(ports.tools, () => this.device);
    this.keptFiles = new KeptFiles(ports, { done: (notice) => (this.notice = notice), failed });
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
      taxonomy: () => this.review.taxonomy,
    };
    this.trust = new Trust({ ...titles, keep: (kind) => this.#keepCalibration(kind) });
    this.audit = new Audit({
      ...titles,
      fileKey: () => this.#fileSha256 ?? this.file.table?.name ?? '',
      save: (changes) => this.#answers.saveAudit(changes),
    });
    this.auditFile = new AuditFile(this.audit, titles.taxonomy);
    this.ownIndex = new OwnIndex({ ...titles, digest: (file, options) => ports.digest(file, options) });
    this.ownHeads = new OwnHeads({
      ...{ tools: ports.tools.heads, records: ports.headsRecords },
      keep: () => !this.keptFiles.nothing,
      changed: () => this.#codeAnew(),
    });
    this.review = new Review({ ...titles, save: (changes) => this.#answers.saveCorrections(changes) });
    this.#answers = new KeptAnswers({ review: this.review, audit: this.audit, failed });
    this.nearDuplicates = new NearDuplicates({
      ...{ ...titles, run: this.run, review: this.review },
      comparer: ports.tools.comparer,
    });
    this.coders = new Coders(this.review);
    this.figures = new Figures(this.run, this.review, this.trust);
    const { file, run, review, trust, audit, ownIndex, nearDuplicates } = this;
    this.export = new TableExport(
      {
        ...{ file, run, review, trust, audit, ownIndex, nearDuplicates },
        fileSha256: () => this.#fileSha256 ?? '',
        started: () => this.#started,
      },
      ports,
    );
  }

  /** The graphics adapter that may be chosen, by its description; null for none. */
  get gpu(): string | null {
    return this.#ports.tools.gpu;
  }

  /** Where the next run encodes; not while one is under way. */
  async chooseDevice(device: Device): Promise<void> {
    if (this.run.active) return;
    this.device = device;
    // Where the app is still loading it is looked when that is done.
    await this.coderFiles.look().catch(() => undefined);
  }

  /** Codes the titles, or goes on where it stopped. */
  async code(): Promise<void> {
    // The user's own levels and areas of an earlier visit are part of what codes.
    await this.ownHeads.restore();
    const { distinct } = this.file;
    if (!distinct) return;
    this.#started = new Date().toISOString();
    await this.ownHeads.restore();
    await this.run.start(distinct, (signal) => this.#openKept(signal), {
      device: this.device,
      threshold: () => this.review.threshold,
    });
    await this.#takeUpCalibration();
    this.review.arrange();
  }

  /** Codes and groups that a query names, for "another code". */
  async findCodes(query: string, signal: AbortSignal) {
    return this.#ports.tools.findCodes(query, 10, { signal });
  }

  /** Shows what another tab of this file corrected or audited meanwhile. */
  async takeOverOthers(): Promise<void> {
    await this.#answers.refresh();
  }

  /** Deletes what is kept of the file, looks whether it is gone, and closes it. */
  async forget(): Promise<void> {
    const { table } = this.file;
    if (!table) return;
    this.problem = null;
    this.run.cancel();
    try {
      await this.keptFiles.forget();
      this.close();
      this.notice = forgottenSentence(table.name);
    } catch (error) {
      this.problem = messageOf(error);
    }
  }

  /** Deletes what is kept of a file of before. */
  async forgetKept(run: KeptRun): Promise<void> {
    this.problem = null;
    await this.keptFiles.forgetBefore(run);
  }

  /** Closes the file; what is kept of it stays. */
  close(): void {
    this.file.close();
    this.#startOver();
    this.network.stop();
  }

  /** The corrections as a file; null where there are none. */
  correctionsDownload(): Download | null {
    return this.#csvFile(this.coders.text(), 'corrections.csv');
  }

  /** The answers of the audit as a file; null where there are none. */
  auditDownload(): Download | null {
    return this.#csvFile(this.auditFile.text(), 'audit.csv');
  }

  #startOver(): void {
    const { blob } = this.file;
    this.notice = '';
    this.run.clear();
    this.review.reset();
    this.#layers.reset();
    this.trust.reset();
    this.audit.reset();
    this.auditFile.reset();
    this.coders.reset();
    this.nearDuplicates.reset();
    this.#answers.reset();
    this.export.reset();
    this.keptFiles.opened(blob);
    this.#fileSha256 = this.problem = null;
    // The same file, read otherwise, was opened when it was opened.
    if (blob !== this.#watched) this.network.start();
    this.#watched = blob;
  }

  /** Levels and areas of two networks are never mixed: what was coded with the one before goes. The user's answers stay. */
  #codeAnew(): void {
    this.run.clear();
    this.nearDuplicates.reset();
    this.export.reset();
    this.review.arrange();
  }

  /** Known codes or weights may be others: what was calibrated on them holds no longer. */
  #recounted(): void {
    if (this.trust.inForce?.kind === 'known-codes') this.trust.takeBack();
    // A confusion of before may be none now.
    this.review.arrange({ filter: { titles: null } });
  }

  async #openKept(signal: AbortSignal): Promise<KeptResults> {
    const { tools } = this.#ports;
    this.review.names = new Map(await tools.names());
    const fileSha256 = await this.keptFiles.sha256();
    signal.throwIfAborted();
    this.#fileSha256 = fileSha256;
    this.review.suggested = tools.facts({ device: this.device }).threshold;
    const { table, distinct } = this.file;
    const { rows, titles } = distinct!;
    const key = this.#runKey(fileSha256);
    const records = await this.keptFiles.begin(key, {
      ...{ fileName: table!.name, rows, distinct: titles.length },
      started: this.#started,
    });
    signal.throwIfAborted();
    await this.#answers.open(records, fileSha256, signal);
    return {
      results: () => records.results(key),
      append: (coded) => records.append(key, coded),
    };
  }

  #keepCalibration(kind: CalibrationKind | null): void {
    this.#answers.saveCalibration(kind && { kind, ...this.#columnsOf(kind) });
  }

  /** A calibration of an earlier visit holds again, where the known codes and weights are those of the same columns. */
  async #takeUpCalibration(): Promise<void> {
    if (this.run.phase !== 'done') return;
    const stored = await this.#answers.calibration();
    if (!stored || this.trust.inForce) return;
    const { knownColumn, weightColumn } = this.#columnsOf(stored.kind);
    if (knownColumn !== stored.knownColumn || weightColumn !== stored.weightColumn) return;
    if (stored.kind === 'audit') this.trust.useAudit(this.audit.judged());
    else this.trust.useKnown();
  }

  /** What a calibration depends on beside the titles. */
  #columnsOf(kind: CalibrationKind): Pick<StoredCalibration, 'knownColumn' | 'weightColumn'> {
    const { table, knownColumn, weightColumn } = this.file;
    const nameOf = (column: number | null) =>
      kind === 'audit' || column === null ? null : (table?.columns[column] ?? null);
    return { knownColumn: nameOf(knownColumn), weightColumn: nameOf(weightColumn) };
  }

  #runKey(fileSha256: string): RunKey {
    const { table, titleColumn, descriptionColumn } = this.file;
    const { device } = this;
    const { modelSha256, coderSha256, ownHeads } = this.#ports.tools.facts({ device });
    const description = descriptionColumn === null ? '' : ` with ${table!.columns[descriptionColumn]}`;
    // Results of two devices are never mixed, even where they should run the same file, nor those of two networks of levels.
    const parts = [modelSha256, coderSha256, RULES_VERSION, ...(device === 'wasm' ? [] : [device])];
    if (ownHeads) parts.push(headsKey(ownHeads));
    return {
      fileSha256,
      column: `${table!.columns[titleColumn] ?? ''}${description}`,
      settings: parts.join('/'),
    };
  }

  #csvFile(text: string | null, ending: string): Download | null {
    if (text === null) return null;
    const blob = new Blob([text], { type: 'text/csv;charset=utf-8' });
    return { name: exportName(this.file.table?.name ?? 'titles', ending), blob };
  }
}
