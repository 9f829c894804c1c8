/** @file What was measured, as the page shows it: figures with intervals, differences from a reference, groups of queries. */
import { FIGURES, type Comparison, type Figure, type Summary } from '../../core/evaluation/types.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import type { Report } from '../../workers/evaluation/evaluation-service.ts';
import type { SliceRow } from '../../workers/evaluation/result-views.ts';
import type { EvaluationWorker } from './evaluation-worker.ts';

/** Random negatives are so easy that every model comes near 1: they stand apart. */
export const SHOWN_FIGURES: readonly Figure[] = FIGURES.filter((figure) => figure !== 'randomTriplets');

export type ExportFormat = 'md' | 'csv' | 'json';

export class EvaluationReport {
  report = $state.raw<Report | null>(null);
  /** Chosen by the user; null: the general model, else the first. */
  reference = $state<string | null>(null);
  /** In the chart, the groups and the queries. */
  figure = $state<Figure>('map');
  slices = $state.raw<readonly SliceRow[] | null>(null);
  /** Whether the groups are looked at: they are reckoned only then. */
  slicesOpen = $state(false);
  readonly task = new LatestTask();
  readonly sliceTask = new LatestTask();
  readonly exporting = new LatestTask();
  readonly #worker: EvaluationWorker;

  constructor(worker: EvaluationWorker) {
    this.#worker = worker;
  }

  get comparison(): Comparison | null {
    return this.report?.comparison ?? null;
  }

  get summaries(): readonly Summary[] {
    return this.comparison?.summaries ?? [];
  }

  /** Reckons all anew. */
  async refresh(): Promise<void> {
    const { reference } = this;
    await this.task.run(
      (signal) => this.#worker.remote.call('report', { reference }, { signal }),
      (report) => (this.report = report),
    );
    await this.#loadSlices();
  }

  async compareWith(reference: string): Promise<void> {
    this.reference = reference;
    await this.refresh();
  }

  async showFigure(figure: Figure): Promise<void> {
    this.figure = figure;
    await this.#loadSlices();
  }

  async openSlices(open: boolean): Promise<void> {
    if (this.slicesOpen === open) return;
    this.slicesOpen = open;
    await this.#loadSlices();
  }

  /** Hands over the text of an exported file. */
  async export(format: ExportFormat, done: (text: string) => void): Promise<void> {
    const reference = this.comparison?.reference ?? null;
    await this.exporting.run(
      (signal) => this.#worker.remote.call('write', { format, reference }, { signal }),
      done,
    );
  }

  forget(): void {
    for (const task of [this.task, this.sliceTask, this.exporting]) task.forget();
    this.report = null;
    this.slices = null;
  }

  async #loadSlices(): Promise<void> {
    this.slices = null;
    this.sliceTask.forget();
    if (!this.slicesOpen || !this.report) return;
    const { figure } = this;
    await this.sliceTask.run(
      (signal) => this.#worker.remote.call('slices', { figure }, { signal }),
      (slices) => (this.slices = slices),
    );
  }
}
