/** @file What is measured: models, searches without a model, and results of the command line. */
import { LEXICAL_IDS, LexicalContender, type LexicalId } from '../../core/evaluation/lexical-contenders.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import type { NamedBlob } from '../../workers/evaluation/set-input.ts';
import type { EvaluationWorker } from './evaluation-worker.ts';
import type { EvaluatePorts, ModelChoice } from './ports.ts';

/** Something that runs here. */
export type Runner =
  | ({ readonly kind: 'model' } & ModelChoice)
  | { readonly kind: 'lexical'; readonly id: LexicalId; readonly name: string };

/** A result file, with the contenders that are in it. */
export interface ResultFile {
  readonly name: string;
  readonly labels: readonly string[];
}

export class Contenders {
  /** Ids that are ticked. */
  chosen = $state.raw<ReadonlySet<string>>(new Set(['base', 'tuned', ...LEXICAL_IDS]));
  files = $state.raw<readonly ResultFile[]>([]);
  readonly task = new LatestTask();
  readonly #worker: EvaluationWorker;
  readonly #ports: Pick<EvaluatePorts, 'models'>;

  constructor(worker: EvaluationWorker, ports: Pick<EvaluatePorts, 'models'>) {
    this.#worker = worker;
    this.#ports = ports;
  }

  /** All that can run here: the general model first, searches without a model last. */
  get runners(): readonly Runner[] {
    const models = this.#ports.models();
    const first = models.filter(({ id }) => id === 'base');
    const others = models.filter(({ id }) => id !== 'base');
    return [
      ...[...first, ...others].map((model): Runner => ({ kind: 'model', ...model })),
      ...LEXICAL_IDS.map((id): Runner => ({
        kind: 'lexical',
        id,
        name: new LexicalContender(id).identity.label,
      })),
    ];
  }

  /** Those that are ticked, in their order. */
  get ticked(): readonly Runner[] {
    return this.runners.filter(({ id }) => this.chosen.has(id));
  }

  tick(id: string, on: boolean): void {
    this.chosen = on ? new Set([...this.chosen, id]) : new Set([...this.chosen].filter((one) => one !== id));
  }

  /** Takes a result file, which must be of the set that is chosen. @returns whether it was taken */
  async addFile(file: NamedBlob): Promise<boolean> {
    let taken = false;
    await this.task.run(
      (signal) => this.#worker.remote.call('addFile', file, { signal }),
      (contenders) => {
        taken = true;
        const added = { name: file.name, labels: contenders.map(({ label }) => label) };
        this.files = [...this.files.filter(({ name }) => name !== file.name), added];
      },
    );
    return taken;
  }

  async removeFile(name: string): Promise<void> {
    await this.task.run(
      (signal) => this.#worker.remote.call('removeFile', { name }, { signal }),
      () => (this.files = this.files.filter((file) => file.name !== name)),
    );
  }

  /** Another set: files of the one before say nothing of it. */
  forgetFiles(): void {
    this.task.forget();
    this.files = [];
  }
}
