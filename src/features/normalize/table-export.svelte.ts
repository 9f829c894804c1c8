/** @file The way out: the table with the results beside its own columns, and the record of the run. */
import type { CountedTitle } from '../../core/coding/output/picture.ts';
import { runRecord, runRecordJson } from '../../core/coding/output/run-record.ts';
import type { TableFormat } from '../../core/coding/output/write-table.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import type { Audit } from './audit.svelte.ts';
import type { CodingRun } from './coding-run.svelte.ts';
import { exportName, exportTable } from './export-table.ts';
import type { NearDuplicates } from './near-duplicates.svelte.ts';
import type { NormalizeFile } from './normalize-file.svelte.ts';
import type { OwnIndex } from './own-index.svelte.ts';
import type { NormalizePorts } from './ports.ts';
import type { Review } from './review.svelte.ts';
import { runFacts, type PageFacts } from './run-facts.ts';
import type { Trust } from './trust.svelte.ts';

/** A file for the user. */
export interface Download {
  readonly name: string;
  readonly blob: Blob;
}

/** What an export is made of. */
export interface TableExportSource {
  readonly file: NormalizeFile;
  readonly run: CodingRun;
  readonly review: Review;
  readonly trust: Trust;
  readonly audit: Audit;
  readonly ownIndex: OwnIndex;
  readonly nearDuplicates: NearDuplicates;
  /** Of the file, 64 hexadecimal digits; "" before a run. */
  readonly fileSha256: () => string;
  /** ISO 8601, when the run began. */
  readonly started: () => string;
}

type Ports = Pick<NormalizePorts, 'launchExport' | 'tools' | 'appVersion'>;

export class TableExport {
  format = $state<TableFormat>('csv');
  /** Rows written so far. */
  rows = $state(0);
  /** That writing the last table took; null before one. */
  seconds = $state<number | null>(null);
  readonly task = new LatestTask();
  readonly #source: TableExportSource;
  readonly #ports: Ports;

  constructor(source: TableExportSource, ports: Ports) {
    this.#source = source;
    this.#ports = ports;
  }

  /** Makes the table and the run record; `done` gets both. */
  async make(done: (files: readonly Download[]) => void): Promise<void> {
    const { file, review, nearDuplicates } = this.#source;
    const { table, titleColumn, descriptionColumn, distinct, blob: input, choice } = file;
    if (!table || !distinct || !input) return;
    const { format } = this;
    const { names, threshold } = review;
    this.rows = 0;
    await this.task.run(async (signal) => {
      const titles = distinct.titles.map((_, id) => distinct.keyAt(id));
      const codedAt = (id: number) => review.row(id).coded;
      const since = performance.now();
      const blob = await exportTable(
        {
          ...{ file: input, choice, table, titleColumn, descriptionColumn },
          ...{ titles, codedAt, threshold, names, format },
          groupAt: nearDuplicates.facts && ((id) => nearDuplicates.groupOf(id)),
        },
        () => this.#ports.launchExport(),
        { signal, onRows: (rows) => (this.rows = rows) },
      );
      this.seconds = (performance.now() - since) / 1000;
      const name = exportName(table.name, format);
      const record = runRecordJson(runRecord(this.#facts(name, format), this.#codedRows()));
      return [
        { name, blob },
        { name: `${name}.run.json`, blob: new Blob([record], { type: 'application/json' }) },
      ];
    }, done);
  }

  /** Another file. */
  reset(): void {
    this.task.forget();
    this.seconds = null;
  }

  /** With the rows of the file, whatever they count. */
  #codedRows(): CountedTitle[] {
    const { file, review } = this.#source;
    return review
      .rows()
      .flatMap(({ id, coded }) => (coded ? [{ coded, rows: file.distinct?.counts[id] ?? 0 }] : []));
  }

  #facts(output: string, format: TableFormat): PageFacts {
    const { file, run, review, trust, audit, ownIndex, nearDuplicates, fileSha256, started } = this.#source;
    const { table, distinct, titleColumn, descriptionColumn, knownColumn, weightColumn } = file;
    return runFacts({
      ...{ table: table!, distinct: distinct!, fileSha256: fileSha256() },
      columns: {
        ...{ title: titleColumn, description: descriptionColumn },
        ...{ known: knownColumn, weight: weightColumn },
      },
      ...{ tools: this.#ports.tools.facts({ device: run.device }), appVersion: this.#ports.appVersion },
      date: started(),
      stageSeconds: { ...run.stageSeconds, write: this.seconds ?? 0 },
      comparison: run.comparison,
      ...{ seconds: run.seconds, done: run.done, takenOver: run.takenOver },
      ...{ threshold: review.threshold },
      ...{ calibration: trust.inForce, auditSeed: audit.seed, index: ownIndex.facts },
      titleGroups: nearDuplicates.facts,
      output: { file: output, format },
    });
  }
}
