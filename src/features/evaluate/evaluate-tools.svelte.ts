/** @file Puts the parts of the Evaluate tab together: a set, contenders, a measure, and what came out of it. */
import { Contenders } from './contenders.svelte.ts';
import { Estimate } from './estimate.svelte.ts';
import { EvaluationRun } from './evaluation-run.svelte.ts';
import { EvaluationSet } from './evaluation-set.svelte.ts';
import { EvaluationWorker } from './evaluation-worker.ts';
import type { EvaluatePorts } from './ports.ts';
import { QueryTable } from './query-table.svelte.ts';
import { EvaluationReport } from './report.svelte.ts';
import type { Figure } from '../../core/evaluation/types.ts';
import type { NamedBlob } from '../../workers/evaluation/set-input.ts';

/** Queries of the quick sample. */
export const QUICK_SAMPLE = 100;

export class EvaluateTools {
  /** Queries to ask; null for all. */
  sample = $state<number | null>(QUICK_SAMPLE);
  /** What happened to the page by itself. */
  notice = $state('');
  readonly set: EvaluationSet;
  readonly contenders: Contenders;
  readonly estimate: Estimate;
  readonly run: EvaluationRun;
  readonly report: EvaluationReport;
  readonly queries: QueryTable;

  constructor(ports: EvaluatePorts) {
    const worker = new EvaluationWorker(() => ports.launch());
    worker.onlost = () => this.#lost();
    this.set = new EvaluationSet(worker, ports, () => this.#forget());
    this.contenders = new Contenders(worker, ports);
    this.estimate = new Estimate(worker, ports);
    this.run = new EvaluationRun(worker, ports);
    this.report = new EvaluationReport(worker);
    this.queries = new QueryTable(worker);
  }

  /** Models that are ticked. */
  get models(): readonly string[] {
    return this.contenders.ticked.flatMap(({ kind, id }) => (kind === 'model' ? [id] : []));
  }

  /** Queries that a sample of the set asks. */
  queriesOf(sample: number | null): number {
    const all = this.set.facts?.queries ?? 0;
    return sample === null ? all : Math.min(sample, all);
  }

  /** Why nothing can be measured now; null where it can. */
  get obstacle(): string | null {
    if (!this.set.facts) return 'Choose a set first.';
    const { ticked, files } = this.contenders;
    return ticked.length + files.length > 0 ? null : 'Tick at least one contender.';
  }

  /** Finds out how long the models will take. */
  async look(): Promise<void> {
    const { facts } = this.set;
    if (facts && !this.run.task.busy) await this.estimate.look(facts, this.models);
  }

  async measure(): Promise<void> {
    const { facts } = this.set;
    if (!facts || this.obstacle !== null) return;
    this.estimate.task.forget();
    this.report.forget();
    this.queries.forget();
    const limit = this.sample !== null && this.sample < facts.queries ? this.sample : null;
    await this.run.measure({ set: facts, runners: this.contenders.ticked, limit });
    if (this.set.facts !== facts || this.run.task.busy) return;
    // After a cancel, too: contenders that were measured to the end are shown.
    if (this.run.measured + this.contenders.files.length > 0 && this.run.identity) await this.#show();
    await this.estimate.refresh(facts);
  }

  async addFile(file: NamedBlob): Promise<void> {
    if ((await this.contenders.addFile(file)) && this.report.report) await this.#show();
  }

  async removeFile(name: string): Promise<void> {
    await this.contenders.removeFile(name);
    if (this.report.report) await this.#show();
  }

  async showFigure(figure: Figure): Promise<void> {
    await Promise.all([this.report.showFigure(figure), this.#loadQueries()]);
  }

  /** Puts other contenders side by side in the table of queries. */
  async compareQueries(first: string, second: string): Promise<void> {
    this.queries.first = first;
    this.queries.second = second;
    await this.#loadQueries();
  }

  async #show(): Promise<void> {
    await this.report.refresh();
    if (this.report.task.problem !== null) this.report.report = null;
    else await this.#loadQueries();
  }

  async #loadQueries(): Promise<void> {
    const ids = this.report.summaries.map(({ contender }) => contender.id);
    if (ids.length > 0) await this.queries.load(ids, this.report.figure);
  }

  #forget(): void {
    this.notice = '';
    this.contenders.forgetFiles();
    this.estimate.forget();
    this.run.forget();
    this.report.forget();
    this.queries.forget();
  }

  #lost(): void {
    this.set.facts = null;
    this.#forget();
    this.notice =
      'The part of the page that measures has stopped, perhaps for want of memory. What it held is gone; read the set again.';
  }
}
