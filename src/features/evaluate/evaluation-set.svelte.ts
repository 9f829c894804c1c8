/** @file What is measured on: a set of the app, or one of the user's. */
import { TITLE_DATA_TASK_IDS, type TitleDataTaskId } from '../../core/evaluation/title-data-tasks.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import type { SetFacts } from '../../workers/evaluation/evaluation-service.ts';
import type { NamedBlob, SetInput } from '../../workers/evaluation/set-input.ts';
import type { EvaluationWorker } from './evaluation-worker.ts';
import type { EvaluatePorts } from './ports.ts';

export type SetId = TitleDataTaskId | 'pairs' | 'trec';
export type OwnFileRole = 'pairs' | 'queries' | 'corpus' | 'qrels';

/** Files that a set of the user's needs. */
export const OWN_FILES: Readonly<Record<'pairs' | 'trec', readonly OwnFileRole[]>> = {
  pairs: ['pairs'],
  trec: ['queries', 'corpus', 'qrels'],
};

export function isShipped(id: SetId): id is TitleDataTaskId {
  return (TITLE_DATA_TASK_IDS as readonly string[]).includes(id);
}

export class EvaluationSet {
  id = $state<SetId>('test');
  /** Null until the set is read. */
  facts = $state.raw<SetFacts | null>(null);
  files = $state.raw<Partial<Record<OwnFileRole, NamedBlob>>>({});
  readonly task = new LatestTask();
  readonly #worker: EvaluationWorker;
  readonly #ports: Pick<EvaluatePorts, 'readTables'>;
  readonly #changed: () => void;

  /** @param changed what was measured on the set before is about another set now */
  constructor(worker: EvaluationWorker, ports: Pick<EvaluatePorts, 'readTables'>, changed: () => void) {
    this.#worker = worker;
    this.#ports = ports;
    this.#changed = changed;
  }

  get synthetic(): boolean {
    return isShipped(this.id);
  }

  /** Files that are still to be chosen. */
  get missing(): readonly OwnFileRole[] {
    return isShipped(this.id) ? [] : OWN_FILES[this.id].filter((role) => !this.files[role]);
  }

  async choose(id: SetId): Promise<void> {
    this.id = id;
    await this.open();
  }

  async setFile(role: OwnFileRole, file: NamedBlob): Promise<void> {
    this.files = { ...this.files, [role]: file };
    await this.open();
  }

  /** Reads the set, once all its files are chosen. */
  async open(): Promise<void> {
    this.facts = null;
    this.#changed();
    this.task.forget();
    if (this.missing.length > 0) return;
    await this.task.run(
      async (signal) => {
        const { remote } = this.#worker;
        return remote.call('open', await this.#input(signal), { signal });
      },
      (facts) => (this.facts = facts),
    );
  }

  async #input(signal: AbortSignal): Promise<SetInput> {
    const { id, files } = this;
    if (isShipped(id)) return { kind: 'title-data', id, tables: await this.#ports.readTables(id, signal) };
    if (id === 'pairs') return { kind: 'pairs', pairs: files.pairs! };
    return { kind: 'trec', queries: files.queries!, corpus: files.corpus!, qrels: files.qrels! };
  }
}
